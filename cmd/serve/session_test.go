package serve

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mailstorm/cmd/serve/prediction"
	"mailstorm/cmd/serve/record"
)

func TestHealthyHost(t *testing.T) {
	rows := inBubble(t, "", nil, func(p *played) {
		c := p.dialFrom("192.0.2.7")
		c.envelope(len(someMail))
		c.asks("RCPT TO:<cat@fabrikam.example>", "250 2.1.5")
		c.asks("DATA", "354")
		c.sends("Received: by exo; Mon, 5 Jan 2026 08:00:00 +0000", "Received: by anna", "Message-ID:", " <1@contoso.example>", "", "..", "x", ".")
		c.reads("250 2.0.0")
		time.Sleep(time.Second)
		c.asks("QUIT", "221")
		c.reads("EOF")
	})
	wantRows(t, rows, "dot none kept heard")
	r := rows[0]
	if r.Host != "relay" || r.Connection != 1 || r.Transaction != 1 || r.Client != "192.0.2.7" || r.StandsFor != "exo" || r.Helo != "mail.contoso.example" || r.TLS {
		t.Errorf("the connection is %+v", r)
	}
	if r.From != "ann@contoso.example" || r.Null || len(r.To) != 2 || r.To[1] != (record.Recipient{Address: "cat@fabrikam.example", Reply: "250 2.1.5"}) {
		t.Errorf("the envelope is %+v", r)
	}
	want := int64(len("Received: by exo; Mon, 5 Jan 2026 08:00:00 +0000\r\nReceived: by anna\r\nMessage-ID:\r\n <1@contoso.example>\r\n\r\n.\r\nx\r\n"))
	if r.Announced != int64(len(someMail)) || r.Bytes != want || r.MessageID != "<1@contoso.example>" || r.Received != 2 || r.DSN != nil {
		t.Errorf("the message is %+v, want %d bytes", r, want)
	}
	if zero := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC); zero.Add(r.Queued) != time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC) { // when a bubble begins
		t.Errorf("it was queued at %s", r.Queued)
	}
	var phases []string
	for i, d := range r.Decisions {
		phases = append(phases, d.Phase)
		if d.Number != uint64(i+1) || d.Subject == 0 || d.Cause != "" {
			t.Errorf("decision %d is %+v", i, d)
		}
	}
	if got := strings.Join(phases, " "); got != "connect greeting ehlo mail rcpt rcpt data dot" {
		t.Errorf("the scenario was asked at %s", got)
	}
}

func TestPipelinedCommands(t *testing.T) {
	rows := inBubble(t, "", nil, func(p *played) {
		c := p.dial()
		commands := []string{"EHLO contoso.example", "MAIL FROM:<ann@contoso.example>", "RCPT TO:<bob@fabrikam.example>", "DATA", "x", ".",
			"MAIL FROM:<ann@contoso.example> SIZE=3", "RCPT TO:<bob@fabrikam.example>", "RCPT TO:<>", "DATA", "y", ".", "QUIT"}
		go io.WriteString(c.conn, strings.Join(commands, "\r\n")+"\r\n")
		c.reads("220", "250", "250 2.1.0", "250 2.1.5", "354", "250 2.0.0", "250 2.1.0", "250 2.1.5", "501 5.1.3", "354", "250 2.0.0", "221", "EOF")
	})
	wantRows(t, rows, "dot none kept heard", "dot none kept heard")
	if rows[1].Transaction != 2 || rows[0].Announced != -1 || rows[0].Bytes != 3 {
		t.Errorf("the rows are %+v and %+v", rows[0], rows[1])
	}
}

func TestChunks(t *testing.T) {
	rows := inBubble(t, "", nil, func(p *played) {
		c := p.dial()
		c.envelope(10)
		go c.conn.Write([]byte("BDAT 5\r\nabcd.BDAT 7 LAST\r\n\r\n.\r\nefBDAT 3\r\nxyzRSET\r\n"))
		c.reads("250 2.0.0", "250 2.0.0", "503 5.5.1", "250 2.0.0")
	})
	wantRows(t, rows, "dot none kept heard")
	if rows[0].Bytes != 12 {
		t.Errorf("%d bytes crossed", rows[0].Bytes)
	}
}

// What a client meets at each phase, when, and what stands in the row.
var faultsOnTheWire = []struct {
	name, fault, row string
	client           func(c *client)
}{
	{"refused", `kind="connection-refused"`, "connect refused", func(c *client) { c.reads("EOF") }},
	{"unanswered", `kind="connect-timeout"`, "connect unanswered", func(c *client) { c.takes(59*time.Minute, "", "-") }},
	{"unreachable", `kind="unreachable"`, "connect unreachable", func(c *client) { c.reads("EOF") }},
	{"no address", `kind="dns-failure"`, "connect unresolved", func(c *client) { c.reads("EOF") }},
	{"busy greeting", `kind="greeting-defer"`, "greeting said 421 4.3.2", func(c *client) { c.reads("421 4.3.2", "EOF") }},
	{"closed greeting", `kind="greeting-reject"`, "greeting said 554 5.7.0", func(c *client) { c.reads("554 5.7.0", "EOF") }},
	{"late greeting", `kind="slow-reply"
phase="greeting"
delay="20s"`, "ehlo client", func(c *client) {
		c.takes(20*time.Second, "", "220")
		c.takes(0, "EHLO x", "250")
		c.takes(0, "EHLO x", "250")
	}},
	{"late EHLO, once", `kind="slow-reply"
phase="ehlo"
delay="20s"`, "ehlo client", func(c *client) { c.reads("220"); c.takes(20*time.Second, "EHLO x", "250"); c.takes(0, "EHLO x", "250") }},
	{"no STARTTLS", `kind="no-starttls"`, "dot none kept heard", func(c *client) {
		c.reads("220")
		c.sends("EHLO contoso.example")
		if reply := c.reply(); strings.Contains(reply, "STARTTLS") {
			c.t.Errorf("it offers STARTTLS: %s", reply)
		}
		c.asks("STARTTLS", "503")
		c.asks("MAIL FROM:<ann@contoso.example>", "250")
		c.asks("RCPT TO:<bob@fabrikam.example>", "250")
		c.asks("DATA", "354")
		c.asks(".", "250")
		c.asks("QUIT", "221")
	}},
	{"broken handshake", `kind="tls-rollout"
good="0%"`, "starttls tls-failed", func(c *client) {
		c.reads("220")
		c.asks("EHLO contoso.example", "250")
		if err := c.startTLS(""); err == nil || !strings.Contains(err.Error(), "handshake failure") {
			c.t.Errorf("the handshake ended with %v", err)
		}
	}},
	{"another name, client leaves", `kind="certificate-mismatch"`, "starttls mismatch", func(c *client) {
		c.reads("220")
		c.asks("EHLO contoso.example", "250")
		if err := c.startTLS("relay"); err == nil {
			c.t.Error("the certificate has the right name")
		}
		c.conn.Close()
	}},
	{"another name, client goes on", `kind="certificate-mismatch"`, "rcpt client", func(c *client) {
		c.reads("220")
		c.asks("EHLO contoso.example", "250")
		if err := c.startTLS(""); err != nil {
			c.t.Error(err)
		}
		c.asks("EHLO contoso.example", "250")
		c.asks("MAIL FROM:<ann@contoso.example>", "250")
		c.asks("RCPT TO:<bob@fabrikam.example>", "250")
		c.asks("QUIT", "221")
	}},
	{"hang after the handshake", `kind="tls-hang"`, "starttls stalled", func(c *client) {
		c.reads("220")
		c.asks("EHLO contoso.example", "250")
		if err := c.startTLS(""); err != nil {
			c.t.Error(err)
		}
		c.takes(59*time.Minute, "EHLO contoso.example", "-")
	}},
	{"no at MAIL", `kind="defer"
phase="mail"
code="450 4.1.8"`, "mail said 450 4.1.8", func(c *client) {
		c.reads("220")
		c.asks("EHLO contoso.example", "250")
		c.sends("MAIL FROM:<ann@contoso.example>", "RCPT TO:<bob@fabrikam.example>", "DATA", "QUIT")
		c.reads("450 4.1.8", "503", "503", "221")
	}},
	{"no at RCPT", `kind="reject"
phase="rcpt"
rcpt_to="bob@fabrikam.example"
code="550 5.1.1"`, "rcpt said 550 5.1.1", func(c *client) {
		c.reads("220")
		c.asks("EHLO contoso.example", "250")
		c.sends("MAIL FROM:<ann@contoso.example>", "RCPT TO:<bob@fabrikam.example>", "DATA", "QUIT")
		c.reads("250", "550 5.1.1", "554 5.5.1", "221")
	}},
	{"421 at RCPT", `kind="defer"
code="421 4.3.2"`, "rcpt said 421 4.3.2", func(c *client) {
		c.reads("220")
		c.asks("EHLO contoso.example", "250")
		c.asks("MAIL FROM:<ann@contoso.example>", "250")
		c.asks("RCPT TO:<bob@fabrikam.example>", "421 4.3.2")
		c.reads("EOF")
	}},
	{"no at DATA", `kind="defer"
phase="data"
code="451 4.3.0"`, "data said 451 4.3.0", func(c *client) {
		c.envelope(10)
		c.asks("DATA", "451 4.3.0")
		c.asks("QUIT", "221")
	}},
	{"late 354", `kind="slow-reply"
phase="data"
delay="90s"`, "data client", func(c *client) { c.envelope(10); c.takes(90*time.Second, "DATA", "354") }},
	{"late RCPT", `kind="slow-reply"
phase="rcpt"
delay="7s"`, "rcpt client", func(c *client) {
		c.reads("220")
		c.asks("EHLO contoso.example", "250")
		c.asks("MAIL FROM:<ann@contoso.example>", "250")
		c.takes(7*time.Second, "RCPT TO:<bob@fabrikam.example>", "250")
	}},
	{"no at the dot", `kind="reject"
phase="dot"
code="552 5.2.2"`, "dot said 552 5.2.2", func(c *client) { whole(c, "552 5.2.2"); c.asks("QUIT", "221") }},
	{"no at the dot, and kept", `kind="defer"
phase="dot"
code="451 4.3.0"
kept=true`, "dot said 451 4.3.0 kept", func(c *client) { whole(c, "451 4.3.0"); c.asks("QUIT", "221") }},
	{"late 250", `kind="slow-reply"
delay="8m"`, "dot none kept heard", func(c *client) {
		c.envelope(len(someMail))
		c.asks("DATA", "354")
		c.takes(8*time.Minute, someMail+".", "250 2.0.0")
		c.asks("QUIT", "221")
	}},
	{"late 250, impatient client", `kind="slow-reply"
delay="8m"`, "dot client kept", func(c *client) {
		c.envelope(len(someMail))
		c.asks("DATA", "354")
		c.sends(someMail + ".")
		time.Sleep(time.Minute)
		c.conn.Close()
		synctest.Wait()
	}},
	{"250 lost", `kind="drop-after-data"`, "dot dropped kept", func(c *client) { whole(c, "EOF") }},
	{"250 lost late", `kind="drop-after-data"
dies_after="5m"`, "dot dropped kept", func(c *client) {
		c.envelope(len(someMail))
		c.asks("DATA", "354")
		c.takes(5*time.Minute, someMail+".", "EOF")
	}},
	{"250 and gone", `kind="accept-and-lose"`, "dot none heard", func(c *client) { whole(c, "250 2.0.0"); c.asks("QUIT", "221") }},
}

// whole sends a message up to the dot.
func whole(c *client, replies ...string) {
	c.envelope(len(someMail))
	c.asks("DATA", "354")
	c.sends(someMail + ".")
	c.reads(replies...)
}

func TestFaultsOnTheWire(t *testing.T) {
	for _, test := range faultsOnTheWire {
		t.Run(test.name, func(t *testing.T) {
			rows := inBubble(t, "[host.relay.fault.f]\n"+test.fault+"\n", nil, func(p *played) {
				c := p.dial()
				c.t = p.t
				test.client(c)
				c.conn.Close()
			})
			wantRows(t, rows, test.row)
		})
	}
}

func TestDropInTheData(t *testing.T) {
	const fault = "[host.relay.fault.f]\nkind=\"drop-mid-data\"\nbytes=\"1000B\"\n"
	block := strings.Repeat("0123456789abcde\r\n", 200)
	for _, test := range []struct {
		name     string
		announce int
		bytes    int64
		row      string
	}{{"announced", len(block), 1000, "data dropped"}, {"too small", 900, 900, "dot none kept heard"}} {
		t.Run(test.name, func(t *testing.T) {
			rows := inBubble(t, fault, nil, func(p *played) {
				c := p.dial()
				c.envelope(test.announce)
				c.asks("DATA", "354")
				go c.conn.Write([]byte(strings.Repeat("0", test.announce-2) + "\r\n.\r\n"))
				if test.announce > 1000 {
					c.reads("EOF")
					return
				}
				c.reads("250")
				c.asks("QUIT", "221")
			})
			wantRows(t, rows, test.row)
			if rows[0].Bytes != test.bytes {
				t.Errorf("%d bytes crossed, want %d", rows[0].Bytes, test.bytes)
			}
		})
	}
}

// Without SIZE= nobody knows before the dot how much may cross: the reply is lost instead.
func TestDropInDataOfUnknownSize(t *testing.T) {
	rows := inBubble(t, "[host.relay.fault.f]\nkind=\"drop-mid-data\"\nbytes=\"1000B\"\n", nil, func(p *played) {
		for _, size := range []int{500, 5000} {
			c := p.dial()
			c.reads("220")
			c.asks("EHLO contoso.example", "250")
			c.asks("MAIL FROM:<ann@contoso.example>", "250")
			c.asks("RCPT TO:<bob@fabrikam.example>", "250")
			c.asks("DATA", "354")
			c.sends(strings.Repeat("x", size)+"\r\n.", "QUIT")
			if size < 1000 {
				c.reads("250", "221")
			}
			c.reads("EOF")
		}
	})
	wantRows(t, rows, "dot none kept heard", "data dropped")
	if rows[1].Bytes != 5002 {
		t.Errorf("%d bytes crossed", rows[1].Bytes)
	}
}

func TestGuardsOnTheWire(t *testing.T) {
	guards := "[host.relay.guard.again]\nkind=\"duplicate-check\"\nwindow=\"24h\"\n[host.relay.guard.grey]\nkind=\"greylist\"\nwait=\"5m\"\nclient=\"exact\"\n"
	rows := inBubble(t, guards, nil, func(p *played) {
		for _, want := range []string{"4", "250", "250"} {
			c := p.dial()
			c.reads("220")
			c.asks("EHLO contoso.example", "250")
			c.asks("MAIL FROM:<ann@contoso.example>", "250")
			c.asks("RCPT TO:<bob@fabrikam.example>", want)
			if want == "250" {
				c.asks("DATA", "354")
				c.asks(someMail+".", "250")
			}
			c.asks("QUIT", "221")
			time.Sleep(6 * time.Minute)
		}
		all := p.Counts()
		if n := all.Total(); n.Kept != 2 || n.Duplicates != 1 || n.Heard != 2 || n.Sessions != 3 {
			p.t.Errorf("counted %+v", n)
		}
	})
	if len(rows) != 3 || rows[0].Phase != "rcpt" || rows[1].To[0].Becomes != "" || rows[2].To[0].Becomes != "suppressed" {
		t.Errorf("rows %+v", rows)
	}
}

// A reply that would come when the connection may last no longer never comes.
func TestDelayBeyondTheConnection(t *testing.T) {
	rows := inBubble(t, "[host.relay.fault.f]\nkind=\"slow-reply\"\ndelay=\"2h\"\n", nil, func(p *played) {
		c := p.dial()
		c.envelope(len(someMail))
		c.asks("DATA", "354")
		c.sends(someMail + ".")
		c.reads("-", "EOF")
	})
	wantRows(t, rows, "dot ended kept")
}

func TestTooManyAtATime(t *testing.T) {
	rows := inBubble(t, "", func(o *Options) { o.Limits.Connections = 2 }, func(p *played) {
		a, b := p.dial(), p.dial()
		a.reads("220")
		b.reads("220")
		p.dial().reads("421 4.3.2", "EOF")
		a.asks("QUIT", "221")
		synctest.Wait()
		p.dial().reads("220")
		if c := p.Counts(); c.TurnedAway != 1 {
			t.Errorf("%d were turned away", c.TurnedAway)
		}
	})
	if len(rows) != 3 {
		t.Errorf("%d rows", len(rows))
	}
}

func TestLimits(t *testing.T) {
	inBubble(t, "", func(o *Options) { o.Limits.MessageSize = 1000 }, func(p *played) {
		c := p.dial()
		c.reads("220")
		c.asks("EHLO "+strings.Repeat("x", 2500), "500 5.5.2")
		c.asks("EHLO contoso.example", "250")
		c.asks("MAIL FROM:<ann@contoso.example> SIZE=1001", "552 5.3.4")
		c.asks("MAIL FROM:<ann@contoso.example>", "250")
		for range 1000 {
			c.asks("RCPT TO:<bob@fabrikam.example>", "250")
		}
		c.asks("RCPT TO:<bob@fabrikam.example>", "452 4.5.3")
		c.asks("DATA", "354")
		c.asks(strings.Repeat("x", 1100)+"\r\n.", "552 5.3.4")
		c.takes(5*time.Minute, "", "421 4.4.2")
		c.reads("EOF")

		d := p.dial()
		d.reads("220")
		for range 9 {
			d.asks("HELLO", "500")
		}
		d.asks("HELLO", "500")
		d.reads("421 4.7.0", "EOF")
	})
}

func TestWhoAClientStandsFor(t *testing.T) {
	const third = "[host.erp]\ndomains=[\"adatum.example\"]\nroutes={\"*\"=\"relay\"}\npool={servers=3,pick=\"drawn\"}\n[mail.order]\nfrom=\"shop@adatum.example\"\nto=\"bob@fabrikam.example\"\nsize=\"1KB\"\n"
	rows := inBubble(t, third, nil, func(p *played) {
		for i, helo := range []string{"erp", "smtp.adatum.example", "ERP", "adatum.example.", "mail.contoso.example", "other.example", "notadatum.example"} {
			c := p.dialFrom([]string{"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5", "192.0.2.1", "192.0.2.1"}[i])
			c.reads("220")
			c.asks("EHLO "+helo, "250")
			c.asks("QUIT", "221")
			c.reads("EOF")
			synctest.Wait()
		}
	})
	var got []string
	for _, r := range rows {
		got = append(got, r.StandsFor+string(rune('0'+r.Server)))
	}
	if s := strings.Join(got, " "); s != "erp1 erp2 erp3 erp1 exo1 exo1 exo1" {
		t.Errorf("they stand for %s", s)
	}
}

// A client that changes its name in TLS was taken for another host before: the record says so, or the same questions could not be asked again.
func TestClientOfTwoNames(t *testing.T) {
	const more = "[host.erp]\ndomains=[\"adatum.example\"]\nroutes={\"*\"=\"relay\"}\n[host.relay.fault.f]\nkind=\"certificate-mismatch\"\nfrom_host=\"exo\"\n"
	rows := inBubble(t, more, nil, func(p *played) {
		c := p.dial()
		c.reads("220")
		c.asks("EHLO exo", "250")
		if err := c.startTLS(""); err != nil {
			t.Error(err)
		}
		c.asks("EHLO erp", "250")
		c.asks("QUIT", "221")
		c.reads("EOF")
	})
	wantRows(t, rows, "starttls mismatch")
	var got []string
	for _, d := range rows[0].Decisions {
		got = append(got, d.Phase+" "+d.StandsFor)
	}
	if s := strings.Join(got, ", "); rows[0].StandsFor != "erp" || s != "connect exo, greeting exo, ehlo exo, starttls exo" {
		t.Errorf("the client stands for %s, and at %s", rows[0].StandsFor, s)
	}
	if r := prediction.Replay(config(t, more), []record.Session{*rows[0]}); r.Alike != 4 {
		t.Errorf("asked again: %+v", r)
	}
}

func TestMaildir(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mail")
	inBubble(t, "[host.relay.fault.f]\nkind=\"reject\"\nphase=\"dot\"\nstarts=\"1m\"\n", func(o *Options) { o.Keep = dir }, func(p *played) {
		for _, want := range []string{"250", "55"} {
			c := p.dial()
			c.envelope(20)
			c.asks("DATA", "354")
			c.asks("..dotted\r\n\r\nbody\r\n.", want)
			c.asks("QUIT", "221")
			time.Sleep(2 * time.Minute)
		}
	})
	files, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil || len(files) != 1 || filepath.Base(filepath.Dir(files[0])) != "new" {
		t.Fatalf("kept are %v, %v", files, err)
	}
	if text, err := os.ReadFile(files[0]); err != nil || string(text) != ".dotted\r\n\r\nbody\r\n" {
		t.Errorf("kept is %q, %v", text, err)
	}
}

// Plain text behind STARTTLS may be an attacker's: it must not count as said in TLS.
func TestTextBehindSTARTTLS(t *testing.T) {
	rows := inBubble(t, "", nil, func(p *played) {
		c := p.dial()
		c.reads("220")
		c.asks("EHLO contoso.example", "250")
		c.sends("STARTTLS", "MAIL FROM:<eve@contoso.example>")
		c.reads("220")
		d := &client{c.t, c.conn, nil}
		if err := d.secure(""); err != nil {
			t.Fatal(err)
		}
		d.asks("MAIL FROM:<ann@contoso.example>", "503")
		d.asks("EHLO contoso.example", "250")
		d.asks("QUIT", "221")
		d.reads("EOF")
	})
	wantRows(t, rows, "starttls client")
}

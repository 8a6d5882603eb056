package serve

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mailstorm/cmd/serve/prediction"
	"mailstorm/cmd/serve/record"
)

// everything is a host with some of all faults and guards.
const everything = `
[mail.order]
from="shop@adatum.example"
to="bob@fabrikam.example"
size="1KB"
[host.erp]
domains=["adatum.example"]
routes={"*"="relay"}
pool={servers=3,pick="drawn"}
[host.relay.fault.z]
kind="defer"
phase="data"
from_host="erp"
share="50%"
[host.relay.fault.a]
kind="connection-refused"
share="5%"
[host.relay.fault.b]
kind="slow-reply"
phase="ehlo"
delay="3s"
share="20%"
[host.relay.fault.c]
kind="tls-hang"
share="10%"
[host.relay.fault.d]
kind="defer"
share="20%"
of="recipients"
[host.relay.fault.e]
kind="drop-mid-data"
after="50%"
share="20%"
[host.relay.fault.f]
kind="drop-after-data"
share="20%"
[host.relay.fault.g]
kind="connect-timeout"
share="2%"
[host.relay.guard.h]
kind="greylist"
wait="5s"
client="exact"
[host.relay.guard.i]
kind="duplicate-check"
window="24h"
`

// shatter makes a broken session of a sound one.
func shatter(r *rand.Rand) []byte {
	words := []string{"EHLO contoso.example\r\n", "EHLO adatum.example\r\n", "Message-ID: <a\xff@b>\r\n", "MAIL FROM:<\xff@contoso.example>\r\n", "RCPT TO:<r\u00e9@fabrikam.example>\r\n", "HELO \r\n", "MAIL FROM:<ann@contoso.example> SIZE=10\r\n", "MAIL FROM:<>\r\n", "RCPT TO:<bob@fabrikam.example>\r\n", "DATA\r\n",
		"Message-ID: <a@b>\r\n", "Received: x; y\r\n", "\r\n.\r\n", "\n.\n", ".\r\n", "BDAT 5\r\nabcde", "BDAT 99999999 LAST\r\n", "BDAT -1\r\n", "BDAT\r\n", "RSET\r\n", "QUIT\r\n", "NOOP\r\n", "STARTTLS\r\n",
		"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "\x00\xff", "\r", "\n", "VRFY a\r\n", strings.Repeat("x", 3000), strings.Repeat("RCPT TO:<a@b.example>\r\n", 20), "GET / HTTP/1.1\r\n", " ",
		"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"}
	sound := []string{words[r.IntN(2)], "MAIL FROM:<ann@contoso.example> SIZE=10\r\n", "RCPT TO:<bob@fabrikam.example>\r\n", "RCPT TO:<cat@fabrikam.example>\r\n", "DATA\r\n",
		"Message-ID: <a@b>\r\n\r\n.\r\n"}
	var b []byte
	for range 1 + r.IntN(3) {
		for _, word := range sound {
			if r.IntN(6) > 0 {
				b = append(b, word...)
			}
			if r.IntN(8) == 0 {
				b = append(b, words[r.IntN(len(words))]...)
			}
		}
	}
	b = append(b, '.')
	for range r.IntN(3) {
		if len(b) > 1 {
			b[r.IntN(len(b))] = byte(r.Uint32())
		}
	}
	if r.IntN(3) == 0 {
		b = b[:1+r.IntN(len(b))]
	}
	return b
}

// hostile throws bytes at a server, in pieces, and leaves.
func hostile(p *played, session []byte, pieces int, leaves time.Duration) {
	conn := p.listen.dial("192.0.2.1")
	go io.Copy(io.Discard, conn)
	go func() {
		for i := range pieces {
			conn.SetWriteDeadline(time.Now().Add(time.Minute))
			if _, err := conn.Write(session[len(session)*i/pieces : len(session)*(i+1)/pieces]); err != nil {
				break
			}
		}
		time.Sleep(leaves)
		conn.Close()
	}()
}

func FuzzWire(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		f.Add(shatter(r), uint8(1+r.IntN(5)), uint8(r.IntN(9)))
	}
	f.Add([]byte("EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<bob@fabrikam.example>\r\nDATA\r\n"+postfixReport+"\r\n.\r\n"), uint8(1), uint8(1))
	c := config(f, everything)
	f.Fuzz(func(t *testing.T, session []byte, pieces, leaves uint8) {
		synctest.Test(t, func(t *testing.T) { // ends only when no goroutine is left
			l := newMemoryListener()
			s, err := New(Options{Config: c, Hosts: []Host{{Index: 1, Listener: l}}, NoTLS: len(session)%2 == 0})
			if err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan error)
			go func() { ended <- s.Run(ctx) }()
			hostile(&played{s, t, l, nil}, session, max(int(pieces), 1), time.Duration(leaves)*time.Second)
			time.Sleep(2 * time.Hour)
			if n := s.open.Load(); n != 0 {
				t.Errorf("%d sessions are open after two hours", n)
			}
			stop()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	})
}

// Many broken sessions leave nothing behind, and the books balance: a row for each connection, and numbers without a gap.
func TestHostileClients(t *testing.T) {
	const sessions = 3000
	before := runtime.NumGoroutine()
	decisions := 0
	rows := inBubble(t, everything, nil, func(p *played) {
		r := rand.New(rand.NewPCG(3, 4))
		for i := range sessions {
			hostile(p, shatter(r), 1+r.IntN(4), time.Duration(r.IntN(4))*time.Second)
			if i%200 == 0 {
				time.Sleep(time.Minute)
			}
		}
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if n := p.Counts().Hosts[0]; n.Sessions+p.Counts().TurnedAway != sessions || n.Open != 0 {
			p.t.Errorf("counted %+v", n)
		}
		decisions = int(p.hosts[0].decisions)
	})
	var values []record.Session
	for _, row := range rows {
		values = append(values, *row)
	}
	if r := prediction.Replay(config(t, everything), values); r.Alike != r.All || r.All != decisions {
		t.Errorf("%d of %d decisions come out alike again, of %d: %s", r.Alike, r.All, decisions, r.First)
	}
	t.Logf("%d rows of %s, %d decisions", len(rows), rows[0].Host, decisions)
	numbers, connections := map[uint64]bool{}, map[uint64]bool{}
	for _, row := range rows {
		connections[row.Connection] = true
		for _, d := range row.Decisions {
			numbers[d.Number] = true
		}
		if row.Ended < row.Began || row.Cause == "" || row.Phase == "" {
			t.Fatalf("a row is not whole: %+v", row)
		}
	}
	if len(numbers) != decisions {
		t.Errorf("the rows have %d of %d decisions", len(numbers), decisions)
	}
	if len(connections) < sessions*9/10 {
		t.Errorf("the rows have %d of %d connections", len(connections), sessions)
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines, %d before", after, before)
	}
}

func TestLongestLineIsBounded(t *testing.T) {
	inBubble(t, "", nil, func(p *played) {
		conn := p.listen.dial("192.0.2.1")
		go io.Copy(io.Discard, conn)
		n := 0
		for n < 100<<20 {
			conn.SetWriteDeadline(time.Now().Add(time.Minute))
			m, err := conn.Write([]byte(strings.Repeat("x", 64<<10)))
			if n += m; err != nil {
				break
			}
		}
		if n > 4*longestGarbage {
			t.Errorf("a line of %d bytes was read", n)
		}
		conn.Close()
	})
}

// benchClient sends one message in one session.
func benchClient(address, data string) error {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer c.Close()
	reply := make([]byte, 1024)
	for _, s := range []string{"", "EHLO contoso.example\r\n", "MAIL FROM:<ann@contoso.example> SIZE=50000\r\nRCPT TO:<bob@fabrikam.example>\r\nDATA\r\n", data, "QUIT\r\n"} {
		if _, err := io.WriteString(c, s); err != nil {
			return err
		}
		for want := map[bool]int{true: 3, false: 1}[strings.HasPrefix(s, "MAIL")]; want > 0; { // the last line of each reply
			n, err := c.Read(reply)
			if err != nil {
				return err
			}
			for line := range strings.Lines(string(reply[:n])) {
				if line[3] == ' ' {
					want--
				}
			}
		}
	}
	return nil
}

func BenchmarkSessions(b *testing.B) {
	w, err := record.Create(b.TempDir(), record.Header{}, "")
	if err != nil {
		b.Fatal(err)
	}
	s, err := New(Options{Config: config(b, "[host.relay.guard.i]\nkind=\"duplicate-check\"\nwindow=\"24h\"\n"), Hosts: []Host{{Index: 1, Address: "127.0.0.1:0"}}, Record: w})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan error)
	go func() { ended <- s.Run(ctx) }()
	address, line := s.Addresses()["relay"], strings.Repeat("x", 76)+"\r\n"
	data := strings.Repeat(line, 50000/len(line)) + "\r\n.\r\n"
	b.SetBytes(int64(len(data)))
	b.SetParallelism(8)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for n := 0; pb.Next(); n++ {
			if err := benchClient(address, fmt.Sprintf("Message-ID: <%p.%d@contoso.example>\r\n\r\n%s", pb, n, data)); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sessions/s")
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapInuse)/1e6, "MB")
	stop()
	if err := <-ended; err != nil {
		b.Error(err)
	}
	w.Close(time.Now())
}

// Only <CRLF>.<CRLF> ends the data, or a message could be smuggled into another (SMTP smuggling). Who types needs no carriage returns.
func TestEndsOfData(t *testing.T) {
	long := strings.Repeat("x", readBuffer-1) // so that a line end lies across two pieces
	for _, data := range []string{"a\n.\nb", "a\n.\r\nb", "a\r\n.\nb", "a\r.\rb", "a\r\n.b", long + "\r\n..\r\n", long + "x\r\n.\n"} {
		rows := inBubble(t, "", nil, func(p *played) {
			c := p.dial()
			c.envelope(10)
			c.asks("DATA", "354")
			go io.WriteString(c.conn, data+"\r\n.\r\nQUIT\r\n")
			c.reads("250 2.0.0", "221", "EOF")
		})
		want := int64(len(data) + 2)
		if strings.Contains(data, "\n..") || strings.Contains(data, "\r\n.b") || strings.Contains(data, "\r\n.\n") {
			want-- // of a line that begins with a dot, one is left out
		}
		if len(rows) != 1 || rows[0].Bytes != want {
			t.Errorf("%.20q: %d bytes of %d", data, rows[0].Bytes, want)
		}
	}
	inBubble(t, "", nil, func(p *played) {
		c := p.dial()
		c.envelope(10)
		go io.WriteString(c.conn, "DATA\nhello\n.\nQUIT\n")
		c.reads("354", "250 2.0.0", "221", "EOF")
	})
}

func TestCommandsThatLeadToNothing(t *testing.T) {
	inBubble(t, "", nil, func(p *played) {
		c := p.dial()
		c.reads("220")
		for range mostEmpty {
			c.asks("NOOP", "250")
		}
		c.asks("RSET", "250")
		c.reads("421 4.7.0", "EOF")
	})
}

// A reset after 250 says that the client did not wait for it; to close, or to go on, is to have heard.
func TestWhoHears(t *testing.T) {
	whole := "EHLO contoso.example\r\nMAIL FROM:<ann@contoso.example>\r\nRCPT TO:<bob@fabrikam.example>\r\nDATA\r\n"
	var got []string
	dir := t.TempDir()
	w, err := record.Create(dir, record.Header{}, "")
	if err != nil {
		t.Fatal(err)
	}
	onPort(t, "", Options{Record: w}, func(s *Server, address string) {
		for i, reset := range []bool{false, true} {
			conn, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			c := &client{t, conn, bufio.NewReader(conn)}
			io.WriteString(conn, whole)
			c.reads("220", "250", "250", "250", "354")
			c.asks("hello\r\n.", "250 2.0.0")
			if reset {
				conn.(*net.TCPConn).SetLinger(0)
			}
			conn.Close()
			for all := s.Counts(); all.Total().Transactions <= int64(i); all = s.Counts() {
				time.Sleep(10 * time.Millisecond)
			}
		}
	})
	if err := w.Close(time.Now()); err != nil {
		t.Error(err)
	}
	for _, r := range readRows(t, dir) {
		got = append(got, describeRow(r))
	}
	if s := strings.Join(got, ", "); s != "dot none kept heard, dot none kept" {
		t.Errorf("rows: %s", s)
	}
}

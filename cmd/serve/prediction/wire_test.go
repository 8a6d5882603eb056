package prediction

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/smtp"
	"sync"
	"testing"
	"time"

	"mailstorm/cmd/serve"
	"mailstorm/cmd/serve/record"
)

// mail sends a message as far as the server lets it.
func mail(address, from, id string, to ...string) {
	conn, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		return
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(5 * time.Second))
	c, err := smtp.NewClient(conn, "mx")
	if err != nil || c.Hello("relay.contoso.example") != nil {
		return
	}
	if offered, _ := c.Extension("STARTTLS"); offered && c.StartTLS(&tls.Config{InsecureSkipVerify: true}) != nil {
		return
	}
	if c.Mail(from) != nil {
		return
	}
	accepted := 0
	for _, address := range to {
		if c.Rcpt(address) == nil {
			accepted++
		}
	}
	if accepted == 0 {
		return
	}
	w, err := c.Data()
	if err != nil {
		return
	}
	fmt.Fprintf(w, "Received: from a by b; %s\r\nMessage-ID: <%s@contoso.example>\r\n\r\nhello\r\n", time.Now().Format(time.RFC1123Z), id)
	if w.Close() == nil {
		c.Quit()
	}
}

// fast lets minutes of greylisting pass in milliseconds.
const fast = 100_000

// What was decided on the wire is decided again alike, whatever clients meet: shares, memories, TLS that fails, several recipients at once.
func TestTheWireIsReplayed(t *testing.T) {
	s := storm(t, moody+`
[host.mx.fault.tls]
kind = "tls-rollout"
good = "50%"
per_day = "0%"
of = "attempts"

[host.mx.fault.cut]
kind = "drop-mid-data"
share = "20%"
`)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server, err := serve.New(serve.Options{Config: s.Config, Speed: fast, Hosts: []serve.Host{{Index: 1, Listener: listener}}})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	rows, err := record.Create(dir, record.Header{Scenario: "storm", Speed: fast, Started: server.Started(), Hosts: server.Addresses()}, s.Text())
	if err != nil {
		t.Fatal(err)
	}
	server.RecordTo(rows)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	var clients sync.WaitGroup
	for i := range 8 {
		clients.Go(func() {
			for n := range 30 {
				from, to := fmt.Sprintf("sender%d@contoso.example", n%3), fmt.Sprintf("partner%d@fabrikam.example", n%4)
				mail(listener.Addr().String(), from, fmt.Sprintf("%d-%d", i, n), "partner@fabrikam.example", to)
			}
		})
	}
	clients.Wait()
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if err := rows.Close(time.Now()); err != nil {
		t.Fatal(err)
	}
	r, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	c := compared(t, r, s.Config, Options{Scaled: true})
	if got := c.Replay; got.First != "" || got.All < 300 || got.Alike != got.All {
		t.Errorf("%+v", got)
	}
	ends := map[string]int{}
	for i := range r.Sessions {
		ends[r.Sessions[i].Phase+" "+r.Sessions[i].Cause]++
	}
	for _, end := range []string{"greeting said", "mail said", "rcpt said", "starttls tls-failed", "data dropped", "dot dropped", "dot none"} {
		if ends[end] == 0 {
			t.Errorf("no session ended with %s: %v", end, ends)
		}
	}
	if c.Observed.Kept == 0 || len(c.Shares) == 0 {
		t.Errorf("%+v, %v", c.Observed, c.Shares)
	}
}

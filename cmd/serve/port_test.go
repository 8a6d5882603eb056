package serve

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"mailstorm/cmd/serve/record"
)

// onPort serves the relay at a port of this machine while a test runs, and gives back what was told.
func onPort(t *testing.T, more string, o Options, test func(s *Server, address string)) (events []Event) {
	t.Helper()
	var mu sync.Mutex
	o.Config, o.Hosts = config(t, more), []Host{{Index: 1, Address: "127.0.0.1:0"}}
	o.Watch = func(e Event) {
		mu.Lock()
		defer mu.Unlock()
		events = append(events, e)
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- s.Run(ctx) }()
	test(s, s.Addresses()["relay"])
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	mu.Lock()
	defer mu.Unlock()
	return events
}

// meets is what a client meets that connects.
func meets(address string) string {
	c, err := net.DialTimeout("tcp", address, 5*time.Second)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return "refused"
	}
	if err != nil {
		return err.Error()
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(5 * time.Second))
	line := make([]byte, 100)
	n, err := c.Read(line)
	switch {
	case errors.Is(err, syscall.ECONNRESET):
		return "reset"
	case err != nil:
		return err.Error()
	}
	return string(line[:min(n, 3)])
}

// until waits for what a client is to meet.
func until(t *testing.T, address, want string) {
	t.Helper()
	got := ""
	for range 200 {
		if got = meets(address); got == want {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("a client meets %q, not %q", got, want)
}

const closedLater = "[host.relay.fault.closed]\nkind=\"connection-refused\"\nstarts=\"10m\"\nends=\"30m\"\n"

// A refused connection closes the port for its span, and then it is open again.
func TestPortIsClosedForASpan(t *testing.T) {
	t.Parallel()
	events := onPort(t, closedLater, Options{Speed: 600}, func(s *Server, address string) {
		until(t, address, "220")
		until(t, address, "refused")
		if c := s.Counts(); c.Hosts[0].Port != Closed || len(c.Hosts[0].Active) != 1 || c.Hosts[0].Next.Name != "closed" || c.Hosts[0].Next.At != 30*time.Minute {
			t.Errorf("the port stands at %+v", c.Hosts[0])
		}
		until(t, address, "220")
	})
	if len(events) != 2 || events[0].Port != Closed || !events[0].Turning.Begins || events[0].At != 10*time.Minute ||
		events[1].Port != Listening || events[1].Turning.Begins || events[1].At != 30*time.Minute {
		t.Errorf("told was %+v", events)
	}
}

// The same, where each attempt is to be counted.
func TestConnectionsAreReset(t *testing.T) {
	t.Parallel()
	onPort(t, closedLater, Options{Speed: 600, RefuseByReset: true}, func(s *Server, address string) {
		until(t, address, "220")
		until(t, address, "reset")
		until(t, address, "220")
		counts := s.Counts()
		for _, e := range counts.Total().Ends {
			if e.Phase == "connect" && e.Cause == "refused" && e.Count > 0 {
				return
			}
		}
		t.Errorf("no reset was counted: %+v", counts)
	})
}

// A port that somebody else took meanwhile is opened as soon as that is possible, and it is told.
func TestPortThatIsTaken(t *testing.T) {
	t.Parallel()
	events := onPort(t, closedLater, Options{Speed: 600}, func(s *Server, address string) {
		until(t, address, "refused")
		other, err := net.Listen("tcp", address)
		if err != nil {
			t.Skip(err)
		}
		time.Sleep(2500 * time.Millisecond)
		other.Close()
		until(t, address, "220")
	})
	for _, e := range events {
		var l *ListenError
		if errors.As(e.Err, &l) && strings.Contains(e.Err.Error(), "address already in use") {
			return
		}
	}
	t.Errorf("told was %+v", events)
}

func TestAddressThatIsTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = New(Options{Config: config(t, ""), Hosts: []Host{{Index: 1, Address: l.Addr().String()}}})
	var failed *ListenError
	if !errors.As(err, &failed) || failed.Address != l.Addr().String() {
		t.Errorf("the error is %v", err)
	}
}

// At the end sessions have a second. What hangs is cut, and each row says how it ended.
func TestEnd(t *testing.T) {
	var took time.Duration
	rows := inBubble(t, "[host.erp]\nroutes={\"*\"=\"relay\"}\n[host.relay.fault.f]\nkind=\"slow-reply\"\nphase=\"rcpt\"\ndelay=\"10m\"\n", nil, func(p *played) {
		idle, waits, quick := p.dial(), p.dial(), p.dial()
		for _, c := range []*client{idle, waits, quick} {
			c.reads("220")
			c.asks("EHLO contoso.example", "250")
		}
		waits.asks("MAIL FROM:<ann@contoso.example>", "250")
		waits.sends("RCPT TO:<bob@fabrikam.example>")
		began := time.Now()
		synctest.Wait()
		p.stop()
		time.Sleep(time.Second / 2)
		quick.asks("QUIT", "221")
		quick.reads("EOF")
		idle.reads("EOF")
		waits.reads("EOF")
		took = time.Since(began)
	})
	if took != time.Second {
		t.Errorf("the end took %s", took)
	}
	if len(rows) != 3 || describeRow(rows[0]) != "ehlo client" {
		t.Fatalf("rows %+v", rows)
	}
	for _, r := range rows[1:] {
		if r.Cause != "ended" {
			t.Errorf("a row ends with %s", describeRow(r))
		}
	}
}

// What cannot be kept is refused for the time being, and told.
func TestMaildirThatFails(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mail")
	var told error
	rows := inBubble(t, "", func(o *Options) { o.Keep, o.Watch = dir, func(e Event) { told = e.Err } }, func(p *played) {
		if err := os.RemoveAll(filepath.Join(dir, "tmp")); err != nil {
			t.Fatal(err)
		}
		c := p.dial()
		c.envelope(len(someMail))
		c.asks("DATA", "354")
		c.asks(someMail+".", "452 4.3.1")
		c.asks("QUIT", "221")
		c.reads("EOF")
	})
	wantRows(t, rows, "dot said 452 4.3.1")
	if !errors.Is(told, os.ErrNotExist) {
		t.Errorf("told was %v", told)
	}
}

func TestRefusedChunks(t *testing.T) {
	rows := inBubble(t, "[host.relay.fault.f]\nkind=\"defer\"\nphase=\"data\"\ncode=\"451 4.3.0\"\nends=\"1m\"\n[host.relay.fault.g]\nkind=\"drop-mid-data\"\nbytes=\"10B\"\n", nil, func(p *played) {
		c := p.dial()
		c.envelope(20)
		go io.WriteString(c.conn, "BDAT 5\r\nabcdeBDAT 15 LAST\r\nabcdefghijklmnoQUIT\r\n")
		c.reads("451 4.3.0", "503", "221", "EOF")
		time.Sleep(time.Minute)
		c = p.dial()
		c.envelope(20)
		go io.WriteString(c.conn, "BDAT 8\r\nabcdefghBDAT 12 LAST\r\nabcdefghijkl")
		c.reads("250", "EOF")
	})
	wantRows(t, rows, "data said 451 4.3.0", "data dropped")
	if rows[0].Bytes != 5 || rows[1].Bytes != 10 {
		t.Errorf("%d and %d bytes crossed", rows[0].Bytes, rows[1].Bytes)
	}
}

func TestMemoriesAreBounded(t *testing.T) {
	var m messageIDs
	for i := range 3 * mostMessageIDs {
		if !m.add(strconv.Itoa(i), "a@b.example") {
			t.Fatalf("delivery %d is known already", i)
		}
	}
	if m.add(strconv.Itoa(3*mostMessageIDs-1), "A@b.example") {
		t.Error("what was added last is not known")
	}
	if n := len(m.young) + len(m.old); n > 2*mostMessageIDs {
		t.Errorf("%d deliveries are remembered", n)
	}
	var c clientNumbers
	ip := netip.MustParseAddr("2001:db8::1")
	for range 3 * mostClients {
		c.number(ip)
		ip = ip.Next()
	}
	if n := len(c.young) + len(c.old); n > 2*mostClients || c.number(ip.Prev()) != 3*mostClients-1 {
		t.Errorf("%d clients are remembered, the last as %d", n, c.number(ip.Prev()))
	}
}

// A record that cannot be written is told once, and ends in an error.
func TestRecordThatFails(t *testing.T) {
	w, err := record.Create(t.TempDir(), record.Header{}, "")
	if err != nil {
		t.Fatal(err)
	}
	w.Close(time.Now())
	told := 0
	l := newMemoryListener()
	s, err := New(Options{Config: config(t, ""), Hosts: []Host{{Index: 1, Listener: l}}, Record: w, Watch: func(e Event) {
		if e.Err != nil {
			told++
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- s.Run(ctx) }()
	for range 2000 { // more than a buffer holds
		c := l.dial("192.0.2.1")
		io.ReadFull(c, make([]byte, 3))
		c.Close()
	}
	stop()
	if err := <-ended; err == nil || told != 1 {
		t.Errorf("the error is %v, and was told %d times", err, told)
	}
}

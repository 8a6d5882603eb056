package serve

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"mailstorm/cmd/serve/record"
	"mailstorm/scenarios/load"
	"mailstorm/sim"
)

// two hosts, one of which is played.
const twoHosts = `
[mail.deck]
from = "ann@contoso.example"
to   = "bob@fabrikam.example"
size = "20KB"
[host.exo]
domains = ["contoso.example"]
routes  = {"fabrikam.example" = "relay"}
[host.relay]
domains = ["fabrikam.example"]
`

func config(t testing.TB, more string) *sim.Config {
	t.Helper()
	s, err := load.Load("-", load.Options{Stdin: strings.NewReader(twoHosts + more)})
	if err != nil {
		t.Fatal(err)
	}
	return s.Config
}

// memoryListener hands out ends of pipes.
type memoryListener struct {
	calls chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newMemoryListener() *memoryListener {
	return &memoryListener{calls: make(chan net.Conn), done: make(chan struct{})}
}

func (l *memoryListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.calls:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *memoryListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *memoryListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 25} }

// fromAddress is an end of a pipe with an address.
type fromAddress struct {
	net.Conn
	ip string
}

func (c fromAddress) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.ParseIP(c.ip), Port: 4711} }

func (l *memoryListener) dial(ip string) net.Conn {
	own, other := net.Pipe()
	l.calls <- fromAddress{other, ip}
	return own
}

// played is a server in a bubble.
type played struct {
	*Server
	t      *testing.T
	listen *memoryListener
	stop   func() // ends serving
}

// inBubble serves the relay while a test runs, and gives back its rows.
func inBubble(t *testing.T, more string, change func(*Options), test func(p *played)) (rows []*record.Session) {
	t.Helper()
	c, dir := config(t, more), t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		l := newMemoryListener()
		w, err := record.Create(dir, record.Header{}, "")
		if err != nil {
			t.Fatal(err)
		}
		o := Options{Config: c, Hosts: []Host{{Index: 1, Listener: l}}, Record: w, Watch: func(e Event) {
			if e.Err != nil {
				t.Error(e.Err)
			}
		}}
		if change != nil {
			change(&o)
		}
		s, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- s.Run(ctx) }()
		test(&played{s, t, l, stop})
		synctest.Wait()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if n := s.open.Load(); n != 0 {
			t.Errorf("%d sessions are open at the end", n)
		}
		if err := w.Close(time.Now()); err != nil {
			t.Error(err)
		}
	})
	return readRows(t, dir)
}

func readRows(t *testing.T, dir string) (rows []*record.Session) {
	t.Helper()
	r, err := record.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for {
		s, err := r.Next()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, s)
	}
}

// client is a scripted client.
type client struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
}

func (p *played) dial() *client { return p.dialFrom("127.0.0.1") }

func (p *played) dialFrom(ip string) *client {
	c := p.listen.dial(ip)
	return &client{p.t, c, bufio.NewReader(c)}
}

// reads wants the next replies to begin so. "EOF" is the end, "-" nothing for an hour.
func (c *client) reads(wants ...string) {
	c.t.Helper()
	for _, want := range wants {
		if got := c.reply(); !strings.HasPrefix(got, want) {
			c.t.Fatalf("read %q, want %q", got, want)
		}
	}
}

func (c *client) reply() (all string) {
	c.conn.SetReadDeadline(time.Now().Add(59 * time.Minute))
	for {
		line, err := c.r.ReadString('\n')
		switch {
		case os.IsTimeout(err):
			return all + "-"
		case err != nil:
			return all + "EOF"
		case len(line) < 4 || line[3] != '-':
			return all + line
		}
		all += line
	}
}

// sends writes lines, as one packet.
func (c *client) sends(lines ...string) {
	c.t.Helper()
	c.conn.SetWriteDeadline(time.Now().Add(time.Hour))
	if _, err := io.WriteString(c.conn, strings.Join(lines, "\r\n")+"\r\n"); err != nil {
		c.t.Fatalf("writing %q: %v", lines, err)
	}
}

// asks sends a line and reads its reply.
func (c *client) asks(line, want string) {
	c.t.Helper()
	c.sends(line)
	c.reads(want)
}

// takes wants a reply after exactly that time.
func (c *client) takes(d time.Duration, line, want string) {
	c.t.Helper()
	began := time.Now()
	if line != "" {
		c.sends(line)
	}
	c.reads(want)
	if took := time.Since(began); took != d {
		c.t.Errorf("the reply %q to %q took %s, want %s", want, line, took, d)
	}
}

func (c *client) startTLS(name string) error {
	c.asks("STARTTLS", "220")
	return c.secure(name)
}

// secure begins TLS; without a name it takes every certificate.
func (c *client) secure(name string) error {
	s := tls.Client(c.conn, &tls.Config{ServerName: name, InsecureSkipVerify: name == ""})
	if err := s.Handshake(); err != nil {
		return err
	}
	c.conn, c.r = s, bufio.NewReader(s)
	return nil
}

// envelope says EHLO, MAIL and RCPT.
func (c *client) envelope(size int) {
	c.t.Helper()
	c.reads("220")
	c.asks("EHLO mail.contoso.example", "250")
	c.asks(fmt.Sprintf("MAIL FROM:<ann@contoso.example> SIZE=%d", size), "250 2.1.0")
	c.asks("RCPT TO:<bob@fabrikam.example>", "250 2.1.5")
}

const someMail = "Message-ID: <1@contoso.example>\r\nSubject: a\r\n\r\nhello\r\n"

// describeRow is what tests compare of a row.
func describeRow(r *record.Session) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s", r.Phase, r.Cause)
	if r.Reply != "" {
		b.WriteString(" " + r.Reply)
	}
	if r.Kept {
		b.WriteString(" kept")
	}
	if r.Heard {
		b.WriteString(" heard")
	}
	return b.String()
}

func wantRows(t *testing.T, rows []*record.Session, wants ...string) {
	t.Helper()
	var all []string
	for _, r := range rows {
		all = append(all, describeRow(r))
	}
	if got, want := strings.Join(all, "\n"), strings.Join(wants, "\n"); got != want {
		t.Errorf("rows:\n%s\nwant:\n%s", got, want)
	}
}

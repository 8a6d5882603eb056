package serve

import (
	"bufio"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// wire is a connection whose reads and writes end in time.
type wire struct {
	net.Conn
	idle  time.Duration
	ends  time.Time // of the whole connection
	until time.Time // of what is being waited for; zero: the client may be idle so long
}

func (w *wire) Read(p []byte) (int, error) {
	until := w.until
	if until.IsZero() {
		until = time.Now().Add(w.idle)
	}
	if until.After(w.ends) {
		until = w.ends
	}
	if err := w.Conn.SetReadDeadline(until); err != nil {
		return 0, err
	}
	return w.Conn.Read(p)
}

func (w *wire) Write(p []byte) (int, error) {
	if err := w.Conn.SetWriteDeadline(time.Now().Add(w.idle)); err != nil {
		return 0, err
	}
	return w.Conn.Write(p)
}

// reset closes a connection so that the client sees a reset, as from a port where nobody listens.
func (w *wire) reset() {
	if t, ok := w.Conn.(*net.TCPConn); ok {
		t.SetLinger(0)
	}
	w.Conn.Close()
}

const readBuffer = 64 << 10

var (
	readers = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, readBuffer) }}
	writers = sync.Pool{New: func() any { return bufio.NewWriterSize(nil, 4<<10) }}
)

// talk connects the buffers with the connection, or with TLS on it. What was read before is forgotten:
// what stands behind STARTTLS in clear text may come from somebody else.
func (s *session) talk(over io.ReadWriter) {
	s.r.Reset(over)
	s.w.Reset(over)
}

// wait lets time pass, and reports whether the client is still there. What it sends meanwhile stays in the buffer.
func (s *session) wait(d time.Duration) bool {
	if d <= 0 {
		return true
	}
	if s.w.Flush() != nil {
		return false
	}
	s.wire.until = time.Now().Add(d)
	defer func() { s.wire.until = time.Time{} }()
	for {
		n := s.r.Buffered()
		if n == s.r.Size() {
			return s.sleep()
		}
		switch _, err := s.r.Peek(n + 1); {
		case err == nil:
		case errors.Is(err, os.ErrDeadlineExceeded):
			return s.outlasts()
		default: // a client that gives up says QUIT, and closes
			return false
		}
	}
}

// sleep waits without a look at the client.
func (s *session) sleep() bool {
	for time.Now().Before(s.wire.until) && time.Now().Before(s.wire.ends) && !s.host.server.ending.Load() {
		time.Sleep(min(time.Until(s.wire.until), grace/4))
	}
	return s.outlasts()
}

// outlasts reports whether the connection may last as long as the client was made to wait.
func (s *session) outlasts() bool {
	if s.wire.until.Before(s.wire.ends) {
		return true
	}
	if s.row != nil && s.row.Cause == "" {
		s.row.Cause = "ended"
	}
	return false
}

// linger waits until the client has read the last reply and closes: a connection that is closed before all was read is reset.
func (s *session) linger() {
	half, ok := s.wire.Conn.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	s.wire.until = time.Now().Add(grace)
	for {
		if _, err := s.r.Discard(s.r.Size()); err != nil {
			return
		}
	}
}

// handshake begins TLS.
func (s *session) handshake(config *tls.Config) error {
	c := tls.Server(s.wire, config)
	if err := c.Handshake(); err != nil {
		return err
	}
	s.encrypted = c
	s.talk(c)
	return nil
}

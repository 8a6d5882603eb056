// Package serve acts hosts of a scenario out on the wire: SMTP servers that fail when and as the scenario says.
package serve

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"mailstorm/cmd/serve/record"
	"mailstorm/sim"
)

// Options say what is served, and how.
type Options struct {
	Config        *sim.Config
	Hosts         []Host
	Speed         float64          // scenario time runs so many times as fast as the wall's; 0: once
	Record        *record.Writer   // nil: nothing is recorded
	Keep          string           // a Maildir for the messages; empty: they are dropped
	DSN           *Host            // one more port without faults; its Index means nothing
	Certificate   *tls.Certificate // nil: one is made for each host
	NoTLS         bool             // STARTTLS is never offered
	RefuseByReset bool             // a refused connection is a reset after accept even where the port could be closed
	Limits        Limits           // what is zero is as usual
	Watch         func(Event)      // told of each change, from any goroutine; nil: nobody
}

// Host is a host of the scenario and the port that plays it.
type Host struct {
	Index    int          // into Config.Hosts
	Address  string       // to listen at
	Listener net.Listener // in place of Address; its port is never closed
}

// Limits protect the machine from its clients. Times are those of the wall.
type Limits struct {
	Connections int           // at a time, over all hosts
	Line        int           // bytes of a command
	BadCommands int           // of a connection
	MessageSize int64         // bytes
	Idle        time.Duration // without a byte from the client
	Connection  time.Duration // from its first moment to its last
}

var usualLimits = Limits{Connections: 1000, Line: 2000, BadCommands: 10, MessageSize: 157_286_400, Idle: 5 * time.Minute, Connection: time.Hour}

// orUsual fills in what is not set.
func (l Limits) orUsual() Limits {
	u := usualLimits
	return Limits{cmp.Or(l.Connections, u.Connections), cmp.Or(l.Line, u.Line), cmp.Or(l.BadCommands, u.BadCommands), cmp.Or(l.MessageSize, u.MessageSize),
		cmp.Or(l.Idle, u.Idle), cmp.Or(l.Connection, u.Connection)}
}

// Server serves some hosts.
type Server struct {
	options   Options
	limits    Limits
	hosts     []*host
	started   time.Time
	maildir   *maildir
	open      atomic.Int64 // connections
	turned    atomic.Int64 // away, because there were too many
	ending    atomic.Bool
	unwritten atomic.Bool                               // a row was lost
	name      func(connection uint64, in *sim.Incoming) // for tests: names the simulated attempt that a connection stands for
	ports     sync.WaitGroup
	sessions  sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]bool // of all sessions
}

// New listens at all addresses. What arrives waits until Run.
func New(o Options) (*Server, error) {
	if o.Speed <= 0 {
		o.Speed = 1
	}
	s := &Server{options: o, limits: o.Limits.orUsual(), conns: map[net.Conn]bool{}}
	if o.Keep != "" {
		var err error
		if s.maildir, err = newMaildir(o.Keep); err != nil {
			return nil, err
		}
	}
	for _, h := range o.Hosts {
		if err := s.add(h, newScenarioHost(s, h.Index)); err != nil {
			return nil, errors.Join(err, s.closeListeners())
		}
	}
	if o.DSN != nil {
		if err := s.add(*o.DSN, &host{server: s, name: record.DSNPort, index: -1}); err != nil {
			return nil, errors.Join(err, s.closeListeners())
		}
	}
	s.started = time.Now()
	return s, nil
}

// add prepares a host and lets it listen.
func (s *Server) add(h Host, own *host) error {
	own.address = h.Address
	if err := own.prepareTLS(); err != nil {
		return err
	}
	if h.Listener != nil {
		own.listener, own.given, own.address = h.Listener, true, h.Listener.Addr().String()
	} else if err := own.listen(); err != nil {
		return err
	}
	s.hosts = append(s.hosts, own)
	return nil
}

func (s *Server) closeListeners() error {
	var errs []error
	for _, h := range s.hosts {
		if err := h.closeListener(); err != nil && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Started is when it was scenario time 0 on the wall.
func (s *Server) Started() time.Time { return s.started }

// Addresses are those at which the hosts listen, by name.
func (s *Server) Addresses() map[string]string {
	all := map[string]string{}
	for _, h := range s.hosts {
		h.mu.Lock()
		all[h.name] = h.address
		h.mu.Unlock()
	}
	return all
}

// RecordTo says before Run where rows go.
func (s *Server) RecordTo(w *record.Writer) { s.options.Record = w }

// Now is the scenario's time.
func (s *Server) Now() time.Duration {
	return time.Duration(float64(time.Since(s.started)) * s.options.Speed)
}

// at is the scenario's time at a moment on the wall.
func (s *Server) at(moment time.Time) time.Duration {
	return time.Duration(float64(moment.Sub(s.started)) * s.options.Speed)
}

// Wall is how long a time of the scenario takes.
func (s *Server) Wall(d time.Duration) time.Duration {
	const longest = 10 * 365 * 24 * time.Hour
	return time.Duration(min(float64(d)/s.options.Speed, float64(longest)))
}

// grace is how long sessions may go on after the end.
const grace = time.Second

// Run serves until the context ends, and until no session and no goroutine is left.
func (s *Server) Run(ctx context.Context) error {
	for _, h := range s.hosts {
		l := h.listening()
		s.ports.Go(func() { h.acceptAll(ctx, l) })
		s.ports.Go(func() { h.watchDoor(ctx) })
	}
	<-ctx.Done()
	s.ending.Store(true)
	err := s.closeListeners()
	s.ports.Wait()
	err = errors.Join(err, s.closeListeners()) // one may have been opened meanwhile
	cut := time.AfterFunc(grace, s.cutAll)
	s.sessions.Wait()
	cut.Stop()
	if s.options.Record != nil {
		err = errors.Join(err, s.options.Record.Err())
	}
	return err
}

// cutAll ends what is still open.
func (s *Server) cutAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		c.Close()
	}
}

// enter counts a connection in, unless there are too many.
func (s *Server) enter(c net.Conn) bool {
	if s.open.Add(1) > int64(s.limits.Connections) {
		s.open.Add(-1)
		s.turned.Add(1)
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns[c] = true
	return true
}

func (s *Server) leave(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
	s.open.Add(-1)
}

// Event is a change at a host.
type Event struct {
	At      time.Duration // scenario time
	Host    string
	Turning sim.Turning // with a Name: a fault, guard or intervention that begins or ends
	Port    PortState   // unless empty: what the port is from now on
	Err     error       // what went wrong on this machine
}

// PortState is what a client that connects meets.
type PortState string

// The states of a port.
const (
	Listening PortState = "open"
	Closed    PortState = "closed" // nobody listens
	Silent    PortState = "silent" // nobody answers
)

// write records a row. That it cannot be written is told once.
func (s *Server) write(r *record.Session) {
	w := s.options.Record
	if w == nil {
		return
	}
	w.Write(r)
	if err := w.Err(); err != nil && !s.unwritten.Swap(true) {
		s.tell(Event{Host: r.Host, Err: fmt.Errorf("the record is not complete: %w", err)})
	}
}

func (s *Server) tell(e Event) {
	if s.options.Watch != nil {
		if e.At = e.Turning.At; e.Turning.Name == "" {
			e.At = s.Now()
		}
		s.options.Watch(e)
	}
}

// ListenError says at which address nothing can listen, and why.
type ListenError struct {
	Address string
	Err     error
}

func (e *ListenError) Error() string { return fmt.Sprintf("cannot listen at %s: %v", e.Address, e.Err) }

func (e *ListenError) Unwrap() error { return e.Err }

// listenError leaves out of an error what it says twice.
func listenError(address string, err error) error {
	var op *net.OpError
	var call *os.SyscallError
	if errors.As(err, &op) {
		err = op.Err
	}
	if errors.As(err, &call) {
		err = call.Err
	}
	return &ListenError{address, err}
}

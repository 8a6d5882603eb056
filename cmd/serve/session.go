package serve

import (
	"bufio"
	"crypto/tls"
	"net"
	"net/netip"
	"strings"
	"time"

	"mailstorm/cmd/serve/record"
	"mailstorm/sim"
	"mailstorm/sim/guard"
	"mailstorm/sim/smtp"
)

// session is one connection.
type session struct {
	host      *host
	limits    *Limits
	wire      *wire
	encrypted *tls.Conn // nil: clear text
	r         *bufio.Reader
	w         *bufio.Writer
	number    uint64 // of the connection at the host
	ip        netip.Addr

	verb, argument string // the present command
	bare           bool   // it ended with a line feed alone: somebody types
	over           bool
	lastWord       bool        // a refusal ends the session
	bad            int         // commands
	empty          int         // commands since the last MAIL
	cleartext      bool        // STARTTLS is not offered
	silent         *sim.Answer // with which no command is answered after the handshake

	helo         string
	greeted      bool
	askedEHLO    bool
	standsFor    int
	mail         bool         // MAIL was accepted
	announced    int64        // by SIZE=; -1: not at all
	in           sim.Incoming // what the scenario is asked with
	content      *content
	cut          *sim.Answer // with which the connection drops in the data
	row          *record.Session
	transactions int
	told         bool // 250 at the dot; the row waits for what the client does then
	broken       bool // the client broke the connection off
}

func newSession(h *host, c net.Conn, number uint64) *session {
	s := &session{host: h, limits: &h.server.limits, number: number, standsFor: h.usual}
	s.wire = &wire{Conn: c, idle: s.limits.Idle, ends: time.Now().Add(s.limits.Connection)}
	if a, err := netip.ParseAddrPort(c.RemoteAddr().String()); err == nil {
		s.ip = a.Addr().Unmap()
	}
	s.r, s.w = readers.Get().(*bufio.Reader), writers.Get().(*bufio.Writer)
	s.talk(s.wire)
	s.forget()
	s.row = s.newRow()
	return s
}

// converse leads the session: what has been said so far is its state.
func (s *session) converse() {
	defer s.end()
	s.greet()
	for !s.over && s.readCommand() {
		switch s.verb {
		case "HELO", "EHLO":
			s.hello()
		case "STARTTLS":
			s.startTLS()
		case "MAIL":
			s.mailFrom()
		case "RCPT":
			s.rcptTo()
		case "DATA":
			s.data()
		case "BDAT":
			s.bdat()
		case "RSET":
			s.rset()
		case "NOOP":
			s.noop("250 2.0.0 nothing done")
		case "VRFY":
			s.noop("252 2.5.0 send some mail and see")
		case "HELP":
			s.noop("214 2.0.0 RFC 5321")
		case "QUIT":
			s.quit()
		default:
			s.unknown()
		}
	}
}

// end closes the connection and writes what is left to write.
func (s *session) end() {
	s.drop(false)
	if s.encrypted != nil && s.w.Flush() == nil {
		s.encrypted.Close()
	}
	if s.w.Flush() != nil {
		s.broken = true
	} else if s.lastWord && s.encrypted == nil {
		s.linger()
	}
	s.wire.Close()
	if s.row != nil && (s.row.Transaction > 0 || s.transactions == 0 || len(s.row.Decisions) > 0) {
		s.row.Heard = s.told && !s.broken
		s.finish()
	}
	s.r.Reset(nil)
	s.w.Reset(nil)
	readers.Put(s.r)
	writers.Put(s.w)
}

// newRow begins a row.
func (s *session) newRow() *record.Session {
	return &record.Session{Host: s.host.name, Connection: s.number, Client: s.ip.String(), Began: s.host.server.Now(), Announced: -1, Decisions: []record.Decision{}}
}

// decide asks the scenario about a phase, and writes the answer down.
func (s *session) decide(p smtp.Phase) *sim.Answer {
	if s.row == nil {
		s.row = s.newRow()
	}
	s.in.Client, s.in.Server, s.in.Session = s.standsFor, s.host.serverOf(s.standsFor, s.ip), s.number
	s.in.Cleartext = s.encrypted == nil && p > smtp.StartTLS
	if name := s.host.server.name; name != nil {
		name(s.number, &s.in)
	}
	a, d := s.host.decide(p, &s.in)
	d.StandsFor, d.Server = s.host.server.options.Config.Hosts[s.in.Client].Name, s.in.Server+1
	s.row.Decisions = append(s.row.Decisions, d)
	s.row.Phase, s.row.Cause, s.row.Reply = p.String(), "", ""
	return &a
}

// obey waits as long as an answer says, and then ends the phase where it says so. It reports whether the session goes on as with a healthy host.
func (s *session) obey(a *sim.Answer) bool {
	if a.Cause == smtp.Stalled || a.Cause == smtp.Unanswered {
		s.stall(a)
		return false
	}
	if !s.wait(s.host.server.Wall(a.Delay)) {
		s.over = true
		return false
	}
	switch {
	case !a.Decided || a.Cause == smtp.None:
		return true
	case a.Cause == smtp.Said:
		s.conclude(a)
		s.refuse(a.Reply)
	case a.Phase == smtp.Connect:
		s.conclude(a)
		s.wire.reset()
		s.over = true
	default:
		s.hangUp(a)
	}
	return false
}

// conclude writes down how a phase ended.
func (s *session) conclude(a *sim.Answer) {
	s.row.Phase, s.row.Cause, s.row.Reply = a.Phase.String(), a.Cause.String(), ""
	if a.Cause == smtp.Said {
		s.row.Reply = a.Reply.String()
	}
}

// hangUp closes the connection without a word.
func (s *session) hangUp(a *sim.Answer) {
	s.conclude(a)
	s.over = true
	s.w.Flush()
	s.wire.Close()
}

// stall says nothing until the client leaves.
func (s *session) stall(a *sim.Answer) {
	s.conclude(a)
	s.wait(s.limits.Connection)
	s.over = true
	s.wire.Close()
}

// finish writes the row, which then is over.
func (s *session) finish() {
	r := s.row
	s.row, s.told = nil, false
	if r.Cause == "" {
		r.Cause = "client"
		if s.host.server.ending.Load() {
			r.Cause = "ended"
		}
	}
	c := s.host.server.options.Config
	r.StandsFor, r.Server, r.Helo, r.TLS = c.Hosts[s.standsFor].Name, s.host.serverOf(s.standsFor, s.ip)+1, s.helo, s.encrypted != nil
	for i := range r.Decisions {
		if d := &r.Decisions[i]; d.StandsFor == r.StandsFor && d.Server == r.Server {
			d.StandsFor, d.Server = "", 0
		}
	}
	r.Ended = s.host.server.Now()
	s.host.finished(r)
	s.host.server.write(r)
}

// forget ends a transaction.
func (s *session) forget() {
	s.mail, s.announced, s.content, s.cut, s.in = false, -1, nil, nil, sim.Incoming{Size: -1}
}

// drop throws away what was begun of a message.
func (s *session) drop(kept bool) (err error) {
	c := s.content
	if c == nil {
		return nil
	}
	s.content = nil
	c.end()
	s.row.Bytes = c.size
	s.host.crossed(c.size)
	if c.file != nil {
		return c.file.end(kept)
	}
	return nil
}

// closeTransaction writes the row of a transaction that is over, if one is open.
func (s *session) closeTransaction() {
	s.drop(false)
	if s.row != nil && s.row.Transaction > 0 {
		s.row.Heard = s.told
		s.finish()
	}
	s.forget()
}

// becomes says what is done with an accepted message for one recipient, unless it is kept as usual.
func becomes(d *sim.Disposal) string {
	switch {
	case d.Full:
		return "full"
	case d.Action == guard.Divert:
		return "diverted to " + d.To
	case d.Action == guard.Suppress:
		return "suppressed"
	case d.Action == guard.Discard:
		return "discarded"
	case d.Action == guard.Quarantine:
		return "quarantined"
	}
	return ""
}

// say writes the lines of a reply.
func (s *session) say(lines ...string) {
	s.w.WriteString(strings.Join(lines, "\r\n") + "\r\n")
}

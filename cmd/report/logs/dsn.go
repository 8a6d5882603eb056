package logs

import (
	"fmt"
	"iter"
	"strings"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/dsn"
	"mailstorm/sim/smtp"
)

// DSNs listens to a run and keeps its first DSNs about mail that people and programs wrote, to be written as messages.
// Of all other copies it remembers only what a DSN would say, as long as a host holds them.
type DSNs struct {
	config   *sim.Config
	now      time.Duration
	skipped  uint32                   // the automatic message written last; its copies are not followed
	copies   map[uint64]*followedCopy // that hosts hold
	ending   []uint64                 // that leave their queue now, unless recipients are left
	pending  map[uint64][]dueReport   // DSNs that are due, by the message that failed, counted from 1
	also     map[uint64][]dueReport   // what a DSN that is due reports beyond the first recipient, by its own message, counted from 1
	due      int                      // how many these are
	kept     []dueReport
	more     int
	mostKept int
}

const (
	mostDSNs     = 1000
	mostDue      = 4 * mostDSNs // of which some may be about automatic messages
	mostFollowed = 1 << 18      // copies; about 40 MB
)

// followedCopy is a copy in the queue of a host.
type followedCopy struct {
	route       *route
	first, last time.Duration // attempts
	heard       smtp.Reply    // the last deferral
	peer        uint16        // who was tried last
	peerServer  uint16
	tried       bool
	ended       bool
}

// route is the last hop of a copy, and those before; copies that came from one share it.
type route struct {
	previous *route
	at       time.Duration
	host     uint16
	server   uint16
}

// dueReport is a DSN: why, and what became of the copy until then.
type dueReport struct {
	why     sim.Record
	copy    followedCopy
	also    []dueReport
	number  uint32 // of the DSN's own message
	written time.Duration
}

// NewDSNs listens for a scenario's DSNs.
func NewDSNs(c *sim.Config) *DSNs {
	return &DSNs{config: c, skipped: sim.None, copies: map[uint64]*followedCopy{}, pending: map[uint64][]dueReport{}, also: map[uint64][]dueReport{}, mostKept: mostDSNs}
}

// Take hears the next record of the run; it is a sim.Sink.
func (s *DSNs) Take(r *sim.Record) {
	if s.now < r.At {
		s.now = r.At
		s.drop()
	}
	if r.Kind == sim.Written {
		s.writtenBy(r)
	}
	if s.full() {
		return
	}
	switch r.Kind {
	case sim.Kept:
		s.follow(r)
	case sim.Talked, sim.Deferred, sim.Moved:
		s.update(r)
	case sim.Notified:
		s.expect(r)
	case sim.Bounced:
		s.expect(r)
		s.end(r)
	case sim.HandedOver, sim.Lost, sim.Died, sim.Purged:
		s.end(r)
	}
}

// Err is nil: nothing that Reports does can fail.
func (s *DSNs) Err() error { return nil }

// More is how many DSNs about people's mail were written beyond those that All gives.
func (s *DSNs) More() int { return s.more }

func (s *DSNs) full() bool { return len(s.kept) >= s.mostKept }

// writtenBy matches a DSN with its reason: the first one that the same host has for the same message.
func (s *DSNs) writtenBy(r *sim.Record) {
	if r.Flags&(sim.FlagReport|sim.FlagAuto) != 0 {
		s.skipped = r.Message
	}
	if r.Flags&sim.FlagReport == 0 {
		return
	}
	t, found := s.take(r)
	switch {
	case r.Flags&sim.FlagAuto != 0:
	case !found:
		s.more++
	default:
		t.number, t.written, t.also = r.Message, r.At, s.also[uint64(r.Message)+1]
		s.kept = append(s.kept, t)
		if s.full() { // from now on it only counts
			s.copies, s.pending, s.ending = nil, nil, nil
		}
	}
	s.due -= len(s.also[uint64(r.Message)+1])
	delete(s.also, uint64(r.Message)+1)
}

func (s *DSNs) take(r *sim.Record) (dueReport, bool) {
	list := s.pending[r.Parent]
	for i, t := range list {
		if t.why.Host != r.Host {
			continue
		}
		s.due--
		if len(list) == 1 {
			delete(s.pending, r.Parent)
		} else {
			s.pending[r.Parent] = append(list[:i:i], list[i+1:]...)
		}
		return t, true
	}
	return dueReport{}, false
}

// follow begins with a copy where the one that it came from stands.
func (s *DSNs) follow(r *sim.Record) {
	if r.Message == s.skipped && r.Parent == 0 || len(s.copies) >= mostFollowed {
		return
	}
	hop := &route{at: r.At, host: r.Host, server: r.Server}
	if r.Parent != 0 {
		parent := s.copies[r.Parent]
		if parent == nil {
			return // an automatic message, or beyond the limit
		}
		hop.previous = parent.route
	}
	s.copies[r.Copy] = &followedCopy{route: hop}
}

// update notes what happens to a copy while it is held.
func (s *DSNs) update(r *sim.Record) {
	c := s.copies[r.Copy]
	if c == nil {
		return
	}
	c.ended = false
	switch {
	case r.Kind == sim.Moved:
		c.route = &route{previous: c.route, at: r.At, host: r.Host, server: r.Server}
	case r.Kind == sim.Deferred:
		c.heard = r.Reply
	default:
		c.setSession(r)
	}
}

func (c *followedCopy) setSession(r *sim.Record) {
	if !c.tried {
		c.tried, c.first = true, r.At
	}
	c.last, c.peer, c.peerServer = r.At, r.Peer, r.PeerServer
	if r.Cause != smtp.None {
		c.heard = r.Reply
	}
}

// expect notes that a DSN is due.
func (s *DSNs) expect(r *sim.Record) {
	if s.due >= mostDue {
		return
	}
	t := dueReport{why: *r}
	c := s.copies[r.Copy]
	switch {
	case c == nil && r.Copy != 0:
		return
	case c == nil:
		t.copy.route = &route{at: r.At, host: r.Host}
	case c.route.host != r.Host: // which took it and found no way on
		t.copy.route = &route{previous: c.route, at: r.At, host: r.Host}
	default:
		t.copy = *c
	}
	list, key := s.pending, uint64(r.Message)+1
	if r.Parent > 0 {
		list, key = s.also, r.Parent
	}
	list[key] = append(list[key], t)
	s.due++
}

// end notes that recipients of a copy are served. Whether any are left shows before time goes on.
func (s *DSNs) end(r *sim.Record) {
	if c := s.copies[r.Copy]; c != nil && c.route.host == r.Host {
		c.ended = true
		s.ending = append(s.ending, r.Copy)
	}
}

func (s *DSNs) drop() {
	for _, number := range s.ending {
		if c := s.copies[number]; c != nil && c.ended {
			delete(s.copies, number)
		}
	}
	s.ending = s.ending[:0]
}

// All gives the first thousand DSNs in the order in which they were written, each with the name of a file. It takes the
// deliveries of the world that has come to its end, which know the mail behind the numbers.
func (s *DSNs) All(deliveries func(func(sim.Delivery) bool)) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		about := s.concerned(deliveries)
		names := envelopes{scenario: s.config}
		names.load(deliveries)
		for i := range s.kept {
			d, known := about[s.kept[i].why.Delivery]
			if !known || s.config.Addresses[s.config.Mails[d.Mail].From].Name == "" {
				continue
			}
			r := s.report(&s.kept[i], d, &names)
			for j := range s.kept[i].also {
				also := &s.kept[i].also[j]
				also.number, also.written = s.kept[i].number, s.kept[i].written
				r.Others = append(r.Others, s.report(also, about[also.why.Delivery], &names))
			}
			if !yield(s.fileName(i, &s.kept[i], &r), r.Message()) {
				return
			}
		}
	}
}

// concerned finds the deliveries that the DSNs are about.
func (s *DSNs) concerned(deliveries func(func(sim.Delivery) bool)) map[uint32]sim.Delivery {
	asked, about := map[uint32]bool{}, map[uint32]sim.Delivery{}
	for i := range s.kept {
		asked[s.kept[i].why.Delivery] = true
		for j := range s.kept[i].also {
			asked[s.kept[i].also[j].why.Delivery] = true
		}
	}
	for d := range deliveries {
		if asked[d.Number] {
			about[d.Number] = d
		}
	}
	return about
}

func (s *DSNs) fileName(i int, t *dueReport, r *dsn.Report) string {
	name := fmt.Sprintf("%04d-%s-to-%s", i+1, s.config.Hosts[t.why.Host].Name, r.Original.From)
	return safe(name[:min(len(name), 120)]) + ".eml"
}

// safe leaves what every file system takes.
func safe(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("@.-+_", r) {
			return r
		}
		return '_'
	}, name)
}

// report is a DSN with the names behind its numbers.
func (s *DSNs) report(t *dueReport, d sim.Delivery, names *envelopes) dsn.Report {
	host := &s.config.Hosts[t.why.Host]
	r := dsn.Report{Style: host.Profile.Family, Host: domainOf(host.Name), Original: s.original(d, names), Written: s.clock(t.written),
		Cause: t.why.Cause, Phase: t.why.Phase, Heard: t.copy.heard, Attempts: t.why.Attempt, First: s.clock(t.copy.first), Hops: s.hops(t.copy.route)}
	r.Bare = host.Profile.DSN.Bare()
	r.ID = fmt.Sprintf("report.%d@%s", t.number+1, safeName(host.Name)) // as trace.csv names it
	if t.why.Kind == sim.Notified {
		r.Action, r.Until = dsn.Delayed, s.clock(t.why.Until)
	}
	expired := t.why.Flags&sim.FlagExpired != 0
	r.Failure = dsn.Diagnostic{Error: t.why.Reply, Expired: expired}
	if t.why.Cause != smtp.Said || expired { // else the remote's own words count
		code := &host.Profile.Codes[t.why.Cause]
		r.Failure.Text, r.Failure.Short = code.Text, code.Short
	}
	if r.Attempts > 0 {
		r.Failure.Server, r.Failure.Attempted = domainOf(s.config.Hosts[t.copy.peer].Name), s.clock(t.copy.last)
		if !r.Cause.InDNS() {
			r.Failure.Address = dsn.Address(uint64(t.copy.peer), t.copy.peerServer)
		}
	}
	return r
}

func (s *DSNs) original(d sim.Delivery, names *envelopes) dsn.Original {
	mail := &s.config.Mails[d.Mail]
	from := &s.config.Addresses[mail.From]
	return dsn.Original{From: from.Name, To: s.config.Addresses[d.To].Name, Subject: mail.Name, Size: d.Size, Written: s.clock(d.Written),
		ID: strings.Trim(names.messageID(d.Message), "<>")}
}

// hops lists a way from its beginning.
func (s *DSNs) hops(w *route) (hops []dsn.Hop) {
	if w == nil {
		return nil
	}
	host := &s.config.Hosts[w.host]
	name := domainOf(host.Name)
	if host.Profile.Pool.Servers > 1 {
		name = fmt.Sprintf("server%d.%s", w.server+1, name)
	}
	return append(s.hops(w.previous), dsn.Hop{Host: name, Address: dsn.Address(uint64(w.host), w.server), At: s.clock(w.at)})
}

func (s *DSNs) clock(t time.Duration) time.Time { return s.config.Clock.Add(t) }

// domainOf gives a host a name in a domain that nobody owns (RFC 2606).
func domainOf(host string) string {
	if strings.Contains(host, ".") {
		return host
	}
	return host + ".example"
}

package sim

import (
	"slices"
	"strings"
	"time"

	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/mailbox"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// Receiver is one host of a scenario that takes sessions from outside the simulation. The same faults, guards and mailboxes decide, with the
// same draws, phase by phase as the client shows what it wants. It holds no lock: ask it one question at a time, in order of time.
type Receiver struct {
	world   *World
	host    int
	changes []due          // interventions that are to come, in order of time
	own     map[string]int // by domain: an address of the scenario in it
	named   map[string]int // addresses of the scenario
	unnamed int            // the first of the places for addresses that the scenario does not know
	seen    turns
}

// MostRecipients is how many recipients one transaction may have (RFC 5321 section 4.5.3.1.8 asks for 100 at least).
const MostRecipients = 1000

// places are those for addresses that a scenario does not know: a sender, recipients, and nobody.
const places = 1 + MostRecipients + 1

// Incoming is what a host knows of a session at one phase: what it cannot know yet is zero.
type Incoming struct {
	At        time.Duration // since the scenario's clock; never before the question before
	Client    int           // the host of the scenario that the client stands for, an index into Config.Hosts
	Server    uint16        // the server of that host's pool, 0 the first
	Session   uint64        // the ordinal of the connection at this host, 1 the first
	Cleartext bool          // without TLS
	From      string        // from Mail on: MAIL FROM; empty is the null sender
	To        []string      // from Rcpt on: at Rcpt the recipient that is asked for, later all that were named
	First     string        // from Rcpt on: the recipient that the transaction named first
	Carried   uint32        // from Mail on: how many transactions the connection had before
	Taken     int           // at Rcpt: how many recipients the transaction has already
	Refused   []bool        // from Data on: which of To were refused
	Size      int64         // message data, bytes, from Mail on as SIZE= announced it, later as counted; -1: unknown
	MessageID string        // at Dot
	Received  int           // at Dot: how many Received lines there are
	Attempt   *Attempt      // for tests: what is said here replaces the subjects of draws

	transaction subject // whose draws decide from Rcpt to Data, once they have
}

// Attempt names a session of a simulation, whose draws are to decide.
type Attempt struct {
	Copy     uint64 // the key of the copy
	Message  uint64 // the key of the message
	Identity uint64 // what guards know the message by
	Turn     uint64 // attempt and session of the copy
	Peer     uint16 // the server that takes the session
}

// Answer is what the host does at a phase. The zero value lets the session go on.
type Answer struct {
	Decided    bool          // it ends the phase otherwise than a healthy host does
	Phase      smtp.Phase    // at which it shows: the one that was asked for
	Cause      smtp.Cause    // with Decided: Said, or how it goes wrong; None at Dot: 250
	Reply      smtp.Reply    // with Said
	Kept       bool          // at Dot: the host has the message
	Bytes      int64         // with Dropped at Data: message data that crosses before
	Delay      time.Duration // the answer comes so much later
	Cleartext  bool          // at EHLO: STARTTLS is not offered
	Recipients []Disposal    // at Dot, for each of To; empty: as usual
	Subject    uint64        // whose draws decided
	Turn       uint64        // which of them
	Server     uint16        // the server of the pool that takes the session
}

// Disposal is what becomes of a message for one recipient after 250.
type Disposal struct {
	Action guard.Action
	To     string // with Divert: the host
	Full   bool   // the mailbox has no room
}

// NewReceiver prepares a host of a scenario to take sessions.
func NewReceiver(c *Config, host int) *Receiver {
	r := &Receiver{host: host, own: map[string]int{}, named: map[string]int{}, unnamed: len(c.Addresses)}
	for i, a := range c.Addresses {
		r.named[a.Name] = i
		if _, known := r.own[a.Domain]; !known {
			r.own[a.Domain] = i
		}
	}
	r.world = New(r.outside(c), nil)
	w := r.world
	w.mail.messages, w.mail.generated = make([]message, 1), make([]generatedMessage, 1)
	w.mail.deliveries = make([]delivery, MostRecipients)
	w.mail.tables[0].size = varies
	w.net.copies = append(w.net.copies[:1], queuedCopy{number: 1})
	for e, ok := w.env.agenda.Next(); ok; e, ok = w.env.agenda.Next() {
		if e.Kind() == changeDue {
			r.changes = append(r.changes, due{e.At, e.Slot})
		}
	}
	return r
}

// due is an intervention and its time.
type due struct {
	at   time.Duration
	slot uint32
}

// outside is the scenario as its hosts are to strangers: nobody writes, and clients are as patient as they like.
func (r *Receiver) outside(c *Config) *Config {
	o := *c
	o.Mails = []Mail{{Name: "incoming", Priority: retry.Normal}}
	o.Length, o.AlertQueue = 0, 0
	o.Addresses = slices.Concat(c.Addresses, make([]Address, places))
	o.Hosts = slices.Clone(c.Hosts)
	for i := range o.Hosts {
		h := &o.Hosts[i]
		h.Profile = patient(h.Profile)
		h.Own = slices.Concat(h.Own, make([]bool, places))
		h.Remotes = nil
		h.Paths = slices.Clone(h.Paths)
		for range places {
			h.Paths = append(h.Paths, NoRoute)
		}
		h.Changes = slices.Clone(h.Changes)
		for j := range h.Changes {
			if p := h.Changes[j].Profile; p != nil {
				h.Changes[j].Profile = patient(p)
			}
		}
	}
	return &o
}

// patient is a profile of which only what the host itself does is left.
func patient(p *retry.Profile) *retry.Profile {
	q := *p
	for i := range q.Patience {
		q.Patience[i] = never
	}
	q.TLS.Failure, q.EarlyReject = retry.TLSDefers, retry.EarlyBounces
	return &q
}

// Decide is what the host does at a phase. Ask at each phase that the client reaches, at Rcpt once for each recipient. What is true of a
// transaction stays in in: give the same one until the transaction is over.
func (r *Receiver) Decide(p smtp.Phase, in *Incoming) Answer {
	w := r.world
	r.advance(in.At)
	who := r.subject(p, in)
	c, q := r.present(in, who.key)
	t := sessionOutcome{phase: smtp.Dot, kept: true, bytes: in.Size, reply: smtp.OK, cleartext: in.Cleartext, server: in.Server, peer: r.peer(in)}
	r.recallRefused(in, &t)
	w.runner.takenBefore, w.runner.carried = uint64(in.Taken), in.Carried
	w.runner.decide(c, q, 0, &t, who.turn, p, p)
	if p == smtp.Rcpt && t.phase == smtp.Dot {
		r.checkSubmission(in, c, q, &t)
	}
	a := Answer{Decided: t.phase == p && (p < smtp.Dot || t.cause != smtp.None || !t.kept), Phase: p, Delay: t.delay, Cleartext: t.cleartext,
		Subject: who.key, Turn: who.turn, Server: t.peer}
	if a.Decided {
		a.Cause, a.Reply, a.Bytes = t.cause, t.reply, t.bytes
	}
	if p == smtp.Dot {
		a.Kept, a.Delay = t.kept, a.Delay+t.duration
		if t.kept {
			a.Recipients = r.keep(in, c, &t)
		}
	}
	return a
}

// advance moves the clock, and lets the interventions act that are due.
func (r *Receiver) advance(at time.Duration) {
	w := r.world
	for len(r.changes) > 0 && r.changes[0].at <= at {
		w.env.now = r.changes[0].at
		w.queueing.applyChange(r.changes[0].slot)
		r.changes = r.changes[1:]
	}
	w.env.now = max(w.env.now, at)
}

// subject is whose draws decide (docs/determinism.md).
type subject struct{ key, turn uint64 }

func (r *Receiver) subject(p smtp.Phase, in *Incoming) subject {
	if a := in.Attempt; a != nil {
		return subject{a.Copy, a.Turn}
	}
	origin := r.world.net.hosts[r.host].key
	size := uint64(max(in.Size, 0))
	switch {
	case p < smtp.Mail:
		return subject{random.Mix(random.Mix(origin, random.Name("session")), in.Session), 0}
	case p == smtp.Mail:
		return r.seen.next(random.Mix(random.Mix(origin, random.Name("mail "+in.From)), size))
	case p < smtp.Dot:
		if in.transaction.key == 0 {
			in.transaction = r.seen.next(random.Mix(random.Mix(origin, random.Name("rcpt "+in.From+" "+in.First)), size))
		}
		return in.transaction
	default:
		return r.seen.next(random.Mix(random.Mix(origin, random.Name("dot "+in.From+" "+in.First)), random.Name(in.MessageID)))
	}
}

// turns counts how often a subject came. It is bounded: of what did not come for long, the count begins anew.
type turns struct{ young, old map[uint64]uint64 }

const mostTurns = 500_000

// next is a subject with the turn that is its own this time, laid out as attempts of a simulation are.
func (s *turns) next(key uint64) subject {
	n, known := s.young[key]
	if !known {
		n = s.old[key]
		if len(s.young) >= mostTurns {
			s.old, s.young = s.young, nil
		}
		if s.young == nil {
			s.young = map[uint64]uint64{}
		}
	}
	n++
	s.young[key] = n
	return subject{key, n << 8}
}

// peer is the server of the pool that takes the connection.
func (r *Receiver) peer(in *Incoming) uint16 {
	if in.Attempt != nil {
		return in.Attempt.Peer
	}
	h := &r.world.net.hosts[r.host]
	return h.receiverServer(r.world.env.seed, random.Mix(h.key, in.Session), 0)
}

// present shows the parts that decide a session as a simulated one: a copy in a queue that leads here.
func (r *Receiver) present(in *Incoming, key uint64) (*queuedCopy, *queue) {
	w := r.world
	m, g, t, c := &w.mail.messages[0], &w.mail.generated[0], &w.mail.tables[0], &w.net.copies[1]
	*m, g.identity, t.from = message{size: in.Size, key: key}, random.Name("identity "+in.MessageID+" "+in.From), nullSender
	if a := in.Attempt; a != nil {
		m.key, g.identity = a.Message, a.Identity
	}
	if in.From != "" {
		t.from = int32(r.address(in.From, 0))
	}
	t.to = t.to[:0]
	for i, to := range in.To {
		t.to = append(t.to, r.address(to, 1+i))
	}
	if len(in.To) == 0 { // until RCPT the session stands for its recipients
		nobody := r.unnamed + 1 + MostRecipients
		w.mail.addressKeys[nobody] = key
		t.to = append(t.to, nobody)
	}
	*c = queuedCopy{number: 1, hops: uint8(min(in.Received, 255)), key: key, server: in.Server}
	r.nameRecipients(c, len(t.to))
	return c, &queue{host: uint16(in.Client), next: []uint16{uint16(r.host)}}
}

// nameRecipients gives the copy its recipients: one delivery each.
func (r *Receiver) nameRecipients(c *queuedCopy, n int) {
	c.count = uint16(n)
	if n == 1 {
		return
	}
	sets := &r.world.net.sets
	row := uint32(len(sets.rows) - 1)
	if row == 0 {
		row = sets.take()
	}
	sets.rows[row] = sets.rows[row][:0]
	for i := range n {
		sets.add(row, uint32(i))
	}
	c.to = row
}

// address is the place of an address among those of the scenario; one that the scenario does not know gets the n-th of the free places.
func (r *Receiver) address(name string, n int) int {
	name = strings.ToLower(name)
	if i, known := r.named[name]; known {
		return i
	}
	ms, place := &r.world.mail, r.unnamed+n
	domain := name[strings.LastIndexByte(name, '@')+1:]
	like, known := r.own[domain]
	ms.addressKeys[place], ms.domainKeys[place] = random.Name(name), random.Name(domain)
	for i := range r.world.net.hosts {
		h := &r.world.net.hosts[i]
		h.Own[place] = known && h.Own[like]
		h.queueOf[place] = NoRoute
		if known {
			h.queueOf[place] = h.queueOf[like]
		}
	}
	return place
}

// recallRefused tells the parts that decide whom the host refused already.
func (r *Receiver) recallRefused(in *Incoming, t *sessionOutcome) {
	sr := &r.world.runner
	sr.rcptOutcomes = sr.rcptOutcomes[:0]
	if !slices.Contains(in.Refused, true) {
		return
	}
	t.mixed = true
	refused := sr.outcomes.of(outcome{cause: smtp.Said, phase: smtp.Rcpt})
	for _, no := range in.Refused {
		if no {
			sr.rcptOutcomes = append(sr.rcptOutcomes, refused)
		} else {
			sr.rcptOutcomes = append(sr.rcptOutcomes, 0)
		}
	}
}

// checkSubmission asks the guards that watch senders. In a simulation they ask when a user of the host writes, and the host itself writes
// the NDR; a client hears their reply at RCPT.
func (r *Receiver) checkSubmission(in *Incoming, c *queuedCopy, q *queue, t *sessionOutcome) {
	sr, h := &r.world.runner, &r.world.net.hosts[r.host]
	if !h.checksSubmission || in.From == "" {
		return
	}
	from := int(r.world.mail.tables[0].from)
	sr.buildRequest(c, q, t)
	sr.request.Submitted = h.Own[from]
	sr.setRecipient(sr.recipient(0, 0, 0), h)
	if reply, refused := sr.refusesSender(h, c, q, t); refused {
		t.failAt(smtp.Rcpt, smtp.Said, reply)
	}
}

// keep is what becomes of an accepted message: it lies in mailboxes, or waits in a queue that nobody empties, because nothing is relayed.
func (r *Receiver) keep(in *Incoming, c *queuedCopy, t *sessionOutcome) (list []Disposal) {
	w := r.world
	h := &w.net.hosts[r.host]
	queued := false
	for i := range c.count {
		d := Disposal{}
		to := w.mail.recipient(0, 0, uint32(i))
		switch {
		case t.isRefused(&w.runner, i):
		case t.hasDispositions && w.runner.dispositions[i].action != guard.Pass:
			d.Action = w.runner.dispositions[i].action
			if d.Action == guard.Divert {
				d.To = w.net.hosts[w.runner.dispositions[i].to].Name
			}
		case h.queueOf[to] >= 0 && h.tracksQueue:
			if !queued {
				w.queueing.reportCopy(h, guard.Entered, c)
			}
			queued = true
			w.queueing.reportQueued(h, guard.Queued, c, w.net.deliveryOf(c, i))
		case h.queueOf[to] == MailboxHere && w.generator.mailboxes != nil && to < r.unnamed && w.generator.mailboxes[to] != nil:
			d = r.intoMailbox(w.generator.mailboxes[to], in)
		}
		if list == nil && d != (Disposal{}) {
			list = make([]Disposal, c.count)
		}
		if list != nil {
			list[i] = d
		}
	}
	return list
}

// intoMailbox shows a message to a special mailbox. What that would write is not written: nothing is sent from here.
func (r *Receiver) intoMailbox(b *specialMailbox, in *Incoming) Disposal {
	w := r.world
	m := mailbox.Mail{At: w.env.now, Message: w.mail.identity(0, 0), Size: in.Size}
	if from := w.mail.tables[0].from; from >= 0 {
		m.Sender = w.mail.addressKeys[from]
	}
	switch b.Deliver(&m).Fate {
	case mailbox.Duplicate:
		return Disposal{Action: guard.Suppress}
	case mailbox.Full:
		return Disposal{Full: true}
	default:
		return Disposal{}
	}
}

// Port is how the host's port is for everybody from now until a time: open with None, else what becomes of every connection.
func (r *Receiver) Port(at time.Duration) (cause smtp.Cause, until time.Duration) {
	r.advance(at)
	h := &r.world.net.hosts[r.host]
	until = never
	if len(r.changes) > 0 {
		until = r.changes[0].at
	}
	for i := range h.faults {
		f := &h.faults[i]
		if f.hasFilter() || len(f.steps) > 0 || f.baseShare < random.All {
			continue
		}
		e := f.Behaviour.Apply(fault.Session{Patience: &h.profile.Patience})
		if e.Phase != smtp.Connect || e.Cause == smtp.None {
			continue
		}
		switch {
		case at < f.starts:
			until = min(until, f.starts)
		case at < f.ends:
			until = min(until, f.ends)
			if cause == smtp.None {
				cause = e.Cause
			}
		}
	}
	return cause, until
}

// Next is the next moment at which a fault or a guard of the host begins or ends, or an administrator intervenes; ok is false when none is to come.
func (r *Receiver) Next(at time.Duration) (next Turning, ok bool) {
	r.advance(at)
	h := &r.world.net.hosts[r.host]
	next.At = never
	look := func(s *selector, name string) {
		if s.starts > at && s.starts < next.At {
			next = Turning{s.starts, name, true}
		}
		if s.ends > at && s.starts <= at && s.ends < next.At {
			next = Turning{s.ends, name, false}
		}
	}
	for i := range h.faults {
		look(&h.faults[i].selector, h.faults[i].Name)
	}
	for i := range h.guards {
		look(&h.guards[i].selector, h.guards[i].Name)
	}
	if len(r.changes) > 0 && r.changes[0].at < next.At {
		next = Turning{r.changes[0].at, r.world.queueing.changes[r.changes[0].slot].Name, true}
	}
	return next, next.At < never
}

// Turning is a moment at which a host begins to behave otherwise.
type Turning struct {
	At     time.Duration
	Name   string // of the fault, guard or intervention
	Begins bool
}

// Active lists the faults and guards that hold now, by name.
func (r *Receiver) Active(at time.Duration) (names []string) {
	r.advance(at)
	h := &r.world.net.hosts[r.host]
	for i := range h.faults {
		if h.faults[i].isActive(at) {
			names = append(names, h.faults[i].Name)
		}
	}
	for i := range h.guards {
		if h.guards[i].isActive(at) {
			names = append(names, h.guards[i].Name)
		}
	}
	return names
}

package sim

import (
	"time"

	"mailstorm/sim/destination"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// queue is what one host holds for one list of next hops.
type queue struct {
	name     uint64 // its origin, for keys of copies
	host     uint16
	outcome  uint16 // of the last failure
	trouble  uint16 // where its trouble stands
	next     []uint16
	waiting  uint32 // copies, those in a session included
	busy     uint32 // connections in use
	splitSet uint32 // scratch of split
	direct   bool   // it leads to the recipients' own host, as an MX does; else over a connector
	fastPath fastPath

	waitingLine copyList // waiting for a connection, in order
	order       copyList // all of them in order of receipt; kept only where a profile asks for it
	keepsOrder  bool

	memory    destination.Memory // of the next hop; nil: none
	byAddress bool               // it tells senders and recipients apart
	reason    uint16             // for which it suspends: the last failure of a session

	open       []connection  // that wait for the next session
	keepsUntil time.Duration // connections of sessions that begin until then are kept
	keeps      bool          // and now

	timer   time.Duration // that copies follow: the next attempt of the oldest one; 0: there is none
	turn    uint32        // of the timer
	leading uint64        // the copy that is tried for those that follow

	outage time.Duration // when the first copy that failed before MAIL is due again, and nothing got as far since; 0: no failure
}

// copyRef names a copy that may have ended since: then its slot bears another number.
type copyRef struct {
	number uint64
	slot   uint32
}

type copyList struct {
	rows []copyRef
	head int
}

func (t *copyList) add(slot uint32, number uint64) {
	if t.head > len(t.rows)/2 { // what was called already makes room
		t.rows = t.rows[:copy(t.rows, t.rows[t.head:])]
		t.head = 0
	}
	t.rows = append(t.rows, copyRef{number, slot})
}

// oldest is the copy that a queue received first and that is not under way, or 0.
func (net *network) oldest(q *queue) uint32 {
	for i := q.order.head; i < len(q.order.rows); i++ {
		row := q.order.rows[i]
		c := &net.copies[row.slot]
		if c.number == row.number && c.state&inSession == 0 && !net.ignoresTimer(c) {
			return row.slot
		}
		if c.number != row.number && i == q.order.head {
			q.order.head++
		}
	}
	return 0
}

// nextInLine takes the next copy off the line for a connection, or 0.
func (net *network) nextInLine(line *copyList) uint32 {
	for line.head < len(line.rows) {
		row := line.rows[line.head]
		line.head++
		c := &net.copies[row.slot]
		if c.number == row.number && c.state&inLine != 0 && !net.tooLate(c) {
			return row.slot
		}
	}
	return 0
}

// mayConnect is what becomes of a due copy while so many sessions of its queue are under way.
func (net *network) mayConnect(c *queuedCopy, q *queue) (v destination.Verdict) {
	p := net.hosts[q.host].profile
	if q.memory != nil {
		v = q.memory.Ask(destination.Message{At: net.now, First: c.attempts == 0, Last: p.LastTries() && net.isLast(c), Held: q.timer > 0, Sessions: q.busy, Copy: c.key,
			Address: net.addressOf(c, q)})
	}
	if v.Action == destination.Contact && p.Connections > 0 && q.busy >= p.Connections {
		v.Action = destination.Wait
	}
	return v
}

// sessionOf is a session that ended, as the memory of its queue is told of it.
func (net *network) sessionOf(c *queuedCopy, q *queue, f *session) destination.Session {
	return destination.Session{At: net.now, Started: f.started, First: c.attempts == 1,
		Talked: f.cause == smtp.None || net.hosts[q.host].profile.OfMessage(f.phase, f.cause), Held: q.timer > 0, Leads: c.number == q.leading,
		Sessions: q.busy, Copy: c.key, Address: net.addressOf(c, q), Host: f.number, Phase: f.phase, Cause: f.cause, Reply: f.reply}
}

// addressOf names the sender and the first recipient of a copy, for a memory that tells them apart.
func (net *network) addressOf(c *queuedCopy, q *queue) uint64 {
	if !q.byAddress {
		return 0
	}
	from := uint64(0)
	if s := net.sender(c.mail, c.message); s >= 0 {
		from = net.addressKeys[s]
	}
	return random.Mix(from, net.addressKeys[net.recipient(c.mail, c.message, net.deliveryOf(c, 0))])
}

// hasRoom reports whether one more copy of those in line may be asked for while so many sessions of the queue are under way.
func (net *network) hasRoom(q *queue, sessions uint32) bool {
	limit := net.hosts[q.host].profile.Connections
	if limit > 0 && sessions >= limit {
		return false
	}
	return q.memory == nil || q.memory.Ask(destination.Message{At: net.now, Sessions: sessions}).Action != destination.Wait
}

// remember gives a queue the memory that its host's profile says.
func (net *network) remember(q *queue) {
	h, name := &net.hosts[q.host], q.name
	p := h.profile
	q.memory = nil
	if p.Memory == retry.NoMemory {
		return
	}
	k := &destination.Kinds[p.Memory-1]
	q.byAddress = k.Address
	q.memory = k.Make(destination.Params{Hosts: len(q.next), Window: p.Window, Connections: p.Connections, Dead: p.DeadTime, Every: p.Shaping.Every,
		Phase: p.Shaping.Phase.At, Lifetime: p.Lifetime, Next: func(failures uint32, since time.Duration, turn uint32, s destination.Session) time.Duration {
			schedule := h.profile.Schedule
			if h.profile.Memory == retry.HostRecord {
				schedule = h.profile.Records // messages wait for queue runs, and the record does not
			}
			return schedule.Next(retry.History{Failures: failures, Received: since, Started: s.Started, Ended: s.At, Waiting: s.Waiting,
				Priority: retry.Normal, Cause: s.Cause, Draw: net.seed.Draw(random.Jitter, name, uint64(turn))})
		}})
}

// tooLate reports whether no attempt may start any more; one in line may be the last, which is made after the deadline as well.
func (net *network) tooLate(c *queuedCopy) bool {
	h := net.hostOf(c)
	return h.profile.Expiry == retry.ByTimer && !h.profile.LastTries() && net.now >= h.deadline(c)
}

// ignoresTimer reports whether a queue's timer lets a copy alone: its deadline is over, or the time of its last try has come.
func (net *network) ignoresTimer(c *queuedCopy) bool {
	h := net.hostOf(c)
	return h.profile.Expiry == retry.ByTimer && net.now >= h.deadline(c) || net.isLast(c)
}

// startOutage notes that a session ended before MAIL. It begins an outage if its retry comes due before anything gets through.
func (q *queue) startOutage(phase smtp.Phase, due time.Duration) {
	if q.outage == 0 && phase < smtp.Mail {
		q.outage = due
	}
}

// isPermanent reports whether an outcome is final for this host: a 5xx from MAIL on, and earlier what its profile says.
func (net *network) isPermanent(host, o uint16) bool {
	out, p := &net.outcomes.rows[o], net.hosts[host].profile
	if out.cause != smtp.Said {
		return p.Codes[out.cause].Permanent.Code != 0
	}
	return out.reply.Permanent() && p.Ends(out.phase)
}

// asksNextHost reports whether the next host of the list is asked within the same attempt.
func (net *network) asksNextHost(q *queue, f *session, rest uint16) bool {
	p := net.hosts[q.host].profile
	return int(f.next) < len(q.next) && (p.Addresses == 0 || f.tried < p.Addresses) && f.countSessions() < p.Sessions && p.NextHost.Has(net.outcomes.rows[rest].phase)
}

// countSessions is how many sessions of the attempt, this one included, got as far as MAIL.
func (f *session) countSessions() uint32 {
	if f.phase >= smtp.Mail {
		return f.sessions + 1
	}
	return f.sessions
}

// troubleAhead is where trouble of a queue stands: it is that of the next host that the queue began with.
func (net *network) troubleAhead(queue uint16) uint16 { return net.queues[queue].trouble }

// troubleAt is where trouble of a host stands.
func troubleAt(host uint16) uint16 { return 1 + host }

// fastPath is what a queue repeats in a storm: while nothing changes, its next hop is left alone, or fails every session alike, or a drawn share of
// them, before any data crosses. What all such attempts have in common is found out once; each of them then takes a few lines
// in place of the usual way, and leaves the same records. It is the one place that is written for speed alone.
type fastPath struct {
	active      bool
	until       time.Duration // end of the calendar minute, or of the fast path
	ends        time.Duration // when the faults of the next hop change
	ladder      retry.Ladder
	share       random.Share // of attempts that fail
	key         uint64       // of their fault
	reply       uint64       // in both records, as the digest sees it
	constant    uint64
	outcome     uint16
	peer        uint16
	pooled      bool // one of the two hosts has several servers
	endsOutage  bool // its sessions get as far as MAIL
	otherTimers bool // copies wait for more than their next attempt
	laddered    bool // where copies are suspended, the schedule is a ladder
	notices     bool // and a deferral may bring a delay notice

	uncounted    int64 // attempts that are not in the books yet
	mostAttempts uint32
}

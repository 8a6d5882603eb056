package sim

import (
	"time"

	"mailstorm/sim/fault"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// connection is one that a queue keeps open after a session, for the next.
type connection struct {
	opened    time.Duration
	idle      time.Duration // since when
	carried   uint32        // sessions
	host      uint16
	server    uint16 // of the sender's pool
	peer      uint16 // of the receiver's
	cleartext bool
}

// connect reports whether a session finds an open connection, and decides whether its connection is kept afterwards. Postfix keeps connections
// only once sessions follow each other. For a further host of the list it opens one.
func (sr *sessionRunner) connect(c *queuedCopy, q *queue, f *session, turn uint64) bool {
	p := sr.hosts[q.host].profile
	if q.busy == 1 && sr.now > q.keepsUntil-p.ReuseWithin { // all mail for the next hop was done or deferred
		q.keeps, q.keepsUntil = false, 0
	}
	q.keeps = p.ReuseWithin == 0 || q.keepsUntil > 0 && sr.now <= q.keepsUntil || q.keeps && q.busy > 1
	q.dropIdle(p, sr.now)
	uses := sr.usesOpen(c, p.ReuseFor)
	f.keeps = q.keeps && (uses || len(q.open) == 0) // one of the others is enough for those that wait
	for n := len(q.open); n > 0 && f.number == 0 && uses; n = len(q.open) {
		o := q.open[n-1]
		q.open = q.open[:n-1]
		if o.serves(p, f.host, sr.now) && !sr.endsConnection(c, q, f, &o, turn) {
			f.opened, f.carried, f.server, f.peer, f.cleartext = o.opened, o.carried, o.server, o.peer, o.cleartext
			return true
		}
	}
	return false
}

// usesOpen reports whether a copy goes down a connection that is open.
func (net *network) usesOpen(c *queuedCopy, who retry.ReuseFor) bool {
	switch who {
	case retry.ReuseForAll:
		return true
	case retry.ReuseForRetries:
		return c.outcome != 0
	default:
		return c.outcome != 0 && net.outcomes.rows[c.outcome].phase < smtp.Mail
	}
}

// dropIdle closes the connections that waited too long.
func (q *queue) dropIdle(p *retry.Profile, now time.Duration) {
	n := 0
	for n < len(q.open) && now > q.open[n].idle+p.ReuseIdle {
		n++
	}
	q.open = q.open[:copy(q.open, q.open[n:])]
}

// serves reports whether a connection to this host is still open, and young enough for one more session.
func (o *connection) serves(p *retry.Profile, host uint16, now time.Duration) bool {
	return o.host == host && (p.ReuseLasts == 0 || now < o.opened+p.ReuseLasts)
}

// endsConnection reports whether the host closes a connection after what it carried. A client finds that out by its RSET, before it says MAIL.
func (sr *sessionRunner) endsConnection(c *queuedCopy, q *queue, f *session, o *connection, turn uint64) bool {
	to := &sr.hosts[f.host]
	t := sessionOutcome{phase: smtp.Dot, server: o.server, peer: o.peer}
	for _, i := range to.faultsNow(sr.now) {
		s := &to.faults[i]
		a := s.Behaviour.Apply(fault.Session{Patience: &sr.hosts[q.host].profile.Patience, Carried: o.carried})
		if a.Phase == smtp.Mail && a.Reply.Code == 421 && sr.matches(&s.selector, c, q, &t, turn) {
			return true
		}
	}
	return false
}

// keepConnection keeps the connection of a session that ended well enough; one that does not wait is closed when nothing else is queued.
func (net *network) keepConnection(q *queue, f *session) {
	p := net.hosts[q.host].profile
	q.keepsUntil = net.now + p.ReuseWithin
	broken := f.phase < smtp.Mail || f.cause != smtp.None && f.cause != smtp.Said || f.reply.Code == 421
	useful := p.ReuseIdle > 0 || q.waiting > 1
	if f.keeps && useful && !broken && f.carried+1 < p.Reuse {
		q.open = append(q.open, connection{f.opened, net.now, f.carried + 1, f.host, f.server, f.peer, f.cleartext})
	}
}

package sim

import (
	"time"

	"mailstorm/sim/engine"
	"mailstorm/sim/fault"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// rut is what a queue repeats in a storm: while nothing changes, its next hop fails every session alike, or a drawn share of
// them, before any data crosses. What all such attempts have in common is found out once; each of them then takes a few lines
// in place of the usual way, and leaves the same records. It is the one place that is written for speed alone.
type rut struct {
	holds   bool
	until   time.Duration // end of the calendar minute, or of the rut
	ends    time.Duration // when the faults of the next hop change
	ladder  retry.Ladder
	share   random.Share // of attempts that fail
	key     uint64       // of their fault
	reply   uint64       // in both records, as the digest sees it
	what    uint64
	outcome uint16
	peer    uint16
	pooled  bool // one of the two hosts has several servers
	timed   bool // copies wait for more than their next attempt

	times int64 // attempts that are not in the books yet
	most  uint32
}

// again serves an attempt that fails as others of its queue do, and reports whether it did.
func (w *World) again(slot uint32) bool {
	c := &w.copies[slot]
	q := &w.queues[c.queue]
	r := &q.rut
	if w.now >= r.until || q.waiting < r.ladder.Least || q.waiting > r.ladder.Most {
		w.renew(q)
	}
	if !r.holds || c.count > 1 || c.state&called != 0 || !w.tables[c.mail].usual {
		return false
	}
	attempt := c.attempts + 1
	if r.share < random.All && !r.share.Hits(w.seed.Draw(random.Strike, random.Mix(r.key, c.key), uint64(attempt)<<8)) {
		return false
	}
	due := r.ladder.Next(attempt, w.now, w.seed.Draw(random.Jitter, c.key, uint64(attempt)))
	h := &w.hosts[q.host]
	if due >= h.deadline(c)-h.profile.Closing() {
		return false // its end needs a closer look
	}
	w.ledger.attempts++
	r.times++
	r.most = max(r.most, attempt)
	w.waitsOn(c)
	q.outcome = r.outcome
	c.outcome, c.attempts = r.outcome, attempt
	if attempt == 1 {
		w.delay(c)
	}
	c.due = due
	q.failed(w.outcomes.rows[r.outcome].phase, due)
	w.tell(c, q)
	if r.timed {
		w.wait(slot)
		return true
	}
	c.turn++
	w.agenda.Add(engine.Event{At: c.due, Rank: engine.Rank(attempts, c.number), Turn: c.turn, Slot: slot})
	return true
}

// tell folds the two records of such an attempt into the digest; made for a sink, they are the usual ones.
func (w *World) tell(c *custody, q *queue) {
	r := &q.rut
	var server, peer uint16
	if r.pooled {
		turn := uint64(c.attempts) << 8
		server, peer = w.hosts[q.host].pick(w.seed, c, turn), w.hosts[r.peer].answer(w.seed, c.key, turn)
	}
	if w.log.sink != nil {
		out := &w.outcomes.rows[r.outcome]
		w.talked(c, q, &flight{talk: talk{phase: out.phase, cause: out.cause, reply: out.reply, server: server, peer: peer}, ends: w.now})
		w.deferred(c, q, r.outcome)
		return
	}
	talked := r.reply | uint64(server)<<48 | uint64(peer)<<32
	now, whose, where := uint64(w.now), uint64(c.message)<<32|uint64(c.to), uint64(c.attempts)<<32|uint64(q.host)<<16
	w.log.digest.fold(now, now, c.number, 0, 0, whose, where|uint64(r.peer), talked, r.what|uint64(Talked)<<24)
	w.log.digest.fold(now, uint64(c.due), c.number, 0, 0, whose, where|NoPeer, r.reply, r.what|uint64(Deferred)<<24)
}

// renew keeps the books of the minute that is over, and looks at the queue anew if anything changed.
func (w *World) renew(q *queue) {
	w.book(q)
	r := &q.rut
	if w.now >= r.ends || q.waiting < r.ladder.Least || q.waiting > r.ladder.Most {
		w.survey(q)
	}
	r.until = min(r.ends, w.series.end(w.now))
}

// book enters what a queue repeated into the books.
func (w *World) book(q *queue) {
	r := &q.rut
	if r.times == 0 {
		return
	}
	h, peer, cell := &w.hosts[q.host], &w.hosts[r.peer], w.series.at(r.until-1)
	cell.Attempts += r.times
	cell.Deferrals += r.times
	h.values[metrics.Attempts] += r.times
	h.values[metrics.Sessions] += r.times
	h.values[metrics.Deferrals] += r.times
	h.values[metrics.AttemptsMax] = max(h.values[metrics.AttemptsMax], int64(r.most))
	h.count(peer, r.outcome, r.times)
	peer.met = true
	r.times = 0
}

// disturb lets no queue go on as before without a look around.
func (w *World) disturb() {
	for i := range w.queues {
		w.book(&w.queues[i])
		w.queues[i].rut.until, w.queues[i].rut.ends = 0, 0
	}
}

// survey finds out whether a queue is in a rut.
func (w *World) survey(q *queue) {
	h, peer := &w.hosts[q.host], &w.hosts[q.next[0]]
	r := &q.rut
	active := peer.active(w.now)
	r.holds, r.ends, r.ladder.Least, r.ladder.Most = false, peer.changes, 0, 1<<32-1
	if w.usual || len(active) != 1 || len(peer.wards) > 0 || h.minds() {
		return
	}
	s := &peer.strikes[active[0]]
	a := s.Bend.Bend(fault.Session{Patience: &h.profile.Patience})
	if s.of != OfAttempts || s.tls != fault.AnyTLS || len(s.falls) > 0 || s.picky() || a.Cause == smtp.None || a.Phase >= smtp.Data || a.Lasts > 0 {
		return
	}
	f := flight{talk: talk{phase: a.Phase, cause: a.Cause, reply: a.Reply}}
	f.note(h.profile)
	o := w.outcomes.of(outcome{f.reply, f.cause, f.phase})
	if w.refuses(q.host, o) || w.another(q, &f, o) {
		return
	}
	r.holds = h.profile.Ladder(&r.ladder, retry.Normal, f.cause, q.waiting)
	r.share, r.key, r.outcome, r.peer = s.part, s.key, o, q.next[0]
	r.reply, r.what = uint64(f.reply.Enhanced), uint64(f.reply.Code)<<32|uint64(f.phase)<<16|uint64(f.cause)<<8
	r.pooled = h.servers > 1 || peer.servers > 1
	r.timed = h.profile.Notice > 0 || h.profile.MoveEvery > 0
}

// minds reports whether a host has more to do about a failed session than to file the next attempt.
func (h *host) minds() bool {
	p := h.profile
	return p.Timer == retry.PerQueue || p.Connections > 0 || p.Expiry != retry.ByTimer || p.Notice > 0 && p.NoticeAt == retry.NoticeAfterAttempt
}

// picky reports whether a filter of its own says whom a fault or guard concerns.
func (s *scope) picky() bool {
	return s.hosts != nil || s.servers != nil || s.senders != nil || s.rcpts != nil || s.filter.LargerThan > 0 || s.filter.SmallerThan > 0
}

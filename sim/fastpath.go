package sim

import (
	"time"

	"mailstorm/sim/destination"
	"mailstorm/sim/engine"
	"mailstorm/sim/fault"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// attemptFast serves an attempt that fails as others of its queue do, and reports whether it did.
func (qm *queueManager) attemptFast(slot uint32) bool {
	c := &qm.copies[slot]
	q := &qm.queues[c.queue]
	r := &q.fastPath
	if qm.now >= r.until || q.waiting < r.ladder.Least || q.waiting > r.ladder.Most {
		qm.refreshFastPath(q)
	}
	if r.endsOutage && q.outage > 0 {
		return false // it wakes what the outage left waiting
	}
	if !r.active || c.count > 1 || c.state&connectionReserved != 0 || !qm.tables[c.mail].fastPath {
		return false
	}
	attempt := c.attempts + 1
	if r.share < random.All && !r.share.Hits(qm.seed.Draw(random.Strike, random.Mix(r.key, c.key), uint64(attempt)<<8)) {
		return false
	}
	due := r.ladder.Next(attempt, qm.now, qm.seed.Draw(random.Jitter, c.key, uint64(attempt)))
	h := &qm.hosts[q.host]
	if due >= h.deadline(c)-h.profile.Closing() {
		return false // its end needs a closer look
	}
	qm.counters.attempts++
	r.uncounted++
	r.mostAttempts = max(r.mostAttempts, attempt)
	qm.deferFast(c, q, r.outcome, due)
	c.attempts = attempt
	qm.recordFast(c, q)
	qm.fileFast(slot, r.otherTimers)
	return true
}

// suspendFast serves a copy whose next hop is left alone, while its end is far, and reports whether it did.
func (qm *queueManager) suspendFast(slot uint32, v destination.Verdict) bool {
	c := &qm.copies[slot]
	q := &qm.queues[c.queue]
	r := &q.fastPath
	if q.waiting < r.ladder.Least || q.waiting > r.ladder.Most || r.outcome != q.reason {
		qm.enterSuspension(q)
	}
	if !r.active || v.Action != destination.Suspend || c.count > 1 || !qm.tables[c.mail].fastPath {
		return false
	}
	h, due := &qm.hosts[q.host], v.Until
	switch {
	case due > 0:
	case r.laddered:
		due = r.ladder.Next(c.attempts, qm.now, qm.seed.Draw(random.Jitter, c.key, uint64(c.attempts)))
	default:
		due = qm.nextTry(c, q, h.profile, qm.now, r.outcome)
	}
	if due >= h.deadline(c)-h.profile.Closing() {
		return false // its end needs a closer look
	}
	h.values[metrics.Suspended]++
	qm.deferFast(c, q, r.outcome, due)
	qm.log.digest.fold(uint64(qm.now), uint64(due), c.number, 0, 0, uint64(c.message)<<32|uint64(c.to), uint64(c.attempts)<<32|uint64(q.host)<<16|NoPeer,
		r.reply, r.constant|uint64(Deferred)<<24|uint64(FlagSuspended))
	if r.notices {
		qm.noticeAfterFailure(slot, h)
	}
	qm.fileFast(slot, r.otherTimers)
	return true
}

// enterSuspension finds out what suspended copies of a queue have in common, until another failure is their reason.
func (qm *queueManager) enterSuspension(q *queue) {
	r, p, o := &q.fastPath, qm.hosts[q.host].profile, &qm.outcomes.rows[q.reason]
	r.active = !qm.withoutFastPath && qm.log.sink == nil && p.MostAttempts == 0
	r.notices = p.NoticesAfterSuspension()
	r.ladder.Least, r.ladder.Most, r.outcome = 0, 1<<32-1, q.reason
	r.laddered = p.Ladder(&r.ladder, retry.Normal, o.cause, q.waiting)
	r.reply, r.constant = o.words()
	r.otherTimers = p.Notice > 0 || p.MoveEvery > 0
}

// words are an outcome in a record, as the digest sees it.
func (o *outcome) words() (reply, constant uint64) {
	return uint64(o.reply.Enhanced), uint64(o.reply.Code)<<32 | uint64(o.phase)<<16 | uint64(o.cause)<<8
}

// deferFast notes why a copy waits, and until when.
func (qm *queueManager) deferFast(c *queuedCopy, q *queue, o uint16, due time.Duration) {
	qm.copyDeferred(c)
	qm.markDelayed(c)
	c.outcome, q.outcome, c.due = o, o, due
	q.startOutage(qm.outcomes.rows[o].phase, due)
}

// fileFast files the next attempt of a copy, unless it waits for more than that.
func (qm *queueManager) fileFast(slot uint32, otherTimers bool) {
	if otherTimers {
		qm.fileNextEvent(slot)
		return
	}
	c := &qm.copies[slot]
	c.turn++
	qm.agenda.Add(engine.Event{At: c.due, Rank: engine.Rank(attemptDue, qm.orderInScan(c)), Turn: c.turn, Slot: slot})
}

// recordFast folds the two records of such an attempt into the digest; made for a sink, they are the usual ones.
func (qm *queueManager) recordFast(c *queuedCopy, q *queue) {
	r := &q.fastPath
	var server, peer uint16
	if r.pooled {
		turn := uint64(c.attempts) << 8
		server, peer = qm.hosts[q.host].senderServer(qm.seed, c, turn), qm.hosts[r.peer].receiverServer(qm.seed, c.key, turn)
	}
	if qm.log.sink != nil {
		out := &qm.outcomes.rows[r.outcome]
		qm.recordSession(c, q, &session{sessionOutcome: sessionOutcome{phase: out.phase, cause: out.cause, reply: out.reply, server: server, peer: peer}, ends: qm.now, host: r.peer})
		qm.recordDeferral(c, q, r.outcome, 0)
		return
	}
	talked := r.reply | uint64(server)<<48 | uint64(peer)<<32
	now, whose, where := uint64(qm.now), uint64(c.message)<<32|uint64(c.to), uint64(c.attempts)<<32|uint64(q.host)<<16
	qm.log.digest.fold(now, now, c.number, 0, 0, whose, where|uint64(r.peer), talked, r.constant|uint64(Talked)<<24)
	qm.log.digest.fold(now, uint64(c.due), c.number, 0, 0, whose, where|NoPeer, r.reply, r.constant|uint64(Deferred)<<24)
}

// refreshFastPath keeps the books of the minute that is over, and looks at the queue anew if anything changed.
func (qm *queueManager) refreshFastPath(q *queue) {
	qm.flushFastPath(q)
	r := &q.fastPath
	if qm.now >= r.ends || q.waiting < r.ladder.Least || q.waiting > r.ladder.Most {
		qm.enterFastPath(q)
	}
	r.until = min(r.ends, qm.series.End(qm.now))
}

// flushFastPath enters what a queue repeated into the books.
func (qm *queueManager) flushFastPath(q *queue) {
	r := &q.fastPath
	if r.uncounted == 0 {
		return
	}
	h, peer, cell := &qm.hosts[q.host], &qm.hosts[r.peer], qm.series.At(r.until-1)
	cell.Attempts += r.uncounted
	cell.Deferrals += r.uncounted
	h.values[metrics.Attempts] += r.uncounted
	h.values[metrics.Sessions] += r.uncounted
	h.values[metrics.Connections] += r.uncounted
	h.values[metrics.Deferrals] += r.uncounted
	h.values[metrics.AttemptsMax] = max(h.values[metrics.AttemptsMax], int64(r.mostAttempts))
	h.countFailure(peer, r.outcome, r.uncounted)
	peer.contacted = true
	r.uncounted = 0
}

// flushFastPaths lets no queue go on as before without a look around.
func (qm *queueManager) flushFastPaths() {
	for i := range qm.queues {
		qm.flushFastPath(&qm.queues[i])
		qm.queues[i].fastPath.ladder.Most = 0
	}
}

// enterFastPath finds out whether the fast path holds for a queue.
func (qm *queueManager) enterFastPath(q *queue) {
	h, peer := &qm.hosts[q.host], &qm.hosts[q.next[0]]
	r := &q.fastPath
	active := peer.faultsNow(qm.now)
	r.active, r.ends, r.ladder.Least, r.ladder.Most = false, peer.activeUntil, 0, 1<<32-1
	if qm.withoutFastPath || len(active) != 1 || len(peer.guards) > 0 || peer.RoundTrip > 0 || h.needsSlowPath() {
		return
	}
	s := &peer.faults[active[0]]
	a := s.Behaviour.Apply(fault.Session{Patience: &h.profile.Patience})
	if s.subject != OfAttempts || s.tls != fault.AnyTLS || len(s.steps) > 0 || s.hasFilter() || a.Cause == smtp.None || a.Phase >= smtp.Data || a.Duration > 0 {
		return
	}
	f := session{next: 1, tried: 1, sessionOutcome: sessionOutcome{phase: a.Phase, cause: a.Cause, reply: a.Reply}}
	f.recordReply(h.profile)
	o := qm.outcomes.of(outcome{f.reply, f.cause, f.phase})
	if qm.isPermanent(q.host, o) || qm.asksNextHost(q, &f, o) {
		return
	}
	r.active = h.profile.Ladder(&r.ladder, retry.Normal, f.cause, q.waiting)
	r.endsOutage = h.profile.OfMessage(f.phase, f.cause)
	r.share, r.key, r.outcome, r.peer = s.baseShare, s.key, o, q.next[0]
	r.reply, r.constant = qm.outcomes.rows[o].words()
	r.pooled = h.servers > 1 || peer.servers > 1
	r.otherTimers = h.profile.Notice > 0 || h.profile.MoveEvery > 0
}

// needsSlowPath reports whether a host has more to do about a failed session than to file the next attempt.
func (h *host) needsSlowPath() bool {
	p := h.profile
	return h.tracksResults || p.Connections > 0 || p.Reuse > 0 || p.Expiry != retry.ByTimer || p.MostAttempts > 0 || p.Notice > 0 && p.NoticeAt.NeedsAttempt()
}

// hasFilter reports whether a filter of its own says whom a fault or guard concerns.
func (s *selector) hasFilter() bool {
	return s.hosts != nil || s.servers != nil || s.mailFrom != nil || s.rcptTo != nil || s.filter.LargerThan > 0 || s.filter.SmallerThan > 0
}

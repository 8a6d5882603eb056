package sim

import (
	"time"

	"mailstorm/sim/destination"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// concludeRecipients lets the recipients go whose way at this host ends here; rest is why the others stay, 0 when none does.
func (qm *queueManager) concludeRecipients(slot uint32, f *session, o uint16) (rest uint16) {
	c := &qm.copies[slot]
	if c.count == 1 {
		if qm.concludeRecipient(c, c.to, f, o) {
			qm.endCopy(slot)
			return 0
		}
		return o
	}
	set := c.to
	all := qm.sets.rows[set]
	stay, why := all[:0], qm.sets.why[set][:0]
	for i, d := range all {
		own := o
		if f.mixed && qm.rcptOutcomes[i] != 0 {
			own = qm.rcptOutcomes[i]
		}
		if !qm.concludeRecipient(c, d, f, own) {
			stay = append(stay, d)
			if f.mixed {
				why = append(why, own)
			}
			if rest == 0 || qm.outcomes.rows[own].phase < qm.outcomes.rows[rest].phase {
				rest = own // the earliest failure speaks for the copy
			}
		}
	}
	qm.sets.rows[set], qm.sets.why[set] = stay, why
	if len(stay) == 0 {
		qm.sets.drop(set)
		qm.endCopy(slot)
		return 0
	}
	c.to, c.count = qm.sets.narrow(set)
	return rest
}

// concludeRecipient reports whether a recipient's way at this host ends with this outcome: handed over, lost or refused for good.
func (qm *queueManager) concludeRecipient(c *queuedCopy, d uint32, f *session, o uint16) bool {
	q := &qm.queues[c.queue]
	switch {
	case o == 0 && (f.kept || f.handed):
		qm.counters.handedOver++
		qm.record(&Record{Kind: HandedOver, Copy: c.number, Message: c.message, Delivery: d, Host: q.host, Peer: f.host, Attempt: c.attempts})
	case o == 0:
		qm.counters.lost++
		qm.deliveries[d].lost++
		qm.deliveries[d].gone = GoneLost
		qm.mailVanished(c.mail)
		qm.record(&Record{Kind: Lost, Copy: c.number, Message: c.message, Delivery: d, Host: q.host, Peer: f.host, Attempt: c.attempts})
	case qm.isPermanent(q.host, o):
		qm.counters.rejected++
		qm.blameTrouble(c.mail, d, qm.troubleAhead(c.queue))
		qm.bounce(c, q.host, d, o, 0)
	default:
		return false
	}
	qm.releaseRecipient(c, q.host, d)
	return true
}

// suspend defers a copy without a session, or gives it up, for the reason of the last failure at its next hop.
func (qm *queueManager) suspend(slot uint32, v destination.Verdict) {
	qm.deferCopy(slot, qm.now, qm.queues[qm.copies[slot].queue].reason, FlagSuspended, v)
}

// follow lets a copy wait for the timer of its queue, whose last error is its own.
func (qm *queueManager) follow(slot uint32) {
	c := &qm.copies[slot]
	q := &qm.queues[c.queue]
	qm.copyDeferred(c)
	qm.markDelayed(c)
	c.outcome, c.due = q.outcome, never
	qm.record(&Record{Kind: Deferred, Copy: c.number, Message: c.message, Delivery: qm.soleDelivery(c), Host: q.host, Peer: NoPeer,
		Attempt: c.attempts, Flags: FlagTimer, Until: q.timer, Reply: qm.outcomes.rows[q.outcome].reply})
	qm.fileNextEvent(slot)
}

// deferCopy files the next attempt of a copy that could not be handed on, or gives it up.
func (qm *queueManager) deferCopy(slot uint32, started time.Duration, o uint16, flags Flags, v destination.Verdict) {
	c := &qm.copies[slot]
	q := &qm.queues[c.queue]
	h := &qm.hosts[q.host]
	qm.copyDeferred(c)
	if v.Action == destination.Expire || v.Until == 0 && qm.givesUp(c, q, h, started, o) {
		c.outcome, q.outcome = o, o
		qm.expireCopy(slot)
		return
	}
	qm.markDelayed(c)
	c.outcome, q.outcome = o, o
	switch {
	case !qm.fromScenario(c.mail):
	case flags&FlagSuspended != 0:
		h.values[metrics.Suspended]++
	default:
		h.values[metrics.Deferrals]++
		qm.series.At(qm.now).Deferrals++
	}
	c.state &^= noticesAtRuns
	if v.Notices {
		c.state |= noticesAtRuns
	}
	switch {
	case v.Action == destination.Follow:
		c.due = never
	case v.Until > 0:
		c.due = v.Until
	default:
		c.due = qm.nextTry(c, q, h.profile, started, o)
	}
	q.startOutage(qm.outcomes.rows[o].phase, c.due)
	qm.recordDeferral(c, q, o, flags)
	if flags&FlagSuspended == 0 || h.profile.NoticesAfterSuspension() {
		qm.noticeAfterFailure(slot, h)
	}
	qm.fileNextEvent(slot)
}

// noticeAfterFailure writes a delay notice if a failed attempt finds it due.
func (qm *queueManager) noticeAfterFailure(slot uint32, h *host) {
	c := &qm.copies[slot]
	p, by := h.profile, qm.now
	if p.Notice == 0 || !p.NoticeAt.NeedsAttempt() {
		return
	}
	if p.NoticeAt == retry.NoticeByNextTry {
		by = qm.queues[c.queue].nextTry(c)
	}
	if by >= qm.noticeDue(slot, p) && qm.now < h.deadline(c) {
		qm.writeDelayNotice(slot, by)
	}
}

// givesUp reports whether a copy's life ends with the attempt that failed.
func (qm *queueManager) givesUp(c *queuedCopy, q *queue, h *host, started time.Duration, o uint16) bool {
	return h.expiresAfter(c, started, qm.now) || h.profile.Expiry == retry.Predicted && qm.nextTry(c, q, h.profile, started, o) > h.deadline(c)
}

// nextTry is when the schedule tries a copy again.
func (qm *queueManager) nextTry(c *queuedCopy, q *queue, p *retry.Profile, started time.Duration, o uint16) time.Duration {
	return max(qm.now, p.Next(retry.History{Failures: c.attempts, Received: c.since, Started: started, Ended: qm.now,
		Waiting: q.waiting, Priority: qm.tables[c.mail].priority, Cause: qm.outcomes.rows[o].cause,
		Draw: qm.seed.Draw(random.Jitter, c.key, uint64(c.attempts))}))
}

package sim

import (
	"time"

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

// deferCopy files the next attempt of a copy that could not be handed on, or gives it up.
func (qm *queueManager) deferCopy(slot uint32, started time.Duration, o uint16) {
	c := &qm.copies[slot]
	q := &qm.queues[c.queue]
	h := &qm.hosts[q.host]
	qm.copyDeferred(c)
	c.outcome, q.outcome = o, o
	if h.expiresAfter(c, started, qm.now) {
		qm.expireCopy(slot)
		return
	}
	if qm.fromScenario(c.mail) {
		h.values[metrics.Deferrals]++
		qm.series.at(qm.now).Deferrals++
	}
	qm.markDelayed(c)
	qm.scheduleRetry(c, q, h.profile, started, o)
	q.startOutage(qm.outcomes.rows[o].phase, c.due)
	qm.recordDeferral(c, q, o)
	if p := h.profile; p.NoticeAt == retry.NoticeAfterAttempt && p.Notice > 0 && c.state&delayNoticed == 0 &&
		qm.now >= c.since+p.Notice && qm.now < h.deadline(c) {
		qm.writeDelayNotice(c)
	}
	qm.fileNextEvent(slot)
}

// scheduleRetry decides when a copy is due again: by its own timer, or by its queue's.
func (qm *queueManager) scheduleRetry(c *queuedCopy, q *queue, p *retry.Profile, started time.Duration, o uint16) {
	out := &qm.outcomes.rows[o]
	switch {
	case p.Timer == retry.PerQueue && p.OfMessage(out.phase, out.cause):
		waits := p.MessageRetry
		c.due = max(started+waits[min(c.attempts, uint32(len(waits)))-1], qm.now)
	case p.Timer == retry.PerQueue:
		qm.backOff(c.queue, c.number, started, o)
		c.due = never
	default:
		c.due = max(qm.now, p.Schedule.Next(retry.History{Failures: c.attempts, Received: c.since, Started: started, Ended: qm.now,
			Waiting: q.waiting, Priority: qm.tables[c.mail].priority, Cause: out.cause,
			Draw: qm.seed.Draw(random.Jitter, c.key, uint64(c.attempts))}))
	}
}

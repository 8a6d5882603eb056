package sim

import (
	"time"

	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// bounce ends the way of one recipient with an NDR, which travels back. What came from <> dies without a word.
func (w *World) bounce(c *queuedCopy, host uint16, number uint32, o uint16, flags Flags) {
	d := &w.deliveries[number]
	out := w.outcomes.rows[o]
	if w.sender(c.mail, c.message) == nullSender {
		w.counters.died++
		w.record(&Record{Kind: Died, Copy: c.number, Message: c.message, Delivery: number, Host: host, Peer: NoPeer, Attempt: c.attempts,
			Reply: out.reply, Cause: out.cause, Phase: out.phase, Flags: flags})
		return
	}
	d.ndrs++
	w.counters.bounced++
	if d.ndrs == 1 {
		flags |= FlagFirst
	}
	if w.fromScenario(c.mail) {
		w.hosts[host].values[metrics.NDRCount]++
		w.hosts[host].wrote = grow(w.hosts[host].wrote, o)
		w.hosts[host].wrote[o]++
		w.series.at(w.now).Bounced++
	}
	w.record(&Record{Kind: Bounced, Copy: c.number, Message: c.message, Delivery: number, Host: host, Peer: NoPeer, Attempt: c.attempts,
		Reply: out.reply, Cause: out.cause, Phase: out.phase, Flags: flags})
	w.writeDSN(c, number, host, o, d.trouble, ndr)
}

// expireCopy ends a copy whose time is over: an NDR for each recipient left, with the code of the last failure.
func (w *World) expireCopy(slot uint32) {
	c := &w.copies[slot]
	q := &w.queues[c.queue]
	for i := range c.count {
		d := w.deliveryOf(c, i)
		w.counters.expired++
		w.blameTrouble(c.mail, d, w.troubleAhead(c.queue))
		w.bounce(c, q.host, d, w.finalOutcome(c, q, i), FlagExpired)
		w.releaseRecipient(c, q.host, d)
	}
	if c.count > 1 {
		w.sets.drop(c.to)
	}
	w.endCopy(slot)
}

// finalOutcome is what the NDR of a copy's i-th recipient shows when time is over: the last reply about it, as the profile words it.
func (w *World) finalOutcome(c *queuedCopy, q *queue, i uint16) uint16 {
	last := w.outcomes.rows[w.lastOutcome(c, i)]
	if c.outcome == 0 || c.due == never && q.retrying { // it waits for its queue, or was never tried
		last = w.outcomes.rows[q.outcome]
	}
	reply := w.hosts[q.host].profile.Final(last.cause, last.reply)
	if reply.Code < 400 {
		reply = smtp.Reply{Code: 550, Enhanced: smtp.Status(4, 4, 7)}
	}
	return w.outcomes.of(outcome{reply, last.cause, last.phase})
}

// lastOutcome is why the i-th recipient of a copy still waits.
func (w *World) lastOutcome(c *queuedCopy, i uint16) uint16 {
	if c.count > 1 {
		if why := w.sets.why[c.to]; len(why) > 0 {
			return why[i]
		}
	}
	return c.outcome
}

// delayNoticeTimer serves a delay notice that a timer writes.
func (w *World) delayNoticeTimer(slot uint32) {
	w.writeDelayNotice(&w.copies[slot])
	w.fileNextEvent(slot)
}

// writeDelayNotice writes the delay notice of a copy, once, for each recipient.
func (w *World) writeDelayNotice(c *queuedCopy) {
	c.state |= delayNoticed
	host := w.queues[c.queue].host
	if w.sender(c.mail, c.message) == nullSender {
		return
	}
	for i := range c.count {
		number, o := w.deliveryOf(c, i), w.lastOutcome(c, i)
		w.deliveries[number].notices++
		if w.fromScenario(c.mail) {
			w.hosts[host].values[metrics.DelayCount]++
			w.series.at(w.now).Notified++
		}
		w.record(&Record{Kind: Notified, Copy: c.number, Message: c.message, Delivery: number, Host: host, Peer: NoPeer, Attempt: c.attempts,
			Reply: w.outcomes.rows[o].reply, Cause: w.outcomes.rows[o].cause, Phase: w.outcomes.rows[o].phase, Until: w.hostOf(c).deadline(c)})
		w.writeDSN(c, number, host, o, w.troubleAhead(c.queue), 0)
	}
}

// informSender ends the silence about a delivery, if it had not arrived by then.
func (w *World) informSender(message uint32, d *delivery) {
	if !d.informed && d.copies == 0 {
		d.silence = w.now - w.messages[message].at
		d.hadSilence = true
	}
	d.informed = true
}

// movesDue is how many moves were due by a time.
func (c *queuedCopy) movesDue(now time.Duration, p *retry.Profile) int64 {
	return int64((now - c.since) / p.MoveEvery)
}

// moveCopy takes a waiting copy to another server of its host: a Received hop more. Its own schedule goes on, a queue's timer begins anew.
func (w *World) moveCopy(slot uint32) {
	c := &w.copies[slot]
	host := w.queues[c.queue].host
	h := &w.hosts[host]
	if c.hops < 255 {
		c.hops++
	}
	c.server = h.homeServer(w.seed, c.key, uint64(c.movesDue(w.now, h.profile)))
	if w.fromScenario(c.mail) {
		h.values[metrics.Moves]++
	}
	w.record(&Record{Kind: Moved, Copy: c.number, Message: c.message, Delivery: w.soleDelivery(c), Host: host, Peer: NoPeer, Server: c.server})
	if q := &w.queues[c.queue]; q.retrying && c.due == never && c.state&inLine == 0 && !w.ignoresQueueTimer(c) {
		q.failures = 0 // the queue of the other server has its own timer, which begins now
		w.sendProbe(q, slot)
		return
	}
	w.fileNextEvent(slot)
}

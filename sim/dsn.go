package sim

import (
	"time"

	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// bounce ends the way of one recipient with an NDR, which travels back. What came from <> dies without a word.
func (gen *generator) bounce(c *queuedCopy, host uint16, number uint32, o uint16, flags Flags) {
	d := &gen.deliveries[number]
	out := gen.outcomes.rows[o]
	if gen.sender(c.mail, c.message) == nullSender {
		gen.counters.died++
		gen.record(&Record{Kind: Died, Copy: c.number, Message: c.message, Delivery: number, Host: host, Peer: NoPeer, Attempt: c.attempts,
			Reply: out.reply, Cause: out.cause, Phase: out.phase, Flags: flags})
		return
	}
	d.ndrs++
	gen.counters.bounced++
	if d.ndrs == 1 {
		flags |= FlagFirst
	}
	if gen.fromScenario(c.mail) {
		gen.hosts[host].values[metrics.NDRCount]++
		gen.hosts[host].wrote = grow(gen.hosts[host].wrote, o)
		gen.hosts[host].wrote[o]++
		gen.series.at(gen.now).Bounced++
	}
	gen.record(&Record{Kind: Bounced, Copy: c.number, Message: c.message, Delivery: number, Host: host, Peer: NoPeer, Attempt: c.attempts,
		Reply: out.reply, Cause: out.cause, Phase: out.phase, Flags: flags})
	gen.writeDSN(c, number, host, o, d.trouble, ndr)
}

// expireCopy ends a copy whose time is over: an NDR for each recipient left, with the code of the last failure.
func (qm *queueManager) expireCopy(slot uint32) {
	c := &qm.copies[slot]
	q := &qm.queues[c.queue]
	for i := range c.count {
		d := qm.deliveryOf(c, i)
		qm.counters.expired++
		qm.blameTrouble(c.mail, d, qm.troubleAhead(c.queue))
		qm.bounce(c, q.host, d, qm.finalOutcome(c, q, i), FlagExpired)
		qm.releaseRecipient(c, q.host, d)
	}
	if c.count > 1 {
		qm.sets.drop(c.to)
	}
	qm.endCopy(slot)
}

// finalOutcome is what the NDR of a copy's i-th recipient shows when time is over: the last reply about it, as the profile words it.
func (net *network) finalOutcome(c *queuedCopy, q *queue, i uint16) uint16 {
	last := net.outcomes.rows[net.lastOutcome(c, i)]
	if c.outcome == 0 || c.due == never && q.retrying { // it waits for its queue, or was never tried
		last = net.outcomes.rows[q.outcome]
	}
	reply := net.hosts[q.host].profile.Final(last.cause, last.reply)
	if reply.Code < 400 {
		reply = smtp.Reply{Code: 550, Enhanced: smtp.Status(4, 4, 7)}
	}
	return net.outcomes.of(outcome{reply, last.cause, last.phase})
}

// lastOutcome is why the i-th recipient of a copy still waits.
func (net *network) lastOutcome(c *queuedCopy, i uint16) uint16 {
	if c.count > 1 {
		if why := net.sets.why[c.to]; len(why) > 0 {
			return why[i]
		}
	}
	return c.outcome
}

// delayNoticeTimer serves a delay notice that a timer writes.
func (qm *queueManager) delayNoticeTimer(slot uint32) {
	qm.writeDelayNotice(&qm.copies[slot])
	qm.fileNextEvent(slot)
}

// writeDelayNotice writes the delay notice of a copy, once, for each recipient.
func (gen *generator) writeDelayNotice(c *queuedCopy) {
	c.state |= delayNoticed
	host := gen.queues[c.queue].host
	if gen.sender(c.mail, c.message) == nullSender {
		return
	}
	for i := range c.count {
		number, o := gen.deliveryOf(c, i), gen.lastOutcome(c, i)
		gen.deliveries[number].notices++
		if gen.fromScenario(c.mail) {
			gen.hosts[host].values[metrics.DelayCount]++
			gen.series.at(gen.now).Notified++
		}
		gen.record(&Record{Kind: Notified, Copy: c.number, Message: c.message, Delivery: number, Host: host, Peer: NoPeer, Attempt: c.attempts,
			Reply: gen.outcomes.rows[o].reply, Cause: gen.outcomes.rows[o].cause, Phase: gen.outcomes.rows[o].phase, Until: gen.hostOf(c).deadline(c)})
		gen.writeDSN(c, number, host, o, gen.troubleAhead(c.queue), 0)
	}
}

// informSender ends the silence about a delivery, if it had not arrived by then.
func (ms *mailStore) informSender(message uint32, d *delivery) {
	if !d.informed && d.copies == 0 {
		d.silence = ms.now - ms.messages[message].at
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
	c := &w.net.copies[slot]
	host := w.net.queues[c.queue].host
	h := &w.net.hosts[host]
	if c.hops < 255 {
		c.hops++
	}
	c.server = h.homeServer(w.env.seed, c.key, uint64(c.movesDue(w.env.now, h.profile)))
	if w.mail.fromScenario(c.mail) {
		h.values[metrics.Moves]++
	}
	w.env.record(&Record{Kind: Moved, Copy: c.number, Message: c.message, Delivery: w.net.soleDelivery(c), Host: host, Peer: NoPeer, Server: c.server})
	if q := &w.net.queues[c.queue]; q.retrying && c.due == never && c.state&inLine == 0 && !w.net.ignoresQueueTimer(c) {
		q.failures = 0 // the queue of the other server has its own timer, which begins now
		w.sendProbe(q, slot)
		return
	}
	w.queueing.fileNextEvent(slot)
}

package sim

import (
	"mailstorm/sim/metrics"
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

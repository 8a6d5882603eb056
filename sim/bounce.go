package sim

import (
	"slices"
	"time"

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
	if !gen.hosts[host].mayWriteNDR(gen.now) {
		gen.discardNDR(c, host, number, o, flags)
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
		gen.series.At(gen.now).Bounced++
	}
	gen.report(c, &Record{Kind: Bounced, Copy: c.number, Message: c.message, Delivery: number, Host: host, Peer: NoPeer, Attempt: c.attempts,
		Reply: out.reply, Cause: out.cause, Phase: out.phase, Flags: flags}, generatedMessage{outcome: o, trouble: d.trouble, traits: ndr}, 0)
}

// discardNDR ends the way of one recipient at a host that writes no more NDRs: nobody is told.
func (gen *generator) discardNDR(c *queuedCopy, host uint16, number uint32, o uint16, flags Flags) {
	out := gen.outcomes.rows[o]
	gen.counters.died++
	gen.hosts[host].values[metrics.NDRDiscarded]++
	gen.deliveries[number].gone = GoneUnwritten
	gen.mailVanished(c.mail)
	gen.record(&Record{Kind: Died, Copy: c.number, Message: c.message, Delivery: number, Host: host, Peer: NoPeer, Attempt: c.attempts,
		Reply: out.reply, Cause: out.cause, Phase: out.phase, Flags: flags | FlagLimited})
}

// mayWriteNDR notes that the host writes an NDR, unless it wrote as many in the time before as its profile lets it.
func (h *host) mayWriteNDR(now time.Duration) bool {
	most := int(h.profile.NDRLimit)
	if most == 0 {
		return true
	}
	old := 0
	for old < len(h.ndrTimes) && now-h.ndrTimes[old] >= h.profile.NDRLimitTime {
		old++
	}
	h.ndrTimes = slices.Delete(h.ndrTimes, 0, old)
	if len(h.ndrTimes) >= most {
		return false
	}
	h.ndrTimes = append(h.ndrTimes, now)
	return true
}

// writeDelayNotice writes a delay notice of a copy, for each recipient. All that became due by a time are one.
func (gen *generator) writeDelayNotice(slot uint32, by time.Duration) {
	c := &gen.copies[slot]
	turn := gen.countNotice(slot, by)
	host := gen.queues[c.queue].host
	if gen.sender(c.mail, c.message) == nullSender {
		return
	}
	for i := range c.count {
		number, o := gen.deliveryOf(c, i), gen.lastOutcome(c, i)
		gen.deliveries[number].notices++
		if gen.fromScenario(c.mail) {
			gen.hosts[host].values[metrics.DelayCount]++
			gen.series.At(gen.now).Notified++
		}
		gen.report(c, &Record{Kind: Notified, Copy: c.number, Message: c.message, Delivery: number, Host: host, Peer: NoPeer, Attempt: c.attempts,
			Reply: gen.outcomes.rows[o].reply, Cause: gen.outcomes.rows[o].cause, Phase: gen.outcomes.rows[o].phase, Until: gen.hostOf(c).deadline(c)},
			generatedMessage{outcome: o, trouble: gen.troubleAhead(c.queue)}, turn)
	}
}

package sim

import (
	"time"

	"mailstorm/sim/metrics"
	"mailstorm/sim/observe"
)

// observer notes what happens where somebody could see or count it. Nothing that it notes changes what happens.
type observer struct {
	*environment
	*mailStore
	*network

	series   observe.Series
	alert    alert
	troubles observe.Troubles
	paths    observe.Paths // transfers on the way of each copy
}

// countBytes counts the bytes of a session that have crossed by a time, its landing or the end of the run.
func (ob *observer) countBytes(c *queuedCopy, f *session, until time.Duration) {
	bytes := f.bytes
	switch {
	case bytes == 0 || until < f.begins || until == f.begins && f.landed > until:
		return
	case until < f.landed:
		bytes = observe.Proportion(bytes, until-f.begins, f.landed-f.begins)
	}
	h := ob.hostOf(c)
	h.values[byteCounters[ob.tables[c.mail].class]] += bytes
	if f.cleartext && ob.fromScenario(c.mail) {
		h.values[metrics.Cleartext]++
	}
	ob.series.AddBytes(f.begins, min(f.landed, until), bytes)
}

// byteCounters are the tallies of bytes by class of message.
var byteCounters = [...]metrics.ID{scenarioMail: metrics.WireBytes, dsns: metrics.DSNBytes, automatic: metrics.AutoBytes}

// countFailure notes why a session did not end with 250, at both ends; DSNs are not mail that anybody waits for.
func (ob *observer) countFailure(q *queue, f *session, o, mail uint16) {
	if ob.tables[mail].class != dsns {
		ob.hosts[q.host].countFailure(&ob.hosts[f.host], o, 1)
	}
}

// recordDeferral tells that a copy waits on, and until when.
func (ob *observer) recordDeferral(c *queuedCopy, q *queue, o uint16, flags Flags) {
	out := &ob.outcomes.rows[o]
	ob.record(&Record{Kind: Deferred, Copy: c.number, Message: c.message, Delivery: ob.soleDelivery(c), Host: q.host, Peer: NoPeer,
		Attempt: c.attempts, Until: ob.nextAttempt(c, q), Reply: out.reply, Cause: out.cause, Phase: out.phase, Flags: flags})
}

// enterQueue and leave keep the depth of a host's queue.
func (ob *observer) enterQueue(host uint16, slot uint32) {
	h := &ob.hosts[host]
	ob.recordDepth(h)
	h.depth++
	if h.depth > h.peak {
		h.peak, h.peakAt = h.depth, ob.now
	}
	if int(host) == ob.config.Watch {
		ob.series.SetDepth(ob.now, h.depth)
		ob.alert.enter(ob, slot)
	}
}

func (ob *observer) leaveQueue(host uint16, slot uint32) {
	h := &ob.hosts[host]
	ob.recordDepth(h)
	h.depth--
	h.emptyAt = ob.now
	if int(host) == ob.config.Watch {
		ob.series.SetDepth(ob.now, h.depth)
		ob.alert.leave(ob, slot)
	}
}

// recordDepth notes how deep the queue of a host was until now, if any time passed with it.
func (ob *observer) recordDepth(h *host) {
	if ob.now > h.depths.Since {
		h.depths.Record(ob.series.Start(h.depths.Since), ob.now, h.depth)
	}
}

// extend adds the parcel's transfer to the way of the copy that it came from.
func (ob *observer) extend(p *envelope) uint32 {
	if p.bytes == 0 && p.path == 0 || !ob.fromScenario(p.mail) && !ob.rewritesSenders {
		return 0
	}
	from := p.peer
	if p.bytes == 0 {
		from = NoPeer // a way that leads on from one transfer
	}
	return ob.paths.Add(observe.Path{Bytes: p.bytes, Parent: p.path, Host: from})
}

// countDelivered counts a copy of people's mail.
func (ob *observer) countDelivered(p *envelope, number uint32) {
	d := &ob.deliveries[number]
	h, cell := &ob.hosts[p.host], ob.series.At(ob.now)
	h.values[metrics.Copies]++
	cell.Copies++
	if d.copies > 1 {
		h.values[metrics.Duplicates]++
		cell.Duplicates++
		ob.troubles.Sign(d.trouble, ob.now)
		return
	}
	ob.paths.Useful += p.bytes
	ob.paths.Mark(p.path)
	root := d
	if p.message >= ob.scenarioMessages {
		root = &ob.deliveries[ob.generated[p.message-ob.scenarioMessages].about]
	}
	if root.repeats++; root.repeats > 1 {
		ob.counters.extraCopies++
	}
}

// alertRaised notes that the alert was raised, because of the queue over a connector that fills the watched host most.
func (ob *observer) alertRaised(at time.Duration) {
	var fullest *queue
	var place uint16
	for i := range ob.queues {
		q := &ob.queues[i]
		if int(q.host) == ob.config.Watch && !q.direct && (fullest == nil || q.waiting > fullest.waiting) {
			fullest, place = q, ob.troubleAhead(uint16(i))
		}
	}
	ob.troubles.Alert(place, at)
}

func (a *alert) enter(ob *observer, slot uint32) {
	if a.threshold == 0 || a.raised || ob.queues[ob.copies[slot].queue].direct {
		return
	}
	a.advance(ob)
	a.arrivals = append(a.arrivals, arrival{ob.now, copyRef{ob.copies[slot].number, slot}})
}

func (a *alert) leave(ob *observer, slot uint32) {
	if a.threshold == 0 || a.raised {
		return
	}
	a.advance(ob)
	if ob.copies[slot].state&countedByAlert != 0 {
		a.waiting--
	}
}

// advance lets time pass: nothing enters or leaves between two calls, so each copy comes of age exactly then.
func (a *alert) advance(ob *observer) {
	for a.head < len(a.arrivals) && a.arrivals[a.head].at+a.after <= ob.now {
		row := a.arrivals[a.head]
		a.head++
		c := &ob.copies[row.copy.slot]
		if c.number != row.copy.number {
			continue
		}
		c.state |= countedByAlert
		a.waiting++
		if a.waiting == a.threshold && !a.raised {
			a.raised, a.at = true, row.at+a.after
			ob.alertRaised(a.at)
		}
	}
	if a.head > 1024 && a.head > len(a.arrivals)/2 {
		a.arrivals = a.arrivals[:copy(a.arrivals, a.arrivals[a.head:])]
		a.head = 0
	}
}

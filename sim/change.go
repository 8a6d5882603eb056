package sim

import (
	"slices"
	"time"

	"mailstorm/sim/engine"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// scheduleChanges files the interventions.
func (qm *queueManager) scheduleChanges() {
	for i := range qm.hosts {
		for j := range qm.hosts[i].Changes {
			c := &qm.hosts[i].Changes[j]
			slot := uint32(len(qm.changes))
			qm.changes = append(qm.changes, change{c, uint16(i), uint32(j)})
			at := c.At.Draw(qm.seed.Draw(random.Starts, random.Name("change."+qm.hosts[i].Name+"."+c.Name), 0))
			qm.agenda.Add(engine.Event{At: time.Duration(at), Rank: engine.Rank(changeDue, uint64(slot)), Slot: slot})
		}
	}
}

// applyChange serves an intervention.
func (qm *queueManager) applyChange(slot uint32) {
	qm.flushFastPaths()
	c := &qm.changes[slot]
	h := &qm.hosts[c.host]
	qm.record(&Record{Kind: Changed, Message: None, Delivery: c.number, Host: c.host, Peer: NoPeer})
	if c.Bandwidth >= 0 {
		h.speed = c.Bandwidth
	}
	for _, s := range c.Switches {
		h.toggle(s, qm.now)
	}
	for _, n := range c.NextHops {
		qm.reroute(c.host, n)
	}
	if c.Profile != nil {
		before := h.profile.Memory
		h.setProfile(qm.seed, c.Profile)
		if timer := before == retry.QueueTimer; !timer || before != h.profile.Memory { // else it goes on, and counts on
			qm.forget(c.host)
			if timer {
				qm.retryNow(c.host) // whoever follows a timer that is no more
			}
		}
		qm.refile(c.host)
		qm.fillConnections(c.host)
	}
	if c.Purge != PurgeNothing {
		qm.purge(c.host, c.Purge == PurgeWithNDR)
	}
	if c.Retry {
		qm.retryNow(c.host)
	}
}

// forget lets the queues of a host begin with the memory that its profile says.
func (qm *queueManager) forget(host uint16) {
	for q := range qm.queues {
		if qm.queues[q].host == host {
			qm.remember(&qm.queues[q])
		}
	}
}

// reroute puts another next hop in the place of one. A session under way ends with the host that it has called.
func (qm *queueManager) reroute(host uint16, n NextHop) {
	h := &qm.hosts[host]
	for q := range len(qm.queues) {
		if qm.queues[q].host != host || !slices.Contains(qm.queues[q].next, uint16(n.Of)) {
			continue
		}
		next := replaced(qm.queues[q].next, uint16(n.Of), uint16(n.To))
		if n.Queued {
			qm.queues[q].next = qm.eachAddress(next)
			continue
		}
		added := qm.newQueue(int(host), next)
		for a := range h.queueOf {
			if h.queueOf[a] == int32(q) {
				h.queueOf[a] = int32(len(qm.queues))
				added.direct = added.direct || qm.ownedBy(next, a)
			}
		}
		qm.queues = append(qm.queues, added)
	}
}

// replaced is a list with another host in the place of one, and each host once.
func replaced(hops []uint16, of, to uint16) (list []uint16) {
	for _, n := range hops {
		if n == of {
			n = to
		}
		if !slices.Contains(list, n) {
			list = append(list, n)
		}
	}
	return list
}

// refile lets new figures hold for what waits: deadlines and notices, not the next attempt, which is planned.
func (qm *queueManager) refile(host uint16) {
	for slot := range qm.copies {
		if c := &qm.copies[slot]; qm.isWaiting(c, host) {
			if c.state&idle != 0 {
				c.state &^= idle
				qm.counters.idle--
			}
			qm.fileNextEvent(uint32(slot))
		}
	}
}

// retryNow makes all that waits due now.
func (qm *queueManager) retryNow(host uint16) {
	for q := range qm.queues {
		if qm.queues[q].host == host {
			qm.queues[q].timer = 0
		}
	}
	for slot := range qm.copies {
		if c := &qm.copies[slot]; qm.isWaiting(c, host) && c.due > qm.now && c.state&inLine == 0 {
			qm.wake(uint32(slot))
		}
	}
}

// purgeReply is what an NDR of a purge shows.
var purgeReply = smtp.Reply{Code: 550, Enhanced: smtp.Status(4, 3, 2)}

// purge removes all that waits in a host's queues.
func (qm *queueManager) purge(host uint16, tell bool) {
	for slot := range qm.copies {
		c := &qm.copies[slot]
		if !qm.isWaiting(c, host) {
			continue
		}
		if c.state&connectionReserved != 0 {
			c.state &^= connectionReserved
			qm.closeConnection(c.queue)
		}
		for i := range c.count {
			qm.purgeRecipient(c, host, qm.deliveryOf(c, i), tell)
		}
		if c.count > 1 {
			qm.sets.drop(c.to)
		}
		qm.dropEvent(uint32(slot))
		qm.endCopy(uint32(slot))
	}
}

// purgeRecipient ends the way of one recipient of a purged copy.
func (qm *queueManager) purgeRecipient(c *queuedCopy, host uint16, number uint32, tell bool) {
	qm.record(&Record{Kind: Purged, Copy: c.number, Message: c.message, Delivery: number, Host: host, Peer: NoPeer, Attempt: c.attempts})
	if qm.fromScenario(c.mail) {
		qm.hosts[host].values[metrics.Purged]++
	}
	if tell {
		qm.counters.rejected++
		qm.blameTrouble(c.mail, number, qm.troubleAhead(c.queue))
		qm.bounce(c, host, number, qm.outcomes.of(outcome{reply: purgeReply, cause: smtp.Said}), 0)
	} else {
		qm.counters.purged++
		qm.mailVanished(c.mail)
		qm.deliveries[number].gone = GonePurged
	}
	qm.releaseRecipient(c, host, number)
}

package sim

import (
	"time"

	"mailstorm/sim/engine"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// change is an intervention in this run.
type change struct {
	*Change
	host   uint16
	number uint32 // of the change at its host
}

// scheduleChanges files the interventions.
func (w *World) scheduleChanges() {
	for i := range w.hosts {
		for j := range w.hosts[i].Changes {
			c := &w.hosts[i].Changes[j]
			slot := uint32(len(w.changes))
			w.changes = append(w.changes, change{c, uint16(i), uint32(j)})
			at := c.At.Draw(w.seed.Draw(random.Starts, random.Name("change."+w.hosts[i].Name+"."+c.Name), 0))
			w.agenda.Add(engine.Event{At: time.Duration(at), Rank: engine.Rank(changeDue, uint64(slot)), Slot: slot})
		}
	}
}

// nothingLeft reports whether the storm is over, so that nobody need intervene.
func (w *World) nothingLeft() bool {
	return w.counters.copiesBegun == w.counters.copiesEnded && w.counters.generatedWaiting == 0 && w.counters.scenarioWritten == w.scenarioMessages
}

// applyChange serves an intervention.
func (w *World) applyChange(slot uint32) {
	w.flushFastPaths()
	c := &w.changes[slot]
	h := &w.hosts[c.host]
	w.record(&Record{Kind: Changed, Message: None, Delivery: c.number, Host: c.host, Peer: NoPeer})
	if c.Bandwidth >= 0 {
		h.speed = c.Bandwidth
	}
	for _, s := range c.Switches {
		h.toggle(s, w.now)
	}
	if c.Profile != nil {
		queueTimer := h.profile.Timer
		h.setProfile(c.Profile)
		if queueTimer == retry.PerQueue && queueTimer != c.Profile.Timer {
			w.retryNow(c.host) // whoever waits for a timer that is no more
		}
		w.refile(c.host)
		w.fillConnections(c.host)
	}
	if c.Purge != PurgeNothing {
		w.purge(c.host, c.Purge == PurgeWithNDR)
	}
	if c.Retry {
		w.retryNow(c.host)
	}
}

// toggle switches a fault or a guard.
func (h *host) toggle(s Switch, now time.Duration) {
	for i := range h.faults {
		if !s.Guard && h.faults[i].Fault == &h.Faults[s.Index] {
			h.faults[i].switchTo(s.On, now)
		}
	}
	for i := range h.guards {
		if s.Guard && h.guards[i].Guard == &h.Guards[s.Index] {
			h.guards[i].switchTo(s.On, now)
		}
	}
	h.activeUntil = 0
}

// isWaiting reports whether a copy is in a host's queue and not under way.
func (w *World) isWaiting(c *queuedCopy, host uint16) bool {
	return c.number != 0 && c.state&inSession == 0 && w.queues[c.queue].host == host
}

// refile lets new figures hold for what waits: deadlines and notices, not the next attempt, which is planned.
func (w *World) refile(host uint16) {
	for slot := range w.copies {
		if c := &w.copies[slot]; w.isWaiting(c, host) {
			if c.state&idle != 0 {
				c.state &^= idle
				w.counters.idle--
			}
			w.fileNextEvent(uint32(slot))
		}
	}
}

// fillConnections calls those in line for whom there is a connection now.
func (w *World) fillConnections(host uint16) {
	limit := w.hosts[host].profile.Connections
	for i := range w.queues {
		q := &w.queues[i]
		for q.host == host && (limit == 0 || q.busy < limit) {
			slot := w.nextInLine(&q.waitingLine)
			if slot == 0 {
				break
			}
			q.busy++
			w.copies[slot].state |= connectionReserved
			w.wake(slot)
		}
	}
}

// retryNow makes all that waits due now.
func (w *World) retryNow(host uint16) {
	for q := range w.queues {
		if w.queues[q].host == host {
			w.queues[q].retrying = false
		}
	}
	for slot := range w.copies {
		if c := &w.copies[slot]; w.isWaiting(c, host) && c.due > w.now && c.state&inLine == 0 {
			w.wake(uint32(slot))
		}
	}
}

// purgeReply is what an NDR of a purge shows.
var purgeReply = smtp.Reply{Code: 550, Enhanced: smtp.Status(4, 3, 2)}

// purge removes all that waits in a host's queues.
func (w *World) purge(host uint16, tell bool) {
	for slot := range w.copies {
		c := &w.copies[slot]
		if !w.isWaiting(c, host) {
			continue
		}
		if c.state&connectionReserved != 0 {
			c.state &^= connectionReserved
			w.closeConnection(c.queue)
		}
		for i := range c.count {
			w.purgeRecipient(c, host, w.deliveryOf(c, i), tell)
		}
		if c.count > 1 {
			w.sets.drop(c.to)
		}
		w.dropEvent(uint32(slot))
		w.endCopy(uint32(slot))
	}
}

// purgeRecipient ends the way of one recipient of a purged copy.
func (w *World) purgeRecipient(c *queuedCopy, host uint16, number uint32, tell bool) {
	w.record(&Record{Kind: Purged, Copy: c.number, Message: c.message, Delivery: number, Host: host, Peer: NoPeer, Attempt: c.attempts})
	if w.fromScenario(c.mail) {
		w.hosts[host].values[metrics.Purged]++
	}
	if tell {
		w.counters.rejected++
		w.blameTrouble(c.mail, number, w.troubleAhead(c.queue))
		w.bounce(c, host, number, w.outcomes.of(outcome{reply: purgeReply, cause: smtp.Said}), 0)
	} else {
		w.counters.purged++
		w.mailVanished(c.mail)
		w.deliveries[number].gone = GonePurged
	}
	w.releaseRecipient(c, host, number)
}

// keepsOrder reports whether a queue must remember the order of receipt, now or after some change.
func (h *host) keepsOrder() bool {
	orders := func(p *retry.Profile) bool { return p.Timer == retry.PerQueue || p.Recovery == retry.Flush }
	keeps := orders(h.profile)
	for i := range h.Changes {
		keeps = keeps || h.Changes[i].Profile != nil && orders(h.Changes[i].Profile)
	}
	return keeps
}

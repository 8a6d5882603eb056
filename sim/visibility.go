package sim

import (
	"time"

	"mailstorm/sim/observe"
	"mailstorm/sim/random"
)

// mailVanished notes that mail of the scenario went where nobody looks for it.
func (ob *observer) mailVanished(mail uint16) {
	if ob.fromScenario(mail) {
		ob.troubles.Begin(0, ob.now)
	}
}

// mailDiverted notes that a host gave mail of the scenario to another.
func (ob *observer) mailDiverted(mail, host uint16) {
	if ob.fromScenario(mail) {
		ob.troubles.Divert(troubleAt(host), ob.now)
	}
}

// blameTrouble notes where a delivery came to an NDR.
func (ob *observer) blameTrouble(mail uint16, number uint32, at uint16) {
	if ob.fromScenario(mail) {
		ob.troubles.Begin(at, ob.now)
		ob.deliveries[number].trouble = at
	}
}

// copyFailed notes that something went wrong with a copy, at first for all its recipients.
func (ob *observer) copyFailed(c *queuedCopy) {
	if !ob.fromScenario(c.mail) {
		return
	}
	at := ob.troubleAhead(c.queue)
	ob.troubles.Begin(at, ob.now)
	if c.outcome != 0 {
		return
	}
	for i := range c.count {
		if d := &ob.deliveries[ob.deliveryOf(c, i)]; d.trouble == 0 {
			d.trouble = at
		}
	}
}

// copyDeferred notes that a copy waits because it failed, once for each.
func (ob *observer) copyDeferred(c *queuedCopy) {
	if c.outcome == 0 && ob.fromScenario(c.mail) {
		ob.copyFailed(c)
		ob.troubles.Hold(ob.troubleAhead(c.queue))
	}
}

// deferredEnded notes that such a copy leaves the queue.
func (ob *observer) deferredEnded(c *queuedCopy) {
	if ob.fromScenario(c.mail) {
		ob.troubles.Release(ob.troubleAhead(c.queue), ob.now)
	}
}

// countWait notes how long a copy was, or is, in the watched queue.
func (ob *observer) countWait(c *queuedCopy, until time.Duration) {
	report := observe.Never
	if age, shown := ob.reportAge(); shown && !ob.queues[c.queue].direct {
		report = age
	}
	ob.troubles.Wait(ob.troubleAhead(c.queue), c.since, until, report)
}

// reportAge is how long a copy waits until the queued messages report of the watched host shows it, in this run.
func (ob *observer) reportAge() (age time.Duration, shown bool) {
	h := &ob.hosts[ob.config.Watch]
	late := h.profile.QueuedReport
	if late.To == 0 {
		return 0, false
	}
	return late.From + time.Duration(random.Below(ob.seed.Draw(random.Report, h.key, 0), uint64(late.To-late.From)+1)), true
}

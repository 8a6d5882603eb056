package sim

import (
	"slices"
	"time"

	"mailstorm/sim/engine"
	"mailstorm/sim/guard"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// queueManager moves copies: into queues, on to the next host, and out when their time is over.
type queueManager struct {
	*environment
	*mailStore
	*network
	*observer
	*generator
	*sessionRunner

	changes         []change
	splitQueues     []uint16 // scratch: the queues that an envelope splits into
	submitted       []uint32 // scratch: recipients whom the guards of senders let pass
	remaining       []uint32 // scratch: recipients who go on
	withoutFastPath bool     // for tests
}

// receive lets a host take a parcel: recipients who live here get theirs, the rest waits in one copy for each next hop.
func (qm *queueManager) receive(p envelope) {
	h := &qm.hosts[p.host]
	qm.counters.received += uint64(p.count)
	if p.count == 1 {
		d := p.delivery(0)
		if q := h.queueOf[qm.recipient(p.mail, p.message, d)]; q >= 0 {
			qm.enqueue(&p, uint16(q), d, 1, qm.extend(&p))
		} else {
			qm.deliverOrBounce(&p, d, q)
		}
		return
	}
	qm.split(&p, h)
}

// split makes one copy for each next hop, in the order in which the recipients name them, or several if one transaction does not take them all.
func (qm *queueManager) split(p *envelope, h *host) {
	p.path = qm.extend(p)
	p.bytes = 0
	for i := range p.count {
		d := p.delivery(i)
		q := h.queueOf[qm.recipient(p.mail, p.message, d)]
		if q < 0 {
			qm.deliverOrBounce(p, d, q)
			continue
		}
		queue := &qm.queues[q]
		if queue.splitSet == 0 {
			queue.splitSet = qm.sets.take()
			qm.splitQueues = append(qm.splitQueues, uint16(q))
		}
		qm.sets.add(queue.splitSet, d)
	}
	for _, q := range qm.splitQueues {
		set := qm.queues[q].splitSet
		qm.queues[q].splitSet = 0
		for p.part = 0; set != 0; p.part++ {
			rest := qm.sets.cut(set, int(h.profile.Recipients))
			qm.paths.Hold(p.path)
			to, count := qm.sets.narrow(set)
			qm.enqueue(p, q, to, count, p.path)
			set = rest
		}
	}
	qm.splitQueues = qm.splitQueues[:0]
	qm.paths.Release(p.path)
}

// deliverOrBounce ends a recipient's way at this host: in the mailbox, or nowhere.
func (qm *queueManager) deliverOrBounce(p *envelope, d uint32, where int32) {
	if where == MailboxHere {
		qm.deliver(p, d)
		return
	}
	qm.counters.unroutable++
	c := queuedCopy{number: p.parent, message: p.message, mail: p.mail, key: p.key, path: p.path}
	qm.blameTrouble(p.mail, d, troubleAt(p.host))
	qm.bounce(&c, p.host, d, qm.outcomes.of(outcome{reply: qm.hosts[p.host].profile.NoRoute, cause: smtp.Said}), 0)
}

// enqueue queues a new copy and makes it due at once, or as soon as its queue allows.
func (qm *queueManager) enqueue(p *envelope, q uint16, to uint32, count uint16, path uint32) {
	slot := qm.newSlot()
	qm.copiesMade++
	c := &qm.copies[slot]
	queue := &qm.queues[q]
	h := &qm.hosts[p.host]
	*c = queuedCopy{number: qm.copiesMade, since: qm.now, message: p.message, to: to, count: count, turn: c.turn, path: path, queue: q, hops: p.hops,
		mail: p.mail}
	if h.profile.Received == retry.ReceivedRemoved {
		c.hops = 0
	}
	if qm.isOutsider(p.host, p.mail) {
		c.state = outsider
	}
	c.key = random.Mix(p.key, queue.name)
	if p.part > 0 {
		c.key = random.Mix(c.key, uint64(p.part))
	}
	c.server = h.homeServer(qm.seed, c.key, 0)
	qm.counters.copiesBegun++
	qm.counters.queued += uint64(count)
	for i := range count {
		qm.deliveries[qm.deliveryOf(c, i)].held++
		if h.tracksQueue {
			qm.reportQueued(h, guard.Queued, c, qm.deliveryOf(c, i))
		}
	}
	if h.tracksQueue {
		qm.reportCopy(h, guard.Entered, c)
	}
	qm.addToQueue(q, slot)
	qm.enterQueue(p.host, slot)
	qm.record(&Record{Kind: Kept, Copy: c.number, Parent: p.parent, Message: c.message, Delivery: qm.soleDelivery(c), Host: p.host, Peer: p.peer,
		Server: c.server, Bytes: p.size})
	c.due = qm.now + h.profile.Shaping.First
	qm.fileNextEvent(slot)
}

// addToQueue adds a copy to the queue, and keeps the list of receipt no longer than it need be.
func (qm *queueManager) addToQueue(q uint16, slot uint32) {
	queue := &qm.queues[q]
	queue.waiting++
	if !queue.keepsOrder {
		return
	}
	queue.order.add(slot, qm.copies[slot].number)
	if rows := queue.order.rows; len(rows) > 2*int(queue.waiting)+64 {
		queue.order.rows = slices.DeleteFunc(rows, func(t copyRef) bool { return qm.copies[t.slot].number != t.number })
		queue.order.head = 0
	}
}

// fileNextEvent files the copy's one live event: the earliest of its next attempt, delay notice, move and expiration.
func (qm *queueManager) fileNextEvent(slot uint32) {
	c := &qm.copies[slot]
	h := qm.hostOf(c)
	p, deadline := h.profile, h.deadline(c)
	at, kind := qm.nextEvent(c, p, c.due, deadline)
	if t := max(qm.noticeTime(slot, p), qm.now); t < at && t < deadline {
		at, kind = t, delayNoticeDue
	}
	if p.MoveEvery > 0 {
		if t := c.since + time.Duration(c.movesDue(qm.now, p)+1)*p.MoveEvery; t <= at {
			at, kind = t, moveDue
		}
	}
	qm.fileEvent(slot, max(at, qm.now), kind)
}

// fileEvent gives a copy its live event; whatever was filed before is stale from now on.
func (qm *queueManager) fileEvent(slot uint32, at time.Duration, kind uint8) {
	c := &qm.copies[slot]
	c.turn++
	if at == never {
		c.state |= idle
		qm.counters.idle++
		return
	}
	order := c.number
	if kind == attemptDue {
		order = qm.orderInScan(c)
	}
	qm.agenda.Add(engine.Event{At: at, Rank: engine.Rank(kind, order), Turn: c.turn, Slot: slot})
	if qm.agenda.Pending() > 2*qm.liveAtMost()+1024 {
		qm.agenda.Sweep(qm.isStale) // what was woken again and again would fill the memory
	}
}

// liveAtMost is how many events on the agenda are not stale, at most.
func (qm *queueManager) liveAtMost() int {
	l := &qm.counters
	return int(l.copiesBegun-l.copiesEnded-l.idle+l.generatedWaiting) + len(qm.queues) + len(qm.changes) + 1
}

// wake makes a waiting copy due now.
func (qm *queueManager) wake(slot uint32) {
	qm.dropEvent(slot)
	qm.copies[slot].due = qm.now
	qm.fileNextEvent(slot)
}

// dropEvent makes the copy's live event stale: it is served now, for another reason.
func (qm *queueManager) dropEvent(slot uint32) {
	c := &qm.copies[slot]
	if c.state&idle != 0 {
		qm.counters.idle--
	}
	c.state &^= idle | inLine
	c.turn++
}

// releaseRecipient takes a recipient off a copy.
func (qm *queueManager) releaseRecipient(c *queuedCopy, host uint16, number uint32) {
	qm.deliveries[number].held--
	if h := &qm.hosts[host]; h.tracksQueue {
		qm.reportQueued(h, guard.Dequeued, c, number)
	}
}

// endCopy takes a copy off its queue: it has no recipients left.
func (qm *queueManager) endCopy(slot uint32) {
	c := &qm.copies[slot]
	q := &qm.queues[c.queue]
	q.waiting--
	qm.leaveQueue(q.host, slot)
	if h := &qm.hosts[q.host]; h.tracksQueue {
		qm.reportCopy(h, guard.Left, c)
	}
	if int(q.host) == qm.config.Watch {
		qm.countWait(c, qm.now)
	}
	if c.outcome != 0 && qm.tables[c.mail].class != dsns {
		qm.hosts[q.host].deferredEmptyAt = qm.now
		qm.deferredEnded(c)
	}
	qm.paths.Release(c.path)
	qm.counters.copiesEnded++
	c.number, c.turn = 0, c.turn+1
	qm.freeSlots = append(qm.freeSlots, slot)
}

// delayNoticeTimer serves a delay notice that a timer writes.
func (qm *queueManager) delayNoticeTimer(slot uint32) {
	qm.writeDelayNotice(slot, qm.now)
	qm.fileNextEvent(slot)
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

// reportQueued tells the guards that want to know what a host takes and what leaves it.
func (qm *queueManager) reportQueued(h *host, m guard.Moment, c *queuedCopy, number uint32) {
	a := qm.recipient(c.mail, c.message, number)
	qm.request = guard.Request{Moment: m, At: qm.now, Message: qm.identity(c.mail, c.message), Recipient: qm.addressKeys[a], Size: qm.size(c)}
	qm.askTrackers(h)
}

// reportCopy tells them of a copy as a whole.
func (qm *queueManager) reportCopy(h *host, m guard.Moment, c *queuedCopy) {
	qm.request = guard.Request{Moment: m, At: qm.now, Message: qm.identity(c.mail, c.message), Size: qm.size(c)}
	qm.askTrackers(h)
}

// askTrackers puts the present request to the guards that follow the queue.
func (qm *queueManager) askTrackers(h *host) {
	for i := range h.guards {
		if h.guards[i].Kind.TracksQueue {
			qm.askGuard(&h.guards[i], h)
		}
	}
}

// change is an intervention in this run.
type change struct {
	*Change
	host   uint16
	number uint32 // of the change at its host
}

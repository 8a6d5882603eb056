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

// queuedCopy is a copy: an envelope that one host is responsible for, with one message, one next hop, one or more recipients.
// It has exactly one live event, the one that carries its turn. A storm touches one at random for each attempt: it fills 64
// bytes, a cache line, and holds what an attempt needs that ends before the message crosses.
type queuedCopy struct {
	number   uint64 // in order of creation
	key      uint64 // its origin: message, hops, attempts
	since    time.Duration
	due      time.Duration // of the next attempt; never: it waits for something else. Under way: the row of its session
	message  uint32
	to       uint32 // the delivery, or with several the set of them
	turn     uint32
	attempts uint32
	path     uint32 // the transfers that brought it here
	count    uint16 // recipients
	mail     uint16 // table of the message
	queue    uint16
	outcome  uint16 // of the last attempt
	server   uint16 // of the host's pool that took it
	hops     uint8
	state    state
}

type state uint8

const (
	delayNoticed       state = 1 << iota
	inLine                   // for a connection
	idle                     // without an event: nothing but a success of others can wake it
	countedByAlert           // so long in the watched queue that the alert counts it
	inSession                // a session takes time
	connectionReserved       // a connection is kept for it
	outsider                 // none of the host's own users wrote it
)

const never = time.Duration(1<<63 - 1)

// envelope is what a host takes: recipients of one message, listed in a set or lying side by side.
type envelope struct {
	message, first, count uint32
	listed                []uint32
	key                   uint64
	parent                uint64 // number of the copy that it came from
	path                  uint32 // of that copy
	bytes                 int64  // that the transfer cost
	size                  int64  // of the message
	mail                  uint16 // its table
	host, peer            uint16
	hops                  uint8
}

func (p *envelope) delivery(i uint32) uint32 {
	if p.listed != nil {
		return p.listed[i]
	}
	return p.first + i
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

// split makes one copy for each next hop, in the order in which the recipients name them.
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
		qm.paths.hold(p.path)
		to, count := qm.sets.narrow(set)
		qm.enqueue(p, q, to, count, p.path)
	}
	qm.splitQueues = qm.splitQueues[:0]
	qm.paths.release(p.path)
}

// deliverOrBounce ends a recipient's way at this host: in the mailbox, or nowhere.
func (qm *queueManager) deliverOrBounce(p *envelope, d uint32, where int32) {
	if where == MailboxHere {
		qm.deliver(p, d)
		return
	}
	qm.counters.unroutable++
	c := queuedCopy{number: p.parent, message: p.message, mail: p.mail, key: p.key}
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
	if qm.isOutsider(p.host, p.mail) {
		c.state = outsider
	}
	c.key = random.Mix(p.key, queue.name)
	c.server = h.homeServer(qm.seed, c.key, 0)
	qm.counters.copiesBegun++
	qm.counters.queued += uint64(count)
	for i := range count {
		qm.deliveries[qm.deliveryOf(c, i)].held++
		if h.tracksQueue {
			qm.reportQueued(h, guard.Queued, c, qm.deliveryOf(c, i))
		}
	}
	qm.addToQueue(q, slot)
	qm.enterQueue(p.host, slot)
	qm.record(&Record{Kind: Kept, Copy: c.number, Parent: p.parent, Message: c.message, Delivery: qm.soleDelivery(c), Host: p.host, Peer: p.peer,
		Server: c.server, Bytes: p.size})
	c.due = qm.now + h.profile.Shaping.First
	qm.fileNextEvent(slot)
}

// newSlot finds a place for a copy.
func (net *network) newSlot() uint32 {
	if n := len(net.freeSlots); n > 0 {
		slot := net.freeSlots[n-1]
		net.freeSlots = net.freeSlots[:n-1]
		return slot
	}
	if len(net.copies) == cap(net.copies) {
		net.copies = slices.Grow(net.copies, len(net.copies)) // twice as many: what is not touched costs nothing, and copying does
	}
	net.copies = append(net.copies, queuedCopy{})
	return uint32(len(net.copies) - 1)
}

// deliveryOf is the i-th delivery of a copy.
func (net *network) deliveryOf(c *queuedCopy, i uint16) uint32 {
	if c.count == 1 {
		return c.to
	}
	return net.sets.rows[c.to][i]
}

// soleDelivery is the copy's delivery if it has just one.
func (net *network) soleDelivery(c *queuedCopy) uint32 {
	if c.count == 1 {
		return c.to
	}
	return None
}

// fileNextEvent files the copy's one live event: the earliest of its next attempt, delay notice, move and expiration.
func (qm *queueManager) fileNextEvent(slot uint32) {
	c := &qm.copies[slot]
	h := qm.hostOf(c)
	p, deadline := h.profile, h.deadline(c)
	at, kind := qm.nextEvent(c, p, c.due, deadline)
	if p.Notice > 0 && p.NoticeAt == retry.NoticeByTimer && c.state&delayNoticed == 0 {
		if t := max(c.since+p.Notice, qm.now); t < at && t < deadline {
			at, kind = t, delayNoticeDue
		}
	}
	if p.MoveEvery > 0 {
		if t := c.since + time.Duration(c.movesDue(qm.now, p)+1)*p.MoveEvery; t <= at {
			at, kind = t, moveDue
		}
	}
	qm.fileEvent(slot, max(at, qm.now), kind)
}

// nextEvent is what ends a wait that would last until the given time: an attempt, which may be the last one of the copy's life, or the
// check after its deadline.
func (net *network) nextEvent(c *queuedCopy, p *retry.Profile, at, deadline time.Duration) (time.Duration, uint8) {
	if p.Expiry != retry.ByTimer || at < deadline-p.Closing() || c.state&connectionReserved != 0 {
		return at, attemptDue
	}
	end := net.deadlineCheck(c, p, deadline)
	last := deadline // without a last try no attempt starts from here on
	if p.LastTries() {
		last = net.lastTry(c, p, end)
	}
	switch {
	case at < min(last, deadline), c.attempts == 0 && at < deadline:
		return at, attemptDue
	case p.LastTries() && net.now < last:
		return last, attemptDue
	default:
		return end, expiryDue
	}
}

// lastTry is when the last attempt is made before the check at the end.
func (net *network) lastTry(c *queuedCopy, p *retry.Profile, end time.Duration) time.Duration {
	return end - time.Duration(p.LastTry.Draw(net.seed.Draw(random.LastTry, c.key, 0)))
}

// isLast reports whether the time of a copy's last attempt has come.
func (net *network) isLast(c *queuedCopy) bool {
	h := net.hostOf(c)
	p, deadline := h.profile, h.deadline(c)
	return p.LastTries() && net.now >= deadline-p.Closing() && net.now >= net.lastTry(c, p, net.deadlineCheck(c, p, deadline))
}

// deadlineCheck is when the deadline is noticed.
func (net *network) deadlineCheck(c *queuedCopy, p *retry.Profile, deadline time.Duration) time.Duration {
	late := p.Check.From
	if p.Check.To > p.Check.From {
		late += time.Duration(random.Below(net.seed.Draw(random.ExpiryCheck, c.key, 0), uint64(p.Check.To-p.Check.From)+1))
	}
	return deadline + late
}

// hostOf is the host that is responsible for a copy.
func (net *network) hostOf(c *queuedCopy) *host { return &net.hosts[net.queues[c.queue].host] }

// deadline is when MessageExpiration, as it concerns the copy's sender, is over.
func (h *host) deadline(c *queuedCopy) time.Duration {
	if c.state&outsider != 0 {
		return c.since + h.outsiderLifetime
	}
	return c.since + h.ownLifetime
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
	qm.agenda.Add(engine.Event{At: at, Rank: engine.Rank(kind, c.number), Turn: c.turn, Slot: slot})
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
	if int(q.host) == qm.config.Watch {
		qm.countWait(c, qm.now)
	}
	if c.outcome != 0 && qm.tables[c.mail].class != dsns {
		qm.hosts[q.host].deferredEmptyAt = qm.now
		qm.deferredEnded(c)
	}
	qm.paths.release(c.path)
	qm.counters.copiesEnded++
	c.number, c.turn = 0, c.turn+1
	qm.freeSlots = append(qm.freeSlots, slot)
}

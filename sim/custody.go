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

// custody is a copy: an envelope that one host is responsible for, with one message, one next hop, one or more recipients.
// It has exactly one live event, the one that carries its turn. A storm touches one at random for each attempt: it fills 64
// bytes, a cache line, and holds what an attempt needs that ends before the message crosses.
type custody struct {
	number   uint64 // in order of creation
	key      uint64 // its origin: message, hops, attempts
	since    time.Duration
	due      time.Duration // of the next attempt; never: it waits for something else. Under way: the row of its flight
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
	noticed  state = 1 << iota
	inLine         // for a connection
	idle           // without an event: nothing but a success of others can wake it
	aged           // so long in the watched queue that the alert counts it
	underWay       // a session takes time
	called         // a connection is kept for it
	stranger       // none of the host's own users wrote it
)

const never = time.Duration(1<<63 - 1)

// parcel is what a host takes: recipients of one message, listed in a set or lying side by side.
type parcel struct {
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

func (p *parcel) delivery(i uint32) uint32 {
	if p.listed != nil {
		return p.listed[i]
	}
	return p.first + i
}

// receive lets a host take a parcel: recipients who live here get theirs, the rest waits in one copy for each next hop.
func (w *World) receive(p parcel) {
	h := &w.hosts[p.host]
	w.ledger.received += uint64(p.count)
	if p.count == 1 {
		d := p.delivery(0)
		if q := h.queueOf[w.recipient(p.mail, p.message, d)]; q >= 0 {
			w.keep(&p, uint16(q), d, 1, w.extend(&p))
		} else {
			w.settle(&p, d, q)
		}
		return
	}
	w.split(&p, h)
}

// split makes one copy for each next hop, in the order in which the recipients name them.
func (w *World) split(p *parcel, h *host) {
	p.path = w.extend(p)
	p.bytes = 0
	for i := range p.count {
		d := p.delivery(i)
		q := h.queueOf[w.recipient(p.mail, p.message, d)]
		if q < 0 {
			w.settle(p, d, q)
			continue
		}
		queue := &w.queues[q]
		if queue.gathered == 0 {
			queue.gathered = w.sets.take()
			w.gathering = append(w.gathering, uint16(q))
		}
		w.sets.add(queue.gathered, d)
	}
	for _, q := range w.gathering {
		set := w.queues[q].gathered
		w.queues[q].gathered = 0
		w.paths.hold(p.path)
		to, count := w.sets.narrow(set)
		w.keep(p, q, to, count, p.path)
	}
	w.gathering = w.gathering[:0]
	w.paths.release(p.path)
}

// settle ends a recipient's way at this host: in the mailbox, or nowhere.
func (w *World) settle(p *parcel, d uint32, where int32) {
	if where == MailboxHere {
		w.deposit(p, d)
		return
	}
	w.ledger.unroutable++
	c := custody{number: p.parent, message: p.message, mail: p.mail, key: p.key}
	w.blame(p.mail, d, place(p.host))
	w.bounce(&c, p.host, d, w.outcomes.of(outcome{reply: w.hosts[p.host].profile.NoRoute, cause: smtp.Said}), 0)
}

// keep begins custody of a new copy and makes it due at once, or as soon as its queue allows.
func (w *World) keep(p *parcel, q uint16, to uint32, count uint16, path uint32) {
	slot := w.slot()
	w.made++
	c := &w.copies[slot]
	queue := &w.queues[q]
	h := &w.hosts[p.host]
	*c = custody{number: w.made, since: w.now, message: p.message, to: to, count: count, turn: c.turn, path: path, queue: q, hops: p.hops,
		mail: p.mail}
	if w.strange(p.host, p.mail) {
		c.state = stranger
	}
	c.key = random.Mix(p.key, queue.name)
	c.server = h.take(w.seed, c.key, 0)
	w.ledger.begun++
	w.ledger.entrusted += uint64(count)
	for i := range count {
		w.deliveries[w.of(c, i)].held++
		if h.keeper {
			w.watch(h, guard.Taken, c, w.of(c, i))
		}
	}
	w.enlist(q, slot)
	w.enter(p.host, slot)
	w.record(&Record{Kind: Kept, Copy: c.number, Parent: p.parent, Message: c.message, Delivery: w.only(c), Host: p.host, Peer: p.peer,
		Server: c.server, Bytes: p.size})
	c.due = w.now + h.profile.Shaping.First
	w.wait(slot)
}

// slot finds a place for a copy.
func (w *World) slot() uint32 {
	if n := len(w.free); n > 0 {
		slot := w.free[n-1]
		w.free = w.free[:n-1]
		return slot
	}
	if len(w.copies) == cap(w.copies) {
		w.copies = slices.Grow(w.copies, len(w.copies)) // twice as many: what is not touched costs nothing, and copying does
	}
	w.copies = append(w.copies, custody{})
	return uint32(len(w.copies) - 1)
}

// of is the i-th delivery of a copy.
func (w *World) of(c *custody, i uint16) uint32 {
	if c.count == 1 {
		return c.to
	}
	return w.sets.rows[c.to][i]
}

// only is the copy's delivery if it has just one.
func (w *World) only(c *custody) uint32 {
	if c.count == 1 {
		return c.to
	}
	return None
}

// wait files the copy's one live event: the earliest of its next attempt, delay notice, move and expiration.
func (w *World) wait(slot uint32) {
	c := &w.copies[slot]
	h := w.holder(c)
	p, deadline := h.profile, h.deadline(c)
	at, kind := w.planned(c, p, c.due, deadline)
	if p.Notice > 0 && p.NoticeAt == retry.NoticeByTimer && c.state&noticed == 0 {
		if t := max(c.since+p.Notice, w.now); t < at && t < deadline {
			at, kind = t, notifies
		}
	}
	if p.MoveEvery > 0 {
		if t := c.since + time.Duration(c.moves(w.now, p)+1)*p.MoveEvery; t <= at {
			at, kind = t, moves
		}
	}
	w.file(slot, max(at, w.now), kind)
}

// planned is what ends a wait that would last until the given time: an attempt, which may be the last one of the copy's life, or the
// check after its deadline.
func (w *World) planned(c *custody, p *retry.Profile, at, deadline time.Duration) (time.Duration, uint8) {
	if p.Expiry != retry.ByTimer || at < deadline-p.Closing() || c.state&called != 0 {
		return at, attempts
	}
	end := w.check(c, p, deadline)
	last := deadline // without a last try no attempt starts from here on
	if p.LastTries() {
		last = w.lastTry(c, p, end)
	}
	switch {
	case at < min(last, deadline), c.attempts == 0 && at < deadline:
		return at, attempts
	case p.LastTries() && w.now < last:
		return last, attempts
	default:
		return end, expires
	}
}

// lastTry is when the last attempt is made before the check at the end.
func (w *World) lastTry(c *custody, p *retry.Profile, end time.Duration) time.Duration {
	return end - time.Duration(p.LastTry.Draw(w.seed.Draw(random.LastTry, c.key, 0)))
}

// isLast reports whether the time of a copy's last attempt has come.
func (w *World) isLast(c *custody) bool {
	h := w.holder(c)
	p, deadline := h.profile, h.deadline(c)
	return p.LastTries() && w.now >= deadline-p.Closing() && w.now >= w.lastTry(c, p, w.check(c, p, deadline))
}

// check is when the deadline is noticed.
func (w *World) check(c *custody, p *retry.Profile, deadline time.Duration) time.Duration {
	late := p.Check.From
	if p.Check.To > p.Check.From {
		late += time.Duration(random.Below(w.seed.Draw(random.ExpiryCheck, c.key, 0), uint64(p.Check.To-p.Check.From)+1))
	}
	return deadline + late
}

// holder is the host that is responsible for a copy.
func (w *World) holder(c *custody) *host { return &w.hosts[w.queues[c.queue].host] }

// deadline is when MessageExpiration, as it concerns the copy's sender, is over.
func (h *host) deadline(c *custody) time.Duration {
	if c.state&stranger != 0 {
		return c.since + h.strangers
	}
	return c.since + h.own
}

// file gives a copy its live event; whatever was filed before is stale from now on.
func (w *World) file(slot uint32, at time.Duration, kind uint8) {
	c := &w.copies[slot]
	c.turn++
	if at == never {
		c.state |= idle
		w.ledger.idle++
		return
	}
	w.agenda.Add(engine.Event{At: at, Rank: engine.Rank(kind, c.number), Turn: c.turn, Slot: slot})
	if w.agenda.Pending() > 2*w.live()+1024 {
		w.agenda.Sweep(w.stale) // what was woken again and again would fill the memory
	}
}

// live is how many events on the agenda are not stale, at most.
func (w *World) live() int {
	l := &w.ledger
	return int(l.begun-l.ended-l.idle+l.penned) + len(w.queues) + len(w.changes) + 1
}

// wake makes a waiting copy due now.
func (w *World) wake(slot uint32) {
	w.unfile(slot)
	w.copies[slot].due = w.now
	w.wait(slot)
}

// unfile makes the copy's live event stale: it is served now, for another reason.
func (w *World) unfile(slot uint32) {
	c := &w.copies[slot]
	if c.state&idle != 0 {
		w.ledger.idle--
	}
	c.state &^= idle | inLine
	c.turn++
}

// release ends custody of a recipient.
func (w *World) release(c *custody, host uint16, number uint32) {
	w.deliveries[number].held--
	if h := &w.hosts[host]; h.keeper {
		w.watch(h, guard.Left, c, number)
	}
}

// end ends custody: the copy has no recipients left.
func (w *World) end(slot uint32) {
	c := &w.copies[slot]
	q := &w.queues[c.queue]
	q.waiting--
	w.leave(q.host, slot)
	if int(q.host) == w.config.Watch {
		w.watched(c, w.now)
	}
	if c.outcome != 0 && w.tables[c.mail].class != reports {
		w.hosts[q.host].settled = w.now
		w.waitsNoMore(c)
	}
	w.paths.release(c.path)
	w.ledger.ended++
	c.number, c.turn = 0, c.turn+1
	w.free = append(w.free, slot)
}

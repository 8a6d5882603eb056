package sim

import (
	"slices"
	"time"

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
	noticesAtRuns            // until its next attempt
)

const never = time.Duration(1<<63 - 1)

// envelope is what a host takes: recipients of one message, listed in a set or lying side by side.
type envelope struct {
	message, first, count uint32
	listed                []uint32
	key                   uint64
	parent                uint64 // number of the copy that it came from
	path                  uint32 // of that copy
	part                  uint32 // of the recipients with this next hop, 0 the first
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

// nextEvent is what ends a wait that would last until the given time: an attempt, which may be the last one of the copy's life, or the
// check after its deadline.
func (net *network) nextEvent(c *queuedCopy, p *retry.Profile, at, deadline time.Duration) (time.Duration, uint8) {
	if p.Expiry == retry.BeforeAttempt && c.attempts > 0 && c.state&connectionReserved == 0 && (at >= deadline || p.Exhausted(c.attempts)) {
		return at, expiryDue
	}
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

// nextTry is when the schedule lets a waiting copy be tried again: its own, or that of its queue.
func (q *queue) nextTry(c *queuedCopy) time.Duration {
	if q.follows(c) {
		return q.timer
	}
	return c.due
}

// follows reports whether a copy waits for the timer of its queue.
func (q *queue) follows(c *queuedCopy) bool { return c.due == never && q.timer > 0 }

// noticeTime is when a delay notice of a waiting copy is written, unless an attempt comes first; never: not before one.
func (net *network) noticeTime(slot uint32, p *retry.Profile) time.Duration {
	switch {
	case p.Notice == 0:
		return never
	case !p.NoticeAt.NeedsAttempt():
		return p.NoticeTime(net.noticeDue(slot, p))
	case net.copies[slot].state&noticesAtRuns != 0:
		return p.NextRun(net.noticeDue(slot, p))
	default:
		return never
	}
}

// noticeDue is when the next delay notice of a copy is due; never: there is none.
func (net *network) noticeDue(slot uint32, p *retry.Profile) time.Duration {
	c := &net.copies[slot]
	switch {
	case c.state&delayNoticed == 0:
		return c.since + p.Notice
	case p.Again == 0:
		return never
	default:
		return c.since + p.Notice + time.Duration(net.noticesOver(slot))*p.Again
	}
}

// noticesOver is how many times for a delay notice are over of a copy that had one: one, unless its host repeats them.
func (net *network) noticesOver(slot uint32) uint32 {
	if int(slot) < len(net.notices) {
		return net.notices[slot]
	}
	return 1
}

// countNotice notes that a delay notice of a copy is written, and how many times for one were over by then. It returns how many were before.
func (net *network) countNotice(slot uint32, by time.Duration) (before uint64) {
	c := &net.copies[slot]
	p, over := net.hostOf(c).profile, uint32(1)
	if p.Again > 0 {
		over += uint32(max(by-c.since-p.Notice, 0) / p.Again)
		if c.state&delayNoticed != 0 {
			before = uint64(net.noticesOver(slot))
		}
		for int(slot) >= len(net.notices) {
			net.notices = append(net.notices, 1)
		}
	}
	if int(slot) < len(net.notices) {
		net.notices[slot] = over
	}
	c.state |= delayNoticed
	return before
}

// nextAttempt is when the next attempt of a waiting copy is due, or -1 when its life ends first.
func (net *network) nextAttempt(c *queuedCopy, q *queue) time.Duration {
	h := &net.hosts[q.host]
	if due, kind := net.nextEvent(c, h.profile, q.nextTry(c), h.deadline(c)); due != never && kind == attemptDue {
		return due
	}
	return -1
}

// markDelayed notes of the recipients of a copy that they wait, when it is deferred for the first time: those who wait later were among them.
func (net *network) markDelayed(c *queuedCopy) {
	if c.outcome != 0 {
		return
	}
	for i := range c.count {
		d := &net.deliveries[net.deliveryOf(c, i)]
		d.delayed = d.delayed || d.copies == 0
	}
}

// isWaiting reports whether a copy is in a host's queue and not under way.
func (net *network) isWaiting(c *queuedCopy, host uint16) bool {
	return c.number != 0 && c.state&inSession == 0 && net.queues[c.queue].host == host
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

// finalOutcome is what the NDR of a copy's i-th recipient shows when time is over: the last reply about it, as the profile words it.
func (net *network) finalOutcome(c *queuedCopy, q *queue, i uint16) uint16 {
	last := net.outcomes.rows[net.lastOutcome(c, i)]
	if c.outcome == 0 || q.follows(c) { // or it was never tried
		last = net.outcomes.rows[q.outcome]
	}
	reply := net.hosts[q.host].profile.Final(last.cause, last.reply)
	if reply.Code < 400 {
		reply = smtp.Reply{Code: 550, Enhanced: smtp.Status(4, 4, 7)}
	}
	return net.outcomes.of(outcome{reply, last.cause, last.phase})
}

// movesDue is how many moves were due by a time.
func (c *queuedCopy) movesDue(now time.Duration, p *retry.Profile) int64 {
	return int64((now - c.since) / p.MoveEvery)
}

// orderInScan orders copies that are due at one moment: the first time as they came, and later, where the profile is Postfix's, as a scan of
// the deferred queue finds them. A directory is in no order of time, and in the same at each scan: here neighbours change places, so that those
// that came first are not tried first. Neighbours only, so that a storm still reads its copies about in the order of memory.
func (qm *queueManager) orderInScan(c *queuedCopy) uint64 {
	if c.outcome == 0 || qm.hostOf(c).profile.Memory != retry.DeadSite {
		return c.number
	}
	return c.number ^ 0b10010110
}

package sim

import (
	"slices"
	"time"

	"mailstorm/sim/engine"
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

// queue is what one host holds for one list of next hops.
type queue struct {
	name     uint64 // its origin, for keys of copies
	host     uint16
	outcome  uint16 // of the last failure
	next     []uint16
	waiting  uint32 // copies, those in a session included
	busy     uint32 // connections in use
	splitSet uint32 // scratch of split
	direct   bool   // it leads to the recipients' own host, as an MX does; else over a connector
	fastPath fastPath

	waitingLine copyList // waiting for a connection, in order
	order       copyList // all of them in order of receipt; kept only where a profile asks for it
	keepsOrder  bool

	retrying bool   // the queue's own timer runs; copies wait for it
	probe    uint64 // the copy whose attempt speaks for all
	turn     uint32
	failures uint32
	since    time.Duration // the first failure
	due      time.Duration // the next attempt of the oldest copy

	outage time.Duration // when the first copy that failed before MAIL is due again, and nothing got as far since; 0: no failure
}

// copyRef names a copy that may have ended since: then its slot bears another number.
type copyRef struct {
	number uint64
	slot   uint32
}

type copyList struct {
	rows []copyRef
	head int
}

func (t *copyList) add(slot uint32, number uint64) {
	if t.head > len(t.rows)/2 { // what was called already makes room
		t.rows = t.rows[:copy(t.rows, t.rows[t.head:])]
		t.head = 0
	}
	t.rows = append(t.rows, copyRef{number, slot})
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

// oldest is the copy that a queue received first and that is not under way, or 0.
func (net *network) oldest(q *queue) uint32 {
	for i := q.order.head; i < len(q.order.rows); i++ {
		row := q.order.rows[i]
		c := &net.copies[row.slot]
		if c.number == row.number && c.state&inSession == 0 && !net.ignoresQueueTimer(c) {
			return row.slot
		}
		if c.number != row.number && i == q.order.head {
			q.order.head++
		}
	}
	return 0
}

// nextInLine takes the next copy off the line for a connection, or 0.
func (net *network) nextInLine(line *copyList) uint32 {
	for line.head < len(line.rows) {
		row := line.rows[line.head]
		line.head++
		c := &net.copies[row.slot]
		if c.number == row.number && c.state&inLine != 0 && !net.tooLate(c) {
			return row.slot
		}
	}
	return 0
}

// tooLate reports whether no attempt may start any more; one in line may be the last, which is made after the deadline as well.
func (net *network) tooLate(c *queuedCopy) bool {
	h := net.hostOf(c)
	return h.profile.Expiry == retry.ByTimer && !h.profile.LastTries() && net.now >= h.deadline(c)
}

// ignoresQueueTimer reports whether a queue's timer lets a copy alone: its deadline is over, or the time of its last try has come.
func (net *network) ignoresQueueTimer(c *queuedCopy) bool {
	h := net.hostOf(c)
	return h.profile.Expiry == retry.ByTimer && net.now >= h.deadline(c) || net.isLast(c)
}

// backOff lets a queue wait after a failed connection: one timer for all its copies.
func (qm *queueManager) backOff(q uint16, number uint64, started time.Duration, o uint16) {
	queue := &qm.queues[q]
	if queue.retrying && number != queue.probe {
		return // its session was under way when the queue began to wait
	}
	p := qm.hosts[queue.host].profile
	if !queue.retrying {
		queue.retrying, queue.failures, queue.since = true, 0, started
	}
	queue.failures++
	queue.turn++
	h := retry.History{Failures: queue.failures, Received: queue.since, Started: started, Ended: qm.now, Waiting: queue.waiting,
		Priority: retry.Normal, Cause: qm.outcomes.rows[o].cause, Draw: qm.seed.Draw(random.Jitter, queue.name, uint64(queue.turn))}
	queue.due = max(p.Schedule.Next(h), qm.now)
	qm.agenda.Add(engine.Event{At: queue.due, Rank: engine.Rank(queueRetryDue, uint64(q)), Turn: queue.turn, Slot: uint32(q)})
}

// retryQueue serves a queue's timer: the oldest copy speaks for all.
func (w *World) retryQueue(row uint32) {
	q := &w.net.queues[row]
	slot := w.net.oldest(q)
	if slot == 0 {
		q.retrying = false
		return
	}
	w.sendProbe(q, slot)
}

// sendProbe lets a copy's attempt speak for all that wait in its queue.
func (w *World) sendProbe(q *queue, slot uint32) {
	q.probe = w.net.copies[slot].number
	w.queueing.dropEvent(slot)
	w.openSession(slot, 0, w.env.now)
}

// startOutage notes that a session ended before MAIL. It begins an outage if its retry comes due before anything gets through.
func (q *queue) startOutage(phase smtp.Phase, due time.Duration) {
	if q.outage == 0 && phase < smtp.Mail {
		q.outage = due
	}
}

// recover lets copies go on once a session got as far as MAIL: those that wait for the queue's timer and, where the profile flushes
// after an outage, those that failed before MAIL. What failed later was deferred alone, and waits for its own time.
func (qm *queueManager) recover(q uint16, f *session) {
	queue := &qm.queues[q]
	if f.cause != smtp.None && !qm.hosts[queue.host].profile.OfMessage(f.phase, f.cause) {
		return
	}
	timer := queue.retrying
	flush := queue.outage > 0 && qm.now >= queue.outage && qm.hosts[queue.host].profile.Recovery == retry.Flush
	queue.retrying, queue.outage = false, 0
	if !timer && !flush {
		return
	}
	for i := queue.order.head; i < len(queue.order.rows); i++ {
		row := queue.order.rows[i]
		c := &qm.copies[row.slot]
		if c.number != row.number || c.state&(inSession|inLine) != 0 || c.due <= qm.now {
			continue
		}
		if timer && c.due == never || flush && c.outcome != 0 && qm.outcomes.rows[c.outcome].phase < smtp.Mail {
			qm.wake(row.slot)
		}
	}
	if timer {
		qm.fillConnections(queue.host) // who was in line while the queue waited was called by nobody
	}
}

// closeConnection frees a connection. It is kept for the next copy in line: whoever becomes due at the same moment comes after it.
func (qm *queueManager) closeConnection(q uint16) {
	queue := &qm.queues[q]
	slot := uint32(0)
	if limit := qm.hosts[queue.host].profile.Connections; limit == 0 || queue.busy <= limit { // else there are fewer than there were
		slot = qm.nextInLine(&queue.waitingLine)
	}
	if slot == 0 {
		queue.busy--
		return
	}
	qm.copies[slot].state |= connectionReserved
	qm.wake(slot)
}

package sim

import (
	"mailstorm/sim/destination"
	"mailstorm/sim/engine"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// remembered tells the memory of a queue how a session ended: with the outcome o, whose rest waits for the next attempt or, in this one, for the next host.
func (qm *queueManager) remembered(row uint16, s destination.Session, o, rest uint16, next bool) (v destination.Verdict) {
	q := &qm.queues[row]
	if q.memory == nil {
		return v
	}
	s.More, s.Gone, s.Waiting = next, rest == 0, q.waiting
	v = q.memory.Ended(s)
	if o != 0 {
		q.reason = o
	}
	if v.Action == destination.Follow && v.Until > 0 {
		q.timer = max(v.Until, qm.now)
		q.turn++
		qm.agenda.Add(engine.Event{At: q.timer, Rank: engine.Rank(queueRetryDue, uint64(row)), Turn: q.turn, Slot: uint32(row)})
	}
	return v
}

// recover lets copies go on once a session got as far as MAIL: those that follow the queue's timer and, where the profile flushes
// after an outage, those that failed before MAIL. What failed later was deferred alone, and waits for its own time.
func (qm *queueManager) recover(q uint16, f *session, v destination.Verdict) {
	queue := &qm.queues[q]
	if f.cause != smtp.None && !qm.hosts[queue.host].profile.OfMessage(f.phase, f.cause) {
		return
	}
	timer := queue.timer > 0 && v.Action != destination.Follow
	flush := queue.outage > 0 && qm.now >= queue.outage && qm.hosts[queue.host].profile.Recovery == retry.Flush
	queue.timer, queue.outage = 0, 0
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
}

// closeConnection frees a connection. It is kept for the next copy in line: whoever becomes due at the same moment comes after it.
func (qm *queueManager) closeConnection(q uint16) {
	queue := &qm.queues[q]
	slot := uint32(0)
	if qm.hasRoom(queue, queue.busy-1) { // else there are fewer than there were
		slot = qm.nextInLine(&queue.waitingLine)
	}
	if slot == 0 {
		queue.busy--
		return
	}
	qm.copies[slot].state |= connectionReserved
	qm.wake(slot)
}

// fillConnections calls those in line for whom there is a connection now.
func (qm *queueManager) fillConnections(host uint16) {
	for i := range qm.queues {
		if qm.queues[i].host == host {
			qm.callLine(uint16(i))
		}
	}
}

// callLine does so for one queue.
func (qm *queueManager) callLine(row uint16) {
	q := &qm.queues[row]
	for qm.hasRoom(q, q.busy) {
		slot := qm.nextInLine(&q.waitingLine)
		if slot == 0 {
			return
		}
		q.busy++
		qm.copies[slot].state |= connectionReserved
		qm.wake(slot)
	}
}

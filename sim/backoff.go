package sim

import (
	"time"

	"mailstorm/sim/engine"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

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

// fillConnections calls those in line for whom there is a connection now.
func (qm *queueManager) fillConnections(host uint16) {
	limit := qm.hosts[host].profile.Connections
	for i := range qm.queues {
		q := &qm.queues[i]
		for q.host == host && (limit == 0 || q.busy < limit) {
			slot := qm.nextInLine(&q.waitingLine)
			if slot == 0 {
				break
			}
			q.busy++
			qm.copies[slot].state |= connectionReserved
			qm.wake(slot)
		}
	}
}

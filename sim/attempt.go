package sim

import (
	"time"

	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

// attempt wakes a copy to hand it on, unless its queue or the lack of a connection makes it wait.
func (w *World) attempt(slot uint32) {
	if w.queueing.attemptFast(slot) {
		return
	}
	c := &w.net.copies[slot]
	q := &w.net.queues[c.queue]
	if c.state&connectionReserved != 0 {
		c.state &^= connectionReserved
		q.busy--
	}
	if q.retrying && !w.net.isLast(c) {
		w.observer.copyDeferred(c)
		c.outcome, c.due = q.outcome, never
		w.net.markDelayed(c)
		w.env.record(&Record{Kind: Deferred, Copy: c.number, Message: c.message, Delivery: w.net.soleDelivery(c), Host: q.host, Peer: NoPeer,
			Attempt: c.attempts, Flags: FlagTimer, Until: q.due, Reply: w.env.outcomes.rows[q.outcome].reply})
		w.queueing.fileNextEvent(slot)
		return
	}
	if limit := w.net.hosts[q.host].profile.Connections; limit > 0 && q.busy >= limit {
		if c.state&inLine == 0 { // else its last try found it there
			c.state |= inLine
			c.due = never
			q.waitingLine.add(slot, c.number)
			w.env.record(&Record{Kind: LinedUp, Copy: c.number, Message: c.message, Delivery: w.net.soleDelivery(c), Host: q.host, Peer: q.next[0],
				Attempt: c.attempts + 1})
		}
		w.queueing.fileNextEvent(slot)
		return
	}
	w.openSession(slot, 0, w.env.now)
}

// openSession opens the n-th session of an attempt that started at the given time.
func (w *World) openSession(slot, n uint32, started time.Duration) {
	c := &w.net.copies[slot]
	q := &w.net.queues[c.queue]
	h := &w.net.hosts[q.host]
	if n == 0 {
		c.attempts++
		w.env.counters.attempts++
		c.due = w.env.now
		if w.mail.fromScenario(c.mail) {
			h.values[metrics.Attempts]++
			h.values[metrics.AttemptsMax] = max(h.values[metrics.AttemptsMax], int64(c.attempts))
			w.observer.series.at(w.env.now).Attempts++
		}
	}
	q.busy++
	f := session{started: started, number: n, host: q.next[n]}
	w.runner.runSession(c, q, int(n), &f.sessionOutcome)
	w.runner.scheduleTransfer(h, &w.net.hosts[q.next[n]], &f)
	w.net.hosts[q.next[n]].contacted = w.net.hosts[q.next[n]].contacted || w.mail.tables[c.mail].class != dsns
	if w.mail.fromScenario(c.mail) {
		h.values[metrics.Sessions]++
	}
	w.runner.recordSession(c, q, &f)
	if f.ends == w.env.now {
		w.observer.countBytes(c, &f, w.env.now)
		if f.kept {
			w.queueing.handOver(c, &f)
		}
		w.processOutcome(slot, &f)
		return
	}
	w.fileSession(slot, f)
}

// fileSession files the end of a session that takes time, or first the arrival of its last byte.
func (w *World) fileSession(slot uint32, f session) {
	c := &w.net.copies[slot]
	if f.mixed {
		f.rcptOutcomes = append([]uint16(nil), w.runner.rcptOutcomes...)
	}
	if f.hasDispositions {
		f.dispositions = append([]disposition(nil), w.runner.dispositions...)
	}
	row := uint32(len(w.sessions.rows))
	if n := len(w.sessions.free); n > 0 {
		row = w.sessions.free[n-1]
		w.sessions.free = w.sessions.free[:n-1]
		w.sessions.rows[row] = f
	} else {
		w.sessions.rows = append(w.sessions.rows, f)
	}
	c.due = time.Duration(row)
	c.state |= inSession
	if f.kept && f.landed < f.ends {
		w.queueing.fileEvent(slot, f.landed, dataArrived)
	} else {
		w.queueing.fileEvent(slot, f.ends, sessionEnded)
	}
}

// arrived serves the moment at which the peer has the message and the sender does not know yet.
func (w *World) arrived(slot uint32) {
	c := &w.net.copies[slot]
	f := &w.sessions.rows[c.due]
	w.runner.restoreRecipients(f)
	w.observer.countBytes(c, f, w.env.now)
	w.queueing.handOver(c, f)
	f.kept, f.handed = false, true
	w.queueing.fileEvent(slot, f.ends, sessionEnded)
}

// sessionOver serves the end of a session that took time.
func (w *World) sessionOver(slot uint32) {
	c := &w.net.copies[slot]
	row := uint32(c.due)
	f := w.sessions.rows[row]
	w.sessions.rows[row].rcptOutcomes, w.sessions.rows[row].dispositions = nil, nil
	w.sessions.free = append(w.sessions.free, row)
	c.state &^= inSession
	c.due = w.env.now
	w.runner.restoreRecipients(&f)
	if !f.handed {
		w.observer.countBytes(c, &f, f.landed)
	}
	if f.kept {
		w.queueing.handOver(c, &f)
	}
	w.processOutcome(slot, &f)
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

// moveCopy takes a waiting copy to another server of its host: a Received hop more. Its own schedule goes on, a queue's timer begins anew.
func (w *World) moveCopy(slot uint32) {
	c := &w.net.copies[slot]
	host := w.net.queues[c.queue].host
	h := &w.net.hosts[host]
	if c.hops < 255 {
		c.hops++
	}
	c.server = h.homeServer(w.env.seed, c.key, uint64(c.movesDue(w.env.now, h.profile)))
	if w.mail.fromScenario(c.mail) {
		h.values[metrics.Moves]++
	}
	w.env.record(&Record{Kind: Moved, Copy: c.number, Message: c.message, Delivery: w.net.soleDelivery(c), Host: host, Peer: NoPeer, Server: c.server})
	if q := &w.net.queues[c.queue]; q.retrying && c.due == never && c.state&inLine == 0 && !w.net.ignoresQueueTimer(c) {
		q.failures = 0 // the queue of the other server has its own timer, which begins now
		w.sendProbe(q, slot)
		return
	}
	w.queueing.fileNextEvent(slot)
}

// processOutcome is what the sender does with what it heard: the queue entry ends, an NDR is due, the next host is asked, or the copy waits.
func (w *World) processOutcome(slot uint32, f *session) {
	q := w.net.copies[slot].queue
	queue := &w.net.queues[q]
	o := uint16(0)
	if f.cause != smtp.None {
		o = w.env.outcomes.of(outcome{f.reply, f.cause, f.phase})
		w.observer.countFailure(queue, f, o, w.net.copies[slot].mail)
		w.observer.copyFailed(&w.net.copies[slot])
	} else if f.mixed {
		w.runner.countRcptFailures(queue, f)
		w.observer.copyFailed(&w.net.copies[slot])
	}
	if o == 0 && !f.kept && !f.handed {
		w.net.hosts[f.host].countAccepted(w.mail.tables[w.net.copies[slot].mail].class)
	}
	number := w.net.copies[slot].number
	rest := w.queueing.concludeRecipients(slot, f, o)
	w.queueing.recover(q, f)
	switch {
	case rest == 0:
		if queue.retrying && number == queue.probe { // refused before MAIL: the queue waits on
			w.queueing.backOff(q, number, f.started, o)
		}
		w.queueing.closeConnection(q)
	case w.net.asksNextHost(queue, f, rest):
		queue.busy--
		w.openSession(slot, f.number+1, f.started)
	default:
		w.queueing.deferCopy(slot, f.started, rest)
		w.queueing.closeConnection(q)
	}
}

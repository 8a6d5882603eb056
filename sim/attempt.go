package sim

import (
	"time"

	"mailstorm/sim/destination"
	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// attempt wakes a copy to hand it on, unless its queue or the lack of a connection makes it wait.
func (w *World) attempt(slot uint32) {
	c := &w.net.copies[slot]
	q := &w.net.queues[c.queue]
	if q.memory == nil && w.queueing.attemptFast(slot) {
		return
	}
	reserved := c.state&connectionReserved != 0
	if reserved {
		c.state &^= connectionReserved
		q.busy--
	}
	row := c.queue
	switch v := w.net.mayConnect(c, q); v.Action {
	case destination.Contact:
		w.beginAttempt(slot, v.Skip)
		return
	case destination.Wait:
		w.lineUp(slot)
		return
	case destination.Follow:
		w.queueing.follow(slot)
		return
	default:
		if reserved || !w.queueing.suspendFast(slot, v) {
			w.queueing.suspend(slot, v)
		}
	}
	if reserved { // the next in line is called in its place
		q.busy++
		w.queueing.closeConnection(row)
	}
}

// lineUp lets a copy wait for a connection.
func (w *World) lineUp(slot uint32) {
	c := &w.net.copies[slot]
	q := &w.net.queues[c.queue]
	if c.state&inLine == 0 { // else its last try found it there
		c.state |= inLine
		c.due = never
		q.waitingLine.add(slot, c.number)
		w.env.record(&Record{Kind: LinedUp, Copy: c.number, Message: c.message, Delivery: w.net.soleDelivery(c), Host: q.host, Peer: q.next[0],
			Attempt: c.attempts + 1})
	}
	w.queueing.fileNextEvent(slot)
}

// beginAttempt begins an attempt with its first session, with a host of the list.
func (w *World) beginAttempt(slot, first uint32) {
	c := &w.net.copies[slot]
	c.attempts++
	w.env.counters.attempts++
	c.due = w.env.now
	if w.mail.fromScenario(c.mail) {
		h := &w.net.hosts[w.net.queues[c.queue].host]
		h.values[metrics.Attempts]++
		h.values[metrics.AttemptsMax] = max(h.values[metrics.AttemptsMax], int64(c.attempts))
		w.observer.series.At(w.env.now).Attempts++
	}
	w.openSession(slot, session{started: w.env.now, number: first, tried: 1})
}

// openSession opens a session of an attempt, of which is known what came before.
func (w *World) openSession(slot uint32, f session) {
	c := &w.net.copies[slot]
	q := &w.net.queues[c.queue]
	h := &w.net.hosts[q.host]
	q.busy++
	f.host, f.next = q.next[f.number], f.number+1
	w.runner.runSession(c, q, int(f.number), &f)
	if to := &w.net.hosts[f.host]; to.RoundTrip > 0 || to.Work > 0 {
		f.takeTime(to)
	}
	w.runner.scheduleTransfer(h, &w.net.hosts[f.host], &f)
	w.net.hosts[f.host].contacted = w.net.hosts[f.host].contacted || w.mail.tables[c.mail].class != dsns
	if w.mail.fromScenario(c.mail) {
		h.values[metrics.Sessions]++
		if f.carried == 0 {
			h.values[metrics.Connections]++
		}
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
		q.timer = 0
		return
	}
	w.lead(q, slot)
}

// lead lets a copy's attempt speak for all that follow the timer of its queue.
func (w *World) lead(q *queue, slot uint32) {
	q.leading = w.net.copies[slot].number
	w.queueing.dropEvent(slot)
	w.beginAttempt(slot, 0)
}

// moveCopy takes a waiting copy to another server of its host: a Received hop more. Its own schedule goes on.
func (w *World) moveCopy(slot uint32) {
	c := &w.net.copies[slot]
	host := w.net.queues[c.queue].host
	h := &w.net.hosts[host]
	if c.hops < 255 && h.profile.Received == retry.ReceivedStay {
		c.hops++
	}
	c.server = h.homeServer(w.env.seed, c.key, uint64(c.movesDue(w.env.now, h.profile)))
	if w.mail.fromScenario(c.mail) {
		h.values[metrics.Moves]++
	}
	w.env.record(&Record{Kind: Moved, Copy: c.number, Message: c.message, Delivery: w.net.soleDelivery(c), Host: host, Peer: NoPeer, Server: c.server})
	if q := &w.net.queues[c.queue]; q.follows(c) && c.state&inLine == 0 && !w.net.ignoresTimer(c) {
		q.memory.Ask(destination.Message{At: w.env.now, Moved: true, Held: true, Copy: c.key})
		w.lead(q, slot)
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
		w.runner.reportFailure(&w.net.copies[slot], queue)
		w.observer.copyFailed(&w.net.copies[slot])
	} else if f.mixed {
		w.runner.countRcptFailures(queue, f)
		w.runner.reportFailure(&w.net.copies[slot], queue)
		w.observer.copyFailed(&w.net.copies[slot])
	}
	if o == 0 && !f.kept && !f.handed {
		w.net.hosts[f.host].countAccepted(w.mail.tables[w.net.copies[slot].mail].class)
	}
	if w.net.hosts[queue.host].profile.Reuse > 0 {
		w.net.keepConnection(queue, f)
	}
	var s destination.Session
	if queue.memory != nil {
		s = w.net.sessionOf(&w.net.copies[slot], queue, f)
	}
	if l, ok := queue.memory.(destination.List); ok {
		f.next += l.PassesOver(f.number, w.env.now)
	}
	rest := o
	if o == 0 || f.phase >= smtp.Mail || !w.net.asksNextHost(queue, f, o) { // who refused to talk does not speak for the next host
		rest = w.queueing.concludeRecipients(slot, f, o)
	}
	next := rest != 0 && w.net.asksNextHost(queue, f, rest)
	v := w.queueing.remembered(q, s, o, rest, next)
	if o == 0 && rest != 0 && queue.byAddress { // who was refused beside others has a record as well
		out := &w.env.outcomes.rows[rest]
		s.Address, s.Phase, s.Cause, s.Reply = w.net.addressOf(&w.net.copies[slot], queue), out.phase, out.cause, out.reply
		v = w.queueing.remembered(q, s, rest, rest, next)
	}
	w.queueing.recover(q, f, v)
	switch {
	case rest != 0 && w.bringsRestAtOnce(queue, f, o, rest):
		queue.busy--
		w.openSession(slot, session{started: f.started, number: f.number, tried: f.tried, sessions: f.sessions})
	case rest == 0:
		w.queueing.closeConnection(q)
	case next:
		queue.busy--
		w.openSession(slot, session{started: f.started, number: f.next, tried: f.tried + 1, sessions: f.countSessions()})
	default:
		w.queueing.deferCopy(slot, f.started, rest, 0, v)
		w.queueing.closeConnection(q)
	}
	if queue.memory != nil && (o == 0 || f.phase >= smtp.Mail) {
		w.queueing.callLine(q) // the window may have grown
	}
}

// bringsRestAtOnce reports whether the same host is asked again within the attempt: it took some recipients, and said that the others were one
// too many for the transaction.
func (w *World) bringsRestAtOnce(q *queue, f *session, o, rest uint16) bool {
	return o == 0 && f.mixed && w.net.hosts[q.host].profile.Rest == retry.RestAtOnce && w.env.outcomes.rows[rest].reply == tooManyRecipients
}

// tooManyRecipients is what a host says to a recipient beyond those that it takes in one transaction (RFC 5321 section 4.5.3.1.10).
var tooManyRecipients = smtp.Reply{Code: 452, Enhanced: smtp.Status(4, 5, 3)}

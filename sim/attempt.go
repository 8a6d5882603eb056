package sim

import (
	"math/bits"
	"time"

	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
)

// session is a session under way: everything about it was decided when it began, and shows itself as time passes.
type session struct {
	sessionOutcome
	rcptOutcomes []uint16      // what each recipient was told at RCPT, with mixed
	dispositions []disposition // what the peer does with each recipient, with hasDispositions
	started      time.Duration // the attempt
	begins       time.Duration // when the line was free for its first byte
	landed       time.Duration // when the last byte arrived
	ends         time.Duration // when the sender knows
	number       uint32        // of the attempt, 0 the first
}

type runningSessions struct {
	rows []session
	free []uint32
}

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
	f := session{started: started, number: n}
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

// horizon is as far as a line can be busy: what would cross later crosses then.
const horizon = 20 * 365 * day

// scheduleTransfer occupies both lines with the bytes of a session: a line is a pipe with a busy-until time.
func (sr *sessionRunner) scheduleTransfer(from, to *host, f *session) {
	f.begins, f.landed = sr.now, sr.now
	if rate := slower(from.speed, to.speed); rate > 0 && f.bytes > 0 {
		occupyLines(from, to, f, rate)
	}
	f.begins, f.landed = f.begins+f.delay, f.landed+f.delay // the lines are kept as if nobody waited: who comes later goes first
	f.ends = f.landed + f.duration
}

// occupyLines keeps both lines busy.
func occupyLines(from, to *host, f *session, rate int64) {
	if from.speed > 0 {
		f.begins = max(f.begins, from.sendBusyUntil)
	}
	if to.speed > 0 {
		f.begins = max(f.begins, to.receiveBusyUntil)
	}
	f.landed = min(f.begins+transferTime(f.bytes, rate), horizon)
	if from.speed > 0 { // each line is busy for its own time: a slow peer leaves room on it for others
		from.sendBusyUntil = min(f.begins+transferTime(f.bytes, from.speed), horizon)
	}
	if to.speed > 0 {
		to.receiveBusyUntil = min(f.begins+transferTime(f.bytes, to.speed), horizon)
	}
}

// countBytes counts the bytes of a session that have crossed by a time, its landing or the end of the run.
func (ob *observer) countBytes(c *queuedCopy, f *session, until time.Duration) {
	bytes := f.bytes
	switch {
	case bytes == 0 || until < f.begins || until == f.begins && f.landed > until:
		return
	case until < f.landed:
		bytes = proportion(bytes, until-f.begins, f.landed-f.begins)
	}
	h := ob.hostOf(c)
	h.values[byteCounters[ob.tables[c.mail].class]] += bytes
	if f.cleartext && ob.fromScenario(c.mail) {
		h.values[metrics.Cleartext]++
	}
	ob.series.addBytes(f.begins, min(f.landed, until), bytes)
}

// byteCounters are the tallies of bytes by class of message.
var byteCounters = [...]metrics.ID{scenarioMail: metrics.WireBytes, dsns: metrics.DSNBytes, automatic: metrics.AutoBytes}

func slower(a, b int64) int64 {
	if a == 0 || b > 0 && b < a {
		return b
	}
	return a
}

// transferTime is how long so many bytes take at so many bits per second, rounded up to a nanosecond.
func transferTime(bytes, rate int64) time.Duration {
	hi, lo := bits.Mul64(uint64(bytes), uint64(8*time.Second))
	if hi >= uint64(rate) {
		return horizon
	}
	q, rest := bits.Div64(hi, lo, uint64(rate))
	if rest > 0 {
		q++
	}
	return time.Duration(min(q, uint64(horizon)))
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

func (sr *sessionRunner) restoreRecipients(f *session) {
	if f.mixed {
		sr.rcptOutcomes = append(sr.rcptOutcomes[:0], f.rcptOutcomes...)
	}
	if f.hasDispositions {
		sr.dispositions = append(sr.dispositions[:0], f.dispositions...)
	}
}

// handOver gives the peer its copy of the recipients that it accepted.
func (qm *queueManager) handOver(c *queuedCopy, f *session) {
	q := &qm.queues[c.queue]
	peer := q.next[f.number]
	p := envelope{message: c.message, mail: c.mail, size: qm.size(c), key: random.Mix(c.key, uint64(c.attempts)<<8|uint64(f.number)), parent: c.number, path: c.path,
		bytes: f.bytes, host: peer, peer: q.host, hops: c.hops + 1, first: c.to, count: uint32(c.count)}
	if c.count > 1 {
		p.listed = qm.acceptedRecipients(c, f)
		p.count = uint32(len(p.listed))
	}
	if !f.hasDispositions {
		qm.hosts[peer].countAccepted(qm.tables[c.mail].class)
		qm.accept(&p)
		return
	}
	way := qm.extend(&p) // one transfer, however many ways lead on from it
	p.path, p.bytes = way, 0
	qm.applyDispositions(&p, c, f)
	if p.count > 0 || !qm.allDiverted(c.count, f) {
		qm.hosts[peer].countAccepted(qm.tables[c.mail].class)
	}
	if p.count > 0 {
		qm.accept(&p)
	}
	qm.paths.release(way)
}

// accept lets a host have what it accepted from another.
func (qm *queueManager) accept(p *envelope) {
	if qm.fromScenario(p.mail) {
		qm.hosts[p.host].values[metrics.Kept]++
		qm.series.at(qm.now).Kept++
	}
	qm.submit(*p)
}

// acceptedRecipients lists the recipients whom the peer took.
func (sr *sessionRunner) acceptedRecipients(c *queuedCopy, f *session) []uint32 {
	all := sr.sets.rows[c.to]
	if !f.mixed {
		return all
	}
	sr.accepted = sr.accepted[:0]
	for i, d := range all {
		if sr.rcptOutcomes[i] == 0 {
			sr.accepted = append(sr.accepted, d)
		}
	}
	return sr.accepted
}

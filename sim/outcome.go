package sim

import (
	"slices"
	"time"

	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// outcome is why an attempt left a recipient waiting, or made the host give up.
type outcome struct {
	reply smtp.Reply
	cause smtp.Cause
	phase smtp.Phase
}

// outcomes numbers the few outcomes that a run has; 0 is acceptance.
type outcomes struct {
	rows []outcome
	last uint16
}

func (s *outcomes) of(o outcome) uint16 {
	if int(s.last) < len(s.rows) && s.rows[s.last] == o {
		return s.last
	}
	for i := range s.rows {
		if s.rows[i] == o {
			s.last = uint16(i)
			return s.last
		}
	}
	s.rows = append(s.rows, o)
	s.last = uint16(len(s.rows) - 1)
	return s.last
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
		w.net.hosts[queue.next[f.number]].countAccepted(w.mail.tables[w.net.copies[slot].mail].class)
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

// countFailure notes why a session did not end with 250, at both ends; DSNs are not mail that anybody waits for.
func (ob *observer) countFailure(q *queue, f *session, o, mail uint16) {
	if ob.tables[mail].class != dsns {
		ob.hosts[q.host].countFailure(&ob.hosts[q.next[f.number]], o, 1)
	}
}

// countRcptFailures notes what RCPT said to some recipients, each answer once for the session.
func (sr *sessionRunner) countRcptFailures(q *queue, f *session) {
	var last uint16
	for i, o := range sr.rcptOutcomes {
		if o != 0 && o != last && !slices.Contains(sr.rcptOutcomes[:i], o) {
			sr.hosts[q.host].countFailure(&sr.hosts[q.next[f.number]], o, 1)
			last = o
		}
	}
}

// concludeRecipients lets the recipients go whose way at this host ends here; rest is why the others stay, 0 when none does.
func (qm *queueManager) concludeRecipients(slot uint32, f *session, o uint16) (rest uint16) {
	c := &qm.copies[slot]
	if c.count == 1 {
		if qm.concludeRecipient(c, c.to, f, o) {
			qm.endCopy(slot)
			return 0
		}
		return o
	}
	set := c.to
	all := qm.sets.rows[set]
	stay, why := all[:0], qm.sets.why[set][:0]
	for i, d := range all {
		own := o
		if f.mixed && qm.rcptOutcomes[i] != 0 {
			own = qm.rcptOutcomes[i]
		}
		if !qm.concludeRecipient(c, d, f, own) {
			stay = append(stay, d)
			if f.mixed {
				why = append(why, own)
			}
			if rest == 0 || qm.outcomes.rows[own].phase < qm.outcomes.rows[rest].phase {
				rest = own // the earliest failure speaks for the copy
			}
		}
	}
	qm.sets.rows[set], qm.sets.why[set] = stay, why
	if len(stay) == 0 {
		qm.sets.drop(set)
		qm.endCopy(slot)
		return 0
	}
	c.to, c.count = qm.sets.narrow(set)
	return rest
}

// concludeRecipient reports whether a recipient's way at this host ends with this outcome: handed over, lost or refused for good.
func (qm *queueManager) concludeRecipient(c *queuedCopy, d uint32, f *session, o uint16) bool {
	q := &qm.queues[c.queue]
	switch {
	case o == 0 && (f.kept || f.handed):
		qm.counters.handedOver++
		qm.record(&Record{Kind: HandedOver, Copy: c.number, Message: c.message, Delivery: d, Host: q.host, Peer: q.next[f.number], Attempt: c.attempts})
	case o == 0:
		qm.counters.lost++
		qm.deliveries[d].lost++
		qm.deliveries[d].gone = GoneLost
		qm.mailVanished(c.mail)
		qm.record(&Record{Kind: Lost, Copy: c.number, Message: c.message, Delivery: d, Host: q.host, Peer: q.next[f.number], Attempt: c.attempts})
	case qm.isPermanent(q.host, o):
		qm.counters.rejected++
		qm.blameTrouble(c.mail, d, qm.troubleAhead(c.queue))
		qm.bounce(c, q.host, d, o, 0)
	default:
		return false
	}
	qm.releaseRecipient(c, q.host, d)
	return true
}

// isPermanent reports whether an outcome is final for this host: a 5xx from MAIL on, and earlier what its profile says.
func (net *network) isPermanent(host, o uint16) bool {
	out, p := &net.outcomes.rows[o], net.hosts[host].profile
	if out.cause != smtp.Said {
		return p.Codes[out.cause].Permanent.Code != 0
	}
	return out.reply.Permanent() && p.Ends(out.phase)
}

// asksNextHost reports whether the next host of the list is asked within the same attempt.
func (net *network) asksNextHost(q *queue, f *session, rest uint16) bool {
	p := net.hosts[q.host].profile
	next := f.number + 1
	return int(next) < len(q.next) && next < p.Sessions && p.NextHost.Has(net.outcomes.rows[rest].phase)
}

// deferCopy files the next attempt of a copy that could not be handed on, or gives it up.
func (qm *queueManager) deferCopy(slot uint32, started time.Duration, o uint16) {
	c := &qm.copies[slot]
	q := &qm.queues[c.queue]
	h := &qm.hosts[q.host]
	qm.copyDeferred(c)
	c.outcome, q.outcome = o, o
	if h.expiresAfter(c, started, qm.now) {
		qm.expireCopy(slot)
		return
	}
	if qm.fromScenario(c.mail) {
		h.values[metrics.Deferrals]++
		qm.series.at(qm.now).Deferrals++
	}
	qm.markDelayed(c)
	qm.scheduleRetry(c, q, h.profile, started, o)
	q.startOutage(qm.outcomes.rows[o].phase, c.due)
	qm.recordDeferral(c, q, o)
	if p := h.profile; p.NoticeAt == retry.NoticeAfterAttempt && p.Notice > 0 && c.state&delayNoticed == 0 &&
		qm.now >= c.since+p.Notice && qm.now < h.deadline(c) {
		qm.writeDelayNotice(c)
	}
	qm.fileNextEvent(slot)
}

// markDelayed notes of the recipients of a copy that they wait, once for each copy: those who wait later were among them.
func (net *network) markDelayed(c *queuedCopy) {
	if c.attempts > 1 {
		return
	}
	for i := range c.count {
		d := &net.deliveries[net.deliveryOf(c, i)]
		d.delayed = d.delayed || d.copies == 0
	}
}

// scheduleRetry decides when a copy is due again: by its own timer, or by its queue's.
func (qm *queueManager) scheduleRetry(c *queuedCopy, q *queue, p *retry.Profile, started time.Duration, o uint16) {
	out := &qm.outcomes.rows[o]
	switch {
	case p.Timer == retry.PerQueue && p.OfMessage(out.phase, out.cause):
		waits := p.MessageRetry
		c.due = max(started+waits[min(c.attempts, uint32(len(waits)))-1], qm.now)
	case p.Timer == retry.PerQueue:
		qm.backOff(c.queue, c.number, started, o)
		c.due = never
	default:
		c.due = max(qm.now, p.Schedule.Next(retry.History{Failures: c.attempts, Received: c.since, Started: started, Ended: qm.now,
			Waiting: q.waiting, Priority: qm.tables[c.mail].priority, Cause: out.cause,
			Draw: qm.seed.Draw(random.Jitter, c.key, uint64(c.attempts))}))
	}
}

// nextAttempt is when the next attempt of a waiting copy is due, or -1 when its life ends first.
func (net *network) nextAttempt(c *queuedCopy, q *queue) time.Duration {
	due := c.due
	if due == never && q.retrying {
		due = q.due
	}
	h := &net.hosts[q.host]
	if due, kind := net.nextEvent(c, h.profile, due, h.deadline(c)); due != never && kind == attemptDue {
		return due
	}
	return -1
}

// expiresAfter reports whether the attempt that just failed was the last, for profiles that decide it so.
func (h *host) expiresAfter(c *queuedCopy, started, now time.Duration) bool {
	switch h.profile.Expiry {
	case retry.AfterAttempt:
		return now >= h.deadline(c)
	case retry.LastAttempt:
		return started > h.deadline(c)
	default:
		return false
	}
}

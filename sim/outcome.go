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
	q := w.copies[slot].queue
	queue := &w.queues[q]
	o := uint16(0)
	if f.cause != smtp.None {
		o = w.outcomes.of(outcome{f.reply, f.cause, f.phase})
		w.countFailure(queue, f, o, w.copies[slot].mail)
		w.copyFailed(&w.copies[slot])
	} else if f.mixed {
		w.countRcptFailures(queue, f)
		w.copyFailed(&w.copies[slot])
	}
	if o == 0 && !f.kept && !f.handed {
		w.hosts[queue.next[f.number]].countAccepted(w.tables[w.copies[slot].mail].class)
	}
	number := w.copies[slot].number
	rest := w.concludeRecipients(slot, f, o)
	w.recover(q, f)
	switch {
	case rest == 0:
		if queue.retrying && number == queue.probe { // refused before MAIL: the queue waits on
			w.backOff(q, number, f.started, o)
		}
		w.closeConnection(q)
	case w.asksNextHost(queue, f, rest):
		queue.busy--
		w.openSession(slot, f.number+1, f.started)
	default:
		w.deferCopy(slot, f.started, rest)
		w.closeConnection(q)
	}
}

// countFailure notes why a session did not end with 250, at both ends; DSNs are not mail that anybody waits for.
func (w *World) countFailure(q *queue, f *session, o, mail uint16) {
	if w.tables[mail].class != dsns {
		w.hosts[q.host].countFailure(&w.hosts[q.next[f.number]], o, 1)
	}
}

// countRcptFailures notes what RCPT said to some recipients, each answer once for the session.
func (w *World) countRcptFailures(q *queue, f *session) {
	var last uint16
	for i, o := range w.rcptOutcomes {
		if o != 0 && o != last && !slices.Contains(w.rcptOutcomes[:i], o) {
			w.hosts[q.host].countFailure(&w.hosts[q.next[f.number]], o, 1)
			last = o
		}
	}
}

// concludeRecipients lets the recipients go whose way at this host ends here; rest is why the others stay, 0 when none does.
func (w *World) concludeRecipients(slot uint32, f *session, o uint16) (rest uint16) {
	c := &w.copies[slot]
	if c.count == 1 {
		if w.concludeRecipient(c, c.to, f, o) {
			w.endCopy(slot)
			return 0
		}
		return o
	}
	set := c.to
	all := w.sets.rows[set]
	stay, why := all[:0], w.sets.why[set][:0]
	for i, d := range all {
		own := o
		if f.mixed && w.rcptOutcomes[i] != 0 {
			own = w.rcptOutcomes[i]
		}
		if !w.concludeRecipient(c, d, f, own) {
			stay = append(stay, d)
			if f.mixed {
				why = append(why, own)
			}
			if rest == 0 || w.outcomes.rows[own].phase < w.outcomes.rows[rest].phase {
				rest = own // the earliest failure speaks for the copy
			}
		}
	}
	w.sets.rows[set], w.sets.why[set] = stay, why
	if len(stay) == 0 {
		w.sets.drop(set)
		w.endCopy(slot)
		return 0
	}
	c.to, c.count = w.sets.narrow(set)
	return rest
}

// concludeRecipient reports whether a recipient's way at this host ends with this outcome: handed over, lost or refused for good.
func (w *World) concludeRecipient(c *queuedCopy, d uint32, f *session, o uint16) bool {
	q := &w.queues[c.queue]
	switch {
	case o == 0 && (f.kept || f.handed):
		w.counters.handedOver++
		w.record(&Record{Kind: HandedOver, Copy: c.number, Message: c.message, Delivery: d, Host: q.host, Peer: q.next[f.number], Attempt: c.attempts})
	case o == 0:
		w.counters.lost++
		w.deliveries[d].lost++
		w.deliveries[d].gone = GoneLost
		w.mailVanished(c.mail)
		w.record(&Record{Kind: Lost, Copy: c.number, Message: c.message, Delivery: d, Host: q.host, Peer: q.next[f.number], Attempt: c.attempts})
	case w.isPermanent(q.host, o):
		w.counters.rejected++
		w.blameTrouble(c.mail, d, w.troubleAhead(c.queue))
		w.bounce(c, q.host, d, o, 0)
	default:
		return false
	}
	w.releaseRecipient(c, q.host, d)
	return true
}

// isPermanent reports whether an outcome is final for this host: a 5xx from MAIL on, and earlier what its profile says.
func (w *World) isPermanent(host, o uint16) bool {
	out, p := &w.outcomes.rows[o], w.hosts[host].profile
	if out.cause != smtp.Said {
		return p.Codes[out.cause].Permanent.Code != 0
	}
	return out.reply.Permanent() && p.Ends(out.phase)
}

// asksNextHost reports whether the next host of the list is asked within the same attempt.
func (w *World) asksNextHost(q *queue, f *session, rest uint16) bool {
	p := w.hosts[q.host].profile
	next := f.number + 1
	return int(next) < len(q.next) && next < p.Sessions && p.NextHost.Has(w.outcomes.rows[rest].phase)
}

// deferCopy files the next attempt of a copy that could not be handed on, or gives it up.
func (w *World) deferCopy(slot uint32, started time.Duration, o uint16) {
	c := &w.copies[slot]
	q := &w.queues[c.queue]
	h := &w.hosts[q.host]
	w.copyDeferred(c)
	c.outcome, q.outcome = o, o
	if h.expiresAfter(c, started, w.now) {
		w.expireCopy(slot)
		return
	}
	if w.fromScenario(c.mail) {
		h.values[metrics.Deferrals]++
		w.series.at(w.now).Deferrals++
	}
	w.markDelayed(c)
	w.scheduleRetry(c, q, h.profile, started, o)
	q.startOutage(w.outcomes.rows[o].phase, c.due)
	w.recordDeferral(c, q, o)
	if p := h.profile; p.NoticeAt == retry.NoticeAfterAttempt && p.Notice > 0 && c.state&delayNoticed == 0 &&
		w.now >= c.since+p.Notice && w.now < h.deadline(c) {
		w.writeDelayNotice(c)
	}
	w.fileNextEvent(slot)
}

// markDelayed notes of the recipients of a copy that they wait, once for each copy: those who wait later were among them.
func (w *World) markDelayed(c *queuedCopy) {
	if c.attempts > 1 {
		return
	}
	for i := range c.count {
		d := &w.deliveries[w.deliveryOf(c, i)]
		d.delayed = d.delayed || d.copies == 0
	}
}

// scheduleRetry decides when a copy is due again: by its own timer, or by its queue's.
func (w *World) scheduleRetry(c *queuedCopy, q *queue, p *retry.Profile, started time.Duration, o uint16) {
	out := &w.outcomes.rows[o]
	switch {
	case p.Timer == retry.PerQueue && p.OfMessage(out.phase, out.cause):
		waits := p.MessageRetry
		c.due = max(started+waits[min(c.attempts, uint32(len(waits)))-1], w.now)
	case p.Timer == retry.PerQueue:
		w.backOff(c.queue, c.number, started, o)
		c.due = never
	default:
		c.due = max(w.now, p.Schedule.Next(retry.History{Failures: c.attempts, Received: c.since, Started: started, Ended: w.now,
			Waiting: q.waiting, Priority: w.tables[c.mail].priority, Cause: out.cause,
			Draw: w.seed.Draw(random.Jitter, c.key, uint64(c.attempts))}))
	}
}

// nextAttempt is when the next attempt of a waiting copy is due, or -1 when its life ends first.
func (w *World) nextAttempt(c *queuedCopy, q *queue) time.Duration {
	due := c.due
	if due == never && q.retrying {
		due = q.due
	}
	h := &w.hosts[q.host]
	if due, kind := w.nextEvent(c, h.profile, due, h.deadline(c)); due != never && kind == attemptDue {
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

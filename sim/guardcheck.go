package sim

import (
	"time"

	"mailstorm/sim/guard"
	"mailstorm/sim/smtp"
)

// checkGuards leads a session past the guards of the peer that speak at the phases from first to last.
func (sr *sessionRunner) checkGuards(c *queuedCopy, q *queue, n int, t *sessionOutcome, turn uint64, first, last smtp.Phase) {
	to := &sr.hosts[q.next[n]]
	if !t.mixed {
		sr.rcptOutcomes = sr.rcptOutcomes[:0]
	}
	for i := range to.guards {
		g := &to.guards[i]
		phase := sr.speaksAt(g)
		if g.Kind.Submission || phase < first || phase > last || !g.isActive(sr.now) || !t.reaches(phase) || !sr.matches(&g.selector, c, q, t, turn) {
			continue
		}
		sr.buildRequest(c, q, t)
		if !g.Kind.PerRecipient {
			v := sr.askGuard(g, to)
			sr.applyVerdict(g, c, q, q.next[n], &v, t)
			continue
		}
		sr.request.Taken = sr.takenBefore
		for k := range c.count {
			if t.isRefused(sr, k) {
				continue
			}
			if sr.matchesRecipient(&g.selector, c, sr.deliveryOf(c, k), turn) {
				sr.setRecipient(sr.recipient(c.mail, c.message, sr.deliveryOf(c, k)), to)
				v := sr.askGuard(g, to)
				sr.applyRecipientVerdict(g, c, q, q.next[n], k, &v, t)
			}
			if !t.isRefused(sr, k) {
				sr.request.Taken++
			}
		}
	}
	if t.mixed {
		sr.settleRcpt(c, t)
	}
}

// speaksAt is the phase at which a guard speaks: one that handles messages has work with each of a connection, after the first at MAIL.
func (sr *sessionRunner) speaksAt(g *activeGuard) smtp.Phase {
	if g.Kind.EachMessage && sr.carried > 0 {
		return max(g.phase, smtp.Mail)
	}
	return g.phase
}

// buildRequest describes a session to guards.
func (sr *sessionRunner) buildRequest(c *queuedCopy, q *queue, t *sessionOutcome) {
	from := &sr.hosts[q.host]
	sr.request = guard.Request{At: sr.now, Message: sr.identity(c.mail, c.message), Client: from.client, Server: t.server,
		Network: from.network(t.server), Size: sr.size(c), Hops: c.hops}
	sr.request.Sender, sr.request.Domain = sr.envelopeSender(c.mail, c.message, c.path, q.host)
}

// reportFailure tells the guards that watch a host's senders that a session for a message failed.
func (sr *sessionRunner) reportFailure(c *queuedCopy, q *queue) {
	h := &sr.hosts[q.host]
	if !h.tracksResults || sr.sender(c.mail, c.message) < 0 {
		return
	}
	sr.request = guard.Request{Moment: guard.Failed, At: sr.now, Message: sr.identity(c.mail, c.message)}
	sr.setSender(c.mail, c.message)
	for i := range h.guards {
		if h.guards[i].Kind.TracksResults {
			sr.askGuard(&h.guards[i], h)
		}
	}
}

// setSender tells guards that watch senders whose message it is, whatever stands in the envelope.
func (sr *sessionRunner) setSender(mail uint16, message uint32) {
	if from := sr.sender(mail, message); from >= 0 {
		sr.request.Sender, sr.request.Domain = sr.addressKeys[from], sr.domainKeys[from]
	}
}

// setRecipient tells guards the recipient.
func (sr *sessionRunner) setRecipient(a int, h *host) {
	sr.request.Recipient, sr.request.Target, sr.request.Inside = sr.addressKeys[a], sr.domainKeys[a], h.Own[a]
}

// askGuard asks a guard.
func (sr *sessionRunner) askGuard(g *activeGuard, h *host) guard.Verdict {
	v := g.guard.Check(&sr.request)
	g.asked = true
	if v.Evicted && !g.warned {
		g.warned = true
		sr.warnEvicted("the guard " + g.Name + " of host " + h.Name)
	}
	return v
}

// applyVerdict applies a verdict that concerns the whole session.
func (sr *sessionRunner) applyVerdict(g *activeGuard, c *queuedCopy, q *queue, peer uint16, v *guard.Verdict, t *sessionOutcome) {
	switch v.Action {
	case guard.Pass:
		sr.applyDelay(&sr.hosts[q.host], v.Delay, t)
	case guard.Refuse:
		if g.Kind.Loop && t.kept {
			sr.recordLoop(c, q, peer, v.Reply)
		}
		t.failAt(sr.speaksAt(g), smtp.Said, v.Reply)
		t.recordReply(sr.hosts[q.host].profile)
	case guard.Drop:
		t.failAt(smtp.Data, smtp.Dropped, smtp.Reply{})
		t.bytes = min(v.Bytes, sr.size(c))
		t.recordReply(sr.hosts[q.host].profile)
	default:
		for k := range c.count {
			sr.setDisposition(c, k, v, t)
		}
	}
}

// applyDelay lets the client wait for a guard, as long as it has patience for a greeting, or on an open connection for the reply to MAIL.
func (sr *sessionRunner) applyDelay(from *host, delay time.Duration, t *sessionOutcome) {
	phase := smtp.Greeting
	if sr.carried > 0 {
		phase = smtp.Mail
	}
	if most := from.profile.Patience[phase]; delay > most {
		t.failAt(phase, smtp.Stalled, smtp.Reply{})
		t.recordReply(from.profile)
		delay = most
	}
	t.delay += delay
}

// applyRecipientVerdict applies a verdict on one recipient. What is said behind RCPT concerns all who were accepted.
func (sr *sessionRunner) applyRecipientVerdict(g *activeGuard, c *queuedCopy, q *queue, peer, k uint16, v *guard.Verdict, t *sessionOutcome) {
	switch {
	case v.Action == guard.Pass:
		sr.applyDelay(&sr.hosts[q.host], v.Delay, t)
	case v.Action >= guard.Suppress:
		sr.setDisposition(c, k, v, t)
	case c.count == 1 || g.phase > smtp.Rcpt:
		sr.applyVerdict(g, c, q, peer, v, t)
	default:
		sr.refuseRecipient(c, k, sr.outcomes.of(outcome{reply: v.Reply, cause: smtp.Said, phase: smtp.Rcpt}), t)
	}
}

// setDisposition notes where a recipient goes whom the peer accepts and does not treat as usual.
func (sr *sessionRunner) setDisposition(c *queuedCopy, k uint16, v *guard.Verdict, t *sessionOutcome) {
	if !t.hasDispositions {
		t.hasDispositions = true
		sr.dispositions = append(sr.dispositions[:0], make([]disposition, c.count)...)
	}
	if sr.dispositions[k].action == guard.Pass {
		sr.dispositions[k] = disposition{v.Action, uint16(v.To)}
	}
}

// allDiverted reports whether all recipients go to other hosts: the peer then has nothing to do with the message.
func (sr *sessionRunner) allDiverted(count uint16, f *session) bool {
	for i, v := range sr.dispositions[:count] {
		if v.action != guard.Divert && !(f.mixed && sr.rcptOutcomes[i] != 0) {
			return false
		}
	}
	return true
}

// checkMailboxes lets mailboxes that are full or missing answer at RCPT.
func (sr *sessionRunner) checkMailboxes(c *queuedCopy, q *queue, to *host, t *sessionOutcome) {
	if !t.mixed {
		sr.rcptOutcomes = sr.rcptOutcomes[:0]
	}
	for k := range c.count {
		if t.isRefused(sr, k) {
			continue
		}
		says := sr.refusalOf(to, sr.recipient(c.mail, c.message, sr.deliveryOf(c, k)), sr.size(c))
		if says == (smtp.Reply{}) {
			continue
		}
		if c.count == 1 {
			t.failAt(smtp.Rcpt, smtp.Said, says)
			return
		}
		sr.refuseRecipient(c, k, sr.outcomes.of(outcome{reply: says, cause: smtp.Said, phase: smtp.Rcpt}), t)
	}
	if t.mixed {
		sr.settleRcpt(c, t)
	}
}

// refusesSender asks the guards that watch senders about the present request; the null sender is nobody's.
func (sr *sessionRunner) refusesSender(h *host, c *queuedCopy, q *queue, t *sessionOutcome) (reply smtp.Reply, refused bool) {
	for i := range h.guards {
		g := &h.guards[i]
		asks := g.Kind.Submission && (sr.request.Submitted || g.Kind.Relays) && g.isActive(sr.now) && sr.request.Sender != 0
		if !asks || !sr.matches(&g.selector, c, q, t, 0) {
			continue
		}
		if v := sr.askGuard(g, h); v.Action == guard.Refuse {
			return v.Reply, true
		}
	}
	return smtp.Reply{}, false
}

package sim

import (
	"time"

	"mailstorm/sim/guard"
	"mailstorm/sim/smtp"
)

// checkGuards leads a session past the guards of the peer, each of which speaks at its own phase: first those up to RCPT, then the later ones.
func (sr *sessionRunner) checkGuards(c *queuedCopy, q *queue, n int, t *sessionOutcome, turn uint64, late bool) {
	to := &sr.hosts[q.next[n]]
	if !t.mixed {
		sr.rcptOutcomes = sr.rcptOutcomes[:0]
	}
	for i := range to.guards {
		g := &to.guards[i]
		if g.Kind.Submission || g.phase > smtp.Rcpt != late || !g.isActive(sr.now) || !t.reaches(g.phase) || !sr.matches(&g.selector, c, q, t, turn) {
			continue
		}
		sr.buildRequest(c, q, t)
		if !g.Kind.PerRecipient {
			v := sr.askGuard(g, to)
			sr.applyVerdict(g, c, q, q.next[n], &v, t)
			continue
		}
		for k := range c.count {
			if t.isRefused(sr, k) || !sr.matchesRecipient(&g.selector, c, sr.deliveryOf(c, k), turn) {
				continue
			}
			sr.setRecipient(sr.recipient(c.mail, c.message, sr.deliveryOf(c, k)), to)
			v := sr.askGuard(g, to)
			sr.applyRecipientVerdict(g, c, q, q.next[n], k, &v, t)
		}
	}
	if t.mixed {
		sr.settleRcpt(c, t)
	}
}

// buildRequest describes a session to guards.
func (sr *sessionRunner) buildRequest(c *queuedCopy, q *queue, t *sessionOutcome) {
	from := &sr.hosts[q.host]
	sr.request = guard.Request{At: sr.now, Message: sr.identity(c.mail, c.message), Client: from.client, Server: t.server,
		Network: from.network(t.server), Size: sr.size(c), Hops: c.hops}
	sr.setSender(c.mail, c.message)
}

// setSender tells guards the sender of a message.
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
		t.failAt(g.phase, smtp.Said, v.Reply)
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

// applyDelay lets the client wait for a guard, as long as it has patience for a greeting.
func (sr *sessionRunner) applyDelay(from *host, delay time.Duration, t *sessionOutcome) {
	if most := from.profile.Patience[smtp.Greeting]; delay > most {
		t.failAt(smtp.Greeting, smtp.Stalled, smtp.Reply{})
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

// checkQuotas lets full mailboxes answer at RCPT.
func (sr *sessionRunner) checkQuotas(c *queuedCopy, q *queue, to *host, t *sessionOutcome) {
	if !t.mixed {
		sr.rcptOutcomes = sr.rcptOutcomes[:0]
	}
	for k := range c.count {
		if t.isRefused(sr, k) || !sr.isFull(to, sr.recipient(c.mail, c.message, sr.deliveryOf(c, k)), sr.size(c)) {
			continue
		}
		to.noteFullMailbox(sr.now)
		if c.count == 1 {
			t.failAt(smtp.Rcpt, smtp.Said, fullForNow)
			return
		}
		sr.refuseRecipient(c, k, sr.outcomes.of(outcome{reply: fullForNow, cause: smtp.Said, phase: smtp.Rcpt}), t)
	}
	if t.mixed {
		sr.settleRcpt(c, t)
	}
}

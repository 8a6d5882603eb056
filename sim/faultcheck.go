package sim

import (
	"slices"
	"time"

	"mailstorm/sim/fault"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// applyFaults lets the faults that hold now change a session, from a phase on.
func (sr *sessionRunner) applyFaults(c *queuedCopy, q *queue, to *host, active []int, t *sessionOutcome, turn uint64, first, last smtp.Phase) {
	from := &sr.hosts[q.host]
	if !t.mixed {
		sr.rcptOutcomes = sr.rcptOutcomes[:0]
	}
	s := fault.Session{Size: t.bytes, Patience: &from.profile.Patience, Carried: sr.carried}
	var late [smtp.Phases]time.Duration
	for _, i := range active {
		f := &to.faults[i]
		if !sr.matches(&f.selector, c, q, t, turn) {
			continue
		}
		switch a := f.Behaviour.Apply(s); {
		case a.Phase < first: // that is over
		case a.Delay > 0:
			late[a.Phase] = max(late[a.Phase], a.Delay)
		default:
			sr.applyFault(f, c, from, &a, t, turn)
		}
	}
	for phase := first; phase <= min(t.phase, last); phase++ { // what comes later is never reached
		t.delay += late[phase]
	}
	t.mixed = t.mixed && t.phase > smtp.Rcpt // else it never got as far as RCPT
	if t.mixed {
		sr.settleRcpt(c, t)
	}
}

// applyFault applies the answer of a fault that strikes, if none of its phase or of an earlier one has decided already.
func (sr *sessionRunner) applyFault(f *activeFault, c *queuedCopy, from *host, a *fault.Effect, t *sessionOutcome, turn uint64) {
	switch {
	case a.Clear:
		t.cleartext = true
	case f.tls >= fault.BreaksTLS && t.cleartext:
		// no handshake, so nothing that it could break
	case f.tls == fault.BreaksTLS && sr.fallsBackToCleartext(c, from):
		t.cleartext = true
	case a.Phase == smtp.Rcpt && a.Cause == smtp.Said && c.count > 1:
		sr.applyAtRcpt(f, c, a, t, turn)
	case a.Phase == smtp.Dot && t.phase == smtp.Dot:
		t.decideAtDot(a.Cause, a.Reply, a.Kept, a.Duration)
		t.recordReply(from.profile)
	case a.Phase < t.phase:
		t.phase, t.cause, t.reply, t.kept, t.bytes, t.duration = a.Phase, a.Cause, a.Reply, a.Kept, a.Bytes, a.Duration
		t.recordReply(from.profile)
	}
}

// fallsBackToCleartext reports whether the sender answers a failed handshake by going on without TLS.
func (sr *sessionRunner) fallsBackToCleartext(c *queuedCopy, from *host) bool {
	switch from.profile.TLS.Failure {
	case retry.TLSClear:
		return true
	case retry.TLSClearAfter:
		return sr.now-c.since >= from.profile.TLS.After
	default:
		return false
	}
}

// applyAtRcpt notes what RCPT said to each recipient of a copy that has several.
func (sr *sessionRunner) applyAtRcpt(f *activeFault, c *queuedCopy, a *fault.Effect, t *sessionOutcome, turn uint64) {
	o := sr.outcomes.of(outcome{reply: a.Reply, cause: smtp.Said, phase: smtp.Rcpt})
	for i := range c.count {
		if sr.matchesRecipient(&f.selector, c, sr.deliveryOf(c, i), turn) {
			sr.refuseRecipient(c, i, o, t)
		}
	}
}

// settleRcpt settles a session in which RCPT refused some recipients: without any left, no data crosses.
func (sr *sessionRunner) settleRcpt(c *queuedCopy, t *sessionOutcome) {
	accepted := 0
	for _, o := range sr.rcptOutcomes {
		if o == 0 {
			accepted++
		}
	}
	if accepted == 0 {
		t.phase, t.cause, t.reply, t.kept, t.bytes, t.duration = smtp.Rcpt, smtp.Said, sr.outcomes.rows[sr.rcptOutcomes[0]].reply, false, 0, 0
	}
}

// refuseRecipient notes what RCPT said to one recipient of several.
func (sr *sessionRunner) refuseRecipient(c *queuedCopy, k, o uint16, t *sessionOutcome) {
	if len(sr.rcptOutcomes) == 0 {
		sr.rcptOutcomes = append(sr.rcptOutcomes, make([]uint16, c.count)...)
	}
	if sr.rcptOutcomes[k] == 0 {
		sr.rcptOutcomes[k] = o
		t.mixed = true
	}
}

// recordLoop notes that a host refused a copy that had passed too many hops, or that it took for a loop.
func (sr *sessionRunner) recordLoop(c *queuedCopy, q *queue, peer uint16, r smtp.Reply) {
	if m := &sr.messages[c.message]; !m.looped && sr.fromScenario(c.mail) {
		m.looped = true
		sr.counters.looped++
	}
	sr.record(&Record{Kind: Looped, Copy: c.number, Message: c.message, Delivery: sr.soleDelivery(c), Host: q.host, Peer: peer,
		Attempt: c.attempts, Reply: r})
}

// matches reports whether a fault or guard concerns this session at all; single recipients are asked for again.
func (sr *sessionRunner) matches(f *selector, c *queuedCopy, q *queue, t *sessionOutcome, turn uint64) bool {
	switch {
	case f.hosts != nil && !f.hosts[q.host],
		f.servers != nil && !slices.Contains(f.servers, uint32(t.server)),
		f.mailFrom != nil && !sr.matchesSender(f.mailFrom, c),
		f.filter.LargerThan > 0 && sr.size(c) <= f.filter.LargerThan,
		f.filter.SmallerThan > 0 && (sr.size(c) >= f.filter.SmallerThan || sr.size(c) < 0): // -1: it is not known yet
		return false
	}
	switch f.subject {
	case OfSenderServers:
		if !f.matchesServer(sr.now, f.serverRanks[q.host], t.server) {
			return false
		}
	case OfReceiverServers:
		if !f.matchesServer(sr.now, f.serverRanks[0], t.peer) {
			return false
		}
	}
	return sr.matchesAnyRecipient(f, c, turn)
}

// matchesSender reports whether the sender of a copy is among those that are marked; the null sender is not.
func (sr *sessionRunner) matchesSender(marks []bool, c *queuedCopy) bool {
	from := sr.sender(c.mail, c.message)
	return from >= 0 && marks[from]
}

// matchesAnyRecipient reports whether a fault concerns a recipient of the copy.
func (sr *sessionRunner) matchesAnyRecipient(f *selector, c *queuedCopy, turn uint64) bool {
	if f.rcptTo == nil && f.subject != OfRecipients {
		return sr.matchesRecipient(f, c, sr.deliveryOf(c, 0), turn)
	}
	for i := range c.count {
		if sr.matchesRecipient(f, c, sr.deliveryOf(c, i), turn) {
			return true
		}
	}
	return false
}

// matchesRecipient reports whether a fault concerns this recipient of the copy: its filter, and its share where that is drawn.
func (sr *sessionRunner) matchesRecipient(f *selector, c *queuedCopy, delivery uint32, turn uint64) bool {
	if f.rcptTo != nil && !f.rcptTo[sr.recipient(c.mail, c.message, delivery)] {
		return false
	}
	share := f.share(sr.now)
	switch {
	case f.subject == OfSenderServers || f.subject == OfReceiverServers || share >= random.All:
		return true
	case f.subject == OfAttempts:
		return share.Hits(sr.seed.Draw(random.Strike, random.Mix(f.key, c.key), turn))
	case f.subject == OfMessages:
		return share.Hits(sr.seed.Draw(random.Strike, random.Mix(f.key, sr.messages[c.message].key), 0))
	default:
		return share.Hits(sr.seed.Draw(random.Strike, random.Mix(f.key, sr.addressKeys[sr.recipient(c.mail, c.message, delivery)]), 0))
	}
}

package sim

import (
	"time"

	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// sessionRunner decides how a session goes: by the faults and guards of the peer, and by its mailboxes.
type sessionRunner struct {
	*environment
	*mailStore
	*network
	*observer
	*generator

	rcptOutcomes []uint16      // what each recipient of the present session was told at RCPT
	accepted     []uint32      // scratch: the recipients whom the peer accepted
	dispositions []disposition // what the peer does with each of them, with hasDispositions
	request      guard.Request // scratch
}

// sessionOutcome is the outcome of a session from both ends.
type sessionOutcome struct {
	phase           smtp.Phase
	cause           smtp.Cause // None: the sender heard 250
	reply           smtp.Reply // as the sender records it
	kept            bool       // the peer has it, or will have once the last byte arrived
	handed          bool       // and passed it on already
	cleartext       bool       // without TLS, though TLS was wanted
	mixed           bool       // recipients were told different things: see rcptOutcomes
	hasDispositions bool       // recipients have different dispositions: see dispositions
	bytes           int64
	delay           time.Duration // until the peer has time for it, before all else
	duration        time.Duration // from the last byte, or from the phase, until the sender knows
	server          uint16        // of the sender's pool
	peer            uint16        // of the receiver's
}

// runSession lets a copy's host talk to the n-th host of its list: the earliest phase at which a fault applies decides.
func (sr *sessionRunner) runSession(c *queuedCopy, q *queue, n int, t *sessionOutcome) {
	from, to := &sr.hosts[q.host], &sr.hosts[q.next[n]]
	turn := uint64(c.attempts)<<8 | uint64(n)
	t.phase, t.kept, t.bytes, t.reply = smtp.Dot, true, sr.size(c), smtp.OK
	t.server, t.peer = from.senderServer(sr.seed, c, turn), to.receiverServer(sr.seed, c.key, turn)
	if active := to.faultsNow(sr.now); len(active) > 0 {
		sr.applyFaults(c, q, to, active, t, turn)
	}
	if len(to.guards) > 0 {
		sr.checkGuards(c, q, n, t, turn, false)
	}
	if sr.mailboxes != nil && t.reaches(smtp.Rcpt) {
		sr.checkQuotas(c, q, to, t)
	}
	if c.hops >= to.hopLimit && t.phase == smtp.Dot && t.kept {
		t.decideAtDot(smtp.Said, to.profile.Loop, false, 0)
		sr.recordLoop(c, q, q.next[n], to.profile.Loop)
	}
	if len(to.guards) > 0 {
		sr.checkGuards(c, q, n, t, turn, true) // what RCPT or the hop limit turned away they never see, and must not remember
	}
}

// applyFaults lets the faults that hold now change a session.
func (sr *sessionRunner) applyFaults(c *queuedCopy, q *queue, to *host, active []int, t *sessionOutcome, turn uint64) {
	from := &sr.hosts[q.host]
	sr.rcptOutcomes = sr.rcptOutcomes[:0]
	s := fault.Session{Size: t.bytes, Patience: &from.profile.Patience}
	var late [smtp.Phases]time.Duration
	for _, i := range active {
		f := &to.faults[i]
		if !sr.matches(&f.selector, c, q, t, turn) {
			continue
		}
		a := f.Behaviour.Apply(s)
		if a.Delay > 0 {
			late[a.Phase] = max(late[a.Phase], a.Delay)
			continue
		}
		sr.applyFault(f, c, from, &a, t, turn)
	}
	for phase := range t.phase + 1 { // what comes later is never reached
		t.delay += late[phase]
	}
	t.mixed = t.mixed && t.phase > smtp.Rcpt // else it never got as far as RCPT
	if t.mixed {
		sr.settleRcpt(c, t)
	}
}

// decideAtDot lets a fault, a guard or the hop limit speak at the dot, where more than one of them may. The host keeps the message if all of
// them let it. The first reply is heard, as late as the latest makes it; where the connection is lost, by the earliest loss, none is.
func (t *sessionOutcome) decideAtDot(cause smtp.Cause, r smtp.Reply, kept bool, lasts time.Duration) {
	t.kept = t.kept && kept
	switch {
	case replyLost(cause) && (!replyLost(t.cause) || lasts < t.duration):
		t.cause, t.reply, t.duration = cause, r, lasts
	case replyLost(cause) || replyLost(t.cause):
	case t.cause == smtp.None:
		t.cause, t.reply, t.duration = cause, r, max(t.duration, lasts)
	default:
		t.duration = max(t.duration, lasts)
	}
}

// replyLost tells a cause that leaves no reply to be heard.
func replyLost(c smtp.Cause) bool { return c != smtp.None && c != smtp.Said }

// applyFault applies the answer of a fault that strikes, if none of its phase or of an earlier one has decided already.
func (sr *sessionRunner) applyFault(f *activeFault, c *queuedCopy, from *host, a *fault.Effect, t *sessionOutcome, turn uint64) {
	switch {
	case a.Clear:
		t.cleartext = true
	case f.tls >= fault.BreaksTLS && t.cleartext:
		// no handshake, so nothing that it could break
	case f.tls == fault.BreaksTLS && sr.fallsBackToCleartext(c, from):
		t.cleartext = true
	case a.Phase == smtp.Rcpt && c.count > 1:
		sr.applyAtRcpt(f, c, a, t, turn)
	case a.Phase == smtp.Dot && t.phase == smtp.Dot:
		t.decideAtDot(a.Cause, a.Reply, a.Kept, a.Duration)
		t.recordReply(from.profile)
	case a.Phase < t.phase:
		t.phase, t.cause, t.reply, t.kept, t.bytes, t.duration = a.Phase, a.Cause, a.Reply, a.Kept, a.Bytes, a.Duration
		t.recordReply(from.profile)
	}
}

// recordReply turns what happened into the reply that the sender's log shows.
func (t *sessionOutcome) recordReply(p *retry.Profile) {
	switch {
	case t.cause == smtp.None:
		t.reply = smtp.OK
	case t.cause != smtp.Said:
		t.reply = p.Codes[t.cause].Recorded()
	case t.phase < smtp.Mail && t.reply.Permanent() && p.EarlyReject == retry.EarlyDefers && p.Codes[smtp.Declined].Deferral.Code != 0:
		t.cause, t.reply = smtp.Declined, p.Codes[smtp.Declined].Deferral
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

// recordLoop notes that a host refused a copy that had passed too many hops, or that it took for a loop.
func (sr *sessionRunner) recordLoop(c *queuedCopy, q *queue, peer uint16, r smtp.Reply) {
	if m := &sr.messages[c.message]; !m.looped && sr.fromScenario(c.mail) {
		m.looped = true
		sr.counters.looped++
	}
	sr.record(&Record{Kind: Looped, Copy: c.number, Message: c.message, Delivery: sr.soleDelivery(c), Host: q.host, Peer: peer,
		Attempt: c.attempts, Reply: r})
}

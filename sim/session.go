package sim

import (
	"slices"
	"time"

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
	carried      uint32        // transactions of this connection before the present one
	takenBefore  uint64        // recipients of a transaction from outside that the peer took already; in a simulation all are asked for together
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
func (sr *sessionRunner) runSession(c *queuedCopy, q *queue, n int, f *session) {
	from, to := &sr.hosts[q.host], &sr.hosts[q.next[n]]
	turn := uint64(c.attempts)<<8 | uint64(n)
	f.phase, f.kept, f.bytes, f.reply = smtp.Dot, true, sr.size(c), smtp.OK
	f.server, f.peer = from.senderServer(sr.seed, c, turn), to.receiverServer(sr.seed, c.key, turn)
	if to.IPs > 1 {
		f.peer = sr.serverAtAddress(c, q, n, to)
	}
	first := smtp.Connect
	if f.opened = sr.now; from.profile.Reuse > 0 && sr.connect(c, q, f, turn) {
		first = smtp.Mail // what comes before was said when it was opened
	}
	sr.carried = f.carried
	sr.decide(c, q, n, &f.sessionOutcome, turn, first, smtp.Dot)
}

// serverAtAddress is the server at one of a host's addresses: the first is drawn, and the next one is that of the next address.
func (sr *sessionRunner) serverAtAddress(c *queuedCopy, q *queue, n int, to *host) uint16 {
	first := slices.Index(q.next, q.next[n])
	drawn := to.receiverServer(sr.seed, c.key, uint64(c.attempts)<<8|uint64(first))
	return uint16((uint64(drawn) + uint64(n-first)) % to.servers)
}

// decide lets faults, guards and mailboxes of the peer speak at the phases from first to last.
func (sr *sessionRunner) decide(c *queuedCopy, q *queue, n int, t *sessionOutcome, turn uint64, first, last smtp.Phase) {
	to := &sr.hosts[q.next[n]]
	if active := to.faultsNow(sr.now); len(active) > 0 {
		sr.applyFaults(c, q, to, active, t, turn, first, last)
	}
	if len(to.guards) > 0 && first <= smtp.Rcpt {
		sr.checkGuards(c, q, n, t, turn, first, min(last, smtp.Rcpt))
	}
	if sr.mailboxes != nil && first <= smtp.Rcpt && last >= smtp.Rcpt && t.reaches(smtp.Rcpt) {
		sr.checkMailboxes(c, q, to, t)
	}
	if last == smtp.Dot && c.hops >= to.hopLimit && t.phase == smtp.Dot && t.kept {
		t.decideAtDot(smtp.Said, to.profile.Loop, false, 0)
		sr.recordLoop(c, q, q.next[n], to.profile.Loop)
	}
	if len(to.guards) > 0 && last > smtp.Rcpt {
		sr.checkGuards(c, q, n, t, turn, max(first, smtp.Data), last) // what RCPT or the hop limit turned away they never see, and must not remember
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

// session is a session under way: everything about it was decided when it began, and shows itself as time passes.
type session struct {
	sessionOutcome
	rcptOutcomes []uint16      // what each recipient was told at RCPT, with mixed
	dispositions []disposition // what the peer does with each recipient, with hasDispositions
	started      time.Duration // the attempt
	begins       time.Duration // when the line was free for its first byte
	landed       time.Duration // when the last byte arrived
	ends         time.Duration // when the sender knows
	number       uint32        // the place of the host in the list
	next         uint32        // that of the host that would be asked after it
	tried        uint32        // hosts in this attempt, this one included
	sessions     uint32        // of the attempt that got as far as MAIL before
	opened       time.Duration // its connection
	carried      uint32        // sessions that this connection had before; 0: it is new
	host         uint16        // that is called
	keeps        bool          // the connection may serve the next session
}

type runningSessions struct {
	rows []session
	free []uint32
}

// reaches reports whether a session comes to a phase with something to judge.
func (t *sessionOutcome) reaches(p smtp.Phase) bool {
	return p < t.phase || p == t.phase && t.phase == smtp.Dot && t.kept
}

// isRefused reports whether a recipient was turned away already.
func (t *sessionOutcome) isRefused(sr *sessionRunner, k uint16) bool {
	return t.mixed && sr.rcptOutcomes[k] != 0
}

// failAt lets a session fail at a phase.
func (t *sessionOutcome) failAt(p smtp.Phase, cause smtp.Cause, r smtp.Reply) {
	if p == smtp.Dot {
		t.decideAtDot(cause, r, false, 0)
		return
	}
	t.phase, t.cause, t.reply, t.kept, t.hasDispositions, t.bytes, t.duration = p, cause, r, false, false, 0, 0
	t.mixed = t.mixed && p > smtp.Rcpt
}

func (sr *sessionRunner) restoreRecipients(f *session) {
	if f.mixed {
		sr.rcptOutcomes = append(sr.rcptOutcomes[:0], f.rcptOutcomes...)
	}
	if f.hasDispositions {
		sr.dispositions = append(sr.dispositions[:0], f.dispositions...)
	}
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

// recordSession tells a session.
func (sr *sessionRunner) recordSession(c *queuedCopy, q *queue, f *session) {
	flags := Flags(0)
	if f.kept {
		flags |= FlagKept
	}
	if f.cleartext {
		flags |= FlagClear
	}
	if f.mixed && f.phase > smtp.Rcpt {
		flags |= FlagMixed
	}
	sr.record(&Record{Kind: Talked, Copy: c.number, Message: c.message, Delivery: sr.soleDelivery(c), Host: q.host, Peer: f.host,
		Server: f.server, PeerServer: f.peer, Attempt: c.attempts, Until: f.ends, Bytes: f.bytes, Reply: f.reply, Cause: f.cause, Phase: f.phase, Flags: flags})
	if !f.mixed {
		return
	}
	for i, o := range sr.rcptOutcomes {
		if o != 0 {
			sr.record(&Record{Kind: Refused, Copy: c.number, Message: c.message, Delivery: sr.deliveryOf(c, uint16(i)), Host: q.host, Peer: f.host,
				Attempt: c.attempts, Reply: sr.outcomes.rows[o].reply, Cause: sr.outcomes.rows[o].cause, Phase: sr.outcomes.rows[o].phase})
		}
	}
}

// countRcptFailures notes what RCPT said to some recipients, each answer once for the session.
func (sr *sessionRunner) countRcptFailures(q *queue, f *session) {
	var last uint16
	for i, o := range sr.rcptOutcomes {
		if o != 0 && o != last && !slices.Contains(sr.rcptOutcomes[:i], o) {
			sr.hosts[q.host].countFailure(&sr.hosts[f.host], o, 1)
			last = o
		}
	}
}

package sim

import (
	"time"

	"mailstorm/sim/fault"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// talk is the outcome of a session from both ends.
type talk struct {
	phase  smtp.Phase
	cause  smtp.Cause // None: the sender heard 250
	reply  smtp.Reply // as the sender records it
	kept   bool       // the peer has it, or will have once the last byte arrived
	handed bool       // and passed it on already
	clear  bool       // without TLS, though TLS was wanted
	mixed  bool       // recipients were told different things: see told
	sorted bool       // recipients go different ways: see ways
	bytes  int64
	waits  time.Duration // until the peer has time for it, before all else
	lasts  time.Duration // from the last byte, or from the phase, until the sender knows
	server uint16        // of the sender's pool
	peer   uint16        // of the receiver's
}

// converse lets a copy's host talk to the n-th host of its list: the earliest phase that a fault bends decides.
func (w *World) converse(c *custody, q *queue, n int, t *talk) {
	from, to := &w.hosts[q.host], &w.hosts[q.next[n]]
	turn := uint64(c.attempts)<<8 | uint64(n)
	t.phase, t.kept, t.bytes, t.reply = smtp.Dot, true, w.size(c), smtp.OK
	t.server, t.peer = from.pick(w.seed, c, turn), to.answer(w.seed, c.key, turn)
	if active := to.active(w.now); len(active) > 0 {
		w.suffer(c, q, to, active, t, turn)
	}
	if len(to.wards) > 0 {
		w.pass(c, q, n, t, turn, false)
	}
	if w.boxes != nil && t.reaches(smtp.Rcpt) {
		w.cram(c, q, to, t)
	}
	if c.hops >= to.hopLimit && t.phase == smtp.Dot && t.kept {
		t.finish(smtp.Said, to.profile.Loop, false, 0)
		w.loop(c, q, q.next[n], to.profile.Loop)
	}
	if len(to.wards) > 0 {
		w.pass(c, q, n, t, turn, true) // what RCPT or the hop limit turned away they never see, and must not remember
	}
}

// suffer lets the faults that hold now bend a session.
func (w *World) suffer(c *custody, q *queue, to *host, active []int, t *talk, turn uint64) {
	from := &w.hosts[q.host]
	w.told = w.told[:0]
	s := fault.Session{Size: t.bytes, Patience: &from.profile.Patience}
	var late [smtp.Phases]time.Duration
	for _, i := range active {
		f := &to.strikes[i]
		if !w.befalls(&f.scope, c, q, t, turn) {
			continue
		}
		a := f.Bend.Bend(s)
		if a.Waits > 0 {
			late[a.Phase] = max(late[a.Phase], a.Waits)
			continue
		}
		w.bend(f, c, from, &a, t, turn)
	}
	for phase := range t.phase + 1 { // what comes later is never reached
		t.waits += late[phase]
	}
	t.mixed = t.mixed && t.phase > smtp.Rcpt // else it never got as far as RCPT
	if t.mixed {
		w.sum(c, t)
	}
}

// finish lets a fault, a guard or the hop limit speak at the dot, where more than one of them may. The host keeps the message if all of
// them let it. The first reply is heard, as late as the latest makes it; where the connection is lost, by the earliest loss, none is.
func (t *talk) finish(cause smtp.Cause, r smtp.Reply, kept bool, lasts time.Duration) {
	t.kept = t.kept && kept
	switch {
	case lost(cause) && (!lost(t.cause) || lasts < t.lasts):
		t.cause, t.reply, t.lasts = cause, r, lasts
	case lost(cause) || lost(t.cause):
	case t.cause == smtp.None:
		t.cause, t.reply, t.lasts = cause, r, max(t.lasts, lasts)
	default:
		t.lasts = max(t.lasts, lasts)
	}
}

// lost tells a cause that leaves no reply to be heard.
func lost(c smtp.Cause) bool { return c != smtp.None && c != smtp.Said }

// bend applies the answer of a fault that strikes, if none of its phase or of an earlier one has decided already.
func (w *World) bend(f *strike, c *custody, from *host, a *fault.Answer, t *talk, turn uint64) {
	switch {
	case a.Clear:
		t.clear = true
	case f.tls >= fault.BreaksTLS && t.clear:
		// no handshake, so nothing that it could break
	case f.tls == fault.BreaksTLS && w.goesClear(c, from):
		t.clear = true
	case a.Phase == smtp.Rcpt && c.count > 1:
		w.refuseSome(f, c, a, t, turn)
	case a.Phase == smtp.Dot && t.phase == smtp.Dot:
		t.finish(a.Cause, a.Reply, a.Kept, a.Lasts)
		t.note(from.profile)
	case a.Phase < t.phase:
		t.phase, t.cause, t.reply, t.kept, t.bytes, t.lasts = a.Phase, a.Cause, a.Reply, a.Kept, a.Bytes, a.Lasts
		t.note(from.profile)
	}
}

// note turns what happened into the reply that the sender's log shows.
func (t *talk) note(p *retry.Profile) {
	switch {
	case t.cause == smtp.None:
		t.reply = smtp.OK
	case t.cause != smtp.Said:
		t.reply = p.Codes[t.cause].Recorded()
	case t.phase < smtp.Mail && t.reply.Permanent() && p.EarlyReject == retry.EarlyDefers && p.Codes[smtp.Declined].Deferral.Code != 0:
		t.cause, t.reply = smtp.Declined, p.Codes[smtp.Declined].Deferral
	}
}

// goesClear reports whether the sender answers a failed handshake by going on without TLS.
func (w *World) goesClear(c *custody, from *host) bool {
	switch from.profile.TLS.Failure {
	case retry.TLSClear:
		return true
	case retry.TLSClearAfter:
		return w.now-c.since >= from.profile.TLS.After
	default:
		return false
	}
}

// refuseSome notes what RCPT said to each recipient of a copy that has several.
func (w *World) refuseSome(f *strike, c *custody, a *fault.Answer, t *talk, turn uint64) {
	o := w.outcomes.of(outcome{reply: a.Reply, cause: smtp.Said, phase: smtp.Rcpt})
	for i := range c.count {
		if w.named(&f.scope, c, w.of(c, i), turn) {
			w.refuse(c, i, o, t)
		}
	}
}

// sum settles a session in which RCPT refused some recipients: without any left, no data crosses.
func (w *World) sum(c *custody, t *talk) {
	accepted := 0
	for _, o := range w.told {
		if o == 0 {
			accepted++
		}
	}
	if accepted == 0 {
		t.phase, t.cause, t.reply, t.kept, t.bytes, t.lasts = smtp.Rcpt, smtp.Said, w.outcomes.rows[w.told[0]].reply, false, 0, 0
	}
}

// loop notes that a host refused a copy that had passed too many hops, or that it took for a loop.
func (w *World) loop(c *custody, q *queue, peer uint16, r smtp.Reply) {
	if m := &w.messages[c.message]; !m.looped && w.ours(c.mail) {
		m.looped = true
		w.ledger.looped++
	}
	w.record(&Record{Kind: Looped, Copy: c.number, Message: c.message, Delivery: w.only(c), Host: q.host, Peer: peer,
		Attempt: c.attempts, Reply: r})
}

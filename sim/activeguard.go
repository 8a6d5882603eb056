package sim

import (
	"cmp"
	"slices"
	"time"

	"mailstorm/sim/guard"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// activeGuard is a guard of a host in this run, with its memory.
type activeGuard struct {
	*Guard
	selector
	guard   guard.Guard
	phase   smtp.Phase
	kindRow int // of its kind on the shelf
	asked   bool
	warned  bool
}

// disposition is what the peer does with a recipient whom it accepted.
type disposition struct {
	action guard.Action
	to     uint16
}

// buildGuards makes the guards of a host, in the order in which a session meets them.
func (w *World) buildGuards(h *host) {
	for i := range h.Guards {
		g := &h.Guards[i]
		made, err := g.Kind.Make(g.Params)
		if err != nil {
			panic("sim: " + err.Error()) // whoever made the configuration made the guard before
		}
		origin := random.Name("guard." + h.Name + "." + g.Name)
		v := activeGuard{Guard: g, guard: made, phase: g.Kind.Phase, selector: w.buildSelector(origin, origin, g.Starts, g.Lasts, &g.Filter)}
		v.subject, v.baseShare = g.Of, g.Share
		v.kindRow = slices.IndexFunc(guard.Kinds, func(k guard.Kind) bool { return k.Name == g.Kind.Name })
		if g.Kind.PhaseFor != nil {
			v.phase = g.Kind.PhaseFor(g.Params)
		}
		if g.Off {
			v.starts, v.ends = never, never
		}
		h.tracksQueue = h.tracksQueue || g.Kind.TracksQueue
		h.checksSubmission = h.checksSubmission || g.Kind.Submission
		h.guards = append(h.guards, v)
	}
	slices.SortStableFunc(h.guards, func(a, b activeGuard) int {
		return cmp.Or(cmp.Compare(a.phase, b.phase), cmp.Compare(a.kindRow, b.kindRow), cmp.Compare(a.Name, b.Name))
	})
}

// checkGuards leads a session past the guards of the peer, each of which speaks at its own phase: first those up to RCPT, then the later ones.
func (w *World) checkGuards(c *queuedCopy, q *queue, n int, t *sessionOutcome, turn uint64, late bool) {
	to := &w.hosts[q.next[n]]
	if !t.mixed {
		w.rcptOutcomes = w.rcptOutcomes[:0]
	}
	for i := range to.guards {
		g := &to.guards[i]
		if g.Kind.Submission || g.phase > smtp.Rcpt != late || !g.isActive(w.now) || !t.reaches(g.phase) || !w.matches(&g.selector, c, q, t, turn) {
			continue
		}
		w.buildRequest(c, q, t)
		if !g.Kind.PerRecipient {
			v := w.askGuard(g, to)
			w.applyVerdict(g, c, q, q.next[n], &v, t)
			continue
		}
		for k := range c.count {
			if t.isRefused(w, k) || !w.matchesRecipient(&g.selector, c, w.deliveryOf(c, k), turn) {
				continue
			}
			w.setRecipient(w.recipient(c.mail, c.message, w.deliveryOf(c, k)), to)
			v := w.askGuard(g, to)
			w.applyRecipientVerdict(g, c, q, q.next[n], k, &v, t)
		}
	}
	if t.mixed {
		w.settleRcpt(c, t)
	}
}

// reaches reports whether a session comes to a phase with something to judge.
func (t *sessionOutcome) reaches(p smtp.Phase) bool {
	return p < t.phase || p == t.phase && t.phase == smtp.Dot && t.kept
}

// isRefused reports whether a recipient was turned away already.
func (t *sessionOutcome) isRefused(w *World, k uint16) bool { return t.mixed && w.rcptOutcomes[k] != 0 }

// buildRequest describes a session to guards.
func (w *World) buildRequest(c *queuedCopy, q *queue, t *sessionOutcome) {
	from := &w.hosts[q.host]
	w.request = guard.Request{At: w.now, Message: w.identity(c.mail, c.message), Client: from.client, Server: t.server,
		Network: from.network(t.server), Size: w.size(c), Hops: c.hops}
	w.setSender(c.mail, c.message)
}

// setSender tells guards the sender of a message.
func (w *World) setSender(mail uint16, message uint32) {
	if from := w.sender(mail, message); from >= 0 {
		w.request.Sender, w.request.Domain = w.addressKeys[from], w.domainKeys[from]
	}
}

// setRecipient tells guards the recipient.
func (w *World) setRecipient(a int, h *host) {
	w.request.Recipient, w.request.Target, w.request.Inside = w.addressKeys[a], w.domainKeys[a], h.Own[a]
}

// askGuard asks a guard.
func (w *World) askGuard(g *activeGuard, h *host) guard.Verdict {
	v := g.guard.Check(&w.request)
	g.asked = true
	if v.Evicted && !g.warned {
		g.warned = true
		w.warnEvicted("the guard " + g.Name + " of host " + h.Name)
	}
	return v
}

// applyVerdict applies a verdict that concerns the whole session.
func (w *World) applyVerdict(g *activeGuard, c *queuedCopy, q *queue, peer uint16, v *guard.Verdict, t *sessionOutcome) {
	switch v.Action {
	case guard.Pass:
		w.applyDelay(&w.hosts[q.host], v.Delay, t)
	case guard.Refuse:
		if g.Kind.Loop && t.kept {
			w.recordLoop(c, q, peer, v.Reply)
		}
		t.failAt(g.phase, smtp.Said, v.Reply)
		t.recordReply(w.hosts[q.host].profile)
	case guard.Drop:
		t.failAt(smtp.Data, smtp.Dropped, smtp.Reply{})
		t.bytes = min(v.Bytes, w.size(c))
		t.recordReply(w.hosts[q.host].profile)
	default:
		for k := range c.count {
			w.setDisposition(c, k, v, t)
		}
	}
}

// applyDelay lets the client wait for a guard, as long as it has patience for a greeting.
func (w *World) applyDelay(from *host, delay time.Duration, t *sessionOutcome) {
	if most := from.profile.Patience[smtp.Greeting]; delay > most {
		t.failAt(smtp.Greeting, smtp.Stalled, smtp.Reply{})
		t.recordReply(from.profile)
		delay = most
	}
	t.delay += delay
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

// applyRecipientVerdict applies a verdict on one recipient. What is said behind RCPT concerns all who were accepted.
func (w *World) applyRecipientVerdict(g *activeGuard, c *queuedCopy, q *queue, peer, k uint16, v *guard.Verdict, t *sessionOutcome) {
	switch {
	case v.Action == guard.Pass:
		w.applyDelay(&w.hosts[q.host], v.Delay, t)
	case v.Action >= guard.Suppress:
		w.setDisposition(c, k, v, t)
	case c.count == 1 || g.phase > smtp.Rcpt:
		w.applyVerdict(g, c, q, peer, v, t)
	default:
		w.refuseRecipient(c, k, w.outcomes.of(outcome{reply: v.Reply, cause: smtp.Said, phase: smtp.Rcpt}), t)
	}
}

// refuseRecipient notes what RCPT said to one recipient of several.
func (w *World) refuseRecipient(c *queuedCopy, k, o uint16, t *sessionOutcome) {
	if len(w.rcptOutcomes) == 0 {
		w.rcptOutcomes = append(w.rcptOutcomes, make([]uint16, c.count)...)
	}
	if w.rcptOutcomes[k] == 0 {
		w.rcptOutcomes[k] = o
		t.mixed = true
	}
}

// setDisposition notes where a recipient goes whom the peer accepts and does not treat as usual.
func (w *World) setDisposition(c *queuedCopy, k uint16, v *guard.Verdict, t *sessionOutcome) {
	if !t.hasDispositions {
		t.hasDispositions = true
		w.dispositions = append(w.dispositions[:0], make([]disposition, c.count)...)
	}
	if w.dispositions[k].action == guard.Pass {
		w.dispositions[k] = disposition{v.Action, uint16(v.To)}
	}
}

// applyDispositions lets the recipients go their own ways, and keeps in the parcel who goes the usual one.
func (w *World) applyDispositions(p *envelope, c *queuedCopy, f *session) {
	usual := w.remaining[:0]
	for i := range c.count {
		d := w.deliveryOf(c, i)
		switch v := w.dispositions[i]; {
		case f.mixed && w.rcptOutcomes[i] != 0:
		case v.action == guard.Pass:
			usual = append(usual, d)
		case v.action != guard.Divert:
			w.removeRecipient(p, d, v.action)
		}
	}
	w.remaining = usual
	w.divert(p, c, f)
	p.listed, p.count = usual, uint32(len(usual))
}

// divert gives recipients to other hosts, one parcel for each.
func (w *World) divert(p *envelope, c *queuedCopy, f *session) {
	for i := range c.count {
		if w.dispositions[i].action != guard.Divert || f.mixed && w.rcptOutcomes[i] != 0 {
			continue
		}
		d := w.deliveryOf(c, i)
		w.record(&Record{Kind: Diverted, Copy: c.number, Message: c.message, Delivery: d, Host: p.host, Peer: w.dispositions[i].to, Bytes: w.size(c)})
		w.mailDiverted(p.mail, p.host)
		other := *p
		other.host, other.listed, other.first, other.count = w.dispositions[i].to, nil, d, 1
		w.hosts[other.host].contacted = true
		w.hosts[other.host].countAccepted(w.tables[c.mail].class)
		other.key = random.Mix(p.key, uint64(d-w.messages[p.message].first)+1)
		w.accept(&other)
	}
}

// allDiverted reports whether all recipients go to other hosts: the peer then has nothing to do with the message.
func (w *World) allDiverted(count uint16, f *session) bool {
	for i, v := range w.dispositions[:count] {
		if v.action != guard.Divert && !(f.mixed && w.rcptOutcomes[i] != 0) {
			return false
		}
	}
	return true
}

// removeRecipient ends the way of a recipient whose copy a guard has, throws away or locks away.
func (w *World) removeRecipient(p *envelope, number uint32, act guard.Action) {
	w.counters.received++
	if act == guard.Suppress {
		w.suppress(p, number)
		return
	}
	w.counters.removed++
	r := Record{Kind: Discarded, Copy: p.parent, Message: p.message, Delivery: number, Host: p.host, Peer: p.peer, Bytes: p.size}
	id, gone := metrics.Discarded, GoneDiscarded
	if act == guard.Quarantine {
		r.Kind, id, gone = Quarantined, metrics.Quarantined, GoneQuarantined
	}
	w.deliveries[number].gone = gone
	if w.fromScenario(p.mail) {
		w.hosts[p.host].values[id]++
		w.mailVanished(p.mail)
	}
	w.record(&r)
}

// submit lets a host take what its own users write or other hosts gave it, past the guards that watch the senders.
func (w *World) submit(p envelope) {
	h := &w.hosts[p.host]
	if !h.checksSubmission || w.tables[p.mail].class == dsns || !w.fromScenario(p.mail) && w.generated[p.message-w.scenarioMessages].traits&auto != 0 {
		w.receive(p)
		return
	}
	admitted := w.submitted[:0]
	for i := range p.count {
		if d := p.delivery(i); w.passesSubmission(h, &p, d) {
			admitted = append(admitted, d)
		}
	}
	w.submitted = admitted
	p.listed, p.count = admitted, uint32(len(admitted))
	if p.count > 0 {
		w.receive(p)
	}
}

// passesSubmission asks the guards that watch senders; who is refused gets an NDR at once.
func (w *World) passesSubmission(h *host, p *envelope, number uint32) bool {
	relayed := p.peer != NoPeer
	w.request = guard.Request{Submitted: !relayed, At: w.now, Message: w.identity(p.mail, p.message), Size: p.size}
	w.setSender(p.mail, p.message)
	to := w.recipient(p.mail, p.message, number)
	w.setRecipient(to, h)
	c := queuedCopy{number: p.parent, message: p.message, mail: p.mail, key: p.key, to: number, count: 1}
	for i := range h.guards {
		g := &h.guards[i]
		if !g.Kind.Submission || relayed && !g.Kind.Relays || !g.isActive(w.now) || w.request.Sender == 0 || !w.matches(&g.selector, &c, nil, nil, 0) {
			continue
		}
		if v := w.askGuard(g, h); v.Action == guard.Refuse {
			w.counters.received++
			w.counters.denied++
			w.blameTrouble(p.mail, number, troubleAt(p.host))
			w.bounce(&c, p.host, number, w.outcomes.of(outcome{reply: v.Reply, cause: smtp.Said, phase: smtp.Mail}), 0)
			return false
		}
	}
	return true
}

// reportQueued tells the guards that want to know what a host takes and what leaves it.
func (w *World) reportQueued(h *host, m guard.Moment, c *queuedCopy, number uint32) {
	a := w.recipient(c.mail, c.message, number)
	w.request = guard.Request{Moment: m, At: w.now, Message: w.identity(c.mail, c.message), Recipient: w.addressKeys[a], Size: w.size(c)}
	for i := range h.guards {
		if h.guards[i].Kind.TracksQueue {
			w.askGuard(&h.guards[i], h)
		}
	}
}

// network is the /24 in which a server has its address.
func (h *host) network(server uint16) uint16 {
	return server % uint16(max(h.profile.Pool.Networks, 1))
}

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
func (net *network) buildGuards(h *host) {
	for i := range h.Guards {
		g := &h.Guards[i]
		made, err := g.Kind.Make(g.Params)
		if err != nil {
			panic("sim: " + err.Error()) // whoever made the configuration made the guard before
		}
		origin := random.Name("guard." + h.Name + "." + g.Name)
		v := activeGuard{Guard: g, guard: made, phase: g.Kind.Phase, selector: net.buildSelector(origin, origin, g.Starts, g.Lasts, &g.Filter)}
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

// reaches reports whether a session comes to a phase with something to judge.
func (t *sessionOutcome) reaches(p smtp.Phase) bool {
	return p < t.phase || p == t.phase && t.phase == smtp.Dot && t.kept
}

// isRefused reports whether a recipient was turned away already.
func (t *sessionOutcome) isRefused(sr *sessionRunner, k uint16) bool {
	return t.mixed && sr.rcptOutcomes[k] != 0
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

// applyDispositions lets the recipients go their own ways, and keeps in the parcel who goes the usual one.
func (qm *queueManager) applyDispositions(p *envelope, c *queuedCopy, f *session) {
	usual := qm.remaining[:0]
	for i := range c.count {
		d := qm.deliveryOf(c, i)
		switch v := qm.dispositions[i]; {
		case f.mixed && qm.rcptOutcomes[i] != 0:
		case v.action == guard.Pass:
			usual = append(usual, d)
		case v.action != guard.Divert:
			qm.removeRecipient(p, d, v.action)
		}
	}
	qm.remaining = usual
	qm.divert(p, c, f)
	p.listed, p.count = usual, uint32(len(usual))
}

// divert gives recipients to other hosts, one parcel for each.
func (qm *queueManager) divert(p *envelope, c *queuedCopy, f *session) {
	for i := range c.count {
		if qm.dispositions[i].action != guard.Divert || f.mixed && qm.rcptOutcomes[i] != 0 {
			continue
		}
		d := qm.deliveryOf(c, i)
		qm.record(&Record{Kind: Diverted, Copy: c.number, Message: c.message, Delivery: d, Host: p.host, Peer: qm.dispositions[i].to, Bytes: qm.size(c)})
		qm.mailDiverted(p.mail, p.host)
		other := *p
		other.host, other.listed, other.first, other.count = qm.dispositions[i].to, nil, d, 1
		qm.hosts[other.host].contacted = true
		qm.hosts[other.host].countAccepted(qm.tables[c.mail].class)
		other.key = random.Mix(p.key, uint64(d-qm.messages[p.message].first)+1)
		qm.accept(&other)
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

// removeRecipient ends the way of a recipient whose copy a guard has, throws away or locks away.
func (qm *queueManager) removeRecipient(p *envelope, number uint32, act guard.Action) {
	qm.counters.received++
	if act == guard.Suppress {
		qm.suppress(p, number)
		return
	}
	qm.counters.removed++
	r := Record{Kind: Discarded, Copy: p.parent, Message: p.message, Delivery: number, Host: p.host, Peer: p.peer, Bytes: p.size}
	id, gone := metrics.Discarded, GoneDiscarded
	if act == guard.Quarantine {
		r.Kind, id, gone = Quarantined, metrics.Quarantined, GoneQuarantined
	}
	qm.deliveries[number].gone = gone
	if qm.fromScenario(p.mail) {
		qm.hosts[p.host].values[id]++
		qm.mailVanished(p.mail)
	}
	qm.record(&r)
}

// submit lets a host take what its own users write or other hosts gave it, past the guards that watch the senders.
func (qm *queueManager) submit(p envelope) {
	h := &qm.hosts[p.host]
	if !h.checksSubmission || qm.tables[p.mail].class == dsns || !qm.fromScenario(p.mail) && qm.generated[p.message-qm.scenarioMessages].traits&auto != 0 {
		qm.receive(p)
		return
	}
	admitted := qm.submitted[:0]
	for i := range p.count {
		if d := p.delivery(i); qm.passesSubmission(h, &p, d) {
			admitted = append(admitted, d)
		}
	}
	qm.submitted = admitted
	p.listed, p.count = admitted, uint32(len(admitted))
	if p.count > 0 {
		qm.receive(p)
	}
}

// passesSubmission asks the guards that watch senders; who is refused gets an NDR at once.
func (qm *queueManager) passesSubmission(h *host, p *envelope, number uint32) bool {
	relayed := p.peer != NoPeer
	qm.request = guard.Request{Submitted: !relayed, At: qm.now, Message: qm.identity(p.mail, p.message), Size: p.size}
	qm.setSender(p.mail, p.message)
	to := qm.recipient(p.mail, p.message, number)
	qm.setRecipient(to, h)
	c := queuedCopy{number: p.parent, message: p.message, mail: p.mail, key: p.key, to: number, count: 1}
	for i := range h.guards {
		g := &h.guards[i]
		if !g.Kind.Submission || relayed && !g.Kind.Relays || !g.isActive(qm.now) || qm.request.Sender == 0 || !qm.matches(&g.selector, &c, nil, nil, 0) {
			continue
		}
		if v := qm.askGuard(g, h); v.Action == guard.Refuse {
			qm.counters.received++
			qm.counters.denied++
			qm.blameTrouble(p.mail, number, troubleAt(p.host))
			qm.bounce(&c, p.host, number, qm.outcomes.of(outcome{reply: v.Reply, cause: smtp.Said, phase: smtp.Mail}), 0)
			return false
		}
	}
	return true
}

// reportQueued tells the guards that want to know what a host takes and what leaves it.
func (qm *queueManager) reportQueued(h *host, m guard.Moment, c *queuedCopy, number uint32) {
	a := qm.recipient(c.mail, c.message, number)
	qm.request = guard.Request{Moment: m, At: qm.now, Message: qm.identity(c.mail, c.message), Recipient: qm.addressKeys[a], Size: qm.size(c)}
	for i := range h.guards {
		if h.guards[i].Kind.TracksQueue {
			qm.askGuard(&h.guards[i], h)
		}
	}
}

// network is the /24 in which a server has its address.
func (h *host) network(server uint16) uint16 {
	return server % uint16(max(h.profile.Pool.Networks, 1))
}

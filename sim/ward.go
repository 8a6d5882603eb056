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

// ward is a guard of a host in this run, with its memory.
type ward struct {
	*Guard
	scope
	guard  guard.Guard
	phase  smtp.Phase
	row    int // of its kind on the shelf
	asked  bool
	warned bool
}

// way is what the peer does with a recipient whom it accepted.
type way struct {
	act guard.Action
	to  uint16
}

// wardsOf makes the guards of a host, in the order in which a session meets them.
func (w *World) wardsOf(h *host) {
	for i := range h.Guards {
		g := &h.Guards[i]
		made, err := g.Kind.Make(g.Params)
		if err != nil {
			panic("sim: " + err.Error()) // whoever made the configuration made the guard before
		}
		origin := random.Name("guard." + h.Name + "." + g.Name)
		v := ward{Guard: g, guard: made, phase: g.Kind.Phase, scope: w.scope(origin, origin, g.Starts, g.Lasts, &g.Filter)}
		v.of, v.part = g.Of, g.Share
		v.row = slices.IndexFunc(guard.Kinds, func(k guard.Kind) bool { return k.Name == g.Kind.Name })
		if g.Kind.Asked != nil {
			v.phase = g.Kind.Asked(g.Params)
		}
		if g.Off {
			v.starts, v.ends = never, never
		}
		h.keeper = h.keeper || g.Kind.Custody
		h.checks = h.checks || g.Kind.Submission
		h.wards = append(h.wards, v)
	}
	slices.SortStableFunc(h.wards, func(a, b ward) int {
		return cmp.Or(cmp.Compare(a.phase, b.phase), cmp.Compare(a.row, b.row), cmp.Compare(a.Name, b.Name))
	})
}

// pass leads a session past the guards of the peer, each of which speaks at its own phase: first those up to RCPT, then the later ones.
func (w *World) pass(c *custody, q *queue, n int, t *talk, turn uint64, late bool) {
	to := &w.hosts[q.next[n]]
	if !t.mixed {
		w.told = w.told[:0]
	}
	for i := range to.wards {
		g := &to.wards[i]
		if g.Kind.Submission || g.phase > smtp.Rcpt != late || !g.holds(w.now) || !t.reaches(g.phase) || !w.befalls(&g.scope, c, q, t, turn) {
			continue
		}
		w.encounter(c, q, t)
		if !g.Kind.Each {
			v := w.meet(g, to)
			w.judge(g, c, q, q.next[n], &v, t)
			continue
		}
		for k := range c.count {
			if t.refused(w, k) || !w.named(&g.scope, c, w.of(c, k), turn) {
				continue
			}
			w.address(w.recipient(c.mail, c.message, w.of(c, k)), to)
			v := w.meet(g, to)
			w.judgeOne(g, c, q, q.next[n], k, &v, t)
		}
	}
	if t.mixed {
		w.sum(c, t)
	}
}

// reaches reports whether a session comes to a phase with something to judge.
func (t *talk) reaches(p smtp.Phase) bool {
	return p < t.phase || p == t.phase && t.phase == smtp.Dot && t.kept
}

// refused reports whether a recipient was turned away already.
func (t *talk) refused(w *World, k uint16) bool { return t.mixed && w.told[k] != 0 }

// encounter describes a session to guards.
func (w *World) encounter(c *custody, q *queue, t *talk) {
	from := &w.hosts[q.host]
	w.asking = guard.Encounter{At: w.now, Message: w.identity(c.mail, c.message), Client: from.client, Server: t.server,
		Network: from.network(t.server), Size: w.size(c), Hops: c.hops}
	w.from(c.mail, c.message)
}

// from tells guards the sender of a message.
func (w *World) from(mail uint16, message uint32) {
	if from := w.sender(mail, message); from >= 0 {
		w.asking.Sender, w.asking.Domain = w.names[from], w.domains[from]
	}
}

// address tells guards the recipient.
func (w *World) address(a int, h *host) {
	w.asking.Recipient, w.asking.Target, w.asking.Inside = w.names[a], w.domains[a], h.Own[a]
}

// meet asks a guard.
func (w *World) meet(g *ward, h *host) guard.Verdict {
	v := g.guard.Meet(&w.asking)
	g.asked = true
	if v.Forgot && !g.warned {
		g.warned = true
		w.forgotten("the guard " + g.Name + " of host " + h.Name)
	}
	return v
}

// judge applies a verdict that concerns the whole session.
func (w *World) judge(g *ward, c *custody, q *queue, peer uint16, v *guard.Verdict, t *talk) {
	switch v.Act {
	case guard.Pass:
		w.linger(&w.hosts[q.host], v.Delay, t)
	case guard.Answer:
		if g.Kind.Loop && t.kept {
			w.loop(c, q, peer, v.Reply)
		}
		t.end(g.phase, smtp.Said, v.Reply)
		t.note(w.hosts[q.host].profile)
	case guard.Drop:
		t.end(smtp.Data, smtp.Dropped, smtp.Reply{})
		t.bytes = min(v.Bytes, w.size(c))
		t.note(w.hosts[q.host].profile)
	default:
		for k := range c.count {
			w.lead(c, k, v, t)
		}
	}
}

// linger lets the client wait for a guard, as long as it has patience for a greeting.
func (w *World) linger(from *host, delay time.Duration, t *talk) {
	if most := from.profile.Patience[smtp.Greeting]; delay > most {
		t.end(smtp.Greeting, smtp.Stalled, smtp.Reply{})
		t.note(from.profile)
		delay = most
	}
	t.waits += delay
}

// end lets a session fail at a phase.
func (t *talk) end(p smtp.Phase, cause smtp.Cause, r smtp.Reply) {
	if p == smtp.Dot {
		t.finish(cause, r, false, 0)
		return
	}
	t.phase, t.cause, t.reply, t.kept, t.sorted, t.bytes, t.lasts = p, cause, r, false, false, 0, 0
	t.mixed = t.mixed && p > smtp.Rcpt
}

// judgeOne applies a verdict on one recipient. What is said behind RCPT concerns all who were accepted.
func (w *World) judgeOne(g *ward, c *custody, q *queue, peer, k uint16, v *guard.Verdict, t *talk) {
	switch {
	case v.Act == guard.Pass:
		w.linger(&w.hosts[q.host], v.Delay, t)
	case v.Act >= guard.Swallow:
		w.lead(c, k, v, t)
	case c.count == 1 || g.phase > smtp.Rcpt:
		w.judge(g, c, q, peer, v, t)
	default:
		w.refuse(c, k, w.outcomes.of(outcome{reply: v.Reply, cause: smtp.Said, phase: smtp.Rcpt}), t)
	}
}

// refuse notes what RCPT said to one recipient of several.
func (w *World) refuse(c *custody, k, o uint16, t *talk) {
	if len(w.told) == 0 {
		w.told = append(w.told, make([]uint16, c.count)...)
	}
	if w.told[k] == 0 {
		w.told[k] = o
		t.mixed = true
	}
}

// lead notes where a recipient goes whom the peer accepts and does not treat as usual.
func (w *World) lead(c *custody, k uint16, v *guard.Verdict, t *talk) {
	if !t.sorted {
		t.sorted = true
		w.ways = append(w.ways[:0], make([]way, c.count)...)
	}
	if w.ways[k].act == guard.Pass {
		w.ways[k] = way{v.Act, uint16(v.To)}
	}
}

// sort lets the recipients go their own ways, and keeps in the parcel who goes the usual one.
func (w *World) sort(p *parcel, c *custody, f *flight) {
	usual := w.aside[:0]
	for i := range c.count {
		d := w.of(c, i)
		switch v := w.ways[i]; {
		case f.mixed && w.told[i] != 0:
		case v.act == guard.Pass:
			usual = append(usual, d)
		case v.act != guard.Divert:
			w.remove(p, d, v.act)
		}
	}
	w.aside = usual
	w.divert(p, c, f)
	p.listed, p.count = usual, uint32(len(usual))
}

// divert gives recipients to other hosts, one parcel for each.
func (w *World) divert(p *parcel, c *custody, f *flight) {
	for i := range c.count {
		if w.ways[i].act != guard.Divert || f.mixed && w.told[i] != 0 {
			continue
		}
		d := w.of(c, i)
		w.record(&Record{Kind: Diverted, Copy: c.number, Message: c.message, Delivery: d, Host: p.host, Peer: w.ways[i].to, Bytes: w.size(c)})
		w.strays(p.mail, p.host)
		other := *p
		other.host, other.listed, other.first, other.count = w.ways[i].to, nil, d, 1
		w.hosts[other.host].met = true
		w.hosts[other.host].believe(w.tables[c.mail].class)
		other.key = random.Mix(p.key, uint64(d-w.messages[p.message].first)+1)
		w.take(&other)
	}
}

// diverted reports whether all recipients go to other hosts: the peer then has nothing to do with the message.
func (w *World) diverted(count uint16, f *flight) bool {
	for i, v := range w.ways[:count] {
		if v.act != guard.Divert && !(f.mixed && w.told[i] != 0) {
			return false
		}
	}
	return true
}

// remove ends the way of a recipient whose copy a guard has, throws away or locks away.
func (w *World) remove(p *parcel, number uint32, act guard.Action) {
	w.ledger.received++
	if act == guard.Swallow {
		w.suppress(p, number)
		return
	}
	w.ledger.removed++
	r := Record{Kind: Discarded, Copy: p.parent, Message: p.message, Delivery: number, Host: p.host, Peer: p.peer, Bytes: p.size}
	id, gone := metrics.Discarded, GoneDiscarded
	if act == guard.Quarantine {
		r.Kind, id, gone = Quarantined, metrics.Quarantined, GoneQuarantined
	}
	w.deliveries[number].gone = gone
	if w.ours(p.mail) {
		w.hosts[p.host].values[id]++
		w.vanishes(p.mail)
	}
	w.record(&r)
}

// admit lets a host take what its own users write or other hosts gave it, past the guards that watch the senders.
func (w *World) admit(p parcel) {
	h := &w.hosts[p.host]
	if !h.checks || w.tables[p.mail].class == reports || !w.ours(p.mail) && w.letters[p.message-w.composed].traits&auto != 0 {
		w.receive(p)
		return
	}
	admitted := w.admitted[:0]
	for i := range p.count {
		if d := p.delivery(i); w.admits(h, &p, d) {
			admitted = append(admitted, d)
		}
	}
	w.admitted = admitted
	p.listed, p.count = admitted, uint32(len(admitted))
	if p.count > 0 {
		w.receive(p)
	}
}

// admits asks the guards that watch senders; who is refused gets an NDR at once.
func (w *World) admits(h *host, p *parcel, number uint32) bool {
	relayed := p.peer != NoPeer
	w.asking = guard.Encounter{Submitted: !relayed, At: w.now, Message: w.identity(p.mail, p.message), Size: p.size}
	w.from(p.mail, p.message)
	to := w.recipient(p.mail, p.message, number)
	w.address(to, h)
	c := custody{number: p.parent, message: p.message, mail: p.mail, key: p.key, to: number, count: 1}
	for i := range h.wards {
		g := &h.wards[i]
		if !g.Kind.Submission || relayed && !g.Kind.Relays || !g.holds(w.now) || w.asking.Sender == 0 || !w.befalls(&g.scope, &c, nil, nil, 0) {
			continue
		}
		if v := w.meet(g, h); v.Act == guard.Answer {
			w.ledger.received++
			w.ledger.denied++
			w.blame(p.mail, number, place(p.host))
			w.bounce(&c, p.host, number, w.outcomes.of(outcome{reply: v.Reply, cause: smtp.Said, phase: smtp.Mail}), 0)
			return false
		}
	}
	return true
}

// watch tells the guards that want to know what a host takes and what leaves it.
func (w *World) watch(h *host, m guard.Moment, c *custody, number uint32) {
	a := w.recipient(c.mail, c.message, number)
	w.asking = guard.Encounter{Moment: m, At: w.now, Message: w.identity(c.mail, c.message), Recipient: w.names[a], Size: w.size(c)}
	for i := range h.wards {
		if h.wards[i].Kind.Custody {
			w.meet(&h.wards[i], h)
		}
	}
}

// network is the /24 in which a server has its address.
func (h *host) network(server uint16) uint16 {
	return server % uint16(max(h.profile.Pool.Networks, 1))
}

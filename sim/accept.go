package sim

import (
	"mailstorm/sim/guard"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// handOver gives the peer its copy of the recipients that it accepted.
func (qm *queueManager) handOver(c *queuedCopy, f *session) {
	q := &qm.queues[c.queue]
	peer := f.host
	p := envelope{message: c.message, mail: c.mail, size: qm.size(c), key: random.Mix(c.key, uint64(c.attempts)<<8|uint64(f.number)), parent: c.number, path: c.path,
		bytes: f.bytes, host: peer, peer: q.host, hops: c.hops + 1, first: c.to, count: uint32(c.count)}
	if c.count > 1 {
		p.listed = qm.acceptedRecipients(c, f)
		p.count = uint32(len(p.listed))
	}
	if !f.hasDispositions {
		qm.hosts[peer].countAccepted(qm.tables[c.mail].class)
		qm.accept(&p)
		return
	}
	way := qm.extend(&p) // one transfer, however many ways lead on from it
	p.path, p.bytes = way, 0
	qm.applyDispositions(&p, c, f)
	if p.count > 0 || !qm.allDiverted(c.count, f) {
		qm.hosts[peer].countAccepted(qm.tables[c.mail].class)
	}
	if p.count > 0 {
		qm.accept(&p)
	}
	qm.paths.Release(way)
}

// accept lets a host have what it accepted from another.
func (qm *queueManager) accept(p *envelope) {
	if qm.fromScenario(p.mail) {
		qm.hosts[p.host].values[metrics.Kept]++
		qm.series.At(qm.now).Kept++
	}
	qm.submit(*p)
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
	qm.request = guard.Request{Submitted: p.peer == NoPeer, At: qm.now, Message: qm.identity(p.mail, p.message), Size: p.size}
	qm.setSender(p.mail, p.message)
	to := qm.recipient(p.mail, p.message, number)
	qm.setRecipient(to, h)
	c := queuedCopy{number: p.parent, message: p.message, mail: p.mail, key: p.key, path: p.path, to: number, count: 1}
	reply, refused := qm.refusesSender(h, &c, nil, nil)
	if refused {
		qm.counters.received++
		qm.counters.denied++
		qm.blameTrouble(p.mail, number, troubleAt(p.host))
		qm.bounce(&c, p.host, number, qm.outcomes.of(outcome{reply: reply, cause: smtp.Said, phase: smtp.Mail}), 0)
	}
	return !refused
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

// writeGenerated lets such a message enter its first host.
func (qm *queueManager) writeGenerated(number uint32) {
	m := &qm.messages[number]
	l := &qm.generated[number-qm.scenarioMessages]
	l.traits |= writtenAlready
	qm.counters.generatedWaiting--
	flags := Flags(0)
	switch class := qm.tables[m.mail].class; {
	case class == automatic:
		flags = FlagAuto
		if l.traits&redirected != 0 {
			flags |= FlagKept
		}
		qm.hosts[l.host].values[metrics.AutoCount]++
		qm.series.At(qm.now).Auto++
		qm.counters.lastAuto = qm.now
	case class == dsns:
		flags = FlagReport
		if l.traits&aboutGenerated != 0 {
			flags |= FlagAuto
		}
		qm.hosts[l.host].values[metrics.DSNCount]++
		clear(qm.dsnsDue)
	default:
		qm.counters.messages++
		qm.counters.deliveries++
		qm.counters.resent++
		qm.counters.needed += max(qm.handoversTo(int(l.host), []int{int(l.to)}), 0)
	}
	qm.record(&Record{Kind: Written, Message: number, Delivery: None, Host: l.host, Peer: NoPeer, Bytes: m.size, Parent: uint64(l.cause) + 1, Flags: flags})
	qm.submit(envelope{message: number, mail: m.mail, size: m.size, key: m.key, host: l.host, peer: NoPeer, first: m.first, count: 1, hops: l.hops})
}

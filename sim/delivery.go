package sim

import (
	"time"

	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

// deliver puts a copy into a mailbox of the host. That is no attempt and costs no bytes.
func (gen *generator) deliver(p *envelope, number uint32) {
	if gen.mailboxes == nil {
		gen.store(p, number)
		return
	}
	b := gen.mailboxes[gen.recipient(p.mail, p.message, number)]
	if b == nil {
		gen.store(p, number)
		return
	}
	gen.applyRules(b, p, number)
}

// store lets a copy lie in the mailbox.
func (gen *generator) store(p *envelope, number uint32) {
	d := &gen.deliveries[number]
	flags := Flags(0)
	if d.copies == 0 {
		flags = FlagFirst
		d.first = gen.now
	}
	d.copies++
	d.last = gen.now
	gen.counters.deposited++
	gen.record(&Record{Kind: Delivered, Copy: p.parent, Message: p.message, Delivery: number, Host: p.host, Peer: p.peer,
		Bytes: p.size, Flags: flags})
	switch gen.tables[p.mail].class {
	case scenarioMail:
		gen.countDelivered(p, number)
	case automatic:
		gen.hosts[p.host].values[metrics.AutoCopies]++
	case dsns:
		if d.copies == 1 {
			gen.dsnDelivered(p.message)
		}
	}
}

// suppress ends the way of a duplicate that a guard or a mailbox recognised.
func (gen *generator) suppress(p *envelope, number uint32) {
	if d := &gen.deliveries[number]; d.gone == NotGone { // else what became of the first copy says more
		d.gone = GoneSuppressed
	}
	gen.counters.suppressed++
	if gen.fromScenario(p.mail) {
		gen.hosts[p.host].values[metrics.Suppressed]++
		gen.series.At(gen.now).Suppressed++
	}
	gen.record(&Record{Kind: Suppressed, Copy: p.parent, Message: p.message, Delivery: number, Host: p.host, Peer: p.peer, Bytes: p.size})
}

// bounceFull answers for a mailbox without room: the host took the message, so it writes the NDR.
func (gen *generator) bounceFull(p *envelope, number uint32) {
	h := &gen.hosts[p.host]
	gen.counters.full++
	h.noteFullMailbox(gen.now)
	gen.bounceHere(p, number, fullForGood)
}

// bounceUnknown answers for an address that nobody has, where there was no session to say so.
func (gen *generator) bounceUnknown(p *envelope, number uint32) {
	gen.counters.unroutable++
	gen.bounceHere(p, number, noSuchMailbox)
}

// bounceHere writes the NDR for a recipient who lives here and does not get the message.
func (gen *generator) bounceHere(p *envelope, number uint32, says smtp.Reply) {
	gen.blameTrouble(p.mail, number, troubleAt(p.host))
	c := queuedCopy{number: p.parent, message: p.message, mail: p.mail, key: p.key, path: p.path}
	gen.bounce(&c, p.host, number, gen.outcomes.of(outcome{reply: says, cause: smtp.Said, phase: smtp.Rcpt}), 0)
}

// noteFullMailbox notes that a mailbox of the host had no room.
func (h *host) noteFullMailbox(now time.Duration) {
	if !h.hadFullMailbox {
		h.hadFullMailbox, h.fullMailboxAt = true, now
	}
}

// What a full mailbox answers: Exchange for good (reference: mailbox full is permanent there), others for now.
var (
	fullForGood = smtp.Reply{Code: 554, Enhanced: smtp.Status(5, 2, 2)}
	fullForNow  = smtp.Reply{Code: 452, Enhanced: smtp.Status(4, 2, 2)}
)

// noSuchMailbox is said of an address that nobody has.
var noSuchMailbox = smtp.Reply{Code: 550, Enhanced: smtp.Status(5, 1, 1)}

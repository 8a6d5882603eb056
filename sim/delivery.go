package sim

import (
	"time"

	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

// delivery is one message for one recipient.
type delivery struct {
	first         time.Duration // copy in the mailbox
	last          time.Duration
	ndrAt         time.Duration // when the first NDR reached the sender
	silence       time.Duration // until its sender was told anything, if it had not arrived by then: see silent
	copies        uint32
	ndrs          uint32 // written
	ndrsDelivered uint32 // of them, in the sender's mailbox
	held          uint32 // copies for it that hosts hold
	notices       uint16
	lost          uint16 // copies that a host lost after its 250
	code          uint16 // of the first NDR that came: an index into outcomes
	repeats       uint16 // messages among it and those written again for it that arrived
	ndrsUnderWay  uint16 // NDRs about it that are under way; known at the end
	gone          Disappearance
	informed      bool // its sender was told something
	hadSilence    bool
	delayed       bool   // see Delivery.Deferred
	trouble       uint16 // that befell it last, or first where nobody gave up: an index into sight.troubles
}

// Disappearance says where a copy went last that neither arrived nor was reported.
type Disappearance uint8

// Where it may have gone.
const (
	NotGone         Disappearance = iota
	GoneLost                      // after a 250
	GoneDiscarded                 // thrown away by a guard
	GoneQuarantined               // locked away by a guard
	GoneSuppressed                // taken for a duplicate
	GonePurged                    // by an administrator
	GoneUnreported                // its NDR died
)

var disappearanceWords = [...]string{"", "lost after 250", "discarded", "quarantined", "suppressed", "purged", "its NDR died"}

func (g Disappearance) String() string { return disappearanceWords[g] }

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

// countDelivered counts a copy of people's mail.
func (ob *observer) countDelivered(p *envelope, number uint32) {
	d := &ob.deliveries[number]
	h, cell := &ob.hosts[p.host], ob.series.at(ob.now)
	h.values[metrics.Copies]++
	cell.Copies++
	if d.copies > 1 {
		h.values[metrics.Duplicates]++
		cell.Duplicates++
		ob.signSeen(d.trouble)
		return
	}
	ob.paths.useful += p.bytes
	ob.paths.mark(p.path)
	root := d
	if p.message >= ob.scenarioMessages {
		root = &ob.deliveries[ob.generated[p.message-ob.scenarioMessages].about]
	}
	if root.repeats++; root.repeats > 1 {
		ob.counters.extraCopies++
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
		gen.series.at(gen.now).Suppressed++
	}
	gen.record(&Record{Kind: Suppressed, Copy: p.parent, Message: p.message, Delivery: number, Host: p.host, Peer: p.peer, Bytes: p.size})
}

// bounceFull answers for a mailbox without room: the host took the message, so it writes the NDR.
func (gen *generator) bounceFull(p *envelope, number uint32) {
	h := &gen.hosts[p.host]
	gen.counters.full++
	h.noteFullMailbox(gen.now)
	gen.blameTrouble(p.mail, number, troubleAt(p.host))
	c := queuedCopy{number: p.parent, message: p.message, mail: p.mail, key: p.key}
	gen.bounce(&c, p.host, number, gen.outcomes.of(outcome{reply: fullForGood, cause: smtp.Said, phase: smtp.Rcpt}), 0)
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

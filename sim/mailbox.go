package sim

import (
	"time"

	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

// delivery is one message for one recipient.
type delivery struct {
	first   time.Duration // copy in the mailbox
	last    time.Duration
	toldAt  time.Duration // when the first NDR reached the sender
	silence time.Duration // until its sender was told anything, if it had not arrived by then: see silent
	copies  uint32
	ndrs    uint32 // written
	told    uint32 // of them, in the sender's mailbox
	held    uint32 // copies for it that hosts hold
	notices uint16
	lost    uint16 // copies that a host lost after its 250
	code    uint16 // of the first NDR that came: an index into outcomes
	repeats uint16 // messages among it and those written again for it that arrived
	news    uint16 // NDRs about it that are under way; known at the end
	gone    Gone
	hinted  bool // its sender was told something
	silent  bool
	delayed bool   // see Delivery.Deferred
	trouble uint16 // that befell it last, or first where nobody gave up: an index into sight.troubles
}

// Gone says where a copy went last that neither arrived nor was reported.
type Gone uint8

// Where it may have gone.
const (
	GoneNowhere     Gone = iota
	GoneLost             // after a 250
	GoneDiscarded        // thrown away by a guard
	GoneQuarantined      // locked away by a guard
	GoneSuppressed       // taken for a duplicate
	GonePurged           // by an administrator
	GoneUnreported       // its NDR died
)

var goneWords = [...]string{"", "lost after 250", "discarded", "quarantined", "suppressed", "purged", "its NDR died"}

func (g Gone) String() string { return goneWords[g] }

// deposit puts a copy into a mailbox of the host. That is no attempt and costs no bytes.
func (w *World) deposit(p *parcel, number uint32) {
	if w.boxes == nil {
		w.shelve(p, number)
		return
	}
	b := w.boxes[w.recipient(p.mail, p.message, number)]
	if b == nil {
		w.shelve(p, number)
		return
	}
	w.open(b, p, number)
}

// shelve lets a copy lie in the mailbox.
func (w *World) shelve(p *parcel, number uint32) {
	d := &w.deliveries[number]
	flags := Flags(0)
	if d.copies == 0 {
		flags = FlagFirst
		d.first = w.now
	}
	d.copies++
	d.last = w.now
	w.ledger.deposited++
	w.record(&Record{Kind: Delivered, Copy: p.parent, Message: p.message, Delivery: number, Host: p.host, Peer: p.peer,
		Bytes: p.size, Flags: flags})
	switch w.tables[p.mail].class {
	case people:
		w.account(p, number)
	case automatic:
		w.hosts[p.host].values[metrics.AutoCopies]++
	case reports:
		if d.copies == 1 {
			w.learn(p.message)
		}
	}
}

// account counts a copy of people's mail.
func (w *World) account(p *parcel, number uint32) {
	d := &w.deliveries[number]
	h, cell := &w.hosts[p.host], w.series.at(w.now)
	h.values[metrics.Copies]++
	cell.Copies++
	if d.copies > 1 {
		h.values[metrics.Duplicates]++
		cell.Duplicates++
		w.sign(d.trouble)
		return
	}
	w.paths.useful += p.bytes
	w.paths.mark(p.path)
	root := d
	if p.message >= w.composed {
		root = &w.deliveries[w.letters[p.message-w.composed].about]
	}
	if root.repeats++; root.repeats > 1 {
		w.ledger.extra++
	}
}

// suppress ends the way of a duplicate that a guard or a mailbox recognised.
func (w *World) suppress(p *parcel, number uint32) {
	if d := &w.deliveries[number]; d.gone == GoneNowhere { // else what became of the first copy says more
		d.gone = GoneSuppressed
	}
	w.ledger.suppressed++
	if w.ours(p.mail) {
		w.hosts[p.host].values[metrics.Suppressed]++
		w.series.at(w.now).Suppressed++
	}
	w.record(&Record{Kind: Suppressed, Copy: p.parent, Message: p.message, Delivery: number, Host: p.host, Peer: p.peer, Bytes: p.size})
}

// overflow answers for a mailbox without room: the host took the message, so it writes the NDR.
func (w *World) overflow(p *parcel, number uint32) {
	h := &w.hosts[p.host]
	w.ledger.full++
	h.brim(w.now)
	w.blame(p.mail, number, place(p.host))
	c := custody{number: p.parent, message: p.message, mail: p.mail, key: p.key}
	w.bounce(&c, p.host, number, w.outcomes.of(outcome{reply: fullForGood, cause: smtp.Said, phase: smtp.Rcpt}), 0)
}

// brim notes that a mailbox of the host had no room.
func (h *host) brim(now time.Duration) {
	if !h.filled {
		h.filled, h.filledAt = true, now
	}
}

// What a full mailbox answers: Exchange for good (reference: mailbox full is permanent there), others for now.
var (
	fullForGood = smtp.Reply{Code: 554, Enhanced: smtp.Status(5, 2, 2)}
	fullForNow  = smtp.Reply{Code: 452, Enhanced: smtp.Status(4, 2, 2)}
)

package sim

import (
	"time"

	"mailstorm/sim/engine"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
)

// letter is what the message of a scenario does not need: who wrote it, to whom, and because of what.
type letter struct {
	identity uint64
	from, to int32  // addresses
	cause    uint32 // the message that caused it
	about    uint32 // the delivery that it reports on, or repeats
	passed   uint32 // inbox rules that it has been through
	host     uint16 // where it is written
	outcome  uint16 // of an NDR: what it shows
	round    uint16 // of a message that is written again: how often it was before
	trouble  uint16 // that it reports on
	hops     uint8
	traits   traits
}

type traits uint8

const (
	ndr     traits = 1 << iota // else a delay notice; of reports
	auto                       // it says Auto-Submitted
	bulk                       // it says Precedence: bulk
	posted                     // it has been written
	foreign                    // of reports: on mail that no person wrote
	onward                     // it is the message that caused it, passed on
)

// pen makes a message that is written a while from now because of another.
func (w *World) pen(l letter, table uint16, size int64, key uint64, after time.Duration) {
	number := uint32(len(w.messages))
	w.messages = append(w.messages, message{at: w.now + after, size: size, key: key, first: uint32(len(w.deliveries)), mail: table})
	w.deliveries = append(w.deliveries, delivery{})
	if l.identity == 0 {
		l.identity = key
	}
	w.letters = append(w.letters, l)
	w.ledger.penned++
	w.agenda.Add(engine.Event{At: w.now + after, Rank: engine.Rank(answers, uint64(number)), Slot: number})
}

// post lets such a message enter its first host.
func (w *World) post(number uint32) {
	m := &w.messages[number]
	l := &w.letters[number-w.composed]
	l.traits |= posted
	w.ledger.penned--
	flags := Flags(0)
	switch class := w.tables[m.mail].class; {
	case class == automatic:
		flags = FlagAuto
		if l.traits&onward != 0 {
			flags |= FlagKept
		}
		w.hosts[l.host].values[metrics.AutoCount]++
		w.series.at(w.now).Auto++
		w.ledger.lastAuto = w.now
	case class == reports && l.traits&foreign != 0:
		flags = FlagReport | FlagAuto
	case class == reports:
		flags = FlagReport
	default:
		w.ledger.messages++
		w.ledger.deliveries++
		w.ledger.resent++
		w.ledger.needed += max(w.reach(int(l.host), []int{int(l.to)}), 0)
	}
	w.record(&Record{Kind: Written, Message: number, Delivery: None, Host: l.host, Peer: NoPeer, Bytes: m.size, Parent: uint64(l.cause) + 1, Flags: flags})
	w.admit(parcel{message: number, mail: m.mail, size: m.size, key: m.key, host: l.host, peer: NoPeer, first: m.first, count: 1, hops: l.hops})
}

// ours reports whether people and programs of the scenario wrote the messages of a table.
func (w *World) ours(mail uint16) bool { return mail < w.scripted }

// report writes a DSN about a delivery to its sender, who is not nobody.
func (w *World) report(c *custody, number uint32, host, outcome, trouble uint16, kind traits) {
	mail, message := c.mail, c.message
	if !w.ours(mail) {
		kind |= foreign
	} else if kind&ndr != 0 {
		w.sight.troubles[trouble].open++
	}
	h := &w.hosts[host]
	origin := random.Mix(random.Mix(c.key, h.key), uint64(kind&ndr))
	w.pen(letter{from: nobody, to: w.sender(mail, message), cause: message, about: number, host: host, outcome: outcome, trouble: trouble, traits: kind | auto},
		w.scripted, h.profile.DSNSize, random.Mix(origin, uint64(number-w.messages[message].first)), 0)
}

// learn is what the arrival of a DSN's first copy tells the sender.
func (w *World) learn(message uint32) {
	l := w.letters[message-w.composed]
	if l.traits&foreign != 0 {
		return
	}
	d := &w.deliveries[l.about]
	w.sign(l.trouble)
	w.hint(l.cause, d)
	if l.traits&ndr == 0 {
		if first := w.now - w.messages[l.cause].at; w.ledger.notified == 0 || first < w.ledger.firstNotice {
			w.ledger.firstNotice = first
		}
		w.ledger.notified++
		return
	}
	w.sight.troubles[l.trouble].close(w.now)
	w.ledger.told++
	if d.told++; d.told == 1 {
		d.toldAt, d.code = w.now, l.outcome
	}
	if mail := &w.config.Mails[w.messages[l.cause].mail]; mail.Forged {
		w.ledger.backscatter++
	} else if mail.Resend.Share > 0 {
		w.repeat(&l)
	}
}

// repeat lets a person or a program write a message once more after an NDR for it, as a new one.
func (w *World) repeat(l *letter) {
	cause := w.messages[l.cause]
	mail := &w.config.Mails[cause.mail]
	root, round := l.about, uint16(0)
	if l.cause >= w.composed {
		before := &w.letters[l.cause-w.composed]
		root, round = before.about, before.round+1
	}
	to := w.recipient(cause.mail, l.cause, l.about)
	key := random.Mix(random.Mix(cause.key, w.names[to]), 1)
	if uint32(round) >= mail.Resend.Times || w.deliveries[l.about].told > 1 || !mail.Resend.Share.Hits(w.seed.Draw(random.Resend, key, 0)) {
		return
	}
	w.pen(letter{from: int32(mail.From), to: int32(to), cause: l.cause, about: root, host: uint16(mail.Enters), round: round},
		cause.mail, cause.size, key, mail.Resend.After)
}

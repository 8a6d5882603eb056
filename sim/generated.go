package sim

import (
	"time"

	"mailstorm/sim/engine"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
)

// generatedMessage is what the message of a scenario does not need: who wrote it, to whom, and because of what.
type generatedMessage struct {
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
	ndr            traits = 1 << iota // else a delay notice; of reports
	auto                              // it says Auto-Submitted
	bulk                              // it says Precedence: bulk
	writtenAlready                    // it has been written
	aboutGenerated                    // of reports: on mail that no person wrote
	redirected                        // it is the message that caused it, passed on
)

// generate makes a message that is written a while from now because of another.
func (w *World) generate(l generatedMessage, table uint16, size int64, key uint64, after time.Duration) {
	number := uint32(len(w.messages))
	w.messages = append(w.messages, message{at: w.now + after, size: size, key: key, first: uint32(len(w.deliveries)), mail: table})
	w.deliveries = append(w.deliveries, delivery{})
	if l.identity == 0 {
		l.identity = key
	}
	w.generated = append(w.generated, l)
	w.counters.generatedWaiting++
	w.agenda.Add(engine.Event{At: w.now + after, Rank: engine.Rank(generatedDue, uint64(number)), Slot: number})
}

// writeGenerated lets such a message enter its first host.
func (w *World) writeGenerated(number uint32) {
	m := &w.messages[number]
	l := &w.generated[number-w.scenarioMessages]
	l.traits |= writtenAlready
	w.counters.generatedWaiting--
	flags := Flags(0)
	switch class := w.tables[m.mail].class; {
	case class == automatic:
		flags = FlagAuto
		if l.traits&redirected != 0 {
			flags |= FlagKept
		}
		w.hosts[l.host].values[metrics.AutoCount]++
		w.series.at(w.now).Auto++
		w.counters.lastAuto = w.now
	case class == dsns && l.traits&aboutGenerated != 0:
		flags = FlagReport | FlagAuto
	case class == dsns:
		flags = FlagReport
	default:
		w.counters.messages++
		w.counters.deliveries++
		w.counters.resent++
		w.counters.needed += max(w.handoversTo(int(l.host), []int{int(l.to)}), 0)
	}
	w.record(&Record{Kind: Written, Message: number, Delivery: None, Host: l.host, Peer: NoPeer, Bytes: m.size, Parent: uint64(l.cause) + 1, Flags: flags})
	w.submit(envelope{message: number, mail: m.mail, size: m.size, key: m.key, host: l.host, peer: NoPeer, first: m.first, count: 1, hops: l.hops})
}

// fromScenario reports whether people and programs of the scenario wrote the messages of a table.
func (w *World) fromScenario(mail uint16) bool { return mail < w.scenarioTables }

// writeDSN writes a DSN about a delivery to its sender, who is not nobody.
func (w *World) writeDSN(c *queuedCopy, number uint32, host, outcome, trouble uint16, kind traits) {
	mail, message := c.mail, c.message
	if !w.fromScenario(mail) {
		kind |= aboutGenerated
	} else if kind&ndr != 0 {
		w.visibility.troubles[trouble].open++
	}
	h := &w.hosts[host]
	origin := random.Mix(random.Mix(c.key, h.key), uint64(kind&ndr))
	w.generate(generatedMessage{from: nullSender, to: w.sender(mail, message), cause: message, about: number, host: host, outcome: outcome, trouble: trouble, traits: kind | auto},
		w.scenarioTables, h.profile.DSNSize, random.Mix(origin, uint64(number-w.messages[message].first)), 0)
}

// dsnDelivered is what the arrival of a DSN's first copy tells the sender.
func (w *World) dsnDelivered(message uint32) {
	l := w.generated[message-w.scenarioMessages]
	if l.traits&aboutGenerated != 0 {
		return
	}
	d := &w.deliveries[l.about]
	w.signSeen(l.trouble)
	w.informSender(l.cause, d)
	if l.traits&ndr == 0 {
		if first := w.now - w.messages[l.cause].at; w.counters.noticesDelivered == 0 || first < w.counters.firstNotice {
			w.counters.firstNotice = first
		}
		w.counters.noticesDelivered++
		return
	}
	w.visibility.troubles[l.trouble].close(w.now)
	w.counters.ndrsDelivered++
	if d.ndrsDelivered++; d.ndrsDelivered == 1 {
		d.ndrAt, d.code = w.now, l.outcome
	}
	if mail := &w.config.Mails[w.messages[l.cause].mail]; mail.Forged {
		w.counters.backscatter++
	} else if mail.Resend.Share > 0 {
		w.resend(&l)
	}
}

// resend lets a person or a program write a message once more after an NDR for it, as a new one.
func (w *World) resend(l *generatedMessage) {
	cause := w.messages[l.cause]
	mail := &w.config.Mails[cause.mail]
	root, round := l.about, uint16(0)
	if l.cause >= w.scenarioMessages {
		before := &w.generated[l.cause-w.scenarioMessages]
		root, round = before.about, before.round+1
	}
	to := w.recipient(cause.mail, l.cause, l.about)
	key := random.Mix(random.Mix(cause.key, w.addressKeys[to]), 1)
	if uint32(round) >= mail.Resend.Times || w.deliveries[l.about].ndrsDelivered > 1 || !mail.Resend.Share.Hits(w.seed.Draw(random.Resend, key, 0)) {
		return
	}
	w.generate(generatedMessage{from: int32(mail.From), to: int32(to), cause: l.cause, about: root, host: uint16(mail.Enters), round: round},
		cause.mail, cause.size, key, mail.Resend.After)
}

package sim

import (
	"time"

	"mailstorm/sim/engine"
	"mailstorm/sim/random"
)

// generator delivers to mailboxes, and writes what hosts, mailboxes and people write because of what happened.
type generator struct {
	*environment
	*mailStore
	*network
	*observer

	mailboxes []*specialMailbox // by address; nil: nothing special there
}

// generate makes a message that is written a while from now because of another.
func (gen *generator) generate(l generatedMessage, table uint16, size int64, key uint64, after time.Duration) {
	number := uint32(len(gen.messages))
	gen.messages = append(gen.messages, message{at: gen.now + after, size: size, key: key, first: uint32(len(gen.deliveries)), mail: table})
	gen.deliveries = append(gen.deliveries, delivery{})
	if l.identity == 0 {
		l.identity = key
	}
	gen.generated = append(gen.generated, l)
	gen.counters.generatedWaiting++
	gen.agenda.Add(engine.Event{At: gen.now + after, Rank: engine.Rank(generatedDue, uint64(number)), Slot: number})
}

// writeDSN writes a DSN about a delivery to its sender, who is not nobody.
func (gen *generator) writeDSN(c *queuedCopy, number uint32, host, outcome, trouble uint16, kind traits) {
	mail, message := c.mail, c.message
	if !gen.fromScenario(mail) {
		kind |= aboutGenerated
	} else if kind&ndr != 0 {
		gen.visibility.troubles[trouble].open++
	}
	h := &gen.hosts[host]
	origin := random.Mix(random.Mix(c.key, h.key), uint64(kind&ndr))
	gen.generate(generatedMessage{from: nullSender, to: gen.sender(mail, message), cause: message, about: number, host: host, outcome: outcome, trouble: trouble, traits: kind | auto},
		gen.scenarioTables, h.profile.DSNSize, random.Mix(origin, uint64(number-gen.messages[message].first)), 0)
}

// dsnDelivered is what the arrival of a DSN's first copy tells the sender.
func (gen *generator) dsnDelivered(message uint32) {
	l := gen.generated[message-gen.scenarioMessages]
	if l.traits&aboutGenerated != 0 {
		return
	}
	d := &gen.deliveries[l.about]
	gen.signSeen(l.trouble)
	gen.informSender(l.cause, d)
	if l.traits&ndr == 0 {
		if first := gen.now - gen.messages[l.cause].at; gen.counters.noticesDelivered == 0 || first < gen.counters.firstNotice {
			gen.counters.firstNotice = first
		}
		gen.counters.noticesDelivered++
		return
	}
	gen.visibility.troubles[l.trouble].close(gen.now)
	gen.counters.ndrsDelivered++
	if d.ndrsDelivered++; d.ndrsDelivered == 1 {
		d.ndrAt, d.code = gen.now, l.outcome
	}
	if mail := &gen.config.Mails[gen.messages[l.cause].mail]; mail.Forged {
		gen.counters.backscatter++
	} else if mail.Resend.Share > 0 {
		gen.resend(&l)
	}
}

// resend lets a person or a program write a message once more after an NDR for it, as a new one.
func (gen *generator) resend(l *generatedMessage) {
	cause := gen.messages[l.cause]
	mail := &gen.config.Mails[cause.mail]
	root, round := l.about, uint16(0)
	if l.cause >= gen.scenarioMessages {
		before := &gen.generated[l.cause-gen.scenarioMessages]
		root, round = before.about, before.round+1
	}
	to := gen.recipient(cause.mail, l.cause, l.about)
	key := random.Mix(random.Mix(cause.key, gen.addressKeys[to]), 1)
	if uint32(round) >= mail.Resend.Times || gen.deliveries[l.about].ndrsDelivered > 1 || !mail.Resend.Share.Hits(gen.seed.Draw(random.Resend, key, 0)) {
		return
	}
	gen.generate(generatedMessage{from: int32(mail.From), to: int32(to), cause: l.cause, about: root, host: uint16(mail.Enters), round: round},
		cause.mail, cause.size, key, mail.Resend.After)
}

package sim

import (
	"time"

	"mailstorm/sim/engine"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// generator delivers to mailboxes, and writes what hosts, mailboxes and people write because of what happened.
type generator struct {
	*environment
	*mailStore
	*network
	*observer

	mailboxes []*specialMailbox // by address; nil: nothing special there
	dsnsDue   map[moment]uint32 // messages of DSNs that are not written yet and may be about several recipients
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

// moment names what one DSN can be about: recipients of one message that came to a host together, and whose fate there is the same now.
type moment struct {
	message, path uint32
	host          uint16
	failed        bool
}

// report records why a DSN is due to a sender, who is not nobody, and writes it, or adds the recipient to one that is about others of the
// same message. It is the turn-th of its kind about them.
func (gen *generator) report(c *queuedCopy, r *Record, l generatedMessage, turn uint64) {
	if !gen.fromScenario(c.mail) {
		l.traits |= aboutGenerated
	} else if l.traits&ndr != 0 {
		gen.troubles.Hold(l.trouble)
	}
	l.about = r.Delivery
	p := &gen.hosts[r.Host].profile.DSN
	if p.Per == retry.PerRecipient || !gen.hasSeveral(c.mail, c.message) {
		gen.record(r)
		gen.writeDSN(c, r.Host, l, turn)
		return
	}
	key := moment{gen.envelopeOf(c), c.path, r.Host, l.traits&ndr != 0}
	number, due := gen.dsnsDue[key]
	if !due {
		gen.dsnsDue[key] = uint32(len(gen.messages))
		gen.record(r)
		gen.writeDSN(c, r.Host, l, turn)
		return
	}
	r.Parent = uint64(number) + 1
	gen.record(r)
	gen.alsoAbout[number] = append(gen.alsoAbout[number], l)
	gen.messages[number].size += p.Recipient
}

// writeDSN writes a DSN.
func (gen *generator) writeDSN(c *queuedCopy, host uint16, l generatedMessage, turn uint64) {
	h := &gen.hosts[host]
	origin := random.Mix(random.Mix(c.key, h.key), uint64(l.traits&ndr)|turn<<8)
	l.from, l.to, l.cause, l.host = nullSender, gen.sender(c.mail, c.message), c.message, host
	size := h.profile.DSN.About(gen.size(c), l.traits&ndr != 0)
	key := random.Mix(origin, uint64(l.about-gen.messages[c.message].first))
	l.traits |= auto
	gen.generate(l, gen.scenarioTables, size, key, 0)
}

// dsnDelivered is what the arrival of a DSN's first copy tells the sender.
func (gen *generator) dsnDelivered(message uint32) {
	for l := range gen.reportsOf(message) {
		if l.traits&aboutGenerated == 0 {
			gen.senderReads(&l)
		}
	}
}

// senderReads is what a sender learns from a DSN about one delivery.
func (gen *generator) senderReads(l *generatedMessage) {
	d := &gen.deliveries[l.about]
	gen.troubles.Sign(l.trouble, gen.now)
	gen.informSender(l.cause, d)
	if l.traits&ndr == 0 {
		if first := gen.now - gen.messages[l.cause].at; gen.counters.noticesDelivered == 0 || first < gen.counters.firstNotice {
			gen.counters.firstNotice = first
		}
		gen.counters.noticesDelivered++
		return
	}
	gen.troubles.Release(l.trouble, gen.now)
	gen.counters.ndrsDelivered++
	if d.ndrsDelivered++; d.ndrsDelivered == 1 {
		d.ndrAt, d.code = gen.now, l.outcome
	}
	if mail := &gen.config.Mails[gen.messages[l.cause].mail]; mail.Forged {
		gen.counters.backscatter++
	} else if mail.Resend.Share > 0 {
		gen.resend(l)
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

package sim

import (
	"time"

	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// envelopeSender is how guards and mailboxes know the sender of a message that came by a path, last from a host: hosts on the way and the
// program that wrote it may have put another address into the envelope. Replies and NDRs reach the sender all the same.
func (ob *observer) envelopeSender(mail uint16, message, path uint32, last uint16) (sender, domain uint64) {
	from := ob.sender(mail, message)
	if from < 0 {
		return 0, 0
	}
	sender, domain = ob.addressKeys[from], ob.domainKeys[from]
	if !ob.rewritesSenders {
		return sender, domain
	}
	if ob.fromScenario(mail) {
		sender = ob.rewrite(sender, ob.config.Mails[mail].Senders, mail, message)
	}
	if path != 0 && ob.paths.At(path).Host == last {
		last = NoPeer // the way to here is part of the path already
	}
	for ; path != 0; path = ob.paths.At(path).Parent {
		sender, domain = ob.rewriteAt(ob.paths.At(path).Host, from, sender, domain, mail, message)
	}
	return ob.rewriteAt(last, from, sender, domain, mail, message)
}

// rewriteAt is what a host makes of a sender that it sends on.
func (ob *observer) rewriteAt(host uint16, from int32, sender, domain uint64, mail uint16, message uint32) (uint64, uint64) {
	if host == NoPeer {
		return sender, domain
	}
	h := &ob.hosts[host]
	switch kind := h.profile.Senders; {
	case kind == retry.SendersStay || kind != retry.EachMessage && h.Own[from] == (kind == retry.SRS):
		return sender, domain
	case kind == retry.SRS && h.DSNFrom > 0:
		domain = ob.domainKeys[h.DSNFrom-1]
		fallthrough
	default:
		return ob.rewrite(random.Mix(sender, h.key), kind, mail, message), domain
	}
}

// rewrite is a sender with the tag that a message has, or a day.
func (ob *observer) rewrite(sender uint64, kind retry.SenderRewriting, mail uint16, message uint32) uint64 {
	switch kind {
	case retry.SendersStay:
		return sender
	case retry.BATV, retry.SRS:
		return random.Mix(sender, uint64(ob.messages[message].at/(24*time.Hour))+1)
	default:
		return random.Mix(sender, ob.identity(mail, message))
	}
}

// findRewriting finds out whether anybody changes envelope senders, now or after some change.
func (net *network) findRewriting() {
	for i := range net.config.Mails {
		net.rewritesSenders = net.rewritesSenders || net.config.Mails[i].Senders != retry.SendersStay
	}
	for i := range net.config.Hosts {
		h := &net.config.Hosts[i]
		net.rewritesSenders = net.rewritesSenders || h.Profile.Senders != retry.SendersStay
		for j := range h.Changes {
			p := h.Changes[j].Profile
			net.rewritesSenders = net.rewritesSenders || p != nil && p.Senders != retry.SendersStay
		}
	}
}

package sim

import (
	"mailstorm/sim/mailbox"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// specialMailbox is a mailbox that does more than lie there.
type specialMailbox struct {
	*mailbox.Mailbox
	address int
	defers  bool // full, it answers 4xx at RCPT
	missing bool // nobody has this address
	warned  bool
}

// buildMailboxes makes the special mailboxes.
func (gen *generator) buildMailboxes() {
	if len(gen.config.Mailboxes) == 0 {
		return
	}
	gen.mailboxes = make([]*specialMailbox, len(gen.config.Addresses))
	for i := range gen.config.Mailboxes {
		m := &gen.config.Mailboxes[i]
		var rules []mailbox.Rule
		for j := range m.Rules {
			rule, err := m.Rules[j].Row.Make(m.Rules[j].Params)
			if err != nil {
				panic("sim: " + err.Error()) // whoever made the configuration made the rule before
			}
			rules = append(rules, rule)
		}
		gen.mailboxes[m.Address] = &specialMailbox{Mailbox: mailbox.New(rules), address: m.Address, defers: m.Defers, missing: m.Missing}
	}
}

// applyRules shows a mailbox what reaches it, and does what it says.
func (gen *generator) applyRules(b *specialMailbox, p *envelope, number uint32) {
	if b.missing {
		gen.bounceUnknown(p, number)
		return
	}
	from := gen.sender(p.mail, p.message)
	mail := mailbox.Mail{At: gen.now, Message: gen.identity(p.mail, p.message), Size: p.size}
	mail.Sender, _ = gen.envelopeSender(p.mail, p.message, p.path, p.peer)
	if author := gen.author(p.mail, p.message); author >= 0 {
		mail.Author = gen.addressKeys[author]
	}
	if gen.fromScenario(p.mail) {
		mail.Bulk = gen.config.Mails[p.mail].Bulk
	} else {
		l := &gen.generated[p.message-gen.scenarioMessages]
		mail.Auto, mail.Bulk, mail.Passed = l.traits&auto != 0, l.traits&bulk != 0, l.passed
	}
	v := b.Deliver(&mail)
	if v.Evicted && !b.warned {
		b.warned = true
		gen.warnEvicted("the mailbox " + gen.config.Addresses[b.address].Name)
	}
	switch v.Fate {
	case mailbox.Duplicate:
		gen.suppress(p, number)
		return
	case mailbox.Full:
		gen.bounceFull(p, number)
		return
	}
	gen.store(p, number)
	gen.countStopped(p, number, v.Stopped)
	together := uint16(0)
	for i := range v.Generated {
		if v.Generated[i].Nth == 0 {
			together = 0
		}
		if gen.generateByRule(b, p, number, from, &v.Generated[i], mail.Bulk, uint64(i), together) {
			together++
		}
	}
}

// countStopped notes what a mailbox would have written.
func (gen *generator) countStopped(p *envelope, number, letters uint32) {
	if letters > 0 {
		gen.hosts[p.host].values[metrics.AutoStopped] += int64(letters)
		gen.record(&Record{Kind: Stopped, Copy: p.parent, Message: p.message, Delivery: number, Host: p.host, Peer: NoPeer, Bytes: int64(letters)})
	}
}

// generateByRule writes what a mailbox answers or passes on, unless the host lets nothing of that kind leave for there.
func (gen *generator) generateByRule(b *specialMailbox, p *envelope, number uint32, from int32, v *mailbox.Generated, bulky bool, nth uint64,
	together uint16) (written bool) {
	l := generatedMessage{from: int32(b.address), to: from, cause: p.message, about: number, host: p.host, passed: v.Passed, nth: together}
	switch {
	case v.Kind != mailbox.Reply:
		l.to = int32(v.To)
	case v.ToAuthor:
		l.to = gen.author(p.mail, p.message)
	}
	if l.to < 0 {
		return false
	}
	if !gen.hosts[p.host].letsOut(v, l.to) {
		gen.countStopped(p, number, 1)
		return false
	}
	if v.List {
		l.traits |= listed
	}
	if v.Kind == mailbox.Redirect {
		l.traits |= redirected
		l.from, l.identity, l.hops = from, gen.identity(p.mail, p.message), p.hops
	}
	if v.Null {
		l.from = nullSender
	}
	if v.Auto {
		l.traits |= auto
	}
	if v.Kind == mailbox.Redirect && bulky {
		l.traits |= bulk
	}
	key := random.Mix(random.Mix(gen.messages[p.message].key, gen.addressKeys[b.address]), uint64(gen.deliveries[number].copies)<<16|nth)
	gen.generate(l, gen.tableOfSender(l.from), v.Size, key, v.After)
	return true
}

// letsOut reports whether a host lets what a mailbox wrote leave for an address. The remote domain decides, but for the policy that
// refuses forwards whatever that says; where none says anything the profile does.
func (h *host) letsOut(v *mailbox.Generated, to int32) bool {
	if h.Own[to] {
		return true
	}
	said, usual := Unsaid, h.profile.Forwards
	if v.List {
		usual = retry.Leaves // a list is expanded, and that is no automatic forward
	}
	if v.Kind == mailbox.Reply {
		usual = h.profile.Replies
		if v.OutOfOffice {
			usual = retry.Leaves
		}
	}
	if len(h.Remotes) > 0 {
		said = h.Remotes[to].Forward
		if v.Kind == mailbox.Reply {
			said = h.Remotes[to].Reply
		}
	}
	return usual != retry.Refused && (said == Allowed || said == Unsaid && usual == retry.Leaves)
}

// tableOfSender is the table of what comes from an address by itself.
func (gen *generator) tableOfSender(from int32) uint16 {
	first := gen.scenarioTables + 1
	if from < 0 {
		return first + uint16(len(gen.hosts)) + 1
	}
	for i := range gen.hosts {
		if gen.hosts[i].Own[from] {
			return first + uint16(i)
		}
	}
	return first + uint16(len(gen.hosts))
}

// refusalOf is what a recipient's mailbox says at RCPT, or nothing if it takes the message.
func (gen *generator) refusalOf(h *host, address int, size int64) (r smtp.Reply) {
	if gen.mailboxes == nil || h.queueOf[address] != MailboxHere {
		return r
	}
	switch b := gen.mailboxes[address]; {
	case b == nil:
	case b.missing:
		r = noSuchMailbox
	case b.defers && !b.HasRoom(size):
		h.noteFullMailbox(gen.now)
		r = fullForNow
	}
	return r
}

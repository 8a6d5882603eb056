package sim

import (
	"time"

	"mailstorm/sim/mailbox"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// box is a mailbox that does more than lie there.
type box struct {
	*mailbox.Box
	address int
	defers  bool // full, it answers 4xx at RCPT
	warned  bool
}

// furnish makes the special mailboxes.
func (w *World) furnish() {
	if len(w.config.Mailboxes) == 0 {
		return
	}
	w.boxes = make([]*box, len(w.config.Addresses))
	for i := range w.config.Mailboxes {
		m := &w.config.Mailboxes[i]
		var rules []mailbox.Rule
		for j := range m.Rules {
			rule, err := m.Rules[j].Row.Make(m.Rules[j].Params)
			if err != nil {
				panic("sim: " + err.Error()) // whoever made the configuration made the rule before
			}
			rules = append(rules, rule)
		}
		w.boxes[m.Address] = &box{Box: mailbox.NewBox(rules), address: m.Address, defers: m.Defers}
	}
}

// open shows a mailbox what reaches it, and does what it says.
func (w *World) open(b *box, p *parcel, number uint32) {
	from := w.sender(p.mail, p.message)
	mail := mailbox.Mail{At: w.now, Message: w.identity(p.mail, p.message), Size: p.size}
	if from >= 0 {
		mail.Sender = w.names[from]
	}
	if w.ours(p.mail) {
		mail.Bulk = w.config.Mails[p.mail].Bulk
	} else {
		l := &w.letters[p.message-w.composed]
		mail.Auto, mail.Bulk, mail.Passed = l.traits&auto != 0, l.traits&bulk != 0, l.passed
	}
	v := b.Take(&mail)
	if v.Forgot && !b.warned {
		b.warned = true
		w.forgotten("the mailbox " + w.config.Addresses[b.address].Name)
	}
	switch v.Fate {
	case mailbox.Swallowed:
		w.suppress(p, number)
		return
	case mailbox.Full:
		w.overflow(p, number)
		return
	}
	w.shelve(p, number)
	w.stop(p, number, v.Stopped)
	for i := range v.Letters {
		w.react(b, p, number, from, &v.Letters[i], mail.Bulk, uint64(i))
	}
}

// stop notes what a mailbox would have written.
func (w *World) stop(p *parcel, number, letters uint32) {
	if letters > 0 {
		w.hosts[p.host].values[metrics.AutoStopped] += int64(letters)
		w.record(&Record{Kind: Stopped, Copy: p.parent, Message: p.message, Delivery: number, Host: p.host, Peer: NoPeer, Bytes: int64(letters)})
	}
}

// react writes what a mailbox answers or passes on, unless the host lets nothing of that kind leave for there.
func (w *World) react(b *box, p *parcel, number uint32, from int32, v *mailbox.Letter, bulky bool, nth uint64) {
	l := letter{from: int32(b.address), to: from, cause: p.message, about: number, host: p.host, passed: v.Passed}
	if v.Kind != mailbox.Reply {
		l.to = int32(v.To)
	}
	if l.to < 0 {
		return
	}
	if !w.hosts[p.host].lets(v, l.to) {
		w.stop(p, number, 1)
		return
	}
	if v.Kind == mailbox.Redirect {
		l.traits |= onward
		l.from, l.identity, l.hops = from, w.identity(p.mail, p.message), p.hops
	}
	if v.Null {
		l.from = nobody
	}
	if v.Auto {
		l.traits |= auto
	}
	if v.Kind == mailbox.Redirect && bulky {
		l.traits |= bulk
	}
	key := random.Mix(random.Mix(w.messages[p.message].key, w.names[b.address]), uint64(w.deliveries[number].copies)<<16|nth)
	w.pen(l, w.drawer(l.from), v.Size, key, v.After)
}

// lets reports whether a host lets what a mailbox wrote leave for an address. The remote domain decides, but for the policy that
// refuses forwards whatever that says; where none says anything the profile does.
func (h *host) lets(v *mailbox.Letter, to int32) bool {
	if h.Own[to] {
		return true
	}
	said, usual := Unsaid, h.profile.Forwards
	if v.List {
		usual = retry.Leaves // a list is expanded, and that is no automatic forward
	}
	if v.Kind == mailbox.Reply {
		usual = h.profile.Replies
		if v.Absent {
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

// drawer is the table of what comes from an address by itself.
func (w *World) drawer(from int32) uint16 {
	first := w.scripted + 1
	if from < 0 {
		return first + uint16(len(w.hosts)) + 1
	}
	for i := range w.hosts {
		if w.hosts[i].Own[from] {
			return first + uint16(i)
		}
	}
	return first + uint16(len(w.hosts))
}

// cram lets full mailboxes answer at RCPT.
func (w *World) cram(c *custody, q *queue, to *host, t *talk) {
	if !t.mixed {
		w.told = w.told[:0]
	}
	for k := range c.count {
		if t.refused(w, k) || !w.brims(to, w.recipient(c.mail, c.message, w.of(c, k)), w.size(c)) {
			continue
		}
		to.brim(w.now)
		if c.count == 1 {
			t.end(smtp.Rcpt, smtp.Said, fullForNow)
			return
		}
		w.refuse(c, k, w.outcomes.of(outcome{reply: fullForNow, cause: smtp.Said, phase: smtp.Rcpt}), t)
	}
	if t.mixed {
		w.sum(c, t)
	}
}

// brims reports whether a recipient's mailbox is full and says so at RCPT.
func (w *World) brims(h *host, address int, size int64) bool {
	if w.boxes == nil || h.queueOf[address] != MailboxHere {
		return false
	}
	b := w.boxes[address]
	return b != nil && b.defers && !b.Room(size)
}

// forgotten warns that a memory was full.
func (w *World) forgotten(whose string) {
	w.forgets = append(w.forgets, whose+" remembers no more: its memory was full for the first time at "+w.now.Round(time.Second).String()+", and what it forgets it takes for new")
}

package mailbox

import "errors"

var outOfOfficeRow = Row{
	Name:    "out-of-office",
	Meaning: "While the owner is away, the mailbox sends each sender one reply.",
	Seen: "Each sender gets one reply until the owner switches the rule off; Exchange then forgets the senders. Exchange " +
		"remembers 10,000 senders; any further sender gets a reply to every message. The replies come from <>, so nobody " +
		"can reply to them, unless a forwarding rule turns them into new messages.",
	Takes: []string{"from", "answers", "once", "again", "remembers", "manners", "marked", "quotes", "size", "after", "loop_limit", "starts", "lasts"},
	Source: "Microsoft, how to understand and troubleshoot OOF replies: once, 10,000 entries, <> (official); " +
		"RFC 3834 for manners and for again = \"7d\" (official); " +
		"field report msxfaq.de, AutoReply, for T-Online before 2000 with from = \"mailbox\" (observed); " +
		"size, after, and whether the loop limit of inbox rules counts these replies (inferred)",
	Example: "kind   = \"out-of-office\"\nfrom   = \"null\"\nstarts = \"1d\"\nlasts  = \"14d\"",
	Make:    makeOutOfOffice,
}

const usualSenders = 10_000

// outOfOffice remembers the senders that it answered.
type outOfOffice struct {
	responder
	once     bool
	answered memory
}

func makeOutOfOffice(p Params) (Rule, error) {
	once := p.Once.or(true)
	if err := checkOnce(p, once); err != nil {
		return nil, err
	}
	r, err := newResponder(p, true, true, true)
	if err != nil {
		return nil, err
	}
	if p.Remembers == unset {
		p.Remembers = usualSenders
	}
	return &outOfOffice{r, once, memory{lasts: p.Again, bound: p.Remembers}}, nil
}

func checkOnce(p Params, once bool) error {
	switch {
	case !once && p.Again >= 0:
		return errors.New("again needs once = true; with once = false every message is answered anyway")
	case !once && p.Remembers != unset:
		return errors.New("remembers needs once = true; with once = false nobody is remembered")
	case p.Again == 0:
		return errors.New("again is 0s, so every message is answered; write once = false for that")
	case p.Remembers == 0:
		return errors.New("remembers is 0, so every message is answered; write once = false for that")
	}
	return nil
}

// Deliver remembers a sender only when it answers it. Nothing makes room for one that finds the memory full.
func (o *outOfOffice) Deliver(m *Mail) Verdict {
	if !o.on(m.At) {
		o.answered.clear()
		return Verdict{}
	}
	if !o.once {
		return o.reply(m)
	}
	if o.answered.has(o.correspondent(m), m.At) {
		return Verdict{}
	}
	v := o.reply(m)
	if len(v.Generated) > 0 {
		v.Evicted = !o.remember(m)
	}
	return v
}

func (o *outOfOffice) remember(m *Mail) bool {
	o.answered.expire(m.At)
	if o.answered.full() {
		return false
	}
	o.answered.add(o.correspondent(m), m.At)
	return true
}

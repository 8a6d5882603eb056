package mailbox

var forwardRow = Row{
	Name:    "forward",
	Meaning: "An inbox rule sends a new message, which contains the one that arrived, from the mailbox to other addresses.",
	Seen: "The recipient sees the mailbox as the sender, so a reply goes to the mailbox, even if the original message came " +
		"from <>. When the loop limit stops it, nobody gets a notice; the trace of Exchange Online shows THROTTLE from " +
		"MAILBOXRULE.",
	Takes: []string{"to", "marked", "quotes", "size", "after", "loop_limit", "starts", "lasts"},
	Source: "Microsoft, Loop Prevention in Exchange Online Demystified, 3 May 2021 (official); " +
		"field report msxfaq.de, AutoReply, for the new sender (observed); marked = false, size and after (inferred)",
	Example: "kind       = \"forward\"\nto         = \"partner@fabrikam.example\"\nloop_limit = 1",
	Make:    makeForward,
}

// forward writes to each of its addresses.
type forward struct{ distributor }

func makeForward(p Params) (Rule, error) {
	d, err := newDistributor(p, Generated{Kind: Forward, Auto: p.Marked.or(false)}, p.Quotes.or(true))
	if err != nil {
		return nil, err
	}
	return &forward{d}, nil
}

func (f *forward) Deliver(m *Mail) Verdict { return f.distribute(m, f.generate) }

package mailbox

var redirectRow = Row{
	Name:    "redirect",
	Meaning: "An inbox rule passes the message on to other addresses, with its original sender, Message-ID and date.",
	Seen: "The recipient sees the original sender and replies to that one; a duplicate check recognises the message when it " +
		"comes back. When the loop limit stops it, nobody gets a notice; the trace of Exchange Online shows THROTTLE from " +
		"MAILBOXRULE.",
	Takes: []string{"to", "after", "loop_limit", "starts", "lasts"},
	Source: "Microsoft, Loop Prevention in Exchange Online Demystified, 3 May 2021 (official); " +
		"field report msxfaq.de, AutoReply, for the sender (observed); after (inferred)",
	Example: "kind = \"redirect\"\nto   = [\"partner@fabrikam.example\"]",
	Make:    makeRedirect,
}

// redirect passes on to each of its addresses.
type redirect struct{ distributor }

func makeRedirect(p Params) (Rule, error) {
	d, err := newDistributor(p, Generated{Kind: Redirect}, false)
	if err != nil {
		return nil, err
	}
	return &redirect{d}, nil
}

func (r *redirect) Deliver(m *Mail) Verdict { return r.distribute(m, r.pass) }

// pass is the message as it arrived.
func (r *redirect) pass(m *Mail) Generated {
	l := Generated{Kind: Redirect, Null: m.Sender == 0, Auto: m.Auto, Passed: m.Passed, Size: m.Size, After: r.template.After}
	if r.limit > 0 {
		l.Passed++
	}
	return l
}

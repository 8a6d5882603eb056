package mailbox

var robotRow = Row{
	Name:    "robot",
	Meaning: "The mailbox replies to every message, like a ticket system or the inbox rule \"have server reply\".",
	Seen: "The sender gets a reply to each message. Two robots reply to each other for ever, unless one has manners, both " +
		"have a loop limit, or a mailbox is full. With answers = \"from-line\" it also replies to NDRs; if nobody has that " +
		"address, the NDR for its reply is answered again, for ever.",
	Takes: []string{"from", "answers", "manners", "marked", "quotes", "size", "after", "loop_limit", "starts", "lasts"},
	Source: "Microsoft, how to understand and troubleshoot OOF replies, for \"have server reply\" (official); " +
		"RFC 3834 section 4 for answers = \"envelope\" (official); faveo-helpdesk issue 150, osTicket issue 1041, for help desks " +
		"that answer mailer-daemon (observed); the defaults are those of a careless program (inferred)",
	Example: "kind   = \"robot\"\nmarked = false\nafter  = \"30s\"",
	Make:    makeRobot,
}

type robot struct{ responder }

func makeRobot(p Params) (Rule, error) {
	r, err := newResponder(p, false, false, false)
	if err != nil {
		return nil, err
	}
	return &robot{r}, nil
}

func (r *robot) Deliver(m *Mail) Verdict {
	if !r.on(m.At) {
		return Verdict{}
	}
	return r.reply(m)
}

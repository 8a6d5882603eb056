package guard

import "mailstorm/sim/smtp"

var tooManyRecipients = reply(550, 5, 1, 90)

var recipientLimitKind = Kind{
	Name: "recipient-limit",
	Meaning: "Limits the number of recipients to which a sender of the host may write in any 24 hours. Each message counts " +
		"once for each recipient.",
	Seen: "Exchange Online does not send mail beyond the limit: the sender gets an NDR with 550 5.1.90 at once, and the " +
		"receiving side sees nothing.",
	Remembers: "An entry is a recipient of a message, kept for a day, 16 to 56 bytes. The default is 1,000,000 entries; when the " +
		"memory is full, the oldest is forgotten, and too much mail passes.",
	Takes: []string{"count", "code", "memory"},
	Code:  tooManyRecipients,
	Source: "Microsoft, Exchange Online limits, 10,000 recipients a day (official); that refused recipients do not count " +
		"(inferred)",
	Example:      "kind  = \"recipient-limit\"\ncount = 10000",
	Phase:        smtp.Rcpt,
	PerRecipient: true,
	Submission:   true,
	Make: func(p Params) (Guard, error) {
		l, err := dailyLimit(p, 10_000, tooManyRecipients)
		if err != nil {
			return nil, err
		}
		return &recipientLimit{l}, nil
	},
}

type recipientLimit struct{ limit }

func (g *recipientLimit) Check(e *Request) Verdict { return g.check(e.Sender, e.At) }

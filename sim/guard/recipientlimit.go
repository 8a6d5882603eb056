package guard

import "mailstorm/sim/smtp"

var tooManyRecipients = reply(550, 5, 1, 90)

var recipientLimitKind = Kind{
	Name:    "recipient-limit",
	Meaning: "A sender of the host may write to so many recipients in any 24 hours; each message counts once for each recipient.",
	Seen: "Exchange Online does not send what is beyond the limit: an NDR with 550 5.1.90 is in the sender's mailbox at once, " +
		"and the other side sees nothing.",
	Remembers: "A recipient of a message, for a day, 16 to 56 bytes; 1,000,000 by default, the first one out when it is full, " +
		"so that too much passes.",
	Takes:        []string{"count", "code", "memory"},
	Code:         tooManyRecipients,
	Source:       "Microsoft, Exchange Online limits, 10,000 recipients a day (official); that refused ones do not count (inferred)",
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

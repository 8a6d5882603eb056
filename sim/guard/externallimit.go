package guard

import "mailstorm/sim/smtp"

var externalLimitKind = Kind{
	Name:    "external-limit",
	Meaning: "A sender of the host may write to so many recipients outside in any 24 hours; those inside do not count.",
	Seen: "Exchange Online never did this to anybody: the limit (ERR) was announced in April 2024 for 2,000 recipients, put off twice, " +
		"and cancelled in January 2026. Here an NDR with 550 5.1.90, the code of the recipient limit, is in the sender's mailbox at once.",
	Remembers: "A recipient of a message, for a day, 16 to 56 bytes; 1,000,000 by default, the first one out when it is full, " +
		"so that too much passes.",
	Takes:        []string{"count", "code", "memory"},
	Code:         tooManyRecipients,
	Source:       "Exchange team's announcement of 15 Apr 2024, read in secondary reports, as was its end (official); the code (inferred)",
	Example:      "kind  = \"external-limit\"\ncount = 2000",
	Phase:        smtp.Rcpt,
	PerRecipient: true,
	Submission:   true,
	Make: func(p Params) (Guard, error) {
		l, err := dailyLimit(p, 2_000, tooManyRecipients)
		if err != nil {
			return nil, err
		}
		return &externalLimit{l}, nil
	},
}

type externalLimit struct{ limit }

func (g *externalLimit) Check(e *Request) Verdict {
	if e.Inside {
		return Verdict{}
	}
	return g.check(e.Sender, e.At)
}

package guard

import "mailstorm/sim/smtp"

var externalLimitKind = Kind{
	Name: "external-limit",
	Meaning: "Limits the number of outside recipients to which a sender of the host may write in any 24 hours. Inside " +
		"recipients do not count.",
	Seen: "Exchange Online never enforced this limit (ERR): it was announced in April 2024 for 2,000 recipients, postponed " +
		"twice, and cancelled in January 2026. Here the sender gets an NDR with 550 5.1.90, the code of the recipient " +
		"limit, at once.",
	Remembers: "An entry is a recipient of a message, kept for a day, 16 to 56 bytes. The default is 1,000,000 entries; when the " +
		"memory is full, the oldest is forgotten, and too much mail passes.",
	Takes: []string{"count", "code", "memory"},
	Code:  tooManyRecipients,
	Source: "announcement by the Exchange team of 15 Apr 2024 and its cancellation, both read in secondary reports " +
		"(official); the code (inferred)",
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

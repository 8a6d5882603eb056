package guard

import "mailstorm/sim/smtp"

var tooManyHere = reply(452, 4, 5, 3)

var transactionLimitKind = Kind{
	Name: "transaction-limit",
	Meaning: "The host takes a limited number of recipients in one transaction, and says at RCPT that each further one is too many. The " +
		"sender brings the rest in another transaction.",
	Seen: "Exchange Online as the client records the host's own 452 for the recipients beyond the limit, and retries. As the host it takes " +
		"500 to 1000 in one message. A sender waits with the rest until its next attempt, or goes on at once: see the figure " +
		"rest_of_recipients.",
	Takes: []string{"count", "code"},
	Code:  tooManyHere,
	Source: "RFC 5321 sections 4.5.3.1.8 and 4.5.3.1.10: 100 at least, and 452 beyond (official); Microsoft, Exchange Online limits, 1000 " +
		"recipients of a message (official)",
	Example:      "kind  = \"transaction-limit\"\ncount = 100",
	Phase:        smtp.Rcpt,
	PerRecipient: true,
	Make:         makeTransactionLimit,
}

type transactionLimit struct {
	most    uint64
	refusal Verdict
}

func makeTransactionLimit(p Params) (Guard, error) {
	most, err := countOf(p, 100)
	if err != nil {
		return nil, err
	}
	reply, err := replyOr(p, tooManyHere, 4, 5)
	if err != nil {
		return nil, err
	}
	return transactionLimit{most, Verdict{Action: Refuse, Reply: reply}}, nil
}

func (g transactionLimit) Check(e *Request) Verdict {
	if e.Taken < g.most {
		return Verdict{}
	}
	return g.refusal
}

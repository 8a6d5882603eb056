package guard

import "mailstorm/sim/smtp"

var unknownUser = reply(550, 5, 1, 1)

var unknownRecipientKind = Kind{
	Name:    "unknown-recipient",
	Meaning: "The host refuses RCPT TO for the addresses in rcpt_to, because it has no such recipients.",
	Seen: "Exchange Online as the client does not retry and writes the NDR at once with the host's reply. As the host it " +
		"replies 550 5.4.1 at RCPT TO for domains whose recipients it knows all (directory-based edge blocking), and 550 " +
		"5.1.10 where it checks later.",
	Takes: []string{"code"},
	Code:  unknownUser,
	Source: "RFC 5321 section 3.3 and RFC 3463 section 3.2 for the reply; Microsoft, non-delivery reports in Exchange Online, " +
		"for its own replies (official)",
	Example:      "kind    = \"unknown-recipient\"\nrcpt_to = \"partner@fabrikam.example\"\ncode    = \"550 5.4.1\"",
	Phase:        smtp.Rcpt,
	PerRecipient: true,
	Make: func(p Params) (Guard, error) {
		reply, err := replyOr(p, unknownUser, 4, 5)
		if err != nil {
			return nil, err
		}
		return always{Action: Refuse, Reply: reply}, nil
	},
}

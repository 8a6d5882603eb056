package guard

import "mailstorm/sim/smtp"

var discardKind = Kind{
	Name:    "discard",
	Meaning: "The host replies 250 and discards the message, like a silent filter or a rule that deletes.",
	Seen: "Exchange Online as the client records an ordinary delivery, and nobody gets a notice. As the host it shows the " +
		"message as failed or dropped, but only in its own trace.",
	Source:       "RFC 5321 section 6.2 on dropping mail silently (official); what Exchange Online shows as the host (inferred)",
	Example:      "kind      = \"discard\"\nmail_from = \"sender@contoso.example\"",
	Phase:        smtp.Dot,
	PerRecipient: true,
	Make:         func(Params) (Guard, error) { return always{Action: Discard}, nil },
}

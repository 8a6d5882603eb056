package guard

import "mailstorm/sim/smtp"

var quarantineKind = Kind{
	Name: "quarantine",
	Meaning: "The host replies 250 and puts the message into quarantine, where no recipient sees it unless somebody releases " +
		"it.",
	Seen: "Exchange Online as the client records an ordinary delivery. As the host its trace says Quarantined; the sender " +
		"gets no notice, and the recipient at most a digest.",
	Source:       "Microsoft, Get-MessageTraceV2, status Quarantined (official); that nobody releases a message here (inferred)",
	Example:      "kind        = \"quarantine\"\nshare       = \"1%\"\nlarger_than = \"10MB\"",
	Phase:        smtp.Dot,
	PerRecipient: true,
	Make:         func(Params) (Guard, error) { return always{Action: Quarantine}, nil },
}

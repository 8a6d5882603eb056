package fault

import "mailstorm/sim/smtp"

var unreachable = Kind{
	Name:    "unreachable",
	Meaning: "There is no route to the host; a router reports this at once.",
	Seen: "Exchange Online records a failed connection and retries: 450 4.4.316, and 550 5.4.316 at expiry. The nearest " +
		"sample that was found is a receiver that was switched off.",
	Source: "RFC 5461, ICMP errors during a connection attempt (official); " +
		"it-bibouroku.hateblo.jp, a receiver switched off (observed, second hand)",
	Example: "kind      = \"unreachable\"\nlasts     = \"4h\"\nfrom_host = \"exo\"",
	Make:    always(Effect{Phase: smtp.Connect, Cause: smtp.Unreachable}),
}

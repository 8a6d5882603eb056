package fault

import "mailstorm/sim/smtp"

var unreachable = Kind{
	Name:    "unreachable",
	Meaning: "There is no way to the host: a router on the way says so at once.",
	Seen: "Exchange Online records a connection that could not be made and tries on. Which code it picks was not found; " +
		"the profile says which one is assumed (inferred).",
	Source:  "RFC 5461, ICMP errors during a connection attempt (official)",
	Example: "kind      = \"unreachable\"\nlasts     = \"4h\"\nfrom_host = \"exo\"",
	Make:    always(Answer{Phase: smtp.Connect, Cause: smtp.Unreachable}),
}

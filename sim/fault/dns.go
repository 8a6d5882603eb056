package fault

import "mailstorm/sim/smtp"

var dnsFailure = Kind{
	Name:    "dns-failure",
	Meaning: "The host's name cannot be resolved: its name servers are silent, or its MX or address records are broken.",
	Seen: "Exchange Online records 450 4.4.312 and tries on, and the NDR at expiry says 550 5.4.312. " +
		"No connection is made, so the receiving side sees nothing at all.",
	Source: "Microsoft, non-delivery reports in Exchange Online (official); " +
		"public NDR of 19 Nov 2019 with 5.4.312 (observed)",
	Example: "kind  = \"dns-failure\"\nlasts = {p50 = \"40m\", p90 = \"5h\", p99 = \"30h\"}",
	Make:    always(Answer{Phase: smtp.Connect, Cause: smtp.Unresolved}),
}

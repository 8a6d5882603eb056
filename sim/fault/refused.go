package fault

import "mailstorm/sim/smtp"

var connectionRefused = Kind{
	Name:    "connection-refused",
	Meaning: "Nothing listens on port 25: the host, or a firewall in front of it, refuses every connection at once.",
	Seen: "Exchange Online records 450 4.4.316 with socket error 10061, and the NDR at expiry says 550 5.4.316. Its message " +
		"trace omits most of the later attempts, so a gap in the trace does not mean that there were no attempts.",
	Source: "Microsoft, non-delivery reports in Exchange Online (official); " +
		"field report msxfaq.de, EXO MessageExpiration, Nov 2023 (observed)",
	Example: "kind   = \"connection-refused\"\nstarts = \"1h\"\nlasts  = \"6h\"",
	Make:    always(Effect{Phase: smtp.Connect, Cause: smtp.Refused}),
}

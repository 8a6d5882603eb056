package fault

import "mailstorm/sim/smtp"

var connectTimeout = Kind{
	Name:    "connect-timeout",
	Meaning: "Port 25 does not respond: packets are dropped, and the client waits until its connection timeout.",
	Seen: "Exchange Online records 450 4.4.315. The NDR at expiry says 550 5.4.316 in one sample, which was found second " +
		"hand, and 5.4.317 in another. Every attempt holds a connection slot for the whole wait.",
	Source: "Microsoft, non-delivery reports in Exchange Online (official); " +
		"public notes of 5 Jun 2026 on a firewall that drops packets, 5.4.316 (observed, second hand)",
	Example: "kind  = \"connect-timeout\"\nlasts = \"2d\"\nshare = \"30%\"",
	Make:    func(Params) (Fault, error) { return unanswered{}, nil },
}

type unanswered struct{}

func (unanswered) Apply(s Session) Effect {
	return Effect{Phase: smtp.Connect, Cause: smtp.Unanswered, Duration: s.Patience[smtp.Connect]}
}

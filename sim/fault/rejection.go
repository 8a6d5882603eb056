package fault

import "mailstorm/sim/smtp"

// never is what a host says whose policy forbids the mail.
var never = smtp.Reply{Code: 550, Enhanced: smtp.Status(5, 7, 1)}

var rejection = Kind{
	Name:    "reject",
	Meaning: "The host replies with a 5xx, a permanent failure: the client does not retry.",
	Seen: "Exchange Online records the host's own 5xx, does not retry and writes the NDR at once. With phase = \"dot\" and " +
		"kept = true that NDR is false: the host has the message.",
	Takes: []string{"phase", "code", "kept"},
	Code:  never,
	Source: "RFC 5321 section 4.2.1 and Microsoft, mail flow in EOP, for the NDR at once (official); " +
		"kept = true (inferred)",
	Example: "kind  = \"reject\"\nphase = \"dot\"\ncode  = \"552 5.2.2\"\nkept  = true",
	Make: func(p Params) (Fault, error) {
		return answer(p, "reject", "defer", never)
	},
}

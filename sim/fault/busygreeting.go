package fault

import "mailstorm/sim/smtp"

// shutting is what a host says that takes no mail just now.
var shutting = smtp.Reply{Code: 421, Enhanced: smtp.Status(4, 3, 2)}

var greetingDefer = Kind{
	Name:    "greeting-defer",
	Meaning: "The host accepts the connection and says in its greeting that it is temporarily unavailable.",
	Seen: "Exchange Online records the host's own 4xx and retries. The NDR at expiry says 550 5.4.300 and quotes that " +
		"reply.",
	Takes: []string{"code"},
	Code:  shutting,
	Source: "RFC 5321 section 3.8 and RFC 3463 section 3.4 for the reply (official); " +
		"public NDRs with 5.4.300 for the end (observed)",
	Example: "kind  = \"greeting-defer\"\ncode  = \"421 4.3.2\"\nlasts = \"3h\"",
	Make: func(p Params) (Fault, error) {
		return greet(p, "greeting-defer", "greeting-reject", shutting)
	},
}

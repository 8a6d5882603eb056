package fault

import "mailstorm/sim/smtp"

// later is what a host says whose mail system has a trouble of its own.
var later = smtp.Reply{Code: 451, Enhanced: smtp.Status(4, 3, 0)}

var deferral = Kind{
	Name:    "defer",
	Meaning: "The host replies with a 4xx, a temporary failure: the client retries later.",
	Seen: "Exchange Online records the host's own 4xx and retries. The NDR at expiry says 550 5.4.300 and quotes that " +
		"reply. With phase = \"dot\" every attempt transfers the whole message; with kept = true each also leaves a copy.",
	Takes:   []string{"phase", "code", "kept"},
	Code:    later,
	Source:  "RFC 5321 section 4.2.1 (official); public NDRs with 5.4.300 (observed); kept = true (inferred)",
	Example: "kind  = \"defer\"\nphase = \"rcpt\"\ncode  = \"452 4.3.1\"\nlasts = \"2h\"",
	Make: func(p Params) (Fault, error) {
		return answer(p, "defer", "reject", later)
	},
}

package fault

import "mailstorm/sim/smtp"

// unwelcome is what a host says that will not talk to this client.
var unwelcome = smtp.Reply{Code: 554, Enhanced: smtp.Status(5, 7, 0)}

var greetingReject = Kind{
	Name:    "greeting-reject",
	Meaning: "The host accepts the connection and refuses the client in its greeting, for example for a bad sender reputation.",
	Seen: "Exchange Online does not treat this 5xx as permanent: it records 450 4.4.317, quotes the greeting and retries. " +
		"The NDR at expiry says 550 5.4.317 (one observation). The profiles say how other senders treat it.",
	Takes: []string{"code"},
	Code:  unwelcome,
	Source: "RFC 5321 section 3.1 for the reply (official); one public NDR of 13 Jun 2024 for the behaviour of Exchange " +
		"Online (observed)",
	Example: "kind  = \"greeting-reject\"\ncode  = \"554 5.7.0\"\nof    = \"sender-servers\"\nshare = \"25%\"",
	Make: func(p Params) (Fault, error) {
		return greet(p, "greeting-reject", "greeting-defer", unwelcome)
	},
}

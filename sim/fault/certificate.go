package fault

import "mailstorm/sim/smtp"

var certificateMismatch = Kind{
	Name:    "certificate-mismatch",
	Meaning: "The host's certificate does not contain the name that the client requires, and the client ends the session.",
	Seen: "Exchange Online records 450 4.4.317 with SubjectMismatch, and the NDR at expiry says 550 5.4.317. One test on a " +
		"partner connector ended after 484 minutes, sooner than any documented expiration (unexplained).",
	Source: "Microsoft, Set-OutboundConnector, TlsSettings DomainValidation (official); " +
		"field report msxfaq.de, EXO MessageExpiration, Nov 2023 (observed)",
	Example: "kind  = \"certificate-mismatch\"\nof    = \"receiver-servers\"\nshare = \"50%\"",
	TLS:     NeedsTLS,
	Make:    always(Effect{Phase: smtp.StartTLS, Cause: smtp.Mismatch}),
}

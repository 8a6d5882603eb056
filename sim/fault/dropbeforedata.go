package fault

import (
	"fmt"

	"mailstorm/sim/smtp"
)

var dropBeforeData = Kind{
	Name:    "drop-before-data",
	Meaning: "The host closes the connection in place of a reply: of its greeting, or to a command.",
	Seen: "Exchange Online records 450 4.4.318, connection closed abruptly, and 550 5.4.318 at expiry (both inferred: no sample at " +
		"these phases was found). No data crosses. Postfix says \"lost connection with HOST while performing the EHLO handshake\".",
	Takes: []string{"phase"},
	Phase: "ehlo",
	Source: "RFC 5321 section 3.8, a connection that ends without QUIT (official); Postfix 3.7 and sendmail 8.17 against a host that drops at " +
		"EHLO (observed)",
	Example: "kind  = \"drop-before-data\"\nphase = \"mail\"\nlasts = \"2h\"",
	Make: func(p Params) (Fault, error) {
		phase, err := silentPhase(p, "drop-before-data", smtp.EHLO, map[smtp.Phase]string{smtp.Connect: "connection-refused", smtp.StartTLS: "tls-rollout",
			smtp.Data: "drop-mid-data", smtp.Dot: "drop-after-data"})
		if err != nil {
			return nil, err
		}
		return fixed{Phase: phase, Cause: smtp.Dropped}, nil
	},
}

// silentPhase is where a host leaves its client without a reply. At other phases other kinds do so, which are named.
func silentPhase(p Params, kind string, usual smtp.Phase, elsewhere map[smtp.Phase]string) (smtp.Phase, error) {
	if other, known := elsewhere[p.Phase]; known {
		return 0, fmt.Errorf("%s does not act at %s; write kind = %q", kind, p.Phase, other)
	}
	if p.Phase == smtp.Phases {
		return usual, nil
	}
	return p.Phase, nil
}

package fault

import "mailstorm/sim/smtp"

var dnsFailure = Kind{
	Name: "dns-failure",
	Meaning: "The host's name cannot be resolved: its name servers do not answer, or its MX or address records are broken. " +
		"With answer, they reply that the domain does not exist, or that it accepts no mail.",
	Seen: "Exchange Online records 450 4.4.312 and retries, and the NDR at expiry says 550 5.4.312. Most senders refuse " +
		"mail to a domain that does not exist, or has a null MX, at once: Exchange Online with 550 5.4.310. Exchange " +
		"Server defers it until expiry. There is no connection, so the receiving side sees nothing at all.",
	Takes: []string{"answer"},
	Source: "Microsoft, non-delivery reports in Exchange Online (official); public NDR of 19 Nov 2019 with 5.4.312 " +
		"(observed); public NDR text of Apr 2026 with 5.4.310, DNS domain does not exist (observed); that this NDR comes " +
		"at once (inferred); RFC 7505, null MX (official)",
	Example: "kind  = \"dns-failure\"\nlasts = {p50 = \"40m\", p90 = \"5h\", p99 = \"30h\"}",
	Make: func(p Params) (Fault, error) {
		return fixed{Phase: smtp.Connect, Cause: lookups[p.Lookup].cause}, nil
	},
}

// Lookup is what the name servers say of a domain.
type Lookup uint8

var lookups = []struct {
	word  string
	cause smtp.Cause
}{
	{"none", smtp.Unresolved},
	{"no-such-domain", smtp.NoSuchDomain},
	{"null-mx", smtp.NullMX},
}

// Words lists what they may say.
func (Lookup) Words() (words []string) {
	for _, l := range lookups {
		words = append(words, l.word)
	}
	return words
}

// Choose sets what a word names, and reports whether there is such an answer.
func (l *Lookup) Choose(word string) bool { return smtp.Choose(l, l.Words(), word) }

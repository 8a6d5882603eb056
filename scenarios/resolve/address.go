package resolve

import (
	"regexp"
	"strings"

	"mailstorm/scenarios/parse"
	"mailstorm/sim"
)

// Address gives the index of a mailbox, which it makes when nobody named it before.
func (l *Names) Address(n *parse.Node, s string) (index int, ok bool) {
	name, domain, ok := SplitAddress(s)
	if !ok || prefixed.MatchString(s) {
		l.Report(n.Problem("%s is not a valid address; write %s", parse.Quoted(s), addressIn(s)))
		return 0, false
	}
	return l.Mailbox(name, domain), true
}

// prefixed begins what mail programs show in front of an address.
var prefixed = regexp.MustCompile(`(?i)^(mailto|smtp|x400|sip):`)

// addressIn finds the address in "Bob <bob@fabrikam.example>", or the list in "a@x.example; b@x.example".
func addressIn(s string) string {
	if rest := prefixed.ReplaceAllString(s, ""); rest != s {
		return addressIn("<" + rest + ">")
	}
	if parts := strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == ',' || r == ' ' }); len(parts) > 1 && !strings.Contains(s, "<") {
		var quoted []string
		for _, part := range parts {
			if _, _, ok := SplitAddress(part); !ok {
				return "name@domain"
			}
			quoted = append(quoted, parse.Quoted(part))
		}
		return "a list: [" + strings.Join(quoted, ", ") + "]"
	}
	_, rest, _ := strings.Cut(s, "<")
	inside, _, _ := strings.Cut(rest, ">")
	if _, _, ok := SplitAddress(inside); ok {
		return inside
	}
	return "name@domain"
}

func (l *Names) Mailbox(name, domain string) int {
	full := name + "@" + domain
	if i, ok := l.AddressIndex[full]; ok {
		return i
	}
	i := len(l.Config.Addresses)
	l.AddressIndex[full] = i
	l.Config.Addresses = append(l.Config.Addresses, sim.Address{Name: full, Domain: domain})
	if _, ok := l.DomainIndex[domain]; !ok {
		l.DomainIndex[domain] = len(l.Domains)
		l.Domains = append(l.Domains, domain)
	}
	return i
}

// SplitAddress takes an address apart; domains know no upper case.
func SplitAddress(s string) (name, domain string, ok bool) {
	at := strings.LastIndexByte(s, '@')
	if at <= 0 {
		return "", "", false
	}
	name, domain = s[:at], strings.ToLower(s[at+1:])
	return name, domain, IsDomain(domain) && len(name) <= 64 && strings.IndexFunc(name, odd) < 0
}

func odd(r rune) bool { return r <= ' ' || r == '@' || r == '<' || r == '>' || parse.IsUnprintable(r) }

// IsDomain is true for labels of letters, digits and hyphens between dots; letters beyond ASCII count as letters.
func IsDomain(s string) bool {
	if len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || strings.ContainsFunc(label, func(r rune) bool {
			return parse.IsUnprintable(r) || r < 0x80 && !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_')
		}) {
			return false
		}
	}
	return true
}

package scenarios

import (
	"strings"

	"mailstorm/sim"
)

// address gives the index of a mailbox, which it makes when nobody named it before.
func (l *names) address(n *node, s string) (index int, ok bool) {
	name, domain, ok := splitAddress(s)
	if !ok {
		l.complain(n.problem("%s is no address; write name@domain", quoted(s)))
		return 0, false
	}
	return l.mailbox(name, domain), true
}

func (l *names) mailbox(name, domain string) int {
	full := name + "@" + domain
	if i, ok := l.written[full]; ok {
		return i
	}
	i := len(l.config.Addresses)
	l.written[full] = i
	l.config.Addresses = append(l.config.Addresses, sim.Address{Name: full, Domain: domain})
	if _, ok := l.numbered[domain]; !ok {
		l.numbered[domain] = len(l.domains)
		l.domains = append(l.domains, domain)
	}
	return i
}

// splitAddress takes an address apart; domains know no upper case.
func splitAddress(s string) (name, domain string, ok bool) {
	at := strings.LastIndexByte(s, '@')
	if at <= 0 {
		return "", "", false
	}
	name, domain = s[:at], strings.ToLower(s[at+1:])
	return name, domain, isDomain(domain) && len(name) <= 64 && strings.IndexFunc(name, odd) < 0
}

func odd(r rune) bool { return r <= ' ' || r == '@' || r == '<' || r == '>' || unprintable(r) }

// isDomain is true for labels of letters, digits and hyphens between dots; letters beyond ASCII count as letters.
func isDomain(s string) bool {
	if len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || strings.ContainsFunc(label, func(r rune) bool {
			return unprintable(r) || r < 0x80 && !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_')
		}) {
			return false
		}
	}
	return true
}

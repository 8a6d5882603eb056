package scenarios

import (
	"slices"

	"mailstorm/sim"
	"mailstorm/sim/fault"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// typos is how many signs of a mistyped domain may be wrong.
const typos = 2

// mistyped gives each domain that no host has and no route names, and that looks like one that is there, a host of its
// own: one whose name servers say that there is no such domain.
func (l *loading) mistyped(named map[string]bool) {
	c := l.config
	homes := l.allHomes()
	for _, domain := range l.recipientDomains() {
		if _, lives := l.homes[domain]; lives || named[domain] || meant(domain, homes) == "" || len(c.Hosts) >= mostHosts {
			continue
		}
		plain := l.library.profile(plainHost, l.hosts[0].node, 1)
		if plain == nil {
			return // so many problems that nobody would hear of it
		}
		l.homes[domain] = len(c.Hosts)
		l.nowhere[domain] = true
		c.Hosts = append(c.Hosts, noSuchDomain(domain, plain.Profile))
		l.hosts = append(l.hosts, &hostTable{name: domain, node: l.hosts[0].node})
	}
}

// recipientDomains lists whither mail is written and what rules pass on, in order.
func (l *loading) recipientDomains() (list []string) {
	seen := map[string]bool{}
	for _, e := range l.entries {
		for _, a := range e.recipients {
			if d := l.config.Addresses[a].Domain; !seen[d] {
				seen[d] = true
				list = append(list, d)
			}
		}
	}
	return list
}

// meant is the domain for which another one may be a typing error, or none.
func meant(domain string, homes []string) string {
	for _, home := range homes {
		if distance(domain, home) <= typos {
			return home
		}
	}
	return ""
}

func noSuchDomain(domain string, p *retry.Profile) sim.Host {
	params := fault.Unset
	params.Lookup.Choose("no-such-domain")
	kind := &fault.Kinds[slices.Index(faultShelf.names, "dns-failure")]
	bend, _ := kind.Make(params) // it takes every answer
	f := sim.Fault{Name: "no-such-domain", Kind: kind.Name, Bend: bend, Share: random.All}
	return sim.Host{Name: domain, Profile: p, Faults: []sim.Fault{f}}
}

// lookUp is the route of a host to a domain that does not exist: on to a relay that has a route for all domains, else it
// asks the name servers itself.
func (l *loading) lookUp(domain string, host int, by []map[string]int) int {
	h := &l.config.Hosts[host]
	if list, ok := by[host][everything]; ok && len(h.Routes[list]) > 0 { // empty: its problem was told
		if _, relays := by[h.Routes[list][0]][everything]; relays {
			return list
		}
	}
	h.Routes = append(h.Routes, []int{l.homes[domain]})
	return len(h.Routes) - 1
}

// warnMistyped says what becomes of mail for a domain that does not exist.
func (l *loading) warnMistyped(domain string, enters, address int) {
	c := l.config
	at := &c.Hosts[enters]
	for range c.Hosts {
		if next := at.Routes[at.Paths[address]][0]; next != l.homes[domain] {
			at = &c.Hosts[next]
		}
	}
	code := at.Profile.Codes[smtp.NoSuchDomain]
	does := "refuses it at once with " + code.Permanent.String()
	if code.Permanent.Code == 0 {
		does = "defers it with " + code.Deferral.String()
	}
	l.warn("no host has the domain %s, and no route names it, so it is taken for a mistyped one that does not exist: host %s %s; "+
		"did you mean %q?", domain, at.Name, does, meant(domain, l.allHomes()))
}

// checkAnswers refuses what speaks of a whole domain at a host that is only one of a list of next hops.
func (l *loading) checkAnswers() {
	for _, h := range l.config.Hosts {
		for _, hops := range h.Routes {
			for _, next := range hops {
				if len(hops) > 1 {
					l.checkAnswer(h.Name, next)
				}
			}
		}
	}
}

func (l *loading) checkAnswer(from string, next int) {
	h := &l.config.Hosts[next]
	for _, f := range h.Faults {
		if f.Kind != "dns-failure" || f.Bend.Bend(fault.Session{}).Cause == smtp.Unresolved {
			continue
		}
		l.complain(l.hosts[next].faults.named[f.Name].named["answer"].problem(
			"this answer speaks of the whole domain, but host %s is one of several next hops of host %s; leave it out", h.Name, from))
	}
}

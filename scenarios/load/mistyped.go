package load

import (
	"slices"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
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
func (l *loader) mistyped(named map[string]bool) {
	c := l.Config
	homes := l.allHomes()
	for _, domain := range l.recipientDomains() {
		if _, lives := l.homes[domain]; lives || named[domain] || meant(domain, homes) == "" || len(c.Hosts) >= mostHosts {
			continue
		}
		plain := l.library.Read(plainHost, l.hosts[0].node, 1)
		if plain == nil {
			return // so many problems that nobody would read of it
		}
		l.homes[domain] = len(c.Hosts)
		l.nowhere[domain] = true
		c.Hosts = append(c.Hosts, noSuchDomain(domain, plain.Profile))
		l.hosts = append(l.hosts, &hostTable{name: domain, node: l.hosts[0].node})
	}
}

// recipientDomains lists whither mail is written and what rules pass on, in order.
func (l *loader) recipientDomains() (list []string) {
	seen := map[string]bool{}
	for _, e := range l.entries {
		for _, a := range e.recipients {
			if d := l.Config.Addresses[a].Domain; !seen[d] {
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
		if parse.Distance(domain, home) <= typos {
			return home
		}
	}
	return ""
}

func noSuchDomain(domain string, p *retry.Profile) sim.Host {
	params := fault.Unset
	params.Lookup.Choose("no-such-domain")
	kind := &fault.Kinds[slices.Index(decode.Faults.Names, "dns-failure")]
	bend, _ := kind.Make(params) // it takes every answer
	f := sim.Fault{Name: "no-such-domain", Kind: kind.Name, Behaviour: bend, Share: random.All}
	return sim.Host{Name: domain, Profile: p, Faults: []sim.Fault{f}}
}

// lookUp is the route of a host to a domain that does not exist: on to a relay that has a route for all domains, else it
// asks the name servers itself.
func (l *loader) lookUp(domain string, host int, by []map[string]int) int {
	h := &l.Config.Hosts[host]
	if list, ok := by[host][everything]; ok && len(h.Routes[list]) > 0 { // empty: its problem was told
		if _, relays := by[h.Routes[list][0]][everything]; relays {
			return list
		}
	}
	h.Routes = append(h.Routes, []int{l.homes[domain]})
	return len(h.Routes) - 1
}

// warnMistyped says what becomes of mail for a domain that does not exist.
func (l *loader) warnMistyped(domain string, enters, address int) {
	c := l.Config
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
	l.Warn("no host has the domain %s, and no route names it, so it is taken for a mistyped one that does not exist: host %s %s; "+
		"did you mean %q?", domain, at.Name, does, meant(domain, l.allHomes()))
}

// checkAnswers refuses what speaks of a whole domain at a host that is only one of a list of next hops.
func (l *loader) checkAnswers() {
	for _, h := range l.Config.Hosts {
		for _, hops := range h.Routes {
			for _, next := range hops {
				if len(hops) > 1 {
					l.checkAnswer(h.Name, next)
				}
			}
		}
	}
}

func (l *loader) checkAnswer(from string, next int) {
	h := &l.Config.Hosts[next]
	for _, f := range h.Faults {
		if f.Kind != "dns-failure" || f.Behaviour.Apply(fault.Session{}).Cause == smtp.Unresolved {
			continue
		}
		l.Report(l.hosts[next].faults.Child[f.Name].Child["answer"].Problem(
			"this answer applies to the whole domain, but host %s is one of several next hops of host %s; leave it out", h.Name, from))
	}
}

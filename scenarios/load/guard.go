package scenarios

import (
	"slices"
	"strings"

	"mailstorm/sim"
	"mailstorm/sim/guard"
	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// met is a sim.Subject for which a guard's share can be drawn: a guard knows no servers.
type met sim.Subject

func (met) Words() []string { return subjectWords[:sim.OfRecipients+1] }

func (m *met) Choose(word string) bool {
	return slices.Contains(m.Words(), word) && (*subject)(m).Choose(word)
}

// readGuards comes after the mail: filters name addresses.
func (l *loading) readGuards() {
	for i, h := range l.hosts {
		if h.guards == nil {
			continue
		}
		for _, n := range l.open(h.guards).node.inner {
			l.config.Hosts[i].Guards = append(l.config.Hosts[i].Guards, l.readGuard(l.open(n), h))
		}
		accept(l.config.Hosts[i].Guards)
	}
}

// accept tells guards of senders which domains the attribution beside them takes for the organisation's own.
func accept(guards []sim.Guard) {
	for i := range guards {
		if g := &guards[i]; g.Kind != nil && g.Kind.Relays {
			for _, other := range guards {
				if other.Kind != nil && other.Kind.Name == "attribution" {
					g.Params.Accepted = slices.Concat(g.Params.Accepted, other.Params.Accepted)
				}
			}
		}
	}
}

func (l *loading) readGuard(t *table, h *hostTable) sim.Guard {
	g := sim.Guard{Name: t.node.name, Share: random.All}
	row := l.kind(t, guardShelf, guardShelf.names)
	w := t.when()
	g.Starts, g.Lasts = w.starts, w.lasts
	l.late("guard "+g.Name, g.Starts)
	t.read("share", &g.Share)
	t.read("of", (*met)(&g.Of))
	l.filter(t, &g.Filter)
	on := true
	t.read("on", &on)
	g.Off, g.Params = !on, guard.Unset
	g.Params.Domains = h.domains
	known := l.parameters(t, guardShelf, row, func(n *node, i int) { l.guardParameter(n, &g.Params, i) })
	t.done()
	if row >= 0 {
		g.Kind = &guard.Kinds[row]
		l.suits(t, g.Kind)
		phase := g.Kind.Phase
		if g.Kind.Asked != nil {
			phase = g.Kind.Asked(g.Params)
		}
		if phase < smtp.Rcpt {
			l.nobodyNamed(t, g.Kind.Name, g.Of)
		}
	}
	if known {
		if _, err := g.Kind.Make(g.Params); err != nil {
			l.complain(guardShelf.culprit(t, err.Error()).problem("%s", err))
		}
	}
	return g
}

// guardParameter reads one parameter; those that name hosts and domains are looked up.
func (l *loading) guardParameter(n *node, params *guard.Params, index int) {
	switch p := guard.Parameters[index]; to := p.At(params).(type) {
	case *[]guard.Tenant:
		l.tenants(n, to)
	case *[]string:
		look := l.domain
		if p.Name == "certificate_of" || p.Name == "address_of" {
			look = l.hostNamed
		}
		for _, e := range several(n) {
			if s, ok := look(e); ok {
				*to = append(*to, s)
			}
		}
	default:
		l.fill(n, to)
	}
}

// tenants reads which host has which domain, as in {"firma-a.example" = "exo-a"}.
func (l *loading) tenants(n *node, to *[]guard.Tenant) {
	if n.shape != tableShape {
		l.complain(n.problem("%s is a table by domain, as in {\"firma-a.example\" = \"HOST\"}", n.name))
		return
	}
	for _, e := range n.inner {
		domain := strings.ToLower(e.name)
		l.known(domain, e.misnamed)
		if host, ok := l.host(e); ok {
			*to = append(*to, guard.Tenant{Domain: domain, Host: host})
		}
	}
}

// hostNamed reads the name of a host.
func (l *loading) hostNamed(n *node) (string, bool) {
	i, ok := l.host(n)
	if !ok {
		return "", false
	}
	return l.hosts[i].name, true
}

// domain reads a domain that the scenario knows.
func (l *loading) domain(n *node) (string, bool) {
	var s string
	if !l.fill(n, &s) {
		return "", false
	}
	s = strings.ToLower(s)
	return s, l.known(s, n.problem)
}

// known reports whether a host has a domain or an address is in it, and complains, by the given way, of all others.
func (l *loading) known(domain string, problem func(string, ...any) *Problem) bool {
	_, lives := l.homes[domain]
	_, used := l.numbered[domain]
	switch {
	case !isDomain(domain):
		l.complain(problem("%s is no domain", quoted(domain)))
	case !lives && !used:
		l.complain(problem("no host and no address has the domain %s%s", domain, suggestion(domain, l.allDomains())))
	default:
		return true
	}
	return false
}

// allDomains lists those of hosts and those of addresses, as far as a suggestion needs them.
func (l *loading) allDomains() []string {
	if len(l.problems) >= mostKept {
		return nil
	}
	return append(l.allHomes(), l.domains...)
}

// suits refuses filters that the kind cannot have, and the lack of one that it must have.
func (l *loading) suits(t *table, kind *guard.Kind) {
	for _, key := range []string{"from_host", "servers"} {
		if n := t.get(key); n != nil && kind.Submission {
			l.complain(n.misnamed("%s is asked for the sake of who writes, not of who sends, so %s has no effect", kind.Name, key))
		}
	}
	if kind.Name == "unknown-recipient" && t.get("rcpt_to") == nil {
		t.need("rcpt_to", "whose mailbox does not exist, as in rcpt_to = \"old@fabrikam.example\"")
	}
}

// checkGuards comes after the routes, when all is well: it refuses guards that nothing meets, and warns of those that nobody switches on.
func (l *loading) checkGuards() {
	visited, writing := l.visited()
	for i, h := range l.config.Hosts {
		for j, g := range h.Guards {
			n := l.hosts[i].guards.named[g.Name]
			switch {
			case g.Kind.Submission && !writing[i] && !(g.Kind.Relays && visited[i]):
				l.complain(n.problem("nobody writes at host %s, which has no domains, so nothing meets this %s", h.Name, g.Kind.Name))
			case !g.Kind.Submission && !visited[i]:
				l.complain(n.problem("nobody sends to host %s: no route leads there, so nothing meets this %s", h.Name, g.Kind.Name))
			case g.Off && !switchedOn(h, j):
				l.warn("guard %s at host %s is off, and no change switches it on", g.Name, h.Name)
			}
		}
	}
}

// visited tells by host whether a route or a tenant's door leads there, and whether mail is, or may be, written there.
func (l *loading) visited() (visited, writing []bool) {
	c := l.config
	visited, writing = make([]bool, len(c.Hosts)), make([]bool, len(c.Hosts))
	for i, h := range c.Hosts {
		writing[i] = len(l.hosts[i].domains) > 0
		for _, hops := range h.Routes {
			for _, next := range hops {
				visited[next] = true
			}
		}
		for _, g := range h.Guards {
			for _, t := range g.Params.Tenants {
				visited[t.Host] = true
			}
		}
	}
	for _, m := range c.Mails {
		writing[m.Enters] = true
	}
	return visited, writing
}

func switchedOn(h sim.Host, guard int) bool {
	return slices.ContainsFunc(h.Changes, func(c sim.Change) bool {
		return slices.Contains(c.Switches, sim.Switch{Guard: true, Index: guard, On: true})
	})
}

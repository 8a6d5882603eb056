package load

import (
	"slices"
	"strings"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/resolve"
	"mailstorm/sim"
	"mailstorm/sim/guard"
	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// guardSubject is a sim.Subject for which a guard's share can be drawn: a guard knows no servers.
type guardSubject sim.Subject

func (guardSubject) Words() []string { return subjectWords[:sim.OfRecipients+1] }

func (m *guardSubject) Choose(word string) bool { return smtp.Choose(m, m.Words(), word) }

// readGuards comes after the mail: filters name addresses.
func (l *loader) readGuards() {
	for i, h := range l.hosts {
		if h.guards == nil {
			continue
		}
		for _, n := range l.Open(h.guards).Node.Children {
			l.Config.Hosts[i].Guards = append(l.Config.Hosts[i].Guards, l.readGuard(l.Open(n), h))
		}
		accept(l.Config.Hosts[i].Guards)
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

func (l *loader) readGuard(t *decode.Table, h *hostTable) sim.Guard {
	g := sim.Guard{Name: t.Node.Name, Share: random.All}
	row := l.ReadKind(t, decode.Guards, decode.Guards.Names)
	w := t.ReadSpan()
	g.Starts, g.Lasts = w.Starts, w.Lasts
	l.late("guard "+g.Name, w.StartNode, g.Starts)
	t.Read("share", &g.Share)
	t.Read("of", (*guardSubject)(&g.Of))
	l.filter(t, &g.Filter)
	on := true
	t.Read("on", &on)
	g.Off, g.Params = !on, guard.Unset
	g.Params.Domains = h.domains
	known := l.ReadParameters(t, decode.Guards, row, func(n *parse.Node, i int) { l.guardParameter(n, &g.Params, i) })
	t.Done()
	if row >= 0 {
		g.Kind = &guard.Kinds[row]
		l.suits(t, g.Kind)
		phase := g.Kind.Phase
		if g.Kind.PhaseFor != nil {
			phase = g.Kind.PhaseFor(g.Params)
		}
		if phase < smtp.Rcpt {
			l.nobodyNamed(t, g.Kind.Name, g.Of)
		}
	}
	if known {
		if _, err := g.Kind.Make(g.Params); err != nil {
			l.Report(decode.Guards.NodeOf(t, err.Error()).Problem("%s", err))
		}
	}
	return g
}

// guardParameter reads one parameter; those that name hosts and domains are looked up.
func (l *loader) guardParameter(n *parse.Node, params *guard.Params, index int) {
	switch p := guard.Parameters[index]; to := p.At(params).(type) {
	case *[]guard.Tenant:
		l.tenants(n, to)
	case *[]string:
		look := l.domain
		if p.Name == "certificate_of" || p.Name == "address_of" {
			look = l.hostNamed
		}
		for _, e := range parse.Elements(n) {
			if s, ok := look(e); ok {
				*to = append(*to, s)
			}
		}
	default:
		l.Decode(n, to)
	}
}

// tenants reads which host has which domain, as in {"firma-a.example" = "exo-a"}.
func (l *loader) tenants(n *parse.Node, to *[]guard.Tenant) {
	if n.Kind != parse.Table {
		l.Report(n.Problem("%s must be a table of domains, as in {\"firma-a.example\" = \"HOST\"}", n.Name))
		return
	}
	for _, e := range n.Children {
		domain := strings.ToLower(e.Name)
		l.known(domain, e.KeyProblem)
		if host, ok := l.Host(e); ok {
			*to = append(*to, guard.Tenant{Domain: domain, Host: host})
		}
	}
}

// hostNamed reads the name of a host.
func (l *loader) hostNamed(n *parse.Node) (string, bool) {
	i, ok := l.Host(n)
	if !ok {
		return "", false
	}
	return l.hosts[i].name, true
}

// domain reads a domain that the scenario knows.
func (l *loader) domain(n *parse.Node) (string, bool) {
	var s string
	if !l.Decode(n, &s) {
		return "", false
	}
	s = strings.ToLower(s)
	return s, l.known(s, n.Problem)
}

// known reports whether a host has a domain or an address is in it, and complains, by the given way, of all others.
func (l *loader) known(domain string, problem func(string, ...any) *parse.Problem) bool {
	_, lives := l.homes[domain]
	_, used := l.DomainIndex[domain]
	switch {
	case !resolve.IsDomain(domain):
		l.Report(problem("%s is not a valid domain", parse.Quoted(domain)))
	case !lives && !used:
		l.Report(problem("no host and no address has the domain %s%s", domain, parse.Suggestion(domain, l.allDomains())))
	default:
		return true
	}
	return false
}

// allDomains lists those of hosts and those of addresses, as far as a suggestion needs them.
func (l *loader) allDomains() []string {
	if len(l.Problems) >= parse.MostProblems {
		return nil
	}
	return append(l.allHomes(), l.Domains...)
}

// suits refuses filters that the kind cannot have, and the lack of one that it must have.
func (l *loader) suits(t *decode.Table, kind *guard.Kind) {
	for _, key := range []string{"from_host", "servers"} {
		if n := t.Get(key); n != nil && kind.Submission {
			l.Report(n.KeyProblem("%s applies to users who submit mail, not to sending hosts, so %s has no effect; leave it out", kind.Name, key))
		}
	}
	if kind.Name == "unknown-recipient" && t.Get("rcpt_to") == nil {
		t.Missing("rcpt_to", "whose mailbox does not exist, as in rcpt_to = \"old@fabrikam.example\"")
	}
}

// checkGuards comes after the routes, when all is well: it refuses guards that nothing meets, and warns of those that nobody switches on.
func (l *loader) checkGuards() {
	visited, writing := l.visited()
	for i, h := range l.Config.Hosts {
		for j, g := range h.Guards {
			n := l.hosts[i].guards.Child[g.Name]
			switch {
			case g.Kind.Submission && !writing[i] && !(g.Kind.Relays && visited[i]):
				l.Report(n.Problem("host %s has no domains, so nobody submits mail there and this %s has no effect", h.Name, g.Kind.Name))
			case !g.Kind.Submission && !visited[i]:
				l.Report(n.Problem("no route leads to host %s, so this %s has no effect", h.Name, g.Kind.Name))
			case g.Off && !switchedOn(h, j):
				l.Warn("guard %s at host %s is off, and no change switches it on", g.Name, h.Name)
			}
		}
	}
}

// visited tells by host whether a route or a tenant's door leads there, and whether mail is, or may be, written there.
func (l *loader) visited() (visited, writing []bool) {
	c := l.Config
	visited, writing = make([]bool, len(c.Hosts)), make([]bool, len(c.Hosts))
	for i, h := range c.Hosts {
		writing[i] = len(l.hosts[i].domains) > 0
		for _, hops := range h.Routes {
			for _, next := range hops {
				visited[next] = true
			}
		}
		for _, c := range h.Changes {
			for _, n := range c.NextHops {
				visited[n.To] = true
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

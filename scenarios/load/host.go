package scenarios

import (
	"slices"
	"strings"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
)

// hostTable is a host between two readings: names first, then what refers to names.
type hostTable struct {
	name    string
	node    *node
	domains []string
	routes  *node
	faults  *node
	guards  *node
	changes *node
	remotes *node
}

const (
	mostHosts = 1000
	plainHost = "rfc5321" // the profile of a host that names none
)

func (l *loading) readHosts(t *table) {
	if len(t.node.inner) == 0 && len(l.problems) == 0 {
		l.complain(t.node.problem("the scenario has no host; write a table [host.NAME]"))
	}
	if len(t.node.inner) > mostHosts {
		l.complain(t.node.inner[mostHosts].misnamed("more than %s hosts; that is the most in one run", grouped(mostHosts)))
		return
	}
	for i, n := range t.node.inner {
		l.named[n.name] = i
		h := &hostTable{name: n.name, node: n}
		l.hosts = append(l.hosts, h)
		l.hostName(n)
		l.config.Hosts = append(l.config.Hosts, l.readHost(h, i))
	}
}

func (l *loading) hostName(n *node) {
	if strings.Trim(n.name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || n.name == "" {
		l.complain(n.misnamed("the host name %s has other signs than a-z, 0-9 and -", quoted(n.name)))
	}
	for _, m := range metrics.Catalogue {
		if first, _, _ := strings.Cut(m.Name, "."); first == n.name {
			l.complain(n.misnamed("the host name %s is reserved: the metric %s begins with it", quoted(n.name), m.Name))
			return
		}
	}
}

func (l *loading) readHost(h *hostTable, index int) sim.Host {
	t := l.open(h.node)
	host := sim.Host{Name: h.name, Profile: &retry.Profile{}}
	e := l.hostProfile(t)
	if e != nil {
		host.Profile = e.Profile
		l.profiles = append(l.profiles, e.Name)
	}
	l.readDomains(t, h, index)
	h.routes, h.faults, h.guards = t.get("routes"), t.get("fault"), t.get("guard")
	h.changes, h.remotes = t.get("change"), t.get("remote_domain")
	t.read("bandwidth", (*lineSpeed)(&host.Bandwidth))
	before := len(l.problems)
	for _, f := range retry.Figures {
		if n := t.take(f.Name, f.At(host.Profile)); n != nil && l.figure(f, host.Profile, n) {
			l.unused(f.Name, host.Profile, n)
		}
	}
	t.done()
	if e != nil && len(l.problems) == before {
		l.rebuild(host.Profile, "host "+h.name, h.node)
	}
	if h.routes != nil && t.node.named["profile"] == nil {
		l.warn("host %s has no profile: it sends as %s describes (30 min, 30 min, then every 2 h; 5 days)",
			h.name, plainHost)
	}
	return host
}

func (l *loading) hostProfile(t *table) *ProfileEntry {
	name := plainHost
	n := t.read("profile", &name)
	if n == nil {
		n = t.node
	} else if _, isText := n.value.(string); !isText {
		return nil // read has said so
	}
	return l.library.profile(name, n, 1)
}

// rebuild makes the schedule again after overrides, and warns of what the product would not take.
func (l *loading) rebuild(p *retry.Profile, whose string, table *node) {
	if err := p.Build(); err != nil {
		l.refused(err, table)
		return
	}
	if d := p.Documented; d.To > 0 && (p.Lifetime < d.From || p.Lifetime > d.To) {
		l.warn("%s: message_expiration = %s is not within %s .. %s, so %s would not take it", whose,
			formatDuration(p.Lifetime), formatDuration(d.From), formatDuration(d.To), maker(p.Family))
	}
}

// unused refuses a figure that only schedules of another shape ask for.
func (l *loading) unused(figure string, p *retry.Profile, n *node) {
	var others []string
	for _, s := range retry.Shapes {
		if slices.Contains(s.Uses, figure) {
			if s.Name == p.Shape {
				return
			}
			others = append(others, s.Name)
		}
	}
	if len(others) > 0 {
		l.complain(n.misnamed("%s has no effect here: the schedule is %s, and only %s uses it",
			figure, p.Shape, strings.Join(others, ", ")))
	}
}

func (l *loading) readDomains(t *table, h *hostTable, index int) {
	n := t.read("domains", &h.domains)
	for i, at := range several(n) {
		if _, isText := at.value.(string); !isText {
			continue // read has said so
		}
		d := strings.ToLower(at.text())
		if h.domains[i] = d; !isDomain(d) {
			l.complain(at.problem("%s is no domain", quoted(d)))
		} else if other, taken := l.homes[d]; taken {
			l.complain(at.problem("the domain %s lives on host %s already", d, l.hosts[other].name))
		} else {
			l.homes[d] = index
		}
	}
}

// maker turns the name of a family of profiles into that of the product.
func maker(family string) string {
	words := strings.Split(family, "-")
	for i, w := range words {
		if w != "" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, " ")
}

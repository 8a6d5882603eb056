package scenarios

import (
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"strings"
)

// names finds what a scenario calls by name: hosts, addresses, tables of mail, metrics.
type names struct {
	*reading
	config   *sim.Config
	named    map[string]int  // hosts by name
	written  map[string]int  // addresses by name
	domains  []string        // all that addresses use
	numbered map[string]int  // indices into domains
	tables   map[string]int  // mail by name of its table; -1: of a message trace
	altered  map[string]bool // tables of mail that an override changed
	matches  int             // addresses that filters looked at
}

func newNames(r *reading, c *sim.Config) *names {
	return &names{reading: r, config: c, named: map[string]int{}, written: map[string]int{}, numbered: map[string]int{},
		tables: map[string]int{}, altered: map[string]bool{}}
}

// host resolves a host's name.
func (l *names) host(n *node) (index int, ok bool) {
	var name string
	if !l.fill(n, &name) {
		return 0, false
	}
	if index, ok = l.named[name]; !ok {
		l.complain(n.problem("unknown host %s", quoted(name))).among("hosts", name, l.hostNames())
	}
	return index, ok
}

func (l *names) hostNames() []string {
	if len(l.problems) >= mostKept {
		return nil
	}
	var names []string
	for i := range l.config.Hosts {
		names = append(names, l.config.Hosts[i].Name)
	}
	return names
}

func (l *names) meant(n *node, s string) (found []int) {
	domain, all := strings.CutPrefix(strings.ToLower(s), "@")
	if !all {
		name, domain, _ := splitAddress(s)
		if a, ok := l.written[name+"@"+domain]; ok {
			found = append(found, a)
		}
		return found
	}
	if l.matches += len(l.config.Addresses); l.matches > mostMatches {
		l.complain(n.problem("all filters together look at more than %s addresses; that is the most in one run", grouped(mostMatches)))
		return nil
	}
	for i, a := range l.config.Addresses {
		if a.Domain == domain {
			found = append(found, i)
		}
	}
	return found
}

// mostMatches bounds what all filters together compare.
const mostMatches = 100_000_000

// metric resolves a name, with or without a host in front.
func (l *names) metric(p phrase) (id metrics.ID, host int, ok bool) {
	name := p.text
	if id, ok = metrics.Lookup(name); ok {
		return id, -1, true
	}
	first, rest, _ := strings.Cut(name, ".")
	host, known := l.named[first]
	id, ok = metrics.Lookup(rest)
	switch {
	case ok && !known:
		l.complain(p.problem("unknown host %s", quoted(first))).among("hosts", first, l.hostNames())
	case ok && !metrics.Catalogue[id].PerHost:
		l.complain(p.problem("%s is not counted for each host; write it without %s in front", rest, first))
		return id, host, false
	case !ok && known:
		l.complain(p.problem("unknown metric %s", quoted(rest))).among("metrics", rest, metricNames(true))
	case !ok:
		l.complain(p.problem("unknown metric %s", quoted(name))).among("metrics", name, metricNames(false))
	}
	return id, host, ok && known
}

func metricNames(perHost bool) []string {
	var names []string
	for _, m := range metrics.Catalogue {
		if m.PerHost || !perHost {
			names = append(names, m.Name)
		}
	}
	return names
}

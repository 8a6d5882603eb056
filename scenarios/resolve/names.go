// Package resolve turns the names that a scenario uses into indices of its configuration.
package resolve

import (
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"strings"
)

// Names finds what a scenario calls by name: hosts, addresses, tables of mail, metrics.
type Names struct {
	*decode.Decoder
	Config       *sim.Config
	HostIndex    map[string]int  // hosts by name
	AddressIndex map[string]int  // addresses by name
	Domains      []string        // all that addresses use
	DomainIndex  map[string]int  // indices into domains
	MailIndex    map[string]int  // mail by name of its table; -1: of a message trace
	Altered      map[string]bool // tables of mail that an override changed
	matches      int             // addresses that filters looked at
}

func New(r *decode.Decoder, c *sim.Config) *Names {
	return &Names{Decoder: r, Config: c, HostIndex: map[string]int{}, AddressIndex: map[string]int{}, DomainIndex: map[string]int{},
		MailIndex: map[string]int{}, Altered: map[string]bool{}}
}

// Host resolves a host's name.
func (l *Names) Host(n *parse.Node) (index int, ok bool) {
	var name string
	if !l.Decode(n, &name) {
		return 0, false
	}
	if index, ok = l.HostIndex[name]; !ok {
		l.Report(n.Problem("unknown host %s", parse.Quoted(name))).Suggest("hosts", name, l.HostNames())
	}
	return index, ok
}

func (l *Names) HostNames() []string {
	if len(l.Problems) >= parse.MostProblems {
		return nil
	}
	var names []string
	for i := range l.Config.Hosts {
		names = append(names, l.Config.Hosts[i].Name)
	}
	return names
}

func (l *Names) Matching(n *parse.Node, s string) (found []int) {
	domain, all := strings.CutPrefix(strings.ToLower(s), "@")
	if !all {
		name, domain, _ := SplitAddress(s)
		if a, ok := l.AddressIndex[name+"@"+domain]; ok {
			found = append(found, a)
		}
		return found
	}
	if l.matches += len(l.Config.Addresses); l.matches > MostMatches {
		l.Report(n.Problem("all filters together match more than %s addresses, the limit for one run", parse.Grouped(MostMatches)))
		return nil
	}
	for i, a := range l.Config.Addresses {
		if a.Domain == domain {
			found = append(found, i)
		}
	}
	return found
}

// MostMatches bounds what all filters together compare.
const MostMatches = 100_000_000

// Metric resolves a name, with or without a host in front.
func (l *Names) Metric(p parse.Phrase) (id metrics.ID, host int, ok bool) {
	name := p.Text
	if id, ok = metrics.Lookup(name); ok {
		return id, -1, true
	}
	first, rest, _ := strings.Cut(name, ".")
	host, known := l.HostIndex[first]
	id, ok = metrics.Lookup(rest)
	switch {
	case ok && !known:
		l.Report(p.Problem("unknown host %s", parse.Quoted(first))).Suggest("hosts", first, l.HostNames())
	case ok && !metrics.Catalogue[id].PerHost:
		l.Report(p.Problem("%s is not counted per host; write it without %s in front", rest, first))
		return id, host, false
	case !ok && known:
		l.unknownMetric(p, rest, true)
	case !ok:
		l.unknownMetric(p, name, false)
	}
	return id, host, ok && known
}

func (l *Names) unknownMetric(p parse.Phrase, name string, perHost bool) {
	if hint := MeantMetric(name, perHost); hint != "" {
		l.Report(p.Problem("unknown metric %s%s", parse.Quoted(name), hint)).Suggest("metrics", "", MetricNames(perHost))
		return
	}
	l.Report(p.Problem("unknown metric %s", parse.Quoted(name))).Suggest("metrics", name, MetricNames(perHost))
}

func MetricNames(perHost bool) []string {
	var names []string
	for _, m := range metrics.Catalogue {
		if m.PerHost || !perHost {
			names = append(names, m.Name)
		}
	}
	return names
}

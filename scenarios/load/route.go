package load

import (
	"slices"
	"strings"

	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/resolve"
	"mailstorm/sim"
)

const (
	mostPaths  = 20_000_000 // hosts times mailboxes
	mostWalks  = 10_000
	everything = "*"
)

// entry is where mail enters, for whom, and where a table names these recipients.
type entry struct {
	enters     int
	recipients []int
	to         *parse.Node
}

// readRoutes resolves next hops, and finds for every address where each host sends its mail.
func (l *loader) readRoutes() {
	c := l.Config
	if len(c.Hosts)*len(c.Addresses) > mostPaths {
		l.Report(l.hosts[0].node.Source.Problem(parse.Span{}, parse.Span{}, "%s hosts and %s mailboxes are too many for one run; hosts times mailboxes can be at most %s",
			parse.Grouped(int64(len(c.Hosts))), parse.Grouped(int64(len(c.Addresses))), parse.Grouped(mostPaths)))
		return
	}
	named := map[string]bool{}
	var by []map[string]int
	for i, h := range l.hosts {
		by = append(by, l.nextHops(h, i))
		for domain := range by[i] {
			named[domain] = true
		}
	}
	l.mistyped(named)
	for i := range c.Hosts {
		l.readPaths(i, by)
	}
	if len(l.Problems) == 0 {
		l.checkRoutes(named)
	}
}

// readPaths finds for every address where a host sends its mail.
func (l *loader) readPaths(index int, by []map[string]int) {
	c := l.Config
	host := &c.Hosts[index]
	host.Paths, host.Own = make([]int, len(c.Addresses)), make([]bool, len(c.Addresses))
	ways := map[string]int{}
	for a, address := range c.Addresses {
		way, known := ways[address.Domain]
		if !known {
			way = l.pathTo(address.Domain, index, by)
			ways[address.Domain] = way
		}
		host.Paths[a] = way
		host.Own[a] = way == sim.MailboxHere
	}
}

// nextHops reads the routes of one host: for a domain, an index into its lists.
func (l *loader) nextHops(h *hostTable, index int) map[string]int {
	by := map[string]int{}
	if h.routes == nil {
		return by
	}
	host := &l.Config.Hosts[index]
	if h.routes.Kind != parse.Table {
		next := h.routes.Text()
		if next == "" {
			next = "HOST"
		}
		l.Report(h.routes.Problem("routes must be a table of domains; write routes = {\"*\" = %q}", next))
		return by
	}
	for _, n := range h.routes.Children {
		domain := strings.ToLower(n.Name)
		if domain != everything && !resolve.IsDomain(domain) {
			l.Report(n.KeyProblem("%s is not a valid domain; write one, or \"*\" for all others", parse.Quoted(n.Name)))
		}
		hops := l.hops(n, index)
		list := slices.IndexFunc(host.Routes, func(other []int) bool { return slices.Equal(other, hops) })
		if list < 0 {
			list = len(host.Routes)
			host.Routes = append(host.Routes, hops)
		}
		if _, twice := by[domain]; twice {
			l.Report(n.KeyProblem("%s already has a route", domain))
		}
		by[domain] = list
	}
	return by
}

// dottedDomain is the domain of which a missing pair of quotes made tables, or "".
func dottedDomain(n *parse.Node) string {
	key := n.Name
	for n.Kind == parse.Table && len(n.Children) == 1 {
		n = n.Children[0]
		key += "." + n.Name
	}
	if n.Kind == parse.Table || key == n.Name {
		return ""
	}
	return key
}

func (l *loader) hops(n *parse.Node, index int) []int {
	var hops []int
	if n.Kind == parse.List && len(n.Children) == 0 {
		l.Report(n.Problem("this route is empty; name a host"))
	}
	if key := dottedDomain(n); key != "" {
		l.Report(n.KeyProblem("a domain with dots needs quotes here; write {\"%s\" = ...}", key))
		return nil
	}
	for _, e := range parse.Elements(n) {
		next, ok := l.Host(e)
		switch {
		case !ok:
		case next == index:
			l.Report(e.Problem("host %s cannot be its own next hop", l.hosts[index].name))
		case slices.Contains(hops, next):
			l.Report(e.Problem("%s is in this list twice", e.Text()))
		default:
			hops = append(hops, next)
		}
	}
	return hops
}

func (l *loader) pathTo(domain string, host int, by []map[string]int) int {
	if home, ok := l.homes[domain]; ok && home == host {
		return sim.MailboxHere
	}
	if host >= len(by) {
		return sim.NoRoute
	}
	if l.nowhere[domain] {
		return l.lookUp(domain, host, by)
	}
	if list, ok := by[host][domain]; ok {
		return list
	}
	if list, ok := by[host][everything]; ok {
		return list
	}
	return sim.NoRoute
}

// unmatched complains of a filter that restricts a fault to nobody.
func (l *loader) unmatched(n *parse.Node, s string) {
	var names []string
	for _, a := range l.Config.Addresses[:min(len(l.Config.Addresses), parse.MostShown)] {
		names = append(names, a.Name)
	}
	l.Report(n.Problem("%s matches no address in this scenario", parse.Quoted(s))).Suggest("addresses", s, names)
}

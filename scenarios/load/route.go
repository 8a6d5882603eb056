package scenarios

import (
	"slices"
	"strings"

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
	to         *node
}

// readRoutes resolves next hops, and finds for every address where each host sends its mail.
func (l *loading) readRoutes() {
	c := l.config
	if len(c.Hosts)*len(c.Addresses) > mostPaths {
		l.complain(l.hosts[0].node.src.problem(span{}, span{}, "%s hosts and %s mailboxes are more than one run holds; hosts times mailboxes are %s at most",
			grouped(int64(len(c.Hosts))), grouped(int64(len(c.Addresses))), grouped(mostPaths)))
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
	if len(l.problems) == 0 {
		l.checkRoutes(named)
	}
}

// readPaths finds for every address where a host sends its mail.
func (l *loading) readPaths(index int, by []map[string]int) {
	c := l.config
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
func (l *loading) nextHops(h *hostTable, index int) map[string]int {
	by := map[string]int{}
	if h.routes == nil {
		return by
	}
	host := &l.config.Hosts[index]
	if h.routes.shape != tableShape {
		l.complain(h.routes.problem("routes is a table by domain; write routes = {\"*\" = \"HOST\"}"))
		return by
	}
	for _, n := range h.routes.inner {
		domain := strings.ToLower(n.name)
		if domain != everything && !isDomain(domain) {
			l.complain(n.misnamed("%s is no domain; write one, or \"*\" for all others", quoted(n.name)))
		}
		hops := l.hops(n, index)
		list := slices.IndexFunc(host.Routes, func(other []int) bool { return slices.Equal(other, hops) })
		if list < 0 {
			list = len(host.Routes)
			host.Routes = append(host.Routes, hops)
		}
		if _, twice := by[domain]; twice {
			l.complain(n.misnamed("%s has a route already", domain))
		}
		by[domain] = list
	}
	return by
}

func (l *loading) hops(n *node, index int) []int {
	var hops []int
	if n.shape == listShape && len(n.inner) == 0 {
		l.complain(n.problem("this route leads nowhere; name a host"))
	}
	for _, e := range several(n) {
		next, ok := l.host(e)
		switch {
		case !ok:
		case next == index:
			l.complain(e.problem("host %s cannot be its own next hop", l.hosts[index].name))
		case slices.Contains(hops, next):
			l.complain(e.problem("%s stands twice in this list", e.text()))
		default:
			hops = append(hops, next)
		}
	}
	return hops
}

func (l *loading) pathTo(domain string, host int, by []map[string]int) int {
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
func (l *loading) unmatched(n *node, s string) {
	var names []string
	for _, a := range l.config.Addresses[:min(len(l.config.Addresses), mostShown)] {
		names = append(names, a.Name)
	}
	l.complain(n.problem("%s is nobody's address in this scenario", quoted(s))).among("addresses", s, names)
}

package load

import (
	"slices"
	"strings"

	"mailstorm/scenarios/parse"
	"mailstorm/sim"
)

// checkRoutes follows the mail of every table, and what rules pass on, to its ends.
func (l *loader) checkRoutes(named map[string]bool) {
	type way struct {
		enters int
		domain string
	}
	l.checkAnswers()
	walked := map[way]bool{}
	for _, e := range l.entries {
		for _, a := range e.recipients {
			w := way{e.enters, l.Config.Addresses[a].Domain}
			if walked[w] || len(walked) == mostWalks {
				continue
			}
			walked[w] = true
			l.checkWay(e.to, w.enters, a, named[w.domain])
		}
	}
}

func (l *loader) checkWay(to *parse.Node, enters, address int, named bool) {
	c := l.Config
	domain, host := c.Addresses[address].Domain, c.Hosts[enters].Name
	_, lives := l.homes[domain]
	at := element(to, domain)
	switch {
	case !lives && !named:
		hint := parse.Suggestion(domain, l.allHomes())
		l.Report(at.Problem("no host has the domain %s, and no route names it%s", domain, hint))
		return
	case c.Hosts[enters].Paths[address] == sim.NoRoute:
		l.Report(at.Problem("host %s has no route for %s; write routes = {%q = ...}, or \"*\" for all domains",
			host, domain, domain))
		return
	}
	w := routeWalk{config: c, address: address, state: make([]uint8, len(c.Hosts))}
	w.from(enters)
	for _, dead := range w.dead {
		l.Warn("host %s has no route for %s: mail for it that comes there is returned", c.Hosts[dead].Name, domain)
	}
	if l.nowhere[domain] && w.arrives {
		l.warnMistyped(domain, enters, address)
	}
	if w.circle != "" {
		l.Warn("mail for %s can go round in a circle: %s", domain, w.circle)
	}
	if !w.arrives && len(w.dead) == 0 {
		l.Warn("mail for %s that enters at %s never arrives", domain, host)
	}
}

// element is the recipient in a list, or the domain of a crowd, to whom a complaint belongs.
func element(to *parse.Node, domain string) *parse.Node {
	before := "@"
	if crowd := to.Child["domains"]; crowd != nil {
		to, before = crowd, ""
	}
	for _, e := range parse.Elements(to) {
		if s := strings.ToLower(e.Text()); strings.HasSuffix(s, before+domain) && (before != "" || s == domain) {
			return e
		}
	}
	return to
}

// routeWalk goes all ways that mail for one address can go.
type routeWalk struct {
	config  *sim.Config
	address int
	state   []uint8 // by host: unseen, on the way, done
	way     []string
	arrives bool
	circle  string
	dead    []int
}

func (w *routeWalk) from(host int) {
	h := w.config.Hosts[host]
	w.way = append(w.way, h.Name)
	defer func() { w.way = w.way[:len(w.way)-1] }()
	if w.state[host] == 1 && w.circle == "" {
		first := slices.Index(w.way, h.Name)
		w.circle = strings.Join(w.way[first:], " -> ")
	}
	if w.state[host] > 0 {
		return
	}
	w.state[host] = 1
	switch path := h.Paths[w.address]; path {
	case sim.MailboxHere:
		w.arrives = true
	case sim.NoRoute:
		w.dead = append(w.dead, host)
	default:
		for _, next := range h.Routes[path] {
			w.from(next)
		}
	}
	w.state[host] = 2
}

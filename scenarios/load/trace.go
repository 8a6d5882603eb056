package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mailstorm/sim"
	"mailstorm/sim/retry"
)

const mostTables = 60_000 // of mail, in one run

// byTrace are the keys of a table of mail that a message trace stands for.
var byTrace = []string{"from", "to", "size", "attachment", "count", "rate", "at", "starts", "ends", "lasts", "hours", "double_of"}

// listing is what a message trace came to: the same for every reading of a scenario.
type listing struct {
	file   string   // its whole path
	groups []*group // in the order of their first messages; their times are since 1970
	left   []string // what was left out, and why
	posts  map[string]*post
}

// post is the part of a listing that is mail of one's own; its first message is at time 0.
type post struct {
	groups []*group
	left   []string
}

// readTrace makes a table of mail for each sender and set of recipients in a message trace: TABLE/1, TABLE/2, ...
// The earliest message is at simulated time 0.
func (l *loading) readTrace(t *table, name string, at *node, sum *volume) {
	m := sim.Mail{Priority: retry.Normal}
	l.manner(t, &m)
	for _, key := range byTrace {
		t.only(at, t.get(key))
	}
	enters, home := t.get("enters"), (*hostTable)(nil)
	if enters != nil {
		index, ok := l.host(enters)
		if m.Enters = index; ok {
			home = l.hosts[index]
		}
	}
	t.done()
	var file string
	if !l.fill(at, &file) {
		return
	}
	seen := l.listing(at, file)
	if seen == nil {
		return
	}
	ours := l.ours(at, file, seen, home)
	for i, g := range ours.groups {
		one := m
		one.Name = name + "/" + strconv.Itoa(i+1)
		if p := l.refuses(at, g, one.Name); p != nil {
			l.complain(p)
			return
		}
		l.ascribe(&one, g, seen.file, enters == nil)
		l.entries = append(l.entries, entry{one.Enters, one.To, at})
		l.config.Mails = append(l.config.Mails, one)
		l.measure(at, sum, one, at)
	}
}

// refuses tells why a group cannot be told as a table of mail.
func (l *loading) refuses(at *node, g *group, name string) *Problem {
	switch {
	case at.up.up.named[name] != nil:
		return at.problem("the trace makes a table %s, and the file has one", quoted(name))
	case len(l.config.Mails) >= mostTables:
		return at.problem("more than %s tables of mail in all; that is the most in one run", grouped(mostTables))
	case g.listed[len(g.listed)-1].At > longestTime:
		return at.problem("the rows lie more than ten years apart")
	case len(l.config.Addresses)+len(g.to) >= mostAddresses:
		return at.problem("more than %s mailboxes in all; that is the most in one run", grouped(mostAddresses))
	}
	return nil
}

// listing reads all rows of a message trace; nil when they are of no use.
func (l *loading) listing(at *node, name string) *listing {
	seen := l.traces[name]
	if seen == nil {
		tr := newTrace()
		s, ok := l.sheet(at, name, tr.read)
		if !ok {
			return nil
		}
		seen = &listing{s.file, tr.groups, tr.left(), map[string]*post{}}
		l.traces[name] = seen
	}
	return seen
}

// ours is the mail of a listing that the people of a host wrote; it says what else there is.
func (l *loading) ours(at *node, name string, seen *listing, home *hostTable) *post {
	key := ""
	if home != nil {
		key = home.name + " " + strings.Join(home.domains, " ")
	}
	p := seen.posts[key]
	if p == nil {
		p = seen.post(home)
		seen.posts[key] = p
	}
	if len(p.groups) == 0 {
		reasons := append([]string{quoted(name) + " lists no mail of one's own"}, p.left...)
		l.complain(at.problem("%s", strings.Join(reasons, "; ")))
		return p
	}
	for _, what := range p.left {
		l.warn("%s: %s", printable(seen.file), what)
	}
	return p
}

// post leaves out what came from other domains than those of the host where all of it enters, and begins at time 0.
func (seen *listing) post(home *hostTable) *post {
	p := &post{left: slices.Clone(seen.left)}
	var others tally
	var elsewhere string
	for _, g := range seen.groups {
		_, domain, _ := splitAddress(g.from)
		if home == nil || len(home.domains) == 0 || g.own || slices.Contains(home.domains, domain) {
			one := *g
			one.listed = slices.Clone(g.listed)
			p.groups = append(p.groups, &one)
			continue
		}
		if others.add(g.place.Line, len(g.listed)); others.line == g.place.Line {
			elsewhere = domain
		}
	}
	if others.count > 0 {
		p.left = append(p.left, fmt.Sprintf("messages whose senders have no domain of %s are left out %s: others wrote them; where %s is its own, name it in its domains",
			home.name, others, elsewhere))
	}
	begin(p.groups)
	return p
}

// begin counts the time of all messages from the very first.
func begin(groups []*group) {
	if len(groups) == 0 {
		return
	}
	first := groups[0].listed[0].At
	for _, g := range groups {
		for n := range g.listed {
			g.listed[n].At -= first
		}
	}
}

// ascribe fills in who writes to whom, what, and where it enters.
func (l *loading) ascribe(m *sim.Mail, g *group, file string, atHome bool) {
	name, domain, _ := splitAddress(g.from)
	m.From, m.Listed = l.mailbox(name, domain), g.listed
	for _, to := range g.to {
		name, domain, _ := splitAddress(to)
		m.To = append(m.To, l.mailbox(name, domain))
	}
	home, lives := l.homes[domain]
	if atHome {
		m.Enters = home
	}
	if atHome && !lives {
		p := g.place
		p.File, p.rank, p.at = printable(file), rankProfile, p.Line
		p.Message = "no host has the sender's domain " + domain +
			"; give a host the domain, or say with enters where mail of one's own enters: what comes from elsewhere is left out then"
		l.complain(&p)
	}
}

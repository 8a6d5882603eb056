package load

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
	"mailstorm/scenarios/resolve"
	"mailstorm/scenarios/trace"
	"mailstorm/sim"
	"mailstorm/sim/retry"
)

const mostTables = 60_000 // of mail, in one run

// byTrace are the keys of a table of mail that a message trace stands for.
var byTrace = []string{"from", "to", "size", "attachment", "count", "rate", "at", "starts", "ends", "lasts", "hours", "double_of"}

// parsedTrace is what a message trace came to: the same for every reading of a scenario.
type parsedTrace struct {
	file   string         // its whole path
	groups []*trace.Group // in the order of their first messages; their times are since 1970
	left   []string       // what was left out, and why
	posts  map[string]*ownMail
}

// ownMail is the part of a message trace that is mail of one's own; its first message is at time 0.
type ownMail struct {
	groups []*trace.Group
	left   []string
}

// readTrace makes a table of mail for each sender and set of recipients in a message trace: TABLE/1, TABLE/2, ...
// The earliest message is at simulated time 0.
func (l *loader) readTrace(t *decode.Table, name string, at *parse.Node, sum *volume) {
	m := sim.Mail{Priority: retry.Normal}
	l.manner(t, &m)
	for _, key := range byTrace {
		t.Exclusive(at, t.Get(key))
	}
	enters, home := t.Get("enters"), (*hostTable)(nil)
	if enters != nil {
		index, ok := l.Host(enters)
		if m.Enters = index; ok {
			home = l.hosts[index]
		}
	}
	t.Done()
	var file string
	if !l.Decode(at, &file) {
		return
	}
	seen := l.parseTrace(at, file)
	if seen == nil {
		return
	}
	ours := l.ownMailOf(at, file, seen, home)
	for i, g := range ours.groups {
		one := m
		one.Name = name + "/" + strconv.Itoa(i+1)
		if p := l.refuses(at, g, one.Name); p != nil {
			l.Report(p)
			return
		}
		l.ascribe(&one, g, seen.file, enters == nil)
		l.entries = append(l.entries, entry{one.Enters, one.To, at})
		l.Config.Mails = append(l.Config.Mails, one)
		l.measure(at, sum, one, at)
	}
}

// refuses tells why a group cannot be told as a table of mail.
func (l *loader) refuses(at *parse.Node, g *trace.Group, name string) *parse.Problem {
	switch {
	case at.Parent.Parent.Child[name] != nil:
		return at.Problem("the trace creates the table %s, but the file already has one", parse.Quoted(name))
	case len(l.Config.Mails) >= mostTables:
		return at.Problem("more than %s tables of mail in all, the limit for one run", parse.Grouped(mostTables))
	case g.Listed[len(g.Listed)-1].At > quantity.LongestTime:
		return at.Problem("the rows are more than ten years apart")
	case len(l.Config.Addresses)+len(g.To) >= mostAddresses:
		return at.Problem("more than %s mailboxes in all, the limit for one run", parse.Grouped(mostAddresses))
	}
	return nil
}

// parseTrace reads all rows of a message trace; nil when they are of no use.
func (l *loader) parseTrace(at *parse.Node, name string) *parsedTrace {
	seen := l.traces[name]
	if seen == nil {
		tr := trace.NewReader()
		s, ok := l.ReadSheet(at, name, tr.Read)
		if !ok {
			return nil
		}
		seen = &parsedTrace{s.File, tr.Groups, tr.LeftOut(), map[string]*ownMail{}}
		l.traces[name] = seen
	}
	return seen
}

// ownMailOf is the mail of a message trace that the people of a host wrote; it says what else there is.
func (l *loader) ownMailOf(at *parse.Node, name string, seen *parsedTrace, home *hostTable) *ownMail {
	key := ""
	if home != nil {
		key = home.name + " " + strings.Join(home.domains, " ")
	}
	p := seen.posts[key]
	if p == nil {
		p = seen.ownMailOf(home)
		seen.posts[key] = p
	}
	if len(p.groups) == 0 {
		reasons := append([]string{parse.Quoted(name) + " lists no mail of your own"}, p.left...)
		l.Report(at.Problem("%s", strings.Join(reasons, "; ")))
		return p
	}
	for _, what := range p.left {
		l.Warn("%s: %s", parse.Printable(seen.file), what)
	}
	return p
}

// ownMailOf leaves out what came from other domains than those of the host where all of it enters, and begins at time 0.
func (seen *parsedTrace) ownMailOf(home *hostTable) *ownMail {
	p := &ownMail{left: slices.Clone(seen.left)}
	var others trace.Tally
	var elsewhere string
	for _, g := range seen.groups {
		_, domain, _ := resolve.SplitAddress(g.From)
		if home == nil || len(home.domains) == 0 || g.Own || slices.Contains(home.domains, domain) {
			one := *g
			one.Listed = slices.Clone(g.Listed)
			p.groups = append(p.groups, &one)
			continue
		}
		if others.Add(g.Line, len(g.Listed)); others.Line == g.Line {
			elsewhere = domain
		}
	}
	if others.Count > 0 {
		p.left = append(p.left, fmt.Sprintf("messages whose senders have no domain of %s are left out %s: others wrote them; where %s is its own, name it in its domains",
			home.name, others, elsewhere))
	}
	startAtZero(p.groups)
	return p
}

// startAtZero counts the time of all messages from the very first.
func startAtZero(groups []*trace.Group) {
	if len(groups) == 0 {
		return
	}
	first := groups[0].Listed[0].At
	for _, g := range groups {
		for n := range g.Listed {
			g.Listed[n].At -= first
		}
	}
}

// ascribe fills in who writes to whom, what, and where it enters.
func (l *loader) ascribe(m *sim.Mail, g *trace.Group, file string, atHome bool) {
	name, domain, _ := resolve.SplitAddress(g.From)
	m.From, m.Listed = l.Mailbox(name, domain), g.Listed
	for _, to := range g.To {
		name, domain, _ := resolve.SplitAddress(to)
		m.To = append(m.To, l.Mailbox(name, domain))
	}
	home, lives := l.homes[domain]
	if atHome {
		m.Enters = home
	}
	if atHome && !lives {
		l.Report(&parse.Problem{File: parse.Printable(file), Line: g.Line, Col: 1, Rank: parse.RankProfile, Offset: g.Line, Message: "no host has the sender's domain " + domain +
			"; add the domain to a host, or write enters for the host where your own mail enters: mail from elsewhere is then left out"})
	}
}

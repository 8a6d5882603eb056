package scenarios

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/retry"
)

const (
	mostGroups = 10_000
	mostTables = 60_000 // of mail, in one run
)

// byTrace are the keys of a table of mail that a message trace stands for.
var byTrace = []string{"from", "to", "size", "attachment", "count", "rate", "at", "starts", "ends", "lasts", "hours", "double_of"}

const (
	whenColumn = iota
	fromColumn
	toColumn
	sizeColumn
)

// columns are what a row must say, as the enhanced summary report and Get-MessageTraceV2 name it.
var columns = [...][2]string{
	whenColumn: {"origin_timestamp_utc", "Received"},
	fromColumn: {"sender_address", "SenderAddress"},
	toColumn:   {"recipient_status", "RecipientAddress"},
	sizeColumn: {"total_bytes", "Size"},
}

// group is the messages of one sender to the same recipients.
type group struct {
	key    string
	from   string
	to     []string
	listed []sim.Listed // since 1970 until all rows are read
	place  Problem      // of its first row
}

// trace is a message trace on its way from rows to tables of mail.
type trace struct {
	*sheet
	columns [4]int
	groups  map[string]*group
	reports int // rows without a sender: DSNs, which the world writes itself
}

// listing is what a message trace came to: the same for every reading of a scenario.
type listing struct {
	file    string // its whole path
	groups  []*group
	reports int
}

// readTrace makes a table of mail for each sender and set of recipients in a message trace: TABLE/1, TABLE/2, ...
// The earliest row is at simulated time 0.
func (l *loading) readTrace(t *table, name string, at *node, sum *volume) {
	m := sim.Mail{Priority: retry.Normal}
	l.manner(t, &m)
	for _, key := range byTrace {
		t.only(at, t.get(key))
	}
	enters := t.get("enters")
	if enters != nil {
		m.Enters, _ = l.host(enters)
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
	for i, g := range seen.groups {
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
		tr := &trace{groups: map[string]*group{}}
		s, ok := l.sheet(at, name, tr.read)
		if ok && len(tr.groups) == 0 {
			l.complain(at.problem("%s lists no mail", quoted(name)))
		}
		if !ok || len(tr.groups) == 0 {
			return nil
		}
		seen = &listing{s.file, tr.sorted(), tr.reports}
		l.traces[name] = seen
	}
	if seen.reports > 0 {
		l.warn("%s: rows without a sender are left out (%d): they are DSNs, and who gives up writes its own", printable(seen.file), seen.reports)
	}
	return seen
}

// read finds the columns by their names, then reads all rows.
func (tr *trace) read(s *sheet, head []string) {
	tr.sheet = s
	for c, names := range columns {
		tr.columns[c] = slices.IndexFunc(head, func(s string) bool {
			s = strings.TrimSpace(s)
			return strings.EqualFold(s, names[0]) || strings.EqualFold(s, names[1])
		})
		if tr.columns[c] < 0 {
			tr.complain(0, "no column is named %s or %s", names[0], names[1])
		}
	}
	if tr.wrong == 0 {
		tr.each(slices.Max(tr.columns[:])+1, tr.row)
	}
}

// row reads one message, and reports whether there may be more.
func (tr *trace) row(record []string) bool {
	if from := sender(record[tr.columns[fromColumn]]); from == "" {
		tr.reports++
	} else if one, ok := tr.message(record); ok {
		return tr.add(from, record[tr.columns[toColumn]], one)
	}
	return true
}

// sender is a sender's address in lower case, as Exchange compares addresses, and nothing for the null sender.
func sender(s string) string { return strings.Trim(strings.ToLower(strings.TrimSpace(s)), "<>") }

// message reads when a message was written, and its size.
func (tr *trace) message(record []string) (one sim.Listed, ok bool) {
	when, err := parseMoment(record[tr.columns[whenColumn]])
	if err != nil {
		return one, tr.complain(tr.columns[whenColumn], "%s", err)
	}
	size, err := strconv.ParseInt(strings.TrimSpace(record[tr.columns[sizeColumn]]), 10, 64)
	if err != nil || size < 1 || size > mostSize {
		return one, tr.complain(tr.columns[sizeColumn], "%s is no size; it is a whole number of bytes, 1 to 1000000000",
			quoted(record[tr.columns[sizeColumn]]))
	}
	return sim.Listed{At: time.Duration(when.UnixNano()), Size: size}, true
}

// add gives a message to its group.
func (tr *trace) add(from, to string, one sim.Listed) bool {
	if _, _, ok := splitAddress(from); !ok {
		tr.complain(tr.columns[fromColumn], "%s is no address", quoted(from))
		return true
	}
	recipients, ok := tr.recipients(to)
	if !ok {
		return true
	}
	key := from + "\n" + strings.Join(recipients, "\n")
	g := tr.groups[key]
	if g == nil {
		if len(tr.groups) == mostGroups {
			return tr.complain(tr.columns[toColumn], "more than %s different senders or sets of recipients; cut the trace into several", grouped(mostGroups))
		}
		g = &group{key: key, from: strings.Clone(from), to: recipients}
		g.place.Line, g.place.Col = tr.rows.FieldPos(tr.columns[fromColumn])
		tr.groups[key] = g
	}
	g.listed = append(g.listed, one)
	return true
}

// recipients reads "a@a.example##Receive, Send;b@b.example##Receive, Fail", or one address, into sorted addresses.
func (tr *trace) recipients(field string) (to []string, ok bool) {
	for part := range strings.SplitSeq(field, ";") {
		address, _, _ := strings.Cut(part, "##")
		if address = strings.ToLower(strings.TrimSpace(address)); address == "" {
			continue
		}
		if _, _, ok := splitAddress(address); !ok {
			return nil, tr.complain(tr.columns[toColumn], "%s is no address", quoted(address))
		}
		to = append(to, strings.Clone(address))
	}
	if len(to) == 0 {
		return nil, tr.complain(tr.columns[toColumn], "this row names no recipient")
	}
	if slices.Sort(to); len(to) > mostRecipients {
		return nil, tr.complain(tr.columns[toColumn], "more than %s recipients of one message; no mail system takes so many", grouped(mostRecipients))
	}
	return slices.Compact(to), true
}

// sorted gives the groups in the order of their first messages, and counts time from the very first: the order of the
// rows means nothing.
func (tr *trace) sorted() (all []*group) {
	for _, g := range tr.groups {
		slices.SortFunc(g.listed, func(a, b sim.Listed) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Size, b.Size)) })
		all = append(all, g)
	}
	slices.SortFunc(all, func(a, b *group) int {
		return cmp.Or(cmp.Compare(a.listed[0].At, b.listed[0].At), strings.Compare(a.key, b.key))
	})
	first := all[0].listed[0].At
	for _, g := range all {
		for i := range g.listed {
			g.listed[i].At -= first
		}
	}
	return all
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
		p.Message = "no host has the sender's domain " + domain + "; say with enters where this mail enters, or give a host the domain"
		l.complain(&p)
	}
}

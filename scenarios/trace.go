package scenarios

import (
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/retry"
)

const (
	largestTrace = 200_000_000 // bytes
	mostRows     = 1_000_000
	mostGroups   = 10_000
	mostTables   = 60_000 // of mail, in one run
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
	l       *loading
	file    string
	rows    *csv.Reader
	columns [4]int
	groups  map[string]*group
	count   int
	reports int // rows without a sender: DSNs, which the world writes itself
	wrong   int
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
	tr := &trace{l: l, groups: map[string]*group{}}
	if !tr.read(at, file) {
		return
	}
	for i, g := range tr.sorted() {
		one := m
		one.Name = name + "/" + strconv.Itoa(i+1)
		if p := tr.refuses(at, g, one.Name); p != nil {
			l.complain(p)
			return
		}
		tr.address(&one, g, enters == nil)
		l.entries = append(l.entries, entry{one.Enters, one.To, at})
		l.config.Mails = append(l.config.Mails, one)
		l.measure(at, sum, one, at)
	}
}

// refuses tells why a group cannot be told as a table of mail.
func (tr *trace) refuses(at *node, g *group, name string) *Problem {
	switch {
	case at.up.up.named[name] != nil:
		return at.problem("the trace makes a table %s, and the file has one", quoted(name))
	case len(tr.l.config.Mails) >= mostTables:
		return at.problem("more than 60,000 tables of mail in all; that is the most in one run")
	case g.listed[len(g.listed)-1].At > longestTime:
		return at.problem("the rows lie more than ten years apart")
	case len(tr.l.config.Addresses)+len(g.to) >= mostAddresses:
		return at.problem("more than 1,000,000 mailboxes in all; that is the most in one run")
	}
	return nil
}

// read reads all rows, and reports whether they are of use.
func (tr *trace) read(at *node, name string) bool {
	file, path, err := tr.l.folder.open(name)
	if err != nil {
		tr.l.complain(at.problem("%s", err))
		return false
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || info.Size() > largestTrace {
		tr.l.complain(at.problem("%s is larger than 200 MB; cut it into several", quoted(name)))
		return false
	}
	tr.file = path
	tr.open(file)
	if tr.head() {
		for tr.row() {
		}
	}
	if tr.wrong == 0 && len(tr.groups) == 0 {
		tr.l.complain(at.problem("%s lists no mail", quoted(name)))
	}
	if tr.reports > 0 {
		tr.l.warn("%s: rows without a sender are left out (%d): they are DSNs, and who gives up writes its own", printable(path), tr.reports)
	}
	return tr.wrong == 0 && len(tr.groups) > 0
}

func (tr *trace) open(file *os.File) {
	tr.rows = csv.NewReader(plainText(io.LimitReader(file, largestTrace)))
	tr.rows.FieldsPerRecord, tr.rows.ReuseRecord = -1, true
}

// complain names the line of the present row, and the column of a field.
func (tr *trace) complain(field int, format string, args ...any) bool {
	p := (&source{name: tr.file, rank: rankProfile}).problem(span{}, span{}, format, args...)
	p.Line, p.Col = tr.rows.FieldPos(max(field, 0))
	p.at = p.Line
	tr.l.complain(p)
	tr.wrong++
	return false
}

// record reads a row; nil at the end, and after what is no CSV.
func (tr *trace) record() []string {
	record, err := tr.rows.Read()
	var wrong *csv.ParseError
	switch {
	case err == nil:
		return record
	case errors.As(err, &wrong):
		p := (&source{name: tr.file, rank: rankProfile}).problem(span{}, span{}, "this is no CSV: %s", wrong.Err)
		p.Line, p.Col, p.at = wrong.Line, wrong.Column, wrong.Line
		tr.l.complain(p)
		tr.wrong++
	case err != io.EOF:
		tr.l.complain((&source{name: tr.file, rank: rankProfile}).problem(span{}, span{}, "%s", err))
		tr.wrong++
	}
	return nil
}

// head finds the columns by their names. PowerShell may have put a line of its own before them.
func (tr *trace) head() bool {
	record := tr.record()
	if len(record) > 0 && strings.HasPrefix(record[0], "#TYPE") {
		record = tr.record()
	}
	if record == nil {
		return false
	}
	for c, names := range columns {
		tr.columns[c] = slices.IndexFunc(record, func(s string) bool {
			s = strings.TrimSpace(s)
			return strings.EqualFold(s, names[0]) || strings.EqualFold(s, names[1])
		})
		if tr.columns[c] < 0 {
			tr.complain(0, "no column is named %s or %s", names[0], names[1])
		}
	}
	return tr.wrong == 0
}

// row reads one message, and reports whether there may be more.
func (tr *trace) row() bool {
	record := tr.record()
	if record == nil {
		return false
	}
	if tr.count++; tr.count > mostRows {
		return tr.complain(0, "more than 1,000,000 rows; cut the trace into several")
	}
	if len(record) <= slices.Max(tr.columns[:]) {
		tr.complain(0, "this row has only %d columns", len(record))
		return tr.wrong < mostShown
	}
	if from := sender(record[tr.columns[fromColumn]]); from == "" {
		tr.reports++
	} else if one, ok := tr.message(record); ok {
		return tr.add(from, record[tr.columns[toColumn]], one)
	}
	return tr.wrong < mostShown
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
		return tr.wrong < mostShown
	}
	recipients, ok := tr.recipients(to)
	if !ok {
		return tr.wrong < mostShown
	}
	key := from + "\n" + strings.Join(recipients, "\n")
	g := tr.groups[key]
	if g == nil {
		if len(tr.groups) == mostGroups {
			return tr.complain(tr.columns[toColumn], "more than 10,000 different senders or sets of recipients; cut the trace into several")
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
		return nil, tr.complain(tr.columns[toColumn], "more than 50,000 recipients of one message; no mail system takes so many")
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

// address fills in who writes to whom, what, and where it enters.
func (tr *trace) address(m *sim.Mail, g *group, atHome bool) {
	l := tr.l
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
		p.File, p.rank, p.at = printable(tr.file), rankProfile, p.Line
		p.Message = "no host has the sender's domain " + domain + "; say with enters where this mail enters, or give a host the domain"
		l.complain(&p)
	}
}

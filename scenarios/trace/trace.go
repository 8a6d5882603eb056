// Package trace makes tables of mail, each of one sender to the same recipients, from message traces and logs.
package trace

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/records"
	"mailstorm/scenarios/records/exchange"
	"mailstorm/scenarios/records/formats"
	"mailstorm/scenarios/resolve"
	"mailstorm/sim"
)

const (
	MostRecipients = 50_000 // of one message
	MostGroups     = 10_000

	memory = 2 << 30 // the rows of a message may be far apart, and there are not more than decode.MostRows
)

// Group is the messages of one sender to the same recipients.
type Group struct {
	key    string
	From   string
	To     []string
	Listed []sim.Listed
	Own    bool // the file says that they were written here
	Line   int  // of its first row
}

// Reader is a message trace on its way from rows to tables of mail.
type Reader struct {
	*decode.Sheet
	*records.Messages
	rowsLeft   rowsLeft // of each message
	over       []string // keys of which the last row was read lately
	groups     map[string]*Group
	tallies    [lastKind]Tally
	odd        []oddRow // that cannot be used: the first of them
	oddRows    int
	rows, line int // the present row
	sized      bool
	unsized    int // messages
	Groups     []*Group
}

func NewReader() *Reader {
	tr := &Reader{groups: map[string]*Group{}}
	tr.Messages = records.NewMessages(memory, tr.message, tr.Unusable)
	return tr
}

// Read reads all rows.
func (tr *Reader) Read(s *decode.Sheet, text *records.Text) {
	tr.Sheet = s
	var refusal *records.Refusal
	switch err := tr.rowsOf(text); {
	case errors.As(err, &refusal):
		tr.ReportAt(max(refusal.Line, 1), max(refusal.Column, 1), refusal.Width, "%s", refusal.What)
	case err != nil:
		tr.ReportAt(1, 1, 0, "%s", err)
	}
	tr.Messages.Close()
	switch {
	case tr.Mistakes > 0:
	case !tr.sized && tr.unsized > 0 && tr.unsized == tr.oddRows:
		tr.ReportAt(1, 1, 0, "nothing here tells the sizes of messages; use the output of Get-MessageTraceV2, or the enhanced summary report of the same search")
	case !tr.tooOdd():
		inOrder(tr.Groups)
	}
}

// rowsOf reads what the text is by its beginning. Only how far times lie apart matters, so any year will do, and any zone.
func (tr *Reader) rowsOf(text *records.Text) error {
	start, _ := text.Peek(1 << 16)
	read, o := exchange.Read, records.Options{Apart: true, Zone: time.UTC, Year: 2001}
	for _, format := range formats.Catalogue {
		switch {
		case !format.Detect(start):
			continue
		case format.Tells&records.Traffic == 0:
			return &records.Refusal{What: "a record of this kind (" + format.Name + ") does not tell who wrote to whom; use the output of Get-MessageTraceV2, or a report of the same search"}
		case format.Days != nil:
			o.Turns = format.Days(text).Turns
			if _, err := text.Seek(0, io.SeekStart); err != nil {
				return err
			}
		}
		read = format.Read
		break
	}
	if err := tr.rowsLeft.count(read, text, o); err != nil {
		return err
	}
	return read("", limited{text, tr}, o, tr)
}

// limited ends when something is wrong with the whole file.
type limited struct {
	*records.Text
	tr *Reader
}

func (l limited) Read(p []byte) (int, error) {
	if l.tr.Mistakes > 0 {
		return 0, io.EOF
	}
	return l.Text.Read(p)
}

// Event counts rows.
func (tr *Reader) Event(e *records.Event) {
	if e.Line != tr.line {
		tr.row(e.Line)
	}
	tr.Messages.Event(e)
	if !tr.rowsLeft.last(e.Key) {
		return
	}
	const later = 10_000 // messages: a row about another one may still say that both are the same
	if tr.over = append(tr.over, strings.Clone(e.Key)); len(tr.over) > later {
		tr.Messages.Over(tr.over[0])
		tr.over = tr.over[1:]
	}
}

func (tr *Reader) row(line int) {
	tr.line = line
	if tr.rows++; tr.rows == decode.MostRows+1 {
		tr.ReportAt(line, 1, 0, "more than %s rows; split the file", parse.Grouped(decode.MostRows))
	}
}

// message gives a message to its group. Its recipients are in the order of the alphabet: that of the rows means nothing.
func (tr *Reader) message(m *records.Message) {
	switch {
	case tr.Mistakes > 0:
	case m.NullFrom:
		tr.tallies[fromNobody].Add(m.Line, 1)
	case m.Direction == records.Inbound:
		tr.tallies[fromOutside].Add(m.Line, 1)
	default:
		if to, ok := tr.recipients(m); ok && len(to) > 0 && tr.usable(m) {
			tr.add(m, to)
		}
	}
}

// usable leaves messages out that cannot be told as mail.
func (tr *Reader) usable(m *records.Message) bool {
	switch _, _, ok := resolve.SplitAddress(m.From); {
	case m.From == "":
		return tr.leaveOut(m, "no row names the sender of this message")
	case !ok:
		return tr.leaveOut(m, parse.Quoted(m.From)+" is not a valid address")
	case m.Received.IsZero():
		return tr.leaveOut(m, "no row tells when this message was received")
	case m.Size < 1 || m.Size > decode.MostSize:
		tr.unsized++
		return tr.leaveOut(m, "no row gives the size of this message, a whole number of bytes from 1 to 1000000000")
	}
	tr.sized = true
	return true
}

// recipients are those who get the message.
func (tr *Reader) recipients(m *records.Message) (to []string, ok bool) {
	for i := range m.Recipients {
		switch r := &m.Recipients[i]; {
		case r.To == "":
		case r.End == records.Expanded:
			tr.tallies[toList].Add(m.Line, 1)
		case r.End == records.Dropped:
			tr.tallies[notSent].Add(m.Line, 1)
		default:
			if _, _, ok := resolve.SplitAddress(r.To); !ok {
				return nil, tr.leaveOut(m, parse.Quoted(r.To)+" is not a valid address")
			}
			to = append(to, r.To)
		}
	}
	slices.Sort(to)
	return to, true
}

// add puts a message to others of its sender to the same recipients, and refuses what is too much.
func (tr *Reader) add(m *records.Message, to []string) {
	key := m.From + "\n" + strings.Join(to, "\n")
	g := tr.groups[key]
	switch {
	case len(to) > MostRecipients:
		tr.ReportAt(m.Line, 1, 0, "more than %s recipients, the limit for one message", parse.Grouped(MostRecipients))
		return
	case g == nil && len(tr.Groups) == MostGroups:
		tr.ReportAt(m.Line, 1, 0, "more than %s different senders or sets of recipients; split the trace", parse.Grouped(MostGroups))
		return
	case g == nil:
		g = &Group{key: key, From: m.From, To: to, Line: m.Line}
		tr.groups[key] = g
		tr.Groups = append(tr.Groups, g)
	}
	g.Line = min(g.Line, m.Line)
	g.Own = g.Own || m.Direction == records.Outbound
	g.Listed = append(g.Listed, sim.Listed{At: time.Duration(m.Received.UnixNano()), Size: m.Size})
}

// inOrder sorts groups by their first messages.
func inOrder(all []*Group) {
	for _, g := range all {
		slices.SortFunc(g.Listed, func(a, b sim.Listed) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Size, b.Size)) })
	}
	slices.SortFunc(all, func(a, b *Group) int {
		return cmp.Or(cmp.Compare(a.Listed[0].At, b.Listed[0].At), strings.Compare(a.key, b.key))
	})
}

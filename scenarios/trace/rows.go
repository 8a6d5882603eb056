// Package trace reads the message traces of Exchange Online into messages of one sender to the same recipients.
package trace

import (
	"slices"
	"strconv"
	"strings"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/resolve"
)

const (
	whenColumn = iota
	fromColumn
	toColumn
	sizeColumn
	traceColumn // the network message id: all copies of a message share it
	messageColumn
	statusColumn
	directionColumn
	lastColumn

	wholeRow = -1

	mustColumns = sizeColumn + 1 // so many must be there
)

// columns are what a row says, as the enhanced summary report and Get-MessageTraceV2 name it.
var columns = [lastColumn][]string{
	whenColumn:      {"origin_timestamp_utc", "Received", "origin_timestamp"},
	fromColumn:      {"sender_address", "SenderAddress"},
	toColumn:        {"recipient_status", "RecipientAddress"},
	sizeColumn:      {"total_bytes", "Size"},
	traceColumn:     {"network_message_id", "MessageTraceId"},
	messageColumn:   {"message_id", "MessageId"},
	statusColumn:    {"Status"},
	directionColumn: {"directionality"},
}

// Reader is a message trace on its way from rows to tables of mail.
type Reader struct {
	*decode.CSV
	calendar
	columns    [lastColumn]int
	messages   []message
	known      map[messageKey]uint32
	addressees []addressee
	names      []string // addresses
	numbers    map[string]uint32
	tallies    [lastKind]Tally
	odd        []oddRow // that cannot be used: the first of them
	oddRows    int
	Groups     []*Group
}

func NewReader() *Reader {
	return &Reader{known: map[messageKey]uint32{}, numbers: map[string]uint32{}}
}

// Read finds the columns by their names, then reads all rows.
func (tr *Reader) Read(s *decode.CSV, head []string) {
	tr.CSV = s
	if !tr.heading(head) {
		return
	}
	tr.EachRow(1, tr.row)
	if tr.Mistakes > 0 || tr.tooOdd() {
		return
	}
	if order, ok := tr.order(); ok {
		tr.Groups = tr.gather(order)
	}
}

// row reads what a row says of one message, and reports that there may be more.
func (tr *Reader) row(record []string) bool {
	if need := slices.Max(tr.columns[:mustColumns]) + 1; len(record) < need {
		tr.unusable(wholeRow, "this row has %d of %d columns", len(record), need)
		return true
	}
	from := bareAddress(tr.cell(fromColumn))
	direction := strings.ToLower(tr.cell(directionColumn))
	switch {
	case from == "":
		tr.leave(fromNobody)
	case direction == "incoming" || direction == "inbound":
		tr.leave(fromOutside)
	default:
		one := message{own: direction == "originating" || direction == "outbound"}
		if to, ok := tr.message(from, &one); ok && len(to) > 0 {
			tr.add(from, to, one)
		}
	}
	return true
}

// cell is what the present row says in a column; nothing when it has none.
func (tr *Reader) cell(column int) string {
	if i := tr.columns[column]; i >= 0 && i < len(tr.CSV.Row) {
		return strings.TrimSpace(tr.CSV.Row[i])
	}
	return ""
}

// bareAddress is an address in lower case, as Exchange compares addresses, and nothing for the null sender.
func bareAddress(s string) string { return strings.Trim(strings.ToLower(strings.TrimSpace(s)), "<>") }

// message reads to whom a message went, when it was written, and its size.
func (tr *Reader) message(from string, m *message) (to []string, ok bool) {
	if _, _, ok = resolve.SplitAddress(from); !ok {
		return nil, tr.unusable(fromColumn, "%s is not a valid address", parse.Quoted(from))
	}
	var err error
	if m.at, err = parseMoments(tr.cell(whenColumn)); err != nil {
		return nil, tr.unusable(whenColumn, "%s", err)
	}
	m.size, err = strconv.ParseInt(tr.cell(sizeColumn), 10, 64)
	if err != nil || m.size < 1 || m.size > decode.MostSize {
		return nil, tr.unusable(sizeColumn, "%s is not a valid size; write a whole number of bytes from 1 to 1000000000", parse.Quoted(tr.cell(sizeColumn)))
	}
	if to, ok = tr.recipients(); ok {
		at := tr.place(fromColumn)
		m.line, m.col = uint32(at.line), uint32(at.col)
		tr.note(m.at, tr.cell(whenColumn), tr.place(whenColumn))
	}
	return to, ok
}

// recipients reads "a@a.example##Receive, Send;b@b.example##Receive, Fail", or one address with its status beside it.
func (tr *Reader) recipients() (to []string, ok bool) {
	var left []int
	for part := range strings.SplitSeq(tr.cell(toColumn), ";") {
		address, status, told := strings.Cut(part, "##")
		if address = bareAddress(address); address == "" {
			continue
		}
		if _, _, ok := resolve.SplitAddress(address); !ok {
			return nil, tr.unusable(toColumn, "%s is not a valid address", parse.Quoted(address))
		}
		if !told {
			status = tr.cell(statusColumn)
		}
		if kind, is := kindOf(status); is {
			left = append(left, kind)
		} else {
			to = append(to, address)
		}
	}
	if len(to)+len(left) == 0 {
		return nil, tr.unusable(toColumn, "this row names no recipient")
	}
	for _, kind := range left {
		tr.leave(kind)
	}
	return to, true
}

func (tr *Reader) place(column int) place {
	index := 0
	if column != wholeRow {
		index = tr.columns[column]
	}
	line, col := tr.Reader.FieldPos(index)
	return place{line, col, len(tr.CSV.Row[index])}
}

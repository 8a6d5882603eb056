// Package exchange reads the records of Exchange Online and of Exchange Server: message traces, tracking logs, SMTP send logs.
package exchange

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"io"
	"time"

	"mailstorm/scenarios/records"
)

const everything = records.Traffic | records.Attempts | records.Endings | records.Responses

// Formats are the records that are read, CSV and JSON alike.
var Formats = []records.Format{
	{Name: "SMTP send log of Exchange Server", Tells: records.Attempts | records.Endings | records.Responses, Detect: is(sendLog), Read: Read},
	{Name: "message tracking log of Exchange Server", Tells: everything, Detect: is(tracking), Read: Read},
	{Name: "extended report of a message trace", Tells: everything, Detect: is(extended), Read: Read},
	{Name: "details of a message trace", Tells: records.Attempts | records.Endings | records.Responses, Detect: is(details), Read: Read},
	{Name: "list of a message trace", Tells: records.Traffic, Detect: is(list), Read: Read},
}

// is tells records of a kind by their heads.
func is(k kind) func(head []byte) bool {
	return func(head []byte) bool {
		t := open(bytes.NewReader(head))
		for range t.rows() {
			break
		}
		return t.layout().kind == k
	}
}

// open tells JSON from sheets.
func open(text io.Reader) table {
	b := bufio.NewReaderSize(text, 1<<16)
	head, _ := b.Peek(1 << 12)
	if start := bytes.TrimLeft(head, " \t\r\n"); len(start) > 0 && (start[0] == '[' || start[0] == '{') {
		return newPages(b)
	}
	return newSheet(b, records.Separator(head))
}

// reader turns rows into events.
type reader struct {
	table
	file    string
	options records.Options
	sink    records.Sink
	order   records.Order
	row     *row
	event   records.Event // of the present row
	to      []addressee   // of the present row
	used    int           // rows
	send    map[string]*session
	failed  map[string]bool // by Message-ID
}

var errUndecided = errors.New("the order of day and month is not known yet")

// Read streams a record of any of the formats. A text in which the order of day and month must be found is read once more for that, so it
// must be an io.Seeker.
func Read(file string, text io.Reader, o records.Options, sink records.Sink) error {
	r := &reader{file: file, options: o, sink: sink, order: o.Dates, send: map[string]*session{}, failed: map[string]bool{}}
	err := r.all(open(text))
	if err != errUndecided {
		return err
	}
	if err = rewind(text); err != nil {
		return err
	}
	if r.order, err = order(open(text), o); err != nil {
		return err
	}
	if err = rewind(text); err != nil {
		return err
	}
	return r.all(open(text))
}

func rewind(text io.Reader) error {
	s, ok := text.(io.Seeker)
	if !ok {
		return &records.Refusal{What: "day and month cannot be told apart in what can be read only once; write --dates dmy or --dates mdy"}
	}
	_, err := s.Seek(0, io.SeekStart)
	return err
}

// order reads all times to find the order of day and month.
func order(t table, o records.Options) (records.Order, error) {
	var c records.Calendar
	for row := range t.rows() {
		text := row.cells[whenColumn]
		if m, ok := records.ParseMoment(text, time.UTC); ok {
			line, col := t.position(whenColumn)
			c.Note(m, records.Refusal{Line: line, Column: col, Width: len(text)})
		}
	}
	return c.Order(o)
}

// all reads the rows that were not used before.
func (r *reader) all(t table) error {
	r.table = t
	n := 0
	for r.row = range t.rows() {
		if n++; n <= r.used {
			continue
		}
		if err := r.take(); err != nil {
			return err
		}
		r.used = n
	}
	return r.ended(t.failure())
}

// ended says why the rows ended; what was read before stays.
func (r *reader) ended(err error) error {
	var refusal *records.Refusal
	what := "the record ends too early"
	switch {
	case err == nil && r.used == 0 && r.layout().kind == unknown:
		return &records.Refusal{What: "there are no rows in it"}
	case err == nil || errors.As(err, &refusal):
		return err
	case err == errJSON:
		what = errJSON.Error()
	case errors.Is(err, errLong) || errors.Is(err, errDeep):
		what = "one of its values is " + err.Error()
	}
	if r.used == 0 {
		return &records.Refusal{Line: 1, Column: 1, What: what}
	}
	line, _ := r.position(whenColumn)
	r.sink.Unusable(r.file, line, 1, what, "")
	return nil
}

// take reads a row.
func (r *reader) take() error {
	if r.row.odd != "" {
		r.sink.Unusable(r.file, r.row.line, r.row.col, r.row.odd, "")
		return nil
	}
	if r.layout().kind == unknown {
		return &records.Refusal{Line: r.row.line, Column: 1, What: r.layout().missing()}
	}
	if known, err := r.begin(); !known {
		return err
	}
	switch r.layout().kind {
	case sendLog:
		r.protocol()
	case list:
		r.listed()
	default:
		r.happened()
	}
	return nil
}

// begin gives an event its time. False: the row cannot be used, or, with an error, the record.
func (r *reader) begin() (known bool, err error) {
	text, zone := r.row.cells[whenColumn], r.layout().zone
	m, ok := records.ParseMoment(text, cmp.Or(zone, r.options.Zone, time.UTC))
	at := m.In(r.order)
	switch {
	case ok && m.Alike() && r.order == records.FromRows:
		return false, errUndecided
	case !ok || at.IsZero():
		return r.unusable(whenColumn, "not a valid timestamp", text), nil
	case zone == nil && r.options.Zone == nil && !m.Zoned:
		line, col := r.position(whenColumn)
		return false, records.Zoneless(records.Refusal{Line: line, Column: col, Width: len(text)})
	}
	r.event = records.Event{At: at, Grain: m.Grain, File: r.file, Line: r.row.line}
	return true, nil
}

// unusable leaves a row out.
func (r *reader) unusable(column int, what, value string) bool {
	line, col := r.position(column)
	r.sink.Unusable(r.file, line, col, what, value)
	return false
}

package exchange

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"

	"mailstorm/scenarios/records"
)

// row is one row of a record.
type row struct {
	cells     [lastColumn]string
	line, col int    // where it begins, or what is odd
	odd       string // why it cannot be used
}

// table is the rows of a record.
type table interface {
	layout() *layout
	rows() iter.Seq[*row]
	position(column int) (line, col int) // of a cell of the present row
	failure() error                      // why the rows ended before the record does
}

// longest is how long a row of a sheet, or an object of JSON, may be. With a thousand recipients it has some hundred kB.
const longest = 4 << 20

var errLong = errors.New("longer than 4 MB")

// metered refuses to go on when it has read more than its budget; it counts lines.
type metered struct {
	*bufio.Reader
	budget, lines int
}

func (m *metered) Read(p []byte) (n int, err error) {
	if m.budget <= 0 {
		return 0, errLong
	}
	n, err = m.Reader.Read(p)
	m.budget -= n
	m.lines += bytes.Count(p[:n], []byte{'\n'})
	return n, err
}

// skipLine reads to the end of the line.
func (m *metered) skipLine() error {
	for {
		_, err := m.ReadSlice('\n')
		if err == nil {
			m.lines++
		}
		if err != bufio.ErrBufferFull {
			return err
		}
	}
}

// sheet is CSV, or a log with a line #Fields.
type sheet struct {
	in    *metered
	csv   *csv.Reader
	comma rune
	above int // lines above those that the CSV reader counts
	head  layout
	index [lastColumn]int // of the columns in a row
	need  int             // columns that a row must have
	row   row
	found int // columns of the present row
	err   error
}

func newSheet(text *bufio.Reader, comma rune) *sheet {
	s := &sheet{in: &metered{Reader: text}, comma: comma}
	s.begin()
	return s
}

// begin starts a CSV reader at the present line.
func (s *sheet) begin() {
	s.above = s.in.lines
	s.csv = csv.NewReader(s.in)
	s.csv.Comma, s.csv.FieldsPerRecord, s.csv.ReuseRecord = s.comma, -1, true
}

func (s *sheet) layout() *layout { return &s.head }
func (s *sheet) failure() error  { return s.err }

func (s *sheet) position(column int) (line, col int) {
	at := max(s.index[column], 0)
	if at >= s.found { // the record ended within the row
		return s.in.lines + 1, 1
	}
	line, col = s.csv.FieldPos(at)
	return line + s.above, col
}

// rows gives each row below the head, and what is no row of CSV as an odd one.
func (s *sheet) rows() iter.Seq[*row] {
	return func(yield func(*row) bool) {
		for {
			s.in.budget = longest
			record, err := s.csv.Read()
			if err == io.EOF {
				return
			}
			s.row, s.found = row{}, len(record)
			var wrong *csv.ParseError
			switch {
			case errors.Is(err, errLong):
				s.row.line, s.row.col, s.row.odd = s.in.lines+1, 1, "this row is "+errLong.Error()
				if s.err = s.in.skipLine(); s.err == io.EOF {
					s.err = nil
				}
				s.begin()
			case errors.As(err, &wrong):
				s.row.line, s.row.col, s.row.odd = wrong.Line+s.above, wrong.Column, "this is not valid CSV: "+wrong.Err.Error()
			case err != nil:
				s.err = err
				return
			case !s.take(record):
				if s.err != nil {
					return
				}
				continue
			}
			if !yield(&s.row) || s.err != nil {
				return
			}
		}
	}
}

// take makes a row of a record; false: it is a head, or a comment.
func (s *sheet) take(record []string) bool {
	if strings.HasPrefix(record[0], "#") {
		if fields, is := strings.CutPrefix(record[0], "#Fields:"); is {
			record[0] = fields
			s.readHead(record)
		}
		return false
	}
	if !s.head.has[whenColumn] && strings.HasPrefix(record[0], "sep=") { // a hint to Excel
		return false
	}
	if i := s.index[whenColumn]; !s.head.has[whenColumn] || i < len(record) && strings.EqualFold(strings.TrimSpace(record[i]), s.head.when) {
		s.readHead(record) // files put together have several heads
		return false
	}
	s.row.line, s.row.col = s.csv.FieldPos(0)
	s.row.line += s.above
	if len(record) < s.need {
		s.row.odd = "this row has too few columns"
		return true
	}
	for c, i := range s.index {
		if i >= 0 && i < len(record) {
			s.row.cells[c] = records.WithoutApostrophe(strings.TrimSpace(record[i]))
		}
	}
	return true
}

func (s *sheet) readHead(record []string) {
	s.head = layout{}
	for c := range s.index {
		s.index[c] = -1
	}
	for i, name := range record {
		if c := s.head.add(records.WithoutApostrophe(name)); c >= 0 && s.index[c] < 0 {
			s.index[c] = i
		}
	}
	s.need = 1 + slices.Max(s.index[:sizeColumn])
	if s.head.kind == unknown {
		line, col := s.csv.FieldPos(0)
		s.err = &records.Refusal{Line: line + s.above, Column: col, Width: len(record[0]), What: s.head.missing()}
	}
}

package scenarios

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strings"
	"unicode/utf8"
)

const (
	largestSheet = 200_000_000   // bytes
	mostSheets   = 1_000_000_000 // bytes of all, each as often as it is read
	mostRows     = 1_000_000
)

// sheet is a CSV file beside the scenario.
type sheet struct {
	*reading
	file  string // its whole path
	rows  *csv.Reader
	row   []string
	count int    // rows below the head
	wrong int    // complaints
	cells []cell // that are wrong, by line
}

// cell is where a problem stands, in bytes.
type cell struct {
	*Problem
	span
}

// sheet opens a CSV file that a value names, and reads its head; read gets the sheet only when there is one.
func (r *reading) sheet(at *node, name string, read func(*sheet, []string)) (s *sheet, ok bool) {
	file, path, err := r.folder.open(name)
	if err != nil {
		r.complain(at.problem("%s", err))
		return nil, false
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || info.Size() > largestSheet {
		r.complain(at.problem("%s is larger than %d MB; cut it into several", quoted(name), largestSheet/1_000_000))
		return nil, false
	}
	if *r.bytes += info.Size(); *r.bytes > mostSheets {
		r.complain(at.problem("more than %d GB in CSV files; that is the most that one scenario reads", mostSheets/1_000_000_000))
		return nil, false
	}
	s = &sheet{reading: r, file: Shown(path)}
	s.open(file)
	if head := s.head(); head != nil {
		read(s, head)
	} else if s.wrong == 0 {
		r.complain(at.problem("%s is empty", quoted(name)))
		return s, false
	}
	s.quote(file)
	return s, s.wrong == 0
}

func (s *sheet) open(file *os.File) {
	text := bufio.NewReaderSize(plainText(io.LimitReader(file, largestSheet)), 1<<16)
	s.rows = csv.NewReader(text)
	s.rows.FieldsPerRecord, s.rows.ReuseRecord = -1, true
	s.rows.Comma = separator(text)
}

// separator is what the head of a file parts its columns by: a comma, or what programs write where that is the decimal sign.
func separator(text *bufio.Reader) rune {
	start, _ := text.Peek(1 << 12)
	head, rest, _ := strings.Cut(string(start), "\n")
	if strings.HasPrefix(head, "#TYPE") {
		head, _, _ = strings.Cut(rest, "\n")
	}
	for _, c := range ",;\t" {
		if strings.ContainsRune(head, c) {
			return c
		}
	}
	return ','
}

// complain names the line of the present row, and the column of a field.
func (s *sheet) complain(field int, format string, args ...any) bool {
	line, col := s.rows.FieldPos(max(field, 0))
	return s.refuse(line, col, len(s.row[max(field, 0)]), format, args...)
}

func (s *sheet) refuse(line, col, width int, format string, args ...any) bool {
	p := (&source{name: s.file, rank: rankProfile}).problem(span{}, span{}, format, args...)
	p.Line, p.Col, p.at = line, col, line
	s.cells = append(s.cells, cell{s.reading.complain(p), span{col - 1, col - 1 + width}})
	s.wrong++
	return false
}

// quote reads the lines once more in which something is wrong, and shows them.
func (s *sheet) quote(file *os.File) {
	if len(s.cells) == 0 {
		return
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return
	}
	lines := bufio.NewScanner(plainText(io.LimitReader(file, largestSheet)))
	lines.Buffer(nil, 1<<20)
	for number := 1; lines.Scan(); number++ {
		for _, c := range s.cells {
			if c.Line == number {
				c.Col, c.Width = c.show(number, lines.Text(), c.span)
			}
		}
		if number >= s.cells[len(s.cells)-1].Line {
			return
		}
	}
}

// record reads a row; nil at the end, and after what is no CSV.
func (s *sheet) record() []string {
	record, err := s.rows.Read()
	var wrong *csv.ParseError
	switch {
	case err == nil:
		for i, cell := range record {
			record[i] = undefused(cell)
		}
		s.row = record
		return record
	case errors.As(err, &wrong):
		s.refuse(wrong.Line, wrong.Column, 1, "this is no CSV: %s", wrong.Err)
	case err != io.EOF:
		s.refuse(1, 1, 0, "%s", err)
	}
	return nil
}

// undefused takes the apostrophe away that keeps a spreadsheet from taking a cell for a formula; mailstorm and others write it.
func undefused(cell string) string {
	rest, quoted := strings.CutPrefix(cell, "'")
	if first, _ := utf8.DecodeRuneInString(rest); quoted && rest != "" && strings.ContainsRune("=+-@\t\r\uff1d\uff0b\uff0d\uff20", first) {
		return rest
	}
	return cell
}

// head is the first row. PowerShell may have put a line of its own before it.
func (s *sheet) head() []string {
	record := s.record()
	if len(record) > 0 && strings.HasPrefix(record[0], "#TYPE") {
		record = s.record()
	}
	return record
}

// each gives every row below the head that has so many columns, as long as take wants more and not too much is wrong.
func (s *sheet) each(columns int, take func(record []string) bool) {
	for s.wrong < mostShown {
		record := s.record()
		if record == nil {
			return
		}
		if s.count++; s.count > mostRows {
			s.complain(0, "more than %s rows; cut the file into several", grouped(mostRows))
			return
		}
		if len(record) < columns {
			s.complain(0, "this row has %d of %d columns", len(record), columns)
		} else if !take(record) {
			return
		}
	}
}

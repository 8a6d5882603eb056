package scenarios

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strings"
)

const (
	largestSheet = 200_000_000 // bytes
	mostRows     = 1_000_000
)

// sheet is a CSV file beside the scenario.
type sheet struct {
	*reading
	file  string // its whole path
	rows  *csv.Reader
	count int // rows below the head
	wrong int // complaints
}

// sheet opens a CSV file that a value names, and reads its head; read gets the sheet only when there is one.
func (r *reading) sheet(at *node, name string, read func(*sheet, []string)) (s *sheet, ok bool) {
	file, path, err := r.folder.open(name)
	if err != nil {
		r.complain(at.problem("%s", err))
		return nil, false
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || info.Size() > largestSheet {
		r.complain(at.problem("%s is larger than 200 MB; cut it into several", quoted(name)))
		return nil, false
	}
	s = &sheet{reading: r, file: path}
	s.open(file)
	if head := s.head(); head != nil {
		read(s, head)
	} else if s.wrong == 0 {
		r.complain(at.problem("%s is empty", quoted(name)))
		return s, false
	}
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
	return s.refuse(line, col, format, args...)
}

func (s *sheet) refuse(line, col int, format string, args ...any) bool {
	p := (&source{name: s.file, rank: rankProfile}).problem(span{}, span{}, format, args...)
	p.Line, p.Col, p.at = line, col, line
	s.reading.complain(p)
	s.wrong++
	return false
}

// record reads a row; nil at the end, and after what is no CSV.
func (s *sheet) record() []string {
	record, err := s.rows.Read()
	var wrong *csv.ParseError
	switch {
	case err == nil:
		return record
	case errors.As(err, &wrong):
		s.refuse(wrong.Line, wrong.Column, "this is no CSV: %s", wrong.Err)
	case err != io.EOF:
		s.refuse(0, 0, "%s", err)
	}
	return nil
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
			s.complain(0, "more than 1,000,000 rows; cut the file into several")
			return
		}
		if len(record) < columns {
			s.complain(0, "this row has only %d columns", len(record))
		} else if !take(record) {
			return
		}
	}
}

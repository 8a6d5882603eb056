package decode

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"mailstorm/scenarios/parse"
)

const (
	LargestSheet = 200_000_000   // bytes
	MostSheets   = 1_000_000_000 // bytes of all, each as often as it is read
	MostRows     = 1_000_000
)

// CSV is a CSV file beside the scenario.
type CSV struct {
	*Decoder
	File     string // its whole path
	Reader   *csv.Reader
	Row      []string
	Count    int    // rows below the head
	Mistakes int    // complaints
	cells    []cell // that are wrong, by line
}

// cell is where a problem stands, in bytes.
type cell struct {
	*parse.Problem
	parse.Span
}

// ReadCSV opens a CSV file that a value names, and reads its head; read gets the file only when there is one.
func (r *Decoder) ReadCSV(at *parse.Node, name string, read func(*CSV, []string)) (s *CSV, ok bool) {
	file, path, err := r.Folder.open(name)
	if err != nil {
		r.Report(at.Problem("%s", err))
		return nil, false
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || info.Size() > LargestSheet {
		r.Report(at.Problem("%s is larger than %d MB; split it", parse.Quoted(name), LargestSheet/1_000_000))
		return nil, false
	}
	if *r.Bytes += info.Size(); *r.Bytes > MostSheets {
		r.Report(at.Problem("more than %d GB in CSV files, the limit for one scenario", MostSheets/1_000_000_000))
		return nil, false
	}
	s = &CSV{Decoder: r, File: Shown(path)}
	s.open(file)
	if head := s.head(); head != nil {
		read(s, head)
	} else if s.Mistakes == 0 {
		r.Report(at.Problem("%s is empty", parse.Quoted(name)))
		return s, false
	}
	s.addExcerpts(file)
	return s, s.Mistakes == 0
}

func (s *CSV) open(file *os.File) {
	text := bufio.NewReaderSize(plainText(io.LimitReader(file, LargestSheet)), 1<<16)
	s.Reader = csv.NewReader(text)
	s.Reader.FieldsPerRecord, s.Reader.ReuseRecord = -1, true
	s.Reader.Comma = separator(text)
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

// ReportField names the line of the present row, and the column of a field.
func (s *CSV) ReportField(field int, format string, args ...any) bool {
	line, col := s.Reader.FieldPos(max(field, 0))
	return s.ReportAt(line, col, len(s.Row[max(field, 0)]), format, args...)
}

func (s *CSV) ReportAt(line, col, width int, format string, args ...any) bool {
	p := (&parse.Source{Name: s.File, Rank: parse.RankProfile}).Problem(parse.Span{}, parse.Span{}, format, args...)
	p.Line, p.Col, p.Offset = line, col, line
	s.cells = append(s.cells, cell{s.Decoder.Report(p), parse.Span{From: col - 1, To: col - 1 + width}})
	s.Mistakes++
	return false
}

// addExcerpts reads the lines once more in which something is wrong, and shows them.
func (s *CSV) addExcerpts(file *os.File) {
	if len(s.cells) == 0 {
		return
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return
	}
	lines := bufio.NewScanner(plainText(io.LimitReader(file, LargestSheet)))
	lines.Buffer(nil, 1<<20)
	for number := 1; lines.Scan(); number++ {
		for _, c := range s.cells {
			if c.Line == number {
				c.Col, c.Width = c.SetExcerpt(number, lines.Text(), c.Span)
			}
		}
		if number >= s.cells[len(s.cells)-1].Line {
			return
		}
	}
}

// record reads a row; nil at the end, and after what is no CSV.
func (s *CSV) record() []string {
	record, err := s.Reader.Read()
	var wrong *csv.ParseError
	switch {
	case err == nil:
		for i, cell := range record {
			record[i] = withoutApostrophe(cell)
		}
		s.Row = record
		return record
	case errors.As(err, &wrong):
		s.ReportAt(wrong.Line, wrong.Column, 1, "this is not valid CSV: %s", wrong.Err)
	case err != io.EOF:
		s.ReportAt(1, 1, 0, "%s", err)
	}
	return nil
}

// withoutApostrophe takes the apostrophe away that keeps a spreadsheet from taking a cell for a formula; mailstorm and others write it.
func withoutApostrophe(cell string) string {
	rest, quoted := strings.CutPrefix(cell, "'")
	if first, _ := utf8.DecodeRuneInString(rest); quoted && rest != "" && strings.ContainsRune("=+-@\t\r\uff1d\uff0b\uff0d\uff20", first) {
		return rest
	}
	return cell
}

// head is the first row. PowerShell may have put a line of its own before it.
func (s *CSV) head() []string {
	record := s.record()
	if len(record) > 0 && strings.HasPrefix(record[0], "#TYPE") {
		record = s.record()
	}
	return record
}

// EachRow gives every row below the head that has so many columns, as long as take wants more and not too much is wrong.
func (s *CSV) EachRow(columns int, take func(record []string) bool) {
	for s.Mistakes < parse.MostShown {
		record := s.record()
		if record == nil {
			return
		}
		if s.Count++; s.Count > MostRows {
			s.ReportField(0, "more than %s rows; split the file", parse.Grouped(MostRows))
			return
		}
		if len(record) < columns {
			s.ReportField(0, "this row has %d of %d columns", len(record), columns)
		} else if !take(record) {
			return
		}
	}
}

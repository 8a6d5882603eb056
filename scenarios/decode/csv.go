package decode

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/records"
)

const (
	LargestSheet = 200_000_000   // bytes
	MostSheets   = 1_000_000_000 // bytes of all, each as often as it is read
	MostRows     = 1_000_000
)

// Sheet is a file of rows beside the scenario.
type Sheet struct {
	*Decoder
	File     string // its whole path
	Mistakes int    // complaints
	cells    []cell // that are wrong, by line
}

// cell is where a problem stands, in bytes.
type cell struct {
	*parse.Problem
	parse.Span
}

// ReadSheet opens a file of rows that a value names; read gets it only when there is one.
func (r *Decoder) ReadSheet(at *parse.Node, name string, read func(*Sheet, *records.Text)) (s *Sheet, ok bool) {
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
	text, err := records.NewText(file)
	if err != nil {
		r.Report(at.Problem("%s cannot be read: %s", parse.Quoted(name), err))
		return nil, false
	}
	s = &Sheet{Decoder: r, File: Shown(path)}
	read(s, text)
	s.addExcerpts(text)
	return s, s.Mistakes == 0
}

// CSV is a CSV file beside the scenario.
type CSV struct {
	*Sheet
	Reader *csv.Reader
	Row    []string
	Count  int // rows below the head
}

// ReadCSV opens a CSV file that a value names, and reads its head; read gets the file only when there is one.
func (r *Decoder) ReadCSV(at *parse.Node, name string, read func(*CSV, []string)) (ok bool) {
	empty := false
	_, ok = r.ReadSheet(at, name, func(sheet *Sheet, text *records.Text) {
		start, _ := text.Peek(1 << 12)
		s := &CSV{Sheet: sheet, Reader: csv.NewReader(io.LimitReader(text, MostSheets))}
		s.Reader.FieldsPerRecord, s.Reader.ReuseRecord, s.Reader.Comma = -1, true, records.Separator(start)
		if head := s.head(); head != nil {
			read(s, head)
		} else if empty = s.Mistakes == 0; empty {
			r.Report(at.Problem("%s is empty", parse.Quoted(name)))
		}
	})
	return ok && !empty
}

// ReportField names the line of the present row, and the column of a field.
func (s *CSV) ReportField(field int, format string, args ...any) bool {
	line, col := s.Reader.FieldPos(max(field, 0))
	return s.ReportAt(line, col, len(s.Row[max(field, 0)]), format, args...)
}

func (s *Sheet) ReportAt(line, col, width int, format string, args ...any) bool {
	p := (&parse.Source{Name: s.File, Rank: parse.RankProfile}).Problem(parse.Span{}, parse.Span{}, format, args...)
	p.Line, p.Col, p.Offset = line, col, line
	s.cells = append(s.cells, cell{s.Decoder.Report(p), parse.Span{From: col - 1, To: col - 1 + width}})
	s.Mistakes++
	return false
}

// addExcerpts reads the lines once more in which something is wrong, and shows them.
func (s *Sheet) addExcerpts(text *records.Text) {
	if len(s.cells) == 0 {
		return
	}
	if _, err := text.Seek(0, io.SeekStart); err != nil {
		return
	}
	lines := bufio.NewScanner(text)
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
			record[i] = records.WithoutApostrophe(cell)
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

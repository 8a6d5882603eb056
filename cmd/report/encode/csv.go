package encode

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// CSV writes CSV whose texts stay texts in a spreadsheet: before what would begin a formula there it puts an apostrophe.
type CSV struct{ *csv.Writer }

// NewCSV writes to w.
func NewCSV(w io.Writer) CSV { return CSV{csv.NewWriter(w)} }

// Write writes a line.
func (s CSV) Write(cells []string) error {
	cells = slices.Clone(cells)
	for i, cell := range cells {
		if formula(cell) {
			cells[i] = "'" + cell
		}
	}
	return s.Writer.Write(cells)
}

// WriteAll writes lines, and all that is written is out.
func (s CSV) WriteAll(lines [][]string) error {
	for _, cells := range lines {
		if err := s.Write(cells); err != nil {
			return err
		}
	}
	s.Flush()
	return s.Error()
}

// formula tells whether a spreadsheet would reckon with a cell that is no number. Some take the wide signs of East Asia, too.
func formula(cell string) bool {
	first, _ := utf8.DecodeRuneInString(cell)
	_, err := strconv.ParseFloat(cell, 64)
	return err != nil && cell != "" && strings.ContainsRune("=+-@\t\r\uff1d\uff0b\uff0d\uff20", first)
}

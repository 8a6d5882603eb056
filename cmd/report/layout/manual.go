package layout

import (
	"io"
	"strings"
	"unicode/utf8"
)

// Manual is a page of explanations: paragraphs, and names with texts beside them.
type Manual struct {
	page   *Page
	column int // where texts begin
}

// NewManual begins a page; its texts stand behind names of up to 18 characters.
func NewManual(to io.Writer, style Style) *Manual {
	return &Manual{NewPage(to, style), leastMargin}
}

// Widen makes room for the longest of the names.
func (s *Manual) Widen(names ...string) {
	s.column = 0
	for _, name := range names {
		s.column = max(s.column, utf8.RuneCountInString(name)+2)
	}
}

// Title writes a heading.
func (s *Manual) Title(text string) { s.page.Line(s.page.Style.Strong(text)) }

// Line writes a line as it is.
func (s *Manual) Line(text string) { s.page.Line(text) }

// Text writes a paragraph.
func (s *Manual) Text(text string) {
	for _, line := range Wrap(text, s.page.Style.Columns()) {
		s.page.Line(line)
	}
}

// Entry writes a text behind its name.
func (s *Manual) Entry(name, text string) { s.write(name, text, func(l string) string { return l }) }

// Note writes a text below that of an entry.
func (s *Manual) Note(text string) { s.write("", text, s.page.Style.Faint) }

func (s *Manual) write(name, text string, ink func(string) string) {
	for _, line := range Wrap(text, s.page.Style.Columns()-s.column) {
		s.page.Line(name + strings.Repeat(" ", max(1, s.column-utf8.RuneCountInString(name))) + ink(line))
		name = ""
	}
}

// Flush writes what is left.
func (s *Manual) Flush() error { return s.page.Flush() }

package report

import (
	"io"
	"strings"
	"unicode/utf8"
)

// Sheet is a page of explanations: paragraphs, and names with texts beside them.
type Sheet struct {
	page   *page
	column int // where texts begin
}

// NewSheet begins a sheet; its texts stand behind names of up to 18 characters.
func NewSheet(to io.Writer, style Style) *Sheet {
	return &Sheet{newPage(to, style), margin}
}

// Widen makes room for the longest of the names.
func (s *Sheet) Widen(names ...string) {
	s.column = 0
	for _, name := range names {
		s.column = max(s.column, utf8.RuneCountInString(name)+2)
	}
}

// Title writes a heading.
func (s *Sheet) Title(text string) { s.page.line(s.page.style.strong(text)) }

// Line writes a line as it is.
func (s *Sheet) Line(text string) { s.page.line(text) }

// Text writes a paragraph.
func (s *Sheet) Text(text string) {
	for _, line := range wrap(text, s.page.style.width()) {
		s.page.line(line)
	}
}

// Entry writes a text behind its name.
func (s *Sheet) Entry(name, text string) { s.entry(name, text, func(l string) string { return l }) }

// Note writes a text below that of an entry.
func (s *Sheet) Note(text string) { s.entry("", text, s.page.style.faint) }

func (s *Sheet) entry(name, text string, ink func(string) string) {
	for _, line := range wrap(text, s.page.style.width()-s.column) {
		s.page.line(name + strings.Repeat(" ", max(1, s.column-utf8.RuneCountInString(name))) + ink(line))
		name = ""
	}
}

// Flush writes what is left.
func (s *Sheet) Flush() error { return s.page.flush() }

// Package layout lays text out for a terminal or a ticket: lines, entries, tables and sections.
package layout

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"mailstorm/cmd/report/english"
)

// Page lays text out in two columns: who, and what.
type Page struct {
	out    *bufio.Writer
	Style  Style
	margin int // where what stands beside a name begins
}

func NewPage(to io.Writer, style Style) *Page { return &Page{bufio.NewWriter(to), style, leastMargin} }

// MakeRoom widens the column of names for these, as far as there is room for it.
func (p *Page) MakeRoom(names ...string) {
	for _, name := range names {
		if n := utf8.RuneCountInString(name) + 2; n <= p.Style.Columns()/3 {
			p.margin = max(p.margin, n)
		}
	}
}

// Flush writes what is left.
func (p *Page) Flush() error { return p.out.Flush() }

// Verbatim writes a text as it is.
func (p *Page) Verbatim(text string) { p.out.WriteString(text) }

const leastMargin = 19

func (p *Page) Line(s string) {
	p.out.WriteString(strings.TrimRight(english.WithoutLogCommands(s), " ") + "\n")
}

// Entry writes a line with a name before it, wrapped behind the name.
func (p *Page) Entry(who, what string) { p.entry(who, what, func(s string) string { return s }) }

// EntryBad is Entry for what went wrong.
func (p *Page) EntryBad(who, what string) { p.entry(who, what, p.Style.Bad) }

// EntryFaint is Entry for what few readers want: the name is as faint as the rest.
func (p *Page) EntryFaint(who, what string) {
	p.Line(p.Style.Faint(fmt.Sprintf("%-*s %s", p.margin-1, who, what)))
}

func (p *Page) entry(who, what string, styled func(string) string) {
	if utf8.RuneCountInString(who) >= p.margin {
		p.Line(who)
		who = ""
	}
	for i, part := range Wrap(what, p.Style.Columns()-p.margin) {
		if i > 0 {
			who = ""
		}
		p.Line(fmt.Sprintf("%-*s %s", p.margin-1, who, styled(part)))
	}
}

// EntryIf writes a line if there is anything to say.
func (p *Page) EntryIf(who, what string) {
	if what != "" {
		p.Entry(who, what)
	}
}

// Wrap breaks a text between words such that no line is wider, if a word allows it.
func Wrap(text string, width int) (lines []string) {
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}

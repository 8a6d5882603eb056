package layout

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"mailstorm/cmd/report/english"
)

// Section is a part of a report: words, then a table, then remarks.
type Section struct {
	Title      string
	Paragraphs []string
	Table      *Table
	Notes      []string
	Command    string // a command line
	Folded     bool   // in Markdown, readers unfold it
	Parts      []Section
}

// empty tells of a part that has nothing to say.
func (s Section) empty() bool {
	return s.Title == "" && len(s.Paragraphs) == 0 && s.Table == nil && len(s.Notes) == 0 && s.Command == "" && len(s.Parts) == 0
}

// within leaves out spare columns until the table is no wider than that, and names them.
func (s Section) within(most int) Section {
	if s.Table == nil {
		return s
	}
	if s.Table.Narrow != nil && s.Table.width(nil) > most {
		s.Table = s.Table.Narrow
	}
	g := *s.Table
	var gone []int
	for len(gone) < len(g.optional) && g.width(gone) > most {
		gone = append(gone, g.optional[len(gone)])
	}
	if len(gone) == 0 {
		return s
	}
	var names []string
	for _, i := range slices.Sorted(slices.Values(gone)) {
		names = append(names, strconv.Quote(strings.ReplaceAll(g.Head[i], "\n", " ")))
	}
	s.Notes = append([]string{fmt.Sprintf("Not enough space for %s; see --format csv.", english.Listed(names, len(names)))}, s.Notes...)
	s.Table = g.without(gone)
	return s
}

// Sections writes parts of a report as text.
func (p *Page) Sections(all []Section) {
	for i, s := range slices.DeleteFunc(slices.Clone(all), Section.empty) {
		if s = s.within(p.Style.Columns()); i > 0 {
			p.Line("")
		}
		if s.Title != "" {
			p.Line(p.Style.Strong(s.Title))
		}
		p.paragraphs(s.Paragraphs)
		if s.Table != nil {
			p.table(s.Table)
		}
		p.notes(s.Notes)
		p.command(s.Command)
		if len(s.Parts) > 0 {
			p.Line("")
			p.Sections(s.Parts)
		}
	}
}

func (p *Page) paragraphs(all []string) {
	for _, text := range all {
		for _, line := range Wrap(text, p.Style.Columns()) {
			p.Line(line)
		}
	}
}

// command writes a command line such that a shell takes it as it stands.
func (p *Page) command(shell string) {
	if shell == "" {
		return
	}
	lines := Wrap(shell, p.Style.Columns()-2)
	p.Line(strings.Join(lines, " \\\n"))
}

func (p *Page) notes(all []string) {
	for _, text := range all {
		sign := "- "
		for _, line := range Wrap(text, p.Style.Columns()-len(sign)) {
			p.Line(sign + line)
			sign = "  "
		}
	}
}

func SectionsText(to io.Writer, headline string, all []Section, style Style) error {
	p := NewPage(to, style)
	for _, line := range Wrap(headline, style.Columns()) {
		p.Line(style.Strong(line))
	}
	p.Line("")
	p.Sections(all)
	return p.Flush()
}

package report

import (
	"io"
	"strings"
)

// SweepPage is what a sweep came to, in sections; the first is the answer.
type SweepPage struct {
	Title, Version, Scenario string
	Sections                 []section
	Pictures                 []Picture
}

// sheaf is what a sweep came to, as the template shows it.
type sheaf struct {
	Title, Version, Scenario string
	Answer                   []string
	Pictures                 []figure
	Parts                    []passage
}

// passage is a section.
type passage struct {
	Title, Shell string
	Words, Notes []string
	Head         []box
	Rows         [][]box
}

// box is a cell of a table.
type box struct {
	Text   string
	Number bool
}

// SweepHTML writes the same as SweepText, as a page with pictures that needs no other file.
func SweepHTML(to io.Writer, r *SweepPage) error {
	all := r.Sections
	v := sheaf{Title: r.Title, Version: r.Version, Scenario: r.Scenario, Answer: all[0].words, Pictures: hung(r.Pictures)}
	for i := range all[1:] {
		v.Parts = append(v.Parts, passageOf(&all[1+i]))
	}
	return inHTML(to, "sections.html", v)
}

func passageOf(s *section) passage {
	p := passage{Title: s.title, Shell: s.shell, Words: s.words, Notes: s.notes}
	if s.table == nil {
		return p
	}
	p.Head = cellsOfTable(s.table, s.table.head)
	for _, row := range s.table.rows {
		p.Rows = append(p.Rows, cellsOfTable(s.table, row))
	}
	return p
}

// cellsOfTable are the cells of a line.
func cellsOfTable(g *grid, line []string) (all []box) {
	for i, text := range line {
		all = append(all, box{strings.ReplaceAll(text, "\n", " "), i >= g.texts})
	}
	return all
}

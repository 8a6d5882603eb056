package report

import (
	"io"
	"strings"
)

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
func SweepHTML(to io.Writer, s *Sweep, pictures []Picture) error {
	all := s.sections()
	v := sheaf{Title: s.headline(), Version: s.Plan.Version, Scenario: s.Plan.Scenario, Answer: all[0].words, Pictures: hung(pictures)}
	for i := range all[1:] {
		v.Parts = append(v.Parts, all[1+i].passage())
	}
	return inHTML(to, "sections.html", v)
}

func (s *section) passage() passage {
	p := passage{Title: s.title, Shell: s.shell, Words: s.words, Notes: s.notes}
	if s.table == nil {
		return p
	}
	p.Head = s.table.boxes(s.table.head)
	for _, row := range s.table.rows {
		p.Rows = append(p.Rows, s.table.boxes(row))
	}
	return p
}

// boxes are the cells of a line.
func (g *grid) boxes(line []string) (all []box) {
	for i, text := range line {
		all = append(all, box{strings.ReplaceAll(text, "\n", " "), i >= g.texts})
	}
	return all
}

package webpage

import (
	"io"
	"strings"

	"mailstorm/cmd/report/layout"
)

// SweepPage is what a sweep came to, in sections; the first is the answer.
type SweepPage struct {
	Title, Version, Scenario string
	Sections                 []layout.Section
	Pictures                 []Picture
}

// sectionsView is what a sweep came to, as the template shows it.
type sectionsView struct {
	Title, Version, Scenario string
	Answer                   []string
	Pictures                 []picture
	Parts                    []sectionView
}

// sectionView is a section.
type sectionView struct {
	Title, Shell string
	Words, Notes []string
	Head         []cell
	Rows         [][]cell
}

// cell is a cell of a table.
type cell struct {
	Text   string
	Number bool
}

// Sweep writes the same as SweepText, as a page with pictures that needs no other file.
func Sweep(to io.Writer, r *SweepPage) error {
	all := r.Sections
	v := sectionsView{Title: r.Title, Version: r.Version, Scenario: r.Scenario, Answer: all[0].Paragraphs, Pictures: captioned(r.Pictures)}
	for i := range all[1:] {
		v.Parts = append(v.Parts, viewSection(&all[1+i]))
	}
	return execute(to, "sections.html", v)
}

func viewSection(s *layout.Section) sectionView {
	p := sectionView{Title: s.Title, Shell: s.Command, Words: s.Paragraphs, Notes: s.Notes}
	if s.Table == nil {
		return p
	}
	p.Head = cellsOfTable(s.Table, s.Table.Head)
	for _, row := range s.Table.Rows {
		p.Rows = append(p.Rows, cellsOfTable(s.Table, row))
	}
	return p
}

// cellsOfTable are the cells of a line.
func cellsOfTable(g *layout.Table, line []string) (all []cell) {
	for i, text := range line {
		all = append(all, cell{strings.ReplaceAll(text, "\n", " "), i >= g.TextColumns})
	}
	return all
}

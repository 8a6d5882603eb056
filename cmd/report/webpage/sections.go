package webpage

import (
	"io"
	"strings"

	"mailstorm/cmd/report/layout"
)

// Page is a report in sections; the first is the answer.
type Page struct {
	Title, Version, Origin string // Origin: what it is about, and how it was made
	Sections               []layout.Section
	Facts                  []Fact // below the answer
	Pictures               []Picture
}

// Fact is a line with a name.
type Fact struct{ Who, What string }

// sectionsView is a report in sections as the template shows it.
type sectionsView struct {
	Title, Version, Origin string
	Answer                 []string
	Facts                  []Fact
	Pictures               []picture
	Parts                  []sectionView
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

// Sections writes a page with pictures that needs no other file.
func Sections(to io.Writer, r *Page) error {
	all := r.Sections
	v := sectionsView{Title: r.Title, Version: r.Version, Origin: r.Origin, Answer: all[0].Paragraphs, Facts: r.Facts, Pictures: captioned(r.Pictures, "")}
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

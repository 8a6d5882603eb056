package layout

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Table is a table: texts on the left, figures on the right. A line break in a heading stands in text only.
type Table struct {
	Head        []string
	Rows        [][]string
	TextColumns int    // so many columns from the left hold texts
	Narrow      *Table // in its place where text has no room for it; nil: there is none
	optional    []int  // columns that text may do without where there is no room, in the order in which they go
}

func (g *Table) Add(cells ...string) { g.Rows = append(g.Rows, cells) }

// Optional says which columns are differences of others that stand in the table.
func (g *Table) Optional(columns ...int) *Table {
	g.optional = columns
	return g
}

// table lays a table out with spaces.
func (p *Page) table(g *Table) {
	heads := make([][]string, len(g.Head))
	high := 0
	for i, h := range g.Head {
		heads[i] = strings.Split(h, "\n")
		high = max(high, len(heads[i]))
	}
	widths := g.widths()
	for line := range high {
		cells := make([]string, len(g.Head))
		for i, h := range heads {
			if at := line - (high - len(h)); at >= 0 {
				cells[i] = h[at]
			}
		}
		p.Line(p.Style.Faint(g.line(cells, widths)))
	}
	for _, row := range g.Rows {
		p.Line(g.line(row, widths))
	}
}

// widths are those of the columns.
func (g *Table) widths() []int {
	widths := make([]int, len(g.Head))
	for i, head := range g.Head {
		for _, h := range strings.Split(head, "\n") {
			widths[i] = max(widths[i], utf8.RuneCountInString(h))
		}
		for _, row := range g.Rows {
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
		}
	}
	return widths
}

// width is that of the table without some columns.
func (g *Table) width(gone []int) int {
	width := -2
	for i, w := range g.widths() {
		if !slices.Contains(gone, i) {
			width += w + 2
		}
	}
	return width
}

func (g *Table) without(gone []int) *Table {
	kept := func(cells []string) (all []string) {
		for i, cell := range cells {
			if !slices.Contains(gone, i) {
				all = append(all, cell)
			}
		}
		return all
	}
	less := &Table{Head: kept(g.Head), TextColumns: g.TextColumns}
	for _, row := range g.Rows {
		less.Add(kept(row)...)
	}
	return less
}

func (g *Table) line(cells []string, widths []int) string {
	var b strings.Builder
	for i, cell := range cells {
		pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
		switch {
		case i < g.TextColumns:
			b.WriteString(cell + pad)
		default:
			b.WriteString(pad + cell)
		}
		if i < len(cells)-1 {
			b.WriteString("  ")
		}
	}
	return strings.TrimRight(b.String(), " ")
}

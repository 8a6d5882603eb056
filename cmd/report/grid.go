package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// grid is a table: texts on the left, figures on the right. A line break in a heading stands in text only.
type grid struct {
	head  []string
	rows  [][]string
	texts int   // so many columns from the left hold texts
	spare []int // columns that text may do without where there is no room, in the order in which they go
}

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

// spares says which columns are differences of others that stand in the table.
func (g *grid) spares(columns ...int) *grid {
	g.spare = columns
	return g
}

// section is a part of a report: words, then a table, then remarks.
type section struct {
	title string
	words []string
	table *grid
	notes []string
	shell string // a command line
}

// empty tells of a part that has nothing to say.
func (s section) empty() bool {
	return s.title == "" && len(s.words) == 0 && s.table == nil && len(s.notes) == 0 && s.shell == ""
}

// grid lays a table out with spaces.
func (p *page) grid(g *grid) {
	heads := make([][]string, len(g.head))
	high := 0
	for i, h := range g.head {
		heads[i] = strings.Split(h, "\n")
		high = max(high, len(heads[i]))
	}
	widths := g.widths()
	for line := range high {
		cells := make([]string, len(g.head))
		for i, h := range heads {
			if at := line - (high - len(h)); at >= 0 {
				cells[i] = h[at]
			}
		}
		p.line(p.style.faint(g.line(cells, widths)))
	}
	for _, row := range g.rows {
		p.line(g.line(row, widths))
	}
}

// widths are those of the columns.
func (g *grid) widths() []int {
	widths := make([]int, len(g.head))
	for i, head := range g.head {
		for _, h := range strings.Split(head, "\n") {
			widths[i] = max(widths[i], utf8.RuneCountInString(h))
		}
		for _, row := range g.rows {
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
		}
	}
	return widths
}

// within leaves out spare columns until the table is no wider than that, and names them.
func (s section) within(most int) section {
	if s.table == nil {
		return s
	}
	g := *s.table
	var gone []int
	for len(gone) < len(g.spare) && g.width(gone) > most {
		gone = append(gone, g.spare[len(gone)])
	}
	if len(gone) == 0 {
		return s
	}
	var names []string
	for _, i := range slices.Sorted(slices.Values(gone)) {
		names = append(names, strconv.Quote(strings.ReplaceAll(g.head[i], "\n", " ")))
	}
	column, has := "column", "has it"
	if len(names) > 1 {
		column, has = "columns", "has them"
	}
	s.notes = append([]string{fmt.Sprintf("There is no room here for the %s %s; --format csv %s.", column, listed(names, len(names)), has)}, s.notes...)
	s.table = g.without(gone)
	return s
}

// width is that of the table without some columns.
func (g *grid) width(gone []int) int {
	width := -2
	for i, w := range g.widths() {
		if !slices.Contains(gone, i) {
			width += w + 2
		}
	}
	return width
}

func (g *grid) without(gone []int) *grid {
	kept := func(cells []string) (all []string) {
		for i, cell := range cells {
			if !slices.Contains(gone, i) {
				all = append(all, cell)
			}
		}
		return all
	}
	less := &grid{head: kept(g.head), texts: g.texts}
	for _, row := range g.rows {
		less.add(kept(row)...)
	}
	return less
}

func (g *grid) line(cells []string, widths []int) string {
	var b strings.Builder
	for i, cell := range cells {
		pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
		switch {
		case i < g.texts:
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

// sections writes parts of a report as text.
func (p *page) sections(all []section) {
	for i, s := range slices.DeleteFunc(slices.Clone(all), section.empty) {
		if s = s.within(p.style.width()); i > 0 {
			p.line("")
		}
		if s.title != "" {
			p.line(p.style.strong(s.title))
		}
		p.paragraphs(s.words)
		if s.table != nil {
			p.grid(s.table)
		}
		p.notes(s.notes)
		p.command(s.shell)
	}
}

func (p *page) paragraphs(all []string) {
	for _, text := range all {
		for _, line := range wrap(text, p.style.width()) {
			p.line(line)
		}
	}
}

// command writes a command line such that a shell takes it as it stands.
func (p *page) command(shell string) {
	if shell == "" {
		return
	}
	lines := wrap(shell, p.style.width()-2)
	p.line(strings.Join(lines, " \\\n"))
}

func (p *page) notes(all []string) {
	for _, text := range all {
		sign := "- "
		for _, line := range wrap(text, p.style.width()-len(sign)) {
			p.line(sign + line)
			sign = "  "
		}
	}
}

// markdownSections writes parts of a report for a ticket.
func markdownSections(b *strings.Builder, all []section) {
	for _, s := range all {
		if s.title != "" {
			fmt.Fprintf(b, "### %s\n\n", Escaped(s.title))
		}
		for _, text := range s.words {
			fmt.Fprintf(b, "%s\n\n", Escaped(text))
		}
		if s.table != nil {
			s.table.markdown(b)
		}
		if s.shell != "" {
			fmt.Fprintf(b, "```sh\n%s\n```\n\n", s.shell)
		}
		for i, text := range s.notes {
			fmt.Fprintf(b, "- %s\n", Escaped(text))
			if i == len(s.notes)-1 {
				b.WriteString("\n")
			}
		}
	}
}

func (g *grid) markdown(b *strings.Builder) {
	line := func(cells []string) {
		for _, cell := range cells {
			b.WriteString("| " + Escaped(cell) + " ")
		}
		b.WriteString("|\n")
	}
	line(g.head)
	for i := range g.head {
		if i < g.texts {
			b.WriteString("| --- ")
		} else {
			b.WriteString("| ---: ")
		}
	}
	b.WriteString("|\n")
	for _, row := range g.rows {
		line(row)
	}
	b.WriteString("\n")
}

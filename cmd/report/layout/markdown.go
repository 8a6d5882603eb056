package layout

import (
	"fmt"
	"io"
	"strings"
)

// markdownSections writes parts of a report for a ticket.
func markdownSections(b *strings.Builder, all []Section) {
	for _, s := range all {
		if s.empty() {
			continue
		}
		if s.Folded {
			fmt.Fprintf(b, "<details><summary>%s</summary>\n\n", Escaped(s.Title))
		} else if s.Title != "" {
			fmt.Fprintf(b, "### %s\n\n", Escaped(s.Title))
		}
		for _, text := range s.Paragraphs {
			fmt.Fprintf(b, "%s\n\n", Escaped(text))
		}
		if s.Table != nil {
			s.Table.markdown(b)
		}
		if s.Command != "" {
			fmt.Fprintf(b, "```sh\n%s\n```\n\n", s.Command)
		}
		for i, text := range s.Notes {
			fmt.Fprintf(b, "- %s\n", Escaped(text))
			if i == len(s.Notes)-1 {
				b.WriteString("\n")
			}
		}
		markdownSections(b, s.Parts)
		if s.Folded {
			b.WriteString("</details>\n\n")
		}
	}
}

func (g *Table) markdown(b *strings.Builder) {
	line := func(cells []string) {
		for _, cell := range cells {
			b.WriteString("| " + Escaped(cell) + " ")
		}
		b.WriteString("|\n")
	}
	line(g.Head)
	for i := range g.Head {
		if i < g.TextColumns {
			b.WriteString("| --- ")
		} else {
			b.WriteString("| ---: ")
		}
	}
	b.WriteString("|\n")
	for _, row := range g.Rows {
		line(row)
	}
	b.WriteString("\n")
}

// Escaped keeps text from being read as markup, and on one line.
func Escaped(s string) string {
	return strings.NewReplacer("\\", "\\\\", "|", "\\|", "*", "\\*", "_", "\\_", "`", "\\`", "<", "\\<", "[", "\\[", "#", "\\#", "\n", " ", "\r", " ").Replace(s)
}

func SectionsMarkdown(to io.Writer, headline string, all []Section) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n", Escaped(headline))
	markdownSections(&b, all)
	_, err := io.WriteString(to, strings.TrimRight(b.String(), "\n")+"\n")
	return err
}

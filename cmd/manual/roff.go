package manual

import (
	"fmt"
	"strings"
)

// File is the name of a page, without its section.
func (c Page) File() string { return strings.ReplaceAll(c.name, " ", "-") }

// Roff is a manual page; all are those of the program, and exits what its exit codes mean. It has no date: the same program has the same pages.
func (c Page) Roff(all []Page, version string, exits []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH %s 1 \"\" \"mailstorm %s\" \"Mailstorm\"\n.nh\n.ad l\n", strings.ToUpper(roff(c.File())), version)
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n.SH SYNOPSIS\n\\fB%s\\fR%s\n", roff(c.File()), roff(c.short), roff(c.name), roff(strings.TrimPrefix(c.usage, c.name)))
	b.WriteString(".SH DESCRIPTION\n" + roff(c.about[0]) + "\n")
	for _, p := range c.about[1:] {
		b.WriteString(".PP\n" + roff(p) + "\n")
	}
	b.WriteString(".SH OPTIONS\n")
	for _, f := range c.Flags {
		fmt.Fprintf(&b, ".TP\n\\fB%s\\fR", roff(f.Name))
		if f.value != "" {
			fmt.Fprintf(&b, " \\fI%s\\fR", roff(f.value))
		}
		b.WriteString("\n" + roff(f.usage+defaultOf(f.usual)) + "\n")
	}
	if len(c.example) > 0 {
		b.WriteString(".SH EXAMPLES\n.nf\n")
		for _, line := range c.example {
			b.WriteString(roff(line) + "\n")
		}
		b.WriteString(".fi\n")
	}
	b.WriteString(".SH EXIT STATUS\n")
	for code, meaning := range exits {
		fmt.Fprintf(&b, ".TP\n\\fB%d\\fR\n%s\n", code, roff(meaning))
	}
	var others []string
	for _, o := range all {
		if o.name != c.name {
			others = append(others, "\\fB"+roff(o.File())+"\\fR(1)")
		}
	}
	b.WriteString(".SH SEE ALSO\n" + strings.Join(others, ",\n") + "\n")
	return b.String()
}

// defaultOf is the default of a flag, for its description.
func defaultOf(usual string) string {
	if usual == "" {
		return ""
	}
	return " (default " + usual + ")"
}

var roffEscapes = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`)

// roff escapes text so that nothing in it is a request.
func roff(s string) string {
	s = roffEscapes.Replace(s)
	if strings.HasPrefix(s, ".") {
		s = `\&` + s
	}
	return s
}

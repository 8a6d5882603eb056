package manual

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mailstorm/cmd/report/layout"
)

const (
	Width         = 80 // columns
	commandColumn = 14 // where descriptions of commands begin
	flagColumn    = 28
	groupedMin    = 12 // flags: fewer are listed without groups
)

// helpLine is a command or a flag in a list, with its description.
type helpLine struct{ name, text string }

// helpGroup is a part of a list that would be too long without parts.
type helpGroup struct {
	title string
	names []string
}

var commandGroups = []helpGroup{
	{"Commands to simulate", []string{"run", "trace", "compare", "sweep", "merge", "serve", "playground"}},
	{"Commands for scenario files", []string{"init", "learn", "check", "test"}},
	{"Commands to look things up", []string{"list", "explain"}},
}

var flagGroups = []helpGroup{
	{"Flags for values", []string{"vary", "current", "state", "prior"}},
	{"Flags for ports", []string{"host", "listen", "dsn-listen", "speed", "for", "certificate", "key", "no-tls", "refuse-by-reset", "expose"}},
	{"Flags for tests", []string{"run", "filter", "library", "list", "update", "update-bounds", "yes", "strict", "allow-empty", "fail-fast"}},
	{"Flags for replications", []string{"runs", "precision", "confidence", "loss", "most-runs", "variant-runs"}},
	{"Flags for the scenario", []string{"seed", "set", "at", "allow-files"}},
	{"Flags for output", []string{"format", "full", "report", "metric", "out", "plot", "size", "player", "events", "record", "keep", "force", "timing", "color", "quiet"}},
	{"Flags for execution", []string{"resume", "shard", "jobs", "memory"}},
}

// initGroups are those of init, whose --at and --size are other flags than those of run.
var initGroups = []helpGroup{
	{"Flags for the mail", []string{"domain", "partner", "mails", "size", "hours"}},
	{"Flags for the fault", []string{"fault", "at", "starts", "lasts"}},
	{"Flags for the sending host", []string{"profile", "expiration"}},
	{"Flags for the file", []string{"template", "force"}},
}

// PrintHelp prints the help of a command.
func PrintHelp(cmd *cobra.Command, _ []string) {
	var b strings.Builder
	c := Of(cmd)
	for _, paragraph := range c.about {
		b.WriteString(strings.Join(layout.Wrap(paragraph, Width), "\n") + "\n\n")
	}
	b.WriteString("Usage:\n  " + c.usage + "\n")
	if len(c.example) > 0 {
		b.WriteString("\nExamples:\n")
	}
	for _, line := range c.example {
		b.WriteString(strings.TrimRight("  "+line, " ") + "\n")
	}
	writeHelpLines(&b, commandLines(cmd), commandGroups, "Other commands")
	switch flags := c.flagLines(); {
	case cmd.Name() == "init":
		writeHelpLines(&b, flags, initGroups, "Other flags")
	case len(flags) < groupedMin || 2*grouped(flags) < len(flags):
		writeHelpLines(&b, flags, nil, "Flags")
	default:
		writeHelpLines(&b, flags, flagGroups, "Other flags")
	}
	if cmd.HasAvailableSubCommands() {
		b.WriteString("\nUse \"mailstorm COMMAND --help\" for more information about a command.\n")
	}
	fmt.Fprint(cmd.OutOrStdout(), b.String())
}

// grouped counts the flags that have a group.
func grouped(flags []helpLine) (n int) {
	for _, g := range flagGroups {
		for _, f := range flags {
			if slices.Contains(g.names, f.name) {
				n++
			}
		}
	}
	return n
}

func commandLines(cmd *cobra.Command) (lines []helpLine) {
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			lines = append(lines, helpLine{c.Name(), helpEntry("  "+c.Name(), commandColumn, c.Short)})
		}
	}
	return lines
}

func (c Page) flagLines() (lines []helpLine) {
	for _, f := range c.Flags {
		head := "  " + f.Name + " " + f.value
		if strings.HasPrefix(f.Name, "--") {
			head = "    " + head // as far as behind a short flag
		}
		_, name, _ := strings.Cut(f.Name, "--")
		name, _, _ = strings.Cut(name, "[")
		lines = append(lines, helpLine{name, helpEntry(head, flagColumn, f.usage+defaultOf(f.usual))})
	}
	return lines
}

// writeHelpLines writes lines in groups; what is in no group comes last.
func writeHelpLines(b *strings.Builder, lines []helpLine, groups []helpGroup, rest string) {
	write := func(title string, lines []helpLine) {
		if len(lines) > 0 {
			b.WriteString("\n" + title + ":\n")
		}
		for _, l := range lines {
			b.WriteString(l.text)
		}
	}
	for _, g := range groups {
		var members []helpLine
		for _, name := range g.names {
			if i := slices.IndexFunc(lines, func(l helpLine) bool { return l.name == name }); i >= 0 {
				members, lines = append(members, lines[i]), slices.Delete(lines, i, i+1)
			}
		}
		write(g.title, members)
	}
	write(rest, lines)
}

// helpEntry is a name with its description beside it, or below it if the name is too long.
func helpEntry(name string, column int, description string) string {
	indent := "\n" + strings.Repeat(" ", column)
	head := fmt.Sprintf("%-*s", column, name)
	if len(name) > column-2 {
		head = strings.TrimRight(name, " ") + indent
	}
	return head + strings.Join(layout.Wrap(description, Width-column), indent) + "\n"
}

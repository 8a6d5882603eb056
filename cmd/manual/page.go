// Package manual describes commands: their help, their manual pages, and docs/commands.md.
package manual

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Page describes a command, for help, manual pages and docs/commands.md.
type Page struct {
	name    string // "mailstorm run"
	short   string
	usage   string
	about   []string // paragraphs
	Flags   []Flag
	example []string // lines
}

// Flag is a flag with its value, what it does and its default.
type Flag struct{ Name, value, usage, usual string }

// Pages walks the tree of commands: the root first, then all that help shows, in its order.
func Pages(root *cobra.Command) []Page {
	all := []Page{Of(root)}
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			all = append(all, Pages(c)...)
		}
	}
	return all
}

// Of describes a command.
func Of(c *cobra.Command) Page {
	c.InitDefaultHelpFlag()
	c.InitDefaultVersionFlag()
	ch := Page{name: c.CommandPath(), short: c.Short, usage: strings.TrimSuffix(c.UseLine(), " [flags]") + " [flags]"}
	if c.HasAvailableSubCommands() {
		ch.usage = c.CommandPath() + " COMMAND [flags]"
	}
	for paragraph := range strings.SplitSeq(c.Long, "\n\n") {
		ch.about = append(ch.about, paragraph)
	}
	if c.Long == "" {
		ch.about[0] = c.Short + "."
	}
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			ch.Flags = append(ch.Flags, lineOf(f))
		}
	})
	for line := range strings.Lines(c.Example) {
		ch.example = append(ch.example, strings.TrimPrefix(strings.TrimRight(line, "\n"), "  "))
	}
	return ch
}

// lineOf describes a flag: its value, its usage and its default.
func lineOf(f *pflag.Flag) Flag {
	l := Flag{Name: "--" + f.Name}
	if f.Shorthand != "" {
		l.Name = "-" + f.Shorthand + ", " + l.Name
	}
	l.value, l.usage = pflag.UnquoteUsage(f)
	if f.NoOptDefVal != "" && f.Value.Type() != "bool" { // its value may be left out
		l.Name, l.value = l.Name+"[="+l.value+"]", ""
	}
	switch f.DefValue {
	case "", "false", "0", "[]":
	default:
		l.usual = f.DefValue
	}
	return l
}

// CommandsPage is docs/commands.md; exits are the meanings of the exit codes.
func CommandsPage(root *cobra.Command, exits []string) string {
	var b strings.Builder
	b.WriteString(commandsHead)
	for _, c := range Pages(root)[1:] {
		fmt.Fprintf(&b, "\n## %s\n\n%s.\n\n```text\n%s\n```\n", c.name, c.short, c.usage)
		for _, p := range c.about {
			fmt.Fprintf(&b, "\n%s\n", p)
		}
		b.WriteString("\n| flag | what it does | default |\n|---|---|---|\n")
		for _, f := range c.Flags {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", strings.ReplaceAll(strings.TrimSpace(f.Name+" "+f.value), "|", "\\|"), strings.ReplaceAll(f.usage, "|", "\\|"), f.usual)
		}
		if len(c.example) > 0 {
			fmt.Fprintf(&b, "\n```text\n%s\n```\n", strings.Join(c.example, "\n"))
		}
	}
	b.WriteString("\n## Exit codes\n\n| code | meaning |\n|---|---|\n")
	for code, meaning := range exits {
		fmt.Fprintf(&b, "| %d | %s |\n", code, meaning)
	}
	return b.String()
}

const commandsHead = `# The commands

SCENARIO is a path to a TOML file, the name of a scenario of the library (` + "`mailstorm list scenarios`" + `), or ` + "`-`" + ` for standard input. Results go to
standard output, progress and warnings to standard error. This page shows the same as ` + "`mailstorm COMMAND --help`" + `; ` + "`mailstorm man DIR`" + `
writes it as manual pages.
`

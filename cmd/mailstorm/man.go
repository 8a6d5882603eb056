package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"mailstorm/scenarios/decode"
)

func newManCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:     "man DIR",
		Short:   "Write manual pages to a folder",
		Long:    "Man writes a manual page of section 1 for each command, as in mailstorm-run.1. The same version always writes the same pages.",
		Example: "  mailstorm man man1\n  man ./man1/mailstorm.1",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("man needs one folder, as in mailstorm man man1")
			}
			return nil
		},
		ValidArgsFunction: completeUpTo(1, completeFolders),
		RunE:              func(cmd *cobra.Command, args []string) error { return runMan(s, cmd.Root(), args[0]) },
	}
}

func runMan(s streams, root *cobra.Command, dir string) error {
	pages := manual(root)
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is not a folder; name a folder for the manual pages, as in mailstorm man man1", dir)
	}
	for _, c := range pages {
		file := filepath.Join(dir, c.file()+".1")
		if err := writeWhole(file, []byte(c.roff(pages))); err != nil {
			return failure("writing "+file, err)
		}
	}
	return s.print(bytes.NewBufferString(fmt.Sprintf("wrote %d manual pages to %s\n", len(pages), decode.Shown(dir))), nil)
}

func (c manPage) file() string { return strings.ReplaceAll(c.name, " ", "-") }

// roff is a manual page. It has no date: the same program has the same pages.
func (c manPage) roff(all []manPage) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH %s 1 \"\" \"mailstorm %s\" \"Mailstorm\"\n.nh\n.ad l\n", strings.ToUpper(roff(c.file())), version)
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n.SH SYNOPSIS\n\\fB%s\\fR%s\n", roff(c.file()), roff(c.short), roff(c.name), roff(strings.TrimPrefix(c.usage, c.name)))
	b.WriteString(".SH DESCRIPTION\n" + roff(c.about[0]) + "\n")
	for _, p := range c.about[1:] {
		b.WriteString(".PP\n" + roff(p) + "\n")
	}
	b.WriteString(".SH OPTIONS\n")
	for _, f := range c.flags {
		fmt.Fprintf(&b, ".TP\n\\fB%s\\fR", roff(f.flag))
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
	for code, meaning := range exitMeanings {
		fmt.Fprintf(&b, ".TP\n\\fB%d\\fR\n%s\n", code, roff(meaning))
	}
	var others []string
	for _, o := range all {
		if o.name != c.name {
			others = append(others, "\\fB"+roff(o.file())+"\\fR(1)")
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

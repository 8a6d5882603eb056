package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"github.com/spf13/cobra"

	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/scenarios/parse"
)

type listOptions struct {
	streams
	outputFlags
	format enumFlag
	color  enumFlag
}

func newListCommand(s streams) *cobra.Command {
	o := &listOptions{streams: s, format: oneOf("text", "json", "csv", "markdown"), color: oneOf("auto", "always", "never")}
	var names []string
	for _, c := range catalogues() {
		names = append(names, c.name)
	}
	cmd := &cobra.Command{
		Use:   "list [CATALOGUE]",
		Short: "List " + english.OrListed(names),
		Long: "List shows the names that scenarios and sweeps can use, with a line about each. A CATALOGUE is " + english.OrListed(names) +
			"; without it, all are listed. mailstorm explain NAME describes one entry.",
		Example:           "  mailstorm list scenarios\n  mailstorm list metrics --format json\n  mailstorm list profiles --out schedules --plot",
		ValidArgsFunction: completeUpTo(1, cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp)),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return fmt.Errorf("list takes one catalogue, not %d", len(args))
			}
			if len(args) == 1 && len(selectedCatalogues(args)) == 0 {
				return fmt.Errorf("unknown catalogue %q; use %s%s", args[0], english.OrListed(names), parse.Suggestion(args[0], names))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.noteOutput(cmd)
			return runList(o, args)
		},
	}
	addEnumFlag(cmd, &o.format, "format", "output `FORMAT`")
	o.outputFlags.addOutputFlags(cmd, "for profiles: write their schedules to folder `DIR`", "also write pictures of the schedules", "with --out: replace any contents of DIR")
	addEnumFlag(cmd, &o.color, "color", "color `WHEN`")
	cmd.Flags().SortFlags = false
	return cmd
}

// selectedCatalogues is the named catalogue, or all.
func selectedCatalogues(args []string) (all []catalogue) {
	for _, c := range catalogues() {
		if len(args) == 0 || c.name == args[0] {
			all = append(all, c)
		}
	}
	return all
}

func runList(o *listOptions, args []string) error {
	if err := o.keepSchedules(args); err != nil {
		return err
	}
	var b bytes.Buffer
	all := selectedCatalogues(args)
	switch o.format.value {
	case "json":
		return o.print(&b, listJSON(&b, all, len(args) == 1))
	case "csv":
		return o.print(&b, listCSV(&b, all))
	case "markdown":
		listMarkdown(&b, all)
	default:
		s := &helpText{layout.NewManual(&b, o.style(o.color))}
		listText(s, all, len(args) == 1)
		return o.print(&b, s.Flush())
	}
	return o.print(&b, nil)
}

func listText(s *helpText, all []catalogue, only bool) {
	for i, c := range all {
		if i > 0 {
			s.Line("")
		}
		if !only {
			s.Title(c.name)
		}
		s.Widen(c.names()...)
		for _, e := range c.entries() {
			s.Entry(e.name, e.line())
		}
	}
}

func (c catalogue) names() (names []string) {
	for _, e := range c.entries() {
		names = append(names, e.name)
	}
	return names
}

func (e entry) line() string {
	if e.unit == "" {
		return e.meaning
	}
	return e.unit + ": " + e.meaning
}

// listJSON writes an array of entries, or an object of such arrays.
func listJSON(b *bytes.Buffer, all []catalogue, only bool) error {
	type row struct {
		Name    string `json:"name"`
		Unit    string `json:"unit,omitempty"`
		Meaning string `json:"meaning"`
	}
	out := json.NewEncoder(b)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	lists := map[string][]row{}
	for _, c := range all {
		lists[c.name] = []row{}
		for _, e := range c.entries() {
			lists[c.name] = append(lists[c.name], row{e.name, e.unit, e.meaning})
		}
	}
	if only {
		return out.Encode(lists[all[0].name])
	}
	return out.Encode(lists)
}

func listCSV(b *bytes.Buffer, all []catalogue) error {
	rows := [][]string{{"catalogue", "name", "unit", "meaning"}}
	for _, c := range all {
		for _, e := range c.entries() {
			rows = append(rows, []string{c.name, e.name, e.unit, e.meaning})
		}
	}
	return encode.NewCSV(b).WriteAll(rows)
}

func listMarkdown(b *bytes.Buffer, all []catalogue) {
	for i, c := range all {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(b, "## %s\n\n", c.name)
		b.WriteString("| name | meaning |\n| --- | --- |\n")
		for _, e := range c.entries() {
			fmt.Fprintf(b, "| %s | %s |\n", e.name, layout.Escaped(e.line()))
		}
	}
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"mailstorm/cmd/catalogue"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/cmd/schedulefolder"
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
	for _, c := range catalogue.All() {
		names = append(names, c.Name)
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
			if len(args) == 1 && len(catalogue.Selected(args...)) == 0 {
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

func runList(o *listOptions, args []string) error {
	if err := o.keepSchedules(args); err != nil {
		return err
	}
	var b bytes.Buffer
	all := catalogue.Selected(args...)
	switch o.format.value {
	case "json":
		return o.print(&b, catalogue.JSON(&b, all, len(args) == 1))
	case "csv":
		return o.print(&b, catalogue.CSV(&b, all))
	case "markdown":
		return o.print(&b, catalogue.Markdown(&b, all))
	}
	s := layout.NewManual(&b, o.style(o.color))
	catalogue.Text(s, all, len(args) == 1)
	return o.print(&b, s.Flush())
}

// keepSchedules writes the folder of mailstorm list profiles --out.
func (o *listOptions) keepSchedules(args []string) error {
	err := o.checkOutput()
	switch {
	case err != nil || o.dir == "":
		return err
	case !slices.Equal(args, []string{"profiles"}):
		return errors.New("--out is for the schedules of profiles, as in mailstorm list profiles --out DIR")
	}
	return atRunTime(schedulefolder.Write(o.dir, o.plot, o.size.Size, o.force))
}

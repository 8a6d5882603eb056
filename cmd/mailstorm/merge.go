package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"mailstorm/cmd/report"
	"mailstorm/plots"
)

type mergeOptions struct {
	streams
	format choice
	color  choice
	out    string
	placed bool
	plot   bool
	force  bool
}

func newMergeCommand(s streams) *cobra.Command {
	o := &mergeOptions{streams: s, format: oneOf("text", "json", "csv", "markdown"), color: oneOf("auto", "always", "never")}
	cmd := &cobra.Command{
		Use:   "merge DIR...",
		Short: "Put the parts of a sweep together that ran on several machines",
		Long: "Merge reads the folders that mailstorm sweep --shard i/n has written, all n of them in any order, and comes to what one\n" +
			"machine would have come to, byte for byte. It refuses parts that are missing, unfinished or there twice, parts of different\n" +
			"sweeps or versions, and a sweep that is whole already, and touches none of them.",
		Example: "  mailstorm merge parts/* --out answer\n  mailstorm merge parts/* --format markdown",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("merge needs the folders that mailstorm sweep --shard has written")
			}
			return nil
		},
		ValidArgsFunction: folders,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.placed = cmd.Flags().Changed("out")
			return runMerge(o, args)
		},
	}
	cmd.Flags().StringVar(&o.out, "out", "", "write the result folder `DIR` too, as one machine would have")
	cmd.Flags().BoolVar(&o.plot, "plot", false, "with --out: the pictures, as .svg and .png")
	cmd.Flags().BoolVar(&o.force, "force", false, "with --out: replace a folder that holds something else")
	choose(cmd, &o.format, "format", "how the result is shown")
	choose(cmd, &o.color, "color", "colors on standard output")
	cmd.Flags().SortFlags = false
	return cmd
}

func runMerge(o *mergeOptions, args []string) error {
	switch {
	case o.placed && o.out == "":
		return errors.New("--out needs the name of a folder; what was given is empty")
	case o.plot && o.out == "":
		return errors.New("--plot needs a folder for its pictures; add --out DIR")
	}
	parts, err := report.OpenParts(args, version)
	if err != nil {
		return err
	}
	defer parts.Close()
	g := report.NewGathering(parts.Plan, loose(parts.Plan))
	if o.out == "" {
		if err := parts.Merge(io.Discard, g.Take); err != nil {
			return err
		}
		return showSweep(o.streams, g.Sweep(""), o.format.value, o.style(o.color))
	}
	if parts.Holds(o.out) {
		return fmt.Errorf("%s: it is one of the parts; name another folder", o.out)
	}
	if err := report.VacantForSweep(o.out, parts.Plan.Scenario, plots.Names(plots.Sweeps), o.force); err != nil {
		return err
	}
	return o.write(parts, g)
}

// write makes the folder that one machine would have written.
func (o *mergeOptions) write(parts *report.Parts, g *report.Gathering) error {
	folder, err := report.NewFolder(o.out)
	if err != nil {
		return failure("making the result folder", err)
	}
	var refused error
	err = folder.Write(report.RowsFile, func(w io.Writer) error {
		sink := &report.Sink{To: w}
		refused = parts.Merge(sink, g.Take)
		return sink.Err
	})
	if refused != nil && err == nil {
		return errors.Join(refused, folder.Discard())
	}
	s := g.Sweep("")
	if err == nil {
		err = folder.Write(report.PlanFile, parts.Plan.Write)
	}
	if err == nil {
		err = sweepFiles(folder, s, o.plot)
	}
	if err == nil {
		err = folder.Keep()
	}
	if err != nil {
		return failure("writing "+o.out, errors.Join(err, folder.Discard()))
	}
	return showSweep(o.streams, s, o.format.value, o.style(o.color))
}

package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"mailstorm/cmd/design"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/sweep"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/plots"
)

type mergeOptions struct {
	streams
	outputFlags
	format enumFlag
	full   bool
	color  enumFlag
}

func newMergeCommand(s streams) *cobra.Command {
	o := &mergeOptions{streams: s, format: oneOf("text", "json", "csv", "markdown", "html"), color: oneOf("auto", "always", "never")}
	cmd := &cobra.Command{
		Use:   "merge DIR...",
		Short: "Combine the parts of a sweep that ran on several machines",
		Long: "Merge reads the folders written by mailstorm sweep --shard i/n, all n parts in any order, and produces the same result as one machine, " +
			"byte for byte. It refuses missing, unfinished or duplicate parts, parts of different sweeps or versions, and complete sweeps. " +
			"It never changes a part.",
		Example: "  mailstorm merge parts/* --out answer\n  mailstorm merge parts/* --format markdown",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("merge needs the folders that mailstorm sweep --shard wrote")
			}
			return nil
		},
		ValidArgsFunction: completeFolders,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.noteOutput(cmd)
			return runMerge(o, args)
		},
	}
	o.outputFlags.addOutputFlags(cmd, "also write the result to folder `DIR`", "also write report.html and pictures", "with --out: replace any contents of DIR")
	addEnumFlag(cmd, &o.format, "format", "output `FORMAT`")
	addFullFlag(cmd, &o.full)
	addEnumFlag(cmd, &o.color, "color", "color `WHEN`")
	cmd.Flags().SortFlags = false
	return cmd
}

func runMerge(o *mergeOptions, args []string) error {
	if err := o.checkOutput(); err != nil {
		return err
	}
	if err := refusePage(o.streams, o.format.value, "mailstorm merge "+strings.Join(args, " ")); err != nil {
		return err
	}
	parts, err := sweepfolder.OpenParts(args, version)
	if err != nil {
		return err
	}
	defer parts.Close()
	g := sweep.NewGathering(parts.Plan, design.PlansOf(parts.Plan))
	if o.dir == "" {
		if err := parts.Merge(io.Discard, g); err != nil {
			return err
		}
		return showSweep(o.streams, g.Sweep(""), o.format.value, o.full, o.style(o.color))
	}
	if parts.Holds(o.dir) {
		return fmt.Errorf("%s is one of the parts, or contains one; choose another folder", o.dir)
	}
	if err := sweepfolder.Vacant(o.dir, parts.Plan.Scenario, plots.Names(plots.Sweeps), o.force); err != nil {
		return err
	}
	return o.writeMerged(parts, g)
}

// writeMerged makes the folder that one machine would have written.
func (o *mergeOptions) writeMerged(parts *sweepfolder.Parts, g *sweep.Gathering) error {
	folder, err := folder.New(o.dir)
	if err != nil {
		return failure("making the result folder", err)
	}
	var refused error
	err = folder.Write(sweepfolder.RowsFile, func(w io.Writer) error {
		sink := &sweepfolder.Sink{To: w}
		refused = parts.Merge(sink, g)
		return sink.Err
	})
	if refused != nil && err == nil {
		return errors.Join(refused, folder.Discard())
	}
	s := g.Sweep("")
	if err == nil {
		err = folder.Write(sweepfolder.PlanFile, parts.Plan.Write)
	}
	if err == nil {
		err = sweepFiles(folder, s, &o.outputFlags)
	}
	if err == nil {
		err = folder.Keep()
	}
	if err != nil {
		return failure("writing "+o.dir, errors.Join(err, folder.Discard()))
	}
	return showSweep(o.streams, s, o.format.value, o.full, o.style(o.color))
}

package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

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
		ValidArgsFunction: completeFolders,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.noteOutput(cmd)
			return runMerge(o, args)
		},
	}
	o.outputFlags.addOutputFlags(cmd, "write the result folder `DIR` too, as one machine would have", "report.html, and its pictures", "replace a folder that holds something else")
	addEnumFlag(cmd, &o.format, "format", "how the result is shown")
	addFullFlag(cmd, &o.full)
	addEnumFlag(cmd, &o.color, "color", "colors on standard output")
	cmd.Flags().SortFlags = false
	return cmd
}

func runMerge(o *mergeOptions, args []string) error {
	if err := o.checkOutput(); err != nil {
		return err
	}
	parts, err := sweepfolder.OpenParts(args, version)
	if err != nil {
		return err
	}
	defer parts.Close()
	g := sweep.NewGathering(parts.Plan, plansOf(parts.Plan))
	if o.dir == "" {
		if err := parts.Merge(io.Discard, g); err != nil {
			return err
		}
		return showSweep(o.streams, g.Sweep(""), o.format.value, o.full, o.style(o.color))
	}
	if parts.Holds(o.dir) {
		return fmt.Errorf("%s: it is one of the parts, or holds one; name another folder", o.dir)
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

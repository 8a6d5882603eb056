package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"mailstorm/cmd/design"
	"mailstorm/cmd/illustrated"
	"mailstorm/cmd/report/comparison"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/sweep"
	"mailstorm/plots"
)

func newCompareCommand(s streams) *cobra.Command {
	o := &sweepOptions{scenarioFlags: scenarioFlags{streams: s}, format: oneOf("text", "json", "csv", "markdown")}
	cmd := &cobra.Command{
		Use:   "compare SCENARIO... | FOLDER...",
		Short: "Compare values, designs or results, and show the differences",
		Long: "Compare shows what changes for people: what arrives, NDRs, duplicates, silence, late mail and traffic, side by side. It compares one scenario under two or " +
			"more values of a key (--vary), two or more scenarios (files, names of the library, or \"-\"), or the result folders of earlier runs or of two sweeps. " +
			"All of them get the same mail and the same storm as far as their tables have the same names, even if one has more hosts; what is not the same is listed.\n\n" +
			"With --runs it compares many storms and shows paired confidence intervals. To get a recommendation, use mailstorm sweep.\n\n" +
			"The first scenario or folder is the one that the others are compared with, unless --current names another one. " + valuesHelp,
		Example: "  mailstorm compare deck-worst-case --vary host.exo.message_expiration=12h,24h\n" +
			"  mailstorm compare weekend-outage --vary host.exo.message_expiration=12h,24h \\\n      --runs 200\n" +
			"  mailstorm compare deck-after-data deck-with-dedup\n" +
			"  mailstorm compare before after --format markdown\n" +
			"  mailstorm compare deck-after-data \\\n      --vary host.exo.profile=exchange-online,exchange-online-dane \\\n      --out answer --plot",
		Args:              scenarioArgs(maxDesigns),
		ValidArgsFunction: completeUpTo(maxDesigns, scenarioNames),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.scenarioFlags.noteSeed(cmd)
			o.designFlags.noteDesign(cmd)
			o.outputFlags.noteOutput(cmd)
			o.designFlags.Given["runs"] = true // one storm, whatever the scenario's experiment asks for
			ctx, stop := withInterrupt(cmd)
			defer stop()
			return runCompare(ctx, o, args)
		},
	}
	o.designFlags.addDesignFlags(cmd, 1)
	addJobsFlag(cmd, &o.jobs)
	o.outputFlags.addOutputFlags(cmd, "for one storm: also write the results to folder `DIR`", "also write a before-and-after picture", "with --out: replace any contents of DIR")
	addEnumFlag(cmd, &o.format, "format", "output `FORMAT`")
	cmd.Flags().BoolVar(&o.full, "full", false, "also show all metrics that differ")
	o.scenarioFlags.addScenarioFlags(cmd)
	return cmd
}

// maxDesigns is how many scenarios or results are compared at once.
const maxDesigns = 50

func runCompare(ctx context.Context, o *sweepOptions, args []string) error {
	if err := o.checkSweepFlags(); err != nil {
		return err
	}
	if areResults(args) {
		return o.compareFolders(args)
	}
	o.Simple = true // nothing is decided, and nothing else assumed
	plan := func() (*design.Prepared, error) { return o.planSweep(ctx, args[0]) }
	if len(args) > 1 {
		plan = func() (*design.Prepared, error) { return o.planDesigns(args) }
	}
	b, err := plan()
	if err != nil {
		return err
	}
	if len(b.Plan.Choices) < 2 {
		return errors.New("compare needs at least two values, as in --vary host.exo.message_expiration=12h,24h")
	}
	if b.Plan.Runs == 1 {
		return o.compareOne(ctx, b)
	}
	if o.dir != "" && b.Plan.OfDesigns() {
		return errors.New("--out needs a comparison of one storm; for many storms, write what --format json or markdown prints to a file")
	}
	if o.dir != "" {
		return errors.New("--out needs a comparison of one storm; for many storms, use mailstorm sweep with the same --vary and --runs")
	}
	o.warn(b.Plan.Warnings)
	plans := design.PlansOf(b.Plan)
	for _, p := range plans {
		p.Extra = append(p.Extra, sweep.AskedMetrics...)
	}
	g := sweep.NewGathering(b.Plan, plans)
	if err := o.runVariants(ctx, b, nil, g); err != nil {
		stopped := o.leaveUnfinished(b.Plan, nil, g, err)
		if g.Runs(0) < 2 {
			return stopped
		}
		return errors.Join(o.showCompared(b, g.Sweep(stopReason(err))), stopped)
	}
	return o.showCompared(b, g.Sweep(""))
}

// planDesigns prepares scenarios that are compared with each other.
func (o *sweepOptions) planDesigns(args []string) (*design.Prepared, error) {
	if o.Given["vary"] {
		return nil, errors.New("--vary is for one scenario; to compare designs, write each as a scenario and leave out --vary")
	}
	designs, err := o.loadAll(args)
	if err != nil {
		return nil, err
	}
	return design.OfScenarios(&o.Asked, designs, args, o.set, version)
}

func (o *sweepOptions) showCompared(p *design.Prepared, s *sweep.Sweep) error {
	files := (&comparison.Comparison{Plan: p.Plan, Files: p.Files}).Scenarios(o.full)
	var b bytes.Buffer
	switch o.format.value {
	case "text":
		return o.print(&b, sweep.ComparisonText(&b, s, files, o.full, o.style(o.color)))
	case "markdown":
		return o.print(&b, sweep.ComparisonMarkdown(&b, s, files))
	}
	return o.printSweep(s)
}

// compareOne runs one storm under each choice.
func (o *sweepOptions) compareOne(ctx context.Context, b *design.Prepared) error {
	if o.dir != "" {
		if err := comparison.Vacant(o.dir, b.Plan.Scenario, plots.Names(plots.Comparisons), o.force); err != nil {
			return err
		}
		if err := folder.KeepsFiles(o.dir, b.Scenario.Files()); err != nil {
			return err
		}
	}
	o.warn(b.Plan.Warnings)
	storm, err := b.ExperimentPlan(b.Plan.Variants[0])
	if err != nil {
		return err
	}
	c := &comparison.Comparison{Plan: b.Plan, Files: b.Files}
	var stopped error
	defer o.shareProgress(len(storm.Choices))()
	for i := range storm.Choices {
		w, err := o.simulate(ctx, storm.Choices[i].Config)
		if err != nil {
			return err
		}
		r, err := w.Result()
		if err != nil {
			return failure(internalError, err)
		}
		if r.Stopped != "" {
			stopped = &exitError{exitFailed, fmt.Errorf("%s: stopped at %s of simulated time with %s: %s", b.Plan.Scenario, english.Span(r.End), b.Plan.Label(i), r.Stopped)}
		}
		if ctx.Err() != nil {
			return stopped
		}
		c.Configs, c.Results = append(c.Configs, storm.Choices[i].Config), append(c.Results, r)
		c.Sides = append(c.Sides, comparison.SideOf(storm.Choices[i].Config, r, w.Deliveries, b.Plan.Version))
	}
	return errors.Join(o.showComparison(c), o.keepComparison(c), stopped)
}

// keepComparison writes the folder, whole or not at all.
func (o *sweepOptions) keepComparison(c *comparison.Comparison) error {
	if o.dir == "" {
		return nil
	}
	folder, err := folder.New(o.dir)
	if err != nil {
		return failure("making the result folder", err)
	}
	err = comparison.WriteFiles(folder, c)
	if err == nil && o.plot {
		err = plots.Draw(plots.Comparisons, illustrated.Comparison(c), o.size.Size, folder.WriteBytes)
	}
	if err == nil {
		err = folder.Keep()
	}
	if err != nil {
		return failure("writing "+o.dir, errors.Join(err, folder.Discard()))
	}
	return nil
}

func (o *sweepOptions) showComparison(c *comparison.Comparison) error {
	var b bytes.Buffer
	switch o.format.value {
	case "json":
		return o.print(&b, comparison.JSON(&b, c))
	case "csv":
		return o.print(&b, comparison.CSV(&b, c))
	case "markdown":
		return o.print(&b, comparison.Markdown(&b, c))
	default:
		return o.print(&b, comparison.Text(&b, c, o.full, o.style(o.color)))
	}
}

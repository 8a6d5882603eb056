package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/layout"
	"mailstorm/cmd/report/sweep"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/cmd/report/webpage"
	"mailstorm/plots"
	"mailstorm/plots/sweeps"
	"mailstorm/scenarios/decode"
	"mailstorm/sim/experiment"
)

type sweepOptions struct {
	scenarioFlags
	designFlags
	outputFlags
	format enumFlag
	resume bool
	shard  string
	part   experiment.Shard
	full   bool
	longer bool // --resume makes a sweep longer than it was
	jobs   int
}

func newSweepCommand(s streams) *cobra.Command {
	o := &sweepOptions{scenarioFlags: scenarioFlags{streams: s}, format: oneOf("text", "json", "csv", "markdown", "html")}
	cmd := &cobra.Command{
		Use:   "sweep SCENARIO",
		Short: "Run a storm many times over values of its keys, and say which value to choose",
		Long: "Sweep runs a scenario many times for each of some values of its keys. All values meet the same storms: replication r has\n" +
			"the seed of the scenario plus r. Where an expiration is varied and outages are drawn, two of three storms have an outage that lasts\n" +
			"longer than the shortest value; a billion is added to the seed until it is such a storm, and each counts for as much as such storms are\n" +
			"of all. What is not said here is taken from the tables [experiment] and [decision] of the\n" +
			"scenario; what is said here wins.\n\n" +
			"With --out, what is done lies in DIR.partial until all is done: Ctrl-C or a power cut lose nothing, --resume goes on, and\n" +
			"the result has the same bytes. --shard i/n runs the i-th of n parts (1 to n), on as many machines; mailstorm merge puts\n" +
			"them together. --shard auto asks the environment: JOB_COMPLETION_INDEX with JOB_COMPLETIONS (Kubernetes, from 0),\n" +
			"SLURM_ARRAY_TASK_ID with _COUNT, _MIN and _STEP (Slurm), CI_NODE_INDEX with CI_NODE_TOTAL (GitLab, from 1).",
		Example: "  mailstorm sweep message-expiration --vary host.exo.message_expiration=12h..24h/1h --runs 1000\n" +
			"  mailstorm sweep storm.toml --vary host.exo.message_expiration=12h,18h,24h --precision 2% --out answer --plot\n" +
			"  mailstorm sweep storm.toml --shard 2/7 --out parts/2 --resume",
		Args:              scenarioArgs(1),
		ValidArgsFunction: completeUpTo(1, scenarioNames),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.scenarioFlags.noteSeed(cmd)
			o.designFlags.noteDesign(cmd)
			o.outputFlags.noteOutput(cmd)
			ctx, stop := withInterrupt(cmd)
			defer stop()
			return runSweep(ctx, o, args[0])
		},
	}
	o.designFlags.addDesignFlags(cmd, 100)
	cmd.Flags().StringArrayVar(&o.states, "state", nil, "`KEY=A..B/STEP` or KEY=a,b,c: what nobody chooses: shown side by side, and not advised; repeatable")
	cmd.Flags().StringVar(&o.prior, "prior", "", "how likely the states are, as in `70%,30%`; those of the last key one after the other")
	cmd.Flags().StringVar(&o.precision, "precision", "", "run until the intervals are this narrow, as in `2%`")
	cmd.Flags().StringVar(&o.confidence, "confidence", "95%", "with a decision: go on until what is advised is right with this `CHANCE`")
	cmd.Flags().StringVar(&o.loss, "loss", "5%", "with a decision: a `COST` that makes no difference, as the report writes costs, as in 20, or a part of their median cost")
	cmd.Flags().Uint32Var(&o.mostRuns, "most-runs", 0, "with --precision or a decision: never more than `N` replications; ten times --runs when left out")
	cmd.Flags().Uint32Var(&o.variantRuns, "variant-runs", 0, "`N` replications under each other assumption; a 25th of --runs, at least 40, when left out; 0 none")
	addJobsFlag(cmd, &o.jobs)
	o.outputFlags.addOutputFlags(cmd, "write a result folder `DIR` too; unfinished it is DIR.partial", "report.html, and its pictures", "replace a folder that holds something else, and begin again")
	cmd.Flags().BoolVar(&o.resume, "resume", false, "with --out: go on where an earlier process stopped")
	cmd.Flags().StringVar(&o.shard, "shard", "", "with --out: run only part `i/n` of the replications; auto: as the environment says")
	addEnumFlag(cmd, &o.format, "format", "how the result is shown")
	addFullFlag(cmd, &o.full)
	o.scenarioFlags.addScenarioFlags(cmd)
	return cmd
}

// checkSweepFlags refuses flags that contradict each other.
func (o *sweepOptions) checkSweepFlags() (err error) {
	if o.part, err = parseShard(o.shard, os.Getenv); err != nil {
		return err
	}
	if err := o.outputFlags.checkOutput(); err != nil {
		return err
	}
	switch {
	case o.resume && o.dir == "":
		return errors.New("--resume needs the folder to go on with; without --out DIR nothing was kept")
	case o.resume && o.force:
		return errors.New("--resume goes on and --force begins again; choose one")
	case o.part.Of > 0 && o.dir == "":
		return errors.New("--shard needs a folder for its part; add --out DIR")
	case o.part.Of > 0 && o.plot:
		return errors.New("--plot draws the whole and --shard runs a part; give --plot to mailstorm merge")
	case o.jobs < 1:
		return fmt.Errorf("--jobs %d: at least one storm runs at a time", o.jobs)
	}
	return nil
}

func runSweep(ctx context.Context, o *sweepOptions, arg string) error {
	if err := o.checkSweepFlags(); err != nil {
		return err
	}
	b, err := o.planSweep(ctx, arg)
	if err != nil {
		return err
	}
	o.warn(b.plan.Sides())
	folder, g, err := o.openFolder(b)
	if err != nil {
		return err
	}
	if o.format.value != "text" && o.format.value != "markdown" {
		o.warn(b.plan.Warnings)
	}
	err = o.runVariants(ctx, b, folder, g)
	if err == nil && o.part.Of > 0 {
		return o.finishShard(b, folder, g)
	}
	return o.concludeSweep(b.plan, folder, g, err)
}

// concludeSweep shows what the sweep came to, as far as it came, and finishes its folder if it is whole.
func (o *sweepOptions) concludeSweep(plan *sweepfolder.Plan, folder *sweepfolder.Folder, g *sweep.Gathering, err error) error {
	if err != nil {
		halted := o.leaveUnfinished(plan, folder, g, err)
		if o.part.Of > 0 || g.Runs(0) < 2 {
			return halted
		}
		return errors.Join(o.printSweep(g.Sweep(stopReason(err))), halted)
	}
	s := g.Sweep("")
	if folder != nil {
		if err = sweepFiles(folder.Folder, s, &o.outputFlags); err == nil {
			err = folder.Finish()
		} else {
			err = errors.Join(err, folder.Leave())
		}
		err = failure("writing "+o.dir, err)
	}
	return errors.Join(o.printSweep(s), err)
}

// leaveUnfinished leaves the folder for a later process and says how far it is.
func (o *sweepOptions) leaveUnfinished(plan *sweepfolder.Plan, to *sweepfolder.Folder, g *sweep.Gathering, err error) error {
	all := plan.Runs
	if g.Runs(0) >= o.shardRuns(all) {
		all = plan.Variants[0].Runs
	}
	did := fmt.Sprintf("%s: %s after %s of %s replications", plan.Scenario, stopReason(err), english.Number(int64(g.Runs(0))), english.Number(int64(o.shardRuns(all))))
	if g.Runs(0) >= o.shardRuns(plan.Variants[0].Runs) {
		did = fmt.Sprintf("%s: %s after %s", plan.Scenario, stopReason(err), g.Short())
	}
	if to == nil {
		return &exitError{exitFailed, errors.New(did + "; without --out nothing is kept")}
	}
	if err := to.Leave(); err != nil {
		return &exitError{exitFailed, fmt.Errorf("%s; and %s could not be kept: %w", did, folder.Partial(o.dir), err)}
	}
	return &exitError{exitFailed, fmt.Errorf("%s; they are kept in %s.partial: go on with the same command and --resume", did, strings.TrimRight(o.dir, "/"))}
}

// stopReason says why a sweep ended early.
func stopReason(err error) string {
	if errors.Is(err, context.Canceled) {
		return "interrupted"
	}
	return err.Error()
}

// shardRuns is how many of so many replications belong to this part.
func (o *sweepOptions) shardRuns(runs uint32) uint32 {
	if o.part.Of == 0 {
		return runs
	}
	return runs/o.part.Of + uint32(min(1, max(0, int64(runs%o.part.Of)-int64(o.part.Index))))
}

// finishShard finishes the folder of a shard, which comes to nothing by itself.
func (o *sweepOptions) finishShard(b *sweepPlan, folder *sweepfolder.Folder, g *sweep.Gathering) error {
	if err := failure("writing "+o.dir, folder.Finish()); err != nil {
		return err
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s: part %d of %d, %s replications of %s values, in %s; put the parts together with mailstorm merge\n", b.plan.Scenario,
		o.part.Index+1, o.part.Of, english.Number(int64(g.Runs(0))), english.Number(int64(len(b.plan.Choices))), decode.Shown(o.dir))
	return o.print(&text, nil)
}

// printSweep prints the result.
func (o *sweepOptions) printSweep(s *sweep.Sweep) error {
	return showSweep(o.streams, s, o.format.value, o.full, o.style(o.color))
}

// addFullFlag lets a command show all of a report that is one screen otherwise.
func addFullFlag(cmd *cobra.Command, full *bool) {
	cmd.Flags().BoolVar(full, "full", false, "with --format text or markdown: show all tables, not one screen")
}

func showSweep(to streams, s *sweep.Sweep, format string, full bool, style layout.Style) error {
	var b bytes.Buffer
	switch format {
	case "json":
		return to.print(&b, sweep.JSON(&b, s))
	case "csv":
		return to.print(&b, sweep.CSV(&b, s))
	case "markdown":
		return to.print(&b, sweep.Markdown(&b, s, full))
	case "html":
		return to.print(&b, sweepPage(&b, s))
	default:
		return to.print(&b, sweep.Text(&b, s, full, style))
	}
}

// sweepFiles writes what a whole sweep came to.
func sweepFiles(dir *folder.Folder, s *sweep.Sweep, to *outputFlags) error {
	write := func(name string, as func(io.Writer, *sweep.Sweep) error) error {
		return dir.Write(name, func(w io.Writer) error { return as(w, s) })
	}
	if err := errors.Join(write(sweepfolder.SweepFile, sweep.JSON), write(sweepfolder.TableFile, sweep.CSV)); err != nil || !to.plot {
		return err
	}
	page := dir.Write(folder.PageFile, func(w io.Writer) error { return sweepPage(w, s) })
	return errors.Join(page, plots.Draw(plots.Sweeps, sweepStory(s), to.size.Size, writerInto(dir)))
}

// sweepStory is what the pictures of a sweep tell.
func sweepStory(s *sweep.Sweep) sweeps.Sweep {
	decision, _ := s.Plan.Wants()
	return sweeps.Sweep{Plan: s.Storms, Keys: s.Plan.Keys, Summary: s.Findings[0].Summary, Decision: decision, Advice: s.Findings[0].Advice, Title: s.Plan.Title,
		Profiles: []string{s.Plan.Watched()}, NoAdvice: s.Plan.Unadvised(), Beyond: s.Plan.Beyond(), Caveat: s.Caveat()}
}

// sweepPage writes the HTML report of a sweep.
func sweepPage(w io.Writer, s *sweep.Sweep) error {
	var pictures []webpage.Picture
	story := sweepStory(s)
	err := plots.Each(plots.Sweeps, story, func(p plots.SweepPicture, svg []byte) error {
		pictures = append(pictures, webpage.Picture{Finding: p.Finding(story), Meaning: p.Meaning, SVG: svg})
		return nil
	})
	return errors.Join(err, webpage.Sweep(w, &webpage.SweepPage{Title: s.Headline(), Version: s.Plan.Version, Scenario: s.Plan.Scenario, Sections: s.Sections(), Pictures: pictures}))
}

// runVariants runs all replications that are not there yet: of the scenario as it is, then of each variant.
func (o *sweepOptions) runVariants(ctx context.Context, b *sweepPlan, to *sweepfolder.Folder, g *sweep.Gathering) error {
	p := newSweepProgress(o.err, !o.quiet && isTerminal(o.err), 0)
	defer p.eraseRuns()
	choices := int64(len(b.plan.Choices))
	done := int64(0)
	for i, v := range b.plan.Variants {
		p.total += int64(o.shardRuns(v.Runs)) * choices
		done += int64(g.Runs(i)) * choices
	}
	p.before = done
	for i := range b.plan.Variants {
		take := func(row *experiment.Row) error {
			if to != nil {
				if err := to.Append(i, row); err != nil {
					return fmt.Errorf("writing %s: %w", folder.Partial(o.dir), err)
				}
			}
			done++
			p.showRuns(done)
			return g.Take(i, row)
		}
		if err := o.runReplications(ctx, b, i, g, take); err != nil {
			return err
		}
	}
	return nil
}

// runReplications runs a variant until its replications are enough.
func (o *sweepOptions) runReplications(ctx context.Context, b *sweepPlan, variant int, g *sweep.Gathering, take func(*experiment.Row) error) error {
	storm, err := b.experimentPlan(b.plan.Variants[variant])
	if err != nil {
		return err
	}
	storm.Shard = o.part
	target := b.plan.Runs
	if variant > 0 {
		target = b.plan.Variants[variant].Runs
	}
	for {
		if g.Runs(variant) < o.shardRuns(target) {
			storm.Runs, storm.Contenders = target, b.activeChoices(g, variant)
			beyond := g.Runs(variant)
			skip := func(run uint32) bool { return o.shardRuns(run) < beyond }
			if err := experiment.Run(ctx, storm, o.jobs, skip, take); err != nil {
				return err
			}
		}
		if variant > 0 || target >= b.plan.MostRuns || b.isPreciseEnough(g, target) {
			return nil
		}
		target = b.nextRuns(target)
	}
}

// isPreciseEnough reports whether so many replications answer the question: intervals as narrow as was asked for, or advice as sure.
func (b *sweepPlan) isPreciseEnough(g *sweep.Gathering, runs uint32) bool {
	if b.plan.Narrow > 0 {
		return g.Runs(0) <= runs && g.Enough(b.plan.Narrow)
	}
	return g.Done()
}

// nextRuns is the number of replications at which the next round ends.
func (b *sweepPlan) nextRuns(runs uint32) uint32 {
	if b.plan.Narrow == 0 {
		return uint32(min(2*uint64(runs), uint64(b.plan.MostRuns)))
	}
	for runs++; runs < b.plan.MostRuns && !experiment.Due(runs); {
		runs++
	}
	return runs
}

// activeChoices marks the choices of which the next replication has a row.
func (b *sweepPlan) activeChoices(g *sweep.Gathering, variant int) []bool {
	all := make([]bool, len(b.plan.Choices))
	for _, i := range g.Alive(variant) {
		all[i] = true
	}
	return all
}

package main

import (
	"bytes"
	"cmp"
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
		Short: "Run a scenario many times for several values and recommend one",
		Long: "Sweep runs a scenario many times for each value of one or more keys. All values are compared on the same storms: replication r uses " +
			"the seed of the scenario plus r. Flags override the tables [experiment] and [decision] of the scenario.\n\n" + valuesHelp +
			" --state is for keys that nobody can choose, such as the length of outages: sweep shows the results for each state, but does not recommend one. " +
			"--prior lists the probability of each combination of states; the last key changes fastest.\n\n" +
			"With a table [decision], sweep recommends a value. It runs more replications until the advice is certain enough, up to --most-runs. " +
			"COST of --loss is an amount in the unit of the costs, as in 20, or a share of the median cost, as in 5%.\n\n" +
			"If message_expiration is varied and the lengths of outages are random, long outages are simulated more often: in two of three replications, " +
			"an outage lasts longer than the shortest value. Weights correct the results for this. The seeds of these replications can be larger by a " +
			"multiple of a billion.\n\n" +
			"With --out, the results are in DIR.partial until the sweep is complete. If it is interrupted, --resume continues it, and the result is the " +
			"same, byte for byte.\n\n" +
			"To use several machines, run each part with --shard i/n, i from 1 to n, and combine the parts with mailstorm merge. --shard auto " +
			"reads i and n from the environment: JOB_COMPLETION_INDEX and JOB_COMPLETIONS (Kubernetes), SLURM_ARRAY_TASK_ID with _COUNT, _MIN and _STEP (Slurm), " +
			"or CI_NODE_INDEX and CI_NODE_TOTAL (GitLab).",
		Example: "  mailstorm sweep message-expiration \\\n      --vary host.exo.message_expiration=12h..24h/1h --runs 1000\n" +
			"  mailstorm sweep storm.toml --vary host.exo.message_expiration=12h,18h,24h \\\n      --precision 2% --out answer --plot\n" +
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
	cmd.Flags().StringArrayVar(&o.states, "state", nil, "`KEY=VALUES` that nobody can choose; repeatable")
	cmd.Flags().StringVar(&o.prior, "prior", "", "probabilities `P1%,P2%,...` of the states")
	cmd.Flags().StringVar(&o.precision, "precision", "", "run until results are precise to `PERCENT`")
	cmd.Flags().StringVar(&o.confidence, "confidence", "95%", "with [decision]: certainty in `PERCENT`")
	cmd.Flags().StringVar(&o.loss, "loss", "5%", "with [decision]: ignore cost differences below `COST`")
	cmd.Flags().Uint32Var(&o.mostRuns, "most-runs", 0, "at most `N` replications")
	cmd.Flags().Uint32Var(&o.variantRuns, "variant-runs", 0, "`N` replications under each other assumption; 0: none")
	cmd.Flags().Lookup("most-runs").DefValue = "10 times --runs"
	cmd.Flags().Lookup("variant-runs").DefValue = "--runs/25, at least 40"
	addJobsFlag(cmd, &o.jobs)
	o.outputFlags.addOutputFlags(cmd, "also write the result to folder `DIR`", "also write report.html and pictures", "with --out: replace any contents of DIR and start over")
	cmd.Flags().BoolVar(&o.resume, "resume", false, "with --out: continue an interrupted sweep")
	cmd.Flags().StringVar(&o.shard, "shard", "", "with --out: run only part `i/n`, or auto")
	addEnumFlag(cmd, &o.format, "format", "output `FORMAT`")
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
		return errors.New("--resume needs the folder of the sweep; add --out DIR")
	case o.resume && o.force:
		return errors.New("--resume continues a sweep and --force starts over; choose one")
	case o.part.Of > 0 && o.dir == "":
		return errors.New("--shard needs a folder for its part; add --out DIR")
	case o.part.Of > 0 && o.plot:
		return errors.New("--plot needs all parts of the sweep; use it with mailstorm merge")
	case o.jobs < 1:
		return fmt.Errorf("--jobs %d: the minimum is 1", o.jobs)
	}
	return nil
}

func runSweep(ctx context.Context, o *sweepOptions, arg string) error {
	if err := o.checkSweepFlags(); err != nil {
		return err
	}
	if err := refusePage(o.streams, o.format.value, "mailstorm sweep "+arg); err != nil {
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

// concludeSweep shows the result, even if incomplete, and finishes the folder of a complete sweep.
func (o *sweepOptions) concludeSweep(plan *sweepfolder.Plan, folder *sweepfolder.Folder, g *sweep.Gathering, err error) error {
	if err != nil {
		stopped := o.leaveUnfinished(plan, folder, g, err)
		if o.part.Of > 0 || g.Runs(0) < 2 {
			return stopped
		}
		return errors.Join(o.printSweep(g.Sweep(stopReason(err))), stopped)
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

// leaveUnfinished leaves the folder for a later process and reports the progress.
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
		return &exitError{exitFailed, errors.New(did + "; nothing was saved, because --out was not given")}
	}
	if err := to.Leave(); err != nil {
		return &exitError{exitFailed, fmt.Errorf("%s; %s could not be saved: %w", did, folder.Partial(o.dir), err)}
	}
	return &exitError{exitFailed, fmt.Errorf("%s; they are saved in %s.partial; to continue, repeat the command with --resume", did, strings.TrimRight(o.dir, "/"))}
}

// stopReason says why a sweep ended early.
func stopReason(err error) string {
	if errors.Is(err, context.Canceled) {
		return "interrupted"
	}
	return err.Error()
}

// shardRuns is how many of all replications belong to this part.
func (o *sweepOptions) shardRuns(runs uint32) uint32 {
	if o.part.Of == 0 {
		return runs
	}
	return runs/o.part.Of + uint32(min(1, max(0, int64(runs%o.part.Of)-int64(o.part.Index))))
}

// finishShard finishes the folder of a part, which has no result of its own.
func (o *sweepOptions) finishShard(b *sweepPlan, folder *sweepfolder.Folder, g *sweep.Gathering) error {
	if err := failure("writing "+o.dir, folder.Finish()); err != nil {
		return err
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s: part %d of %d (%s of %s values) is in %s; combine the parts with mailstorm merge\n", b.plan.Scenario,
		o.part.Index+1, o.part.Of, english.Counted(int64(g.Runs(0)), "replication", "replications"), english.Number(int64(len(b.plan.Choices))), decode.Shown(o.dir))
	return o.print(&text, nil)
}

// printSweep prints the result.
func (o *sweepOptions) printSweep(s *sweep.Sweep) error {
	return showSweep(o.streams, s, o.format.value, o.full, o.style(o.color))
}

// addFullFlag lets a command show all of a report that is one screen otherwise.
func addFullFlag(cmd *cobra.Command, full *bool) {
	cmd.Flags().BoolVar(full, "full", false, "show all tables instead of one screen")
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

// sweepFiles writes the results of a complete sweep.
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

// sweepStory is what the pictures of a sweep show.
func sweepStory(s *sweep.Sweep) sweeps.Sweep {
	decision, _ := s.Plan.Wants()
	return sweeps.Sweep{Plan: s.Storms, Keys: s.Plan.Keys, Summary: s.Findings[0].Summary, Decision: decision, Advice: s.Findings[0].Advice, Title: cmp.Or(s.Plan.Title, s.Plan.Scenario),
		Profiles: []string{s.Plan.Watched()}, NoAdvice: s.Plan.Unadvised(), Beyond: s.Plan.Beyond(), Caveat: s.Caveat()}
}

// sweepPage writes the HTML report of a sweep.
func sweepPage(w io.Writer, s *sweep.Sweep) error {
	var pictures []webpage.Picture
	story := sweepStory(s)
	err := plots.Each(plots.Sweeps, story, func(p plots.SweepPicture, svg []byte) error {
		pictures = append(pictures, webpage.Picture{Name: p.Name, Finding: p.Finding(story), Meaning: p.Meaning, SVG: svg})
		return nil
	})
	return errors.Join(err, webpage.Sections(w, &webpage.Page{Title: s.Headline(), Version: s.Plan.Version, Origin: s.Plan.Scenario + ", simulated by mailstorm", Sections: s.Sections(), Pictures: pictures}))
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

// isPreciseEnough reports whether the intervals are narrow enough, or the advice is certain enough.
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

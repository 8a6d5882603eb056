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

	"mailstorm/cmd/design"
	"mailstorm/cmd/illustrated"
	"mailstorm/cmd/progress"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/layout"
	"mailstorm/cmd/report/sweep"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/plots"
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
	cmd.Flags().StringArrayVar(&o.States, "state", nil, "`KEY=VALUES` that nobody can choose; repeatable")
	cmd.Flags().StringVar(&o.Prior, "prior", "", "probabilities `P1%,P2%,...` of the states")
	cmd.Flags().StringVar(&o.Precision, "precision", "", "run until results are precise to `PERCENT`")
	cmd.Flags().StringVar(&o.Confidence, "confidence", "95%", "with [decision]: certainty in `PERCENT`")
	cmd.Flags().StringVar(&o.Loss, "loss", "5%", "with [decision]: ignore cost differences below `COST`")
	cmd.Flags().Uint32Var(&o.MostRuns, "most-runs", 0, "at most `N` replications")
	cmd.Flags().Uint32Var(&o.VariantRuns, "variant-runs", 0, "`N` replications under each other assumption; 0: none")
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
	if o.part, err = design.ParseShard(o.shard, os.Getenv); err != nil {
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
	o.warn(b.Plan.Sides())
	folder, g, err := o.openFolder(b)
	if err != nil {
		return err
	}
	if o.format.value != "text" && o.format.value != "markdown" {
		o.warn(b.Plan.Warnings)
	}
	err = o.runVariants(ctx, b, folder, g)
	if err == nil && o.part.Of > 0 {
		return o.finishShard(b, folder, g)
	}
	return o.concludeSweep(b.Plan, folder, g, err)
}

// planSweep reads the scenario and prepares the sweep.
func (o *sweepOptions) planSweep(ctx context.Context, arg string) (*design.Prepared, error) {
	hash, err := o.scenarioHash(arg)
	if err != nil {
		return nil, err
	}
	s, err := o.load(arg)
	if err != nil {
		return nil, err
	}
	b, err := design.OfSweep(&o.Asked, &design.Source{Scenario: s, File: arg, Hash: hash, Set: o.set, Part: o.part, Version: version, Runner: runner{&o.scenarioFlags, ctx}})
	return b, atRunTime(err)
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
	if g.Runs(0) >= design.ShardRuns(o.part, all) {
		all = plan.Variants[0].Runs
	}
	did := fmt.Sprintf("%s: %s after %s of %s replications", plan.Scenario, stopReason(err), english.Number(int64(g.Runs(0))), english.Number(int64(design.ShardRuns(o.part, all))))
	if g.Runs(0) >= design.ShardRuns(o.part, plan.Variants[0].Runs) {
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

// finishShard finishes the folder of a part, which has no result of its own.
func (o *sweepOptions) finishShard(b *design.Prepared, folder *sweepfolder.Folder, g *sweep.Gathering) error {
	if err := failure("writing "+o.dir, folder.Finish()); err != nil {
		return err
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s: part %d of %d (%s of %s values) is in %s; combine the parts with mailstorm merge\n", b.Plan.Scenario,
		o.part.Index+1, o.part.Of, english.Counted(int64(g.Runs(0)), "replication", "replications"), english.Number(int64(len(b.Plan.Choices))), decode.Shown(o.dir))
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
		return to.print(&b, illustrated.SweepPage(&b, s))
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
	page := dir.Write(folder.PageFile, func(w io.Writer) error { return illustrated.SweepPage(w, s) })
	return errors.Join(page, plots.Draw(plots.Sweeps, illustrated.Sweep(s), to.size.Size, dir.WriteBytes))
}

// runVariants runs all replications that are not there yet.
func (o *sweepOptions) runVariants(ctx context.Context, b *design.Prepared, to *sweepfolder.Folder, g *sweep.Gathering) error {
	done, all := b.RunsDone(g)
	p := progress.NewSweep(o.err, !o.quiet && isTerminal(o.err), done, all)
	defer p.Erase()
	return b.Run(ctx, o.jobs, g, func(variant int, row *experiment.Row) error {
		if to != nil {
			if err := to.Append(variant, row); err != nil {
				return fmt.Errorf("writing %s: %w", folder.Partial(o.dir), err)
			}
		}
		done++
		p.Show(done)
		return g.Take(variant, row)
	})
}

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

	"mailstorm/cmd/report"
	"mailstorm/plots"
	"mailstorm/scenarios"
	"mailstorm/sim/experiment"
)

type sweepOptions struct {
	storm
	question
	archive
	format choice
	resume bool
	shard  string
	part   experiment.Shard
	longer bool // --resume makes a sweep longer than it was
	jobs   int
}

func newSweepCommand(s streams) *cobra.Command {
	o := &sweepOptions{storm: storm{streams: s}, format: oneOf("text", "json", "csv", "markdown", "html")}
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
		Args:              needsScenario(1),
		ValidArgsFunction: upTo(1, scenarioNames),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.storm.prepare(cmd)
			o.question.prepare(cmd)
			o.archive.prepare(cmd)
			ctx, stop := interruptible(cmd)
			defer stop()
			return runSweep(ctx, o, args[0])
		},
	}
	o.question.flags(cmd, 100)
	cmd.Flags().StringArrayVar(&o.states, "state", nil, "`KEY=A..B/STEP` or KEY=a,b,c: what nobody chooses: shown side by side, and not advised; repeatable")
	cmd.Flags().StringVar(&o.prior, "prior", "", "how likely the states are, as in `70%,30%`; those of the last key one after the other")
	cmd.Flags().StringVar(&o.precision, "precision", "", "run until the intervals are this narrow, as in `2%`")
	cmd.Flags().StringVar(&o.confidence, "confidence", "95%", "with a decision: go on until what is advised is right with this `CHANCE`")
	cmd.Flags().StringVar(&o.loss, "loss", "5%", "with a decision: a `COST` that makes no difference, as the report writes costs, as in 20, or a part of their median cost")
	cmd.Flags().Uint32Var(&o.mostRuns, "most-runs", 0, "with --precision or a decision: never more than `N` replications; ten times --runs when left out")
	cmd.Flags().Uint32Var(&o.variantRuns, "variant-runs", 0, "`N` replications under each other assumption; a 25th of --runs, at least 40, when left out; 0 none")
	parallel(cmd, &o.jobs)
	o.archive.flags(cmd, "write a result folder `DIR` too; unfinished it is DIR.partial", "report.html, and its pictures", "replace a folder that holds something else, and begin again")
	cmd.Flags().BoolVar(&o.resume, "resume", false, "with --out: go on where an earlier process stopped")
	cmd.Flags().StringVar(&o.shard, "shard", "", "with --out: run only part `i/n` of the replications; auto: as the environment says")
	choose(cmd, &o.format, "format", "how the result is shown")
	o.storm.flags(cmd)
	return cmd
}

// check refuses flags that contradict each other.
func (o *sweepOptions) check() (err error) {
	if o.part, err = parseShard(o.shard, os.Getenv); err != nil {
		return err
	}
	if err := o.archive.check(); err != nil {
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
	if err := o.check(); err != nil {
		return err
	}
	b, err := o.blueprint(ctx, arg)
	if err != nil {
		return err
	}
	o.warn(b.plan.Sides())
	folder, g, err := o.open(b)
	if err != nil {
		return err
	}
	if o.format.value != "text" && o.format.value != "markdown" {
		o.warn(b.plan.Warnings)
	}
	err = o.perform(ctx, b, folder, g)
	if err == nil && o.part.Of > 0 {
		return o.finishPart(b, folder, g)
	}
	return o.conclude(b.plan, folder, g, err)
}

// conclude shows what the sweep came to, as far as it came, and finishes its folder if it is whole.
func (o *sweepOptions) conclude(plan *report.Plan, folder *report.SweepFolder, g *report.Gathering, err error) error {
	if err != nil {
		halted := o.halted(plan, folder, g, err)
		if o.part.Of > 0 || g.Runs(0) < 2 {
			return halted
		}
		return errors.Join(o.show(g.Sweep(reason(err))), halted)
	}
	s := g.Sweep("")
	if folder != nil {
		if err = sweepFiles(folder.Folder, s, &o.archive); err == nil {
			err = folder.Finish()
		} else {
			err = errors.Join(err, folder.Leave())
		}
		err = failure("writing "+o.dir, err)
	}
	return errors.Join(o.show(s), err)
}

// halted leaves the folder for a later process and says how far it is.
func (o *sweepOptions) halted(plan *report.Plan, folder *report.SweepFolder, g *report.Gathering, err error) error {
	all := plan.Runs
	if g.Runs(0) >= o.share(all) {
		all = plan.Variants[0].Runs
	}
	did := fmt.Sprintf("%s: %s after %s of %s replications", plan.Scenario, reason(err), report.Number(int64(g.Runs(0))), report.Number(int64(o.share(all))))
	if g.Runs(0) >= o.share(plan.Variants[0].Runs) {
		did = fmt.Sprintf("%s: %s after %s", plan.Scenario, reason(err), g.Short())
	}
	if folder == nil {
		return &exit{broken, errors.New(did + "; without --out nothing is kept")}
	}
	if err := folder.Leave(); err != nil {
		return &exit{broken, fmt.Errorf("%s; and %s could not be kept: %w", did, report.Partial(o.dir), err)}
	}
	return &exit{broken, fmt.Errorf("%s; they are kept in %s.partial: go on with the same command and --resume", did, strings.TrimRight(o.dir, "/"))}
}

// reason says why a sweep ended early.
func reason(err error) string {
	if errors.Is(err, context.Canceled) {
		return "interrupted"
	}
	return err.Error()
}

// share is how many of so many replications belong to this part.
func (o *sweepOptions) share(runs uint32) uint32 {
	if o.part.Of == 0 {
		return runs
	}
	return runs/o.part.Of + uint32(min(1, max(0, int64(runs%o.part.Of)-int64(o.part.Index))))
}

// finishPart finishes the folder of a shard, which comes to nothing by itself.
func (o *sweepOptions) finishPart(b *blueprint, folder *report.SweepFolder, g *report.Gathering) error {
	if err := failure("writing "+o.dir, folder.Finish()); err != nil {
		return err
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s: part %d of %d, %s replications of %s values, in %s; put the parts together with mailstorm merge\n", b.plan.Scenario,
		o.part.Index+1, o.part.Of, report.Number(int64(g.Runs(0))), report.Number(int64(len(b.plan.Choices))), scenarios.Shown(o.dir))
	return o.print(&text, nil)
}

// show prints the result.
func (o *sweepOptions) show(s *report.Sweep) error {
	return showSweep(o.streams, s, o.format.value, o.style(o.color))
}

func showSweep(to streams, s *report.Sweep, format string, style report.Style) error {
	var b bytes.Buffer
	switch format {
	case "json":
		return to.print(&b, report.SweepJSON(&b, s))
	case "csv":
		return to.print(&b, report.SweepCSV(&b, s))
	case "markdown":
		return to.print(&b, report.SweepMarkdown(&b, s))
	case "html":
		return to.print(&b, sweepPage(&b, s))
	default:
		return to.print(&b, report.SweepText(&b, s, style))
	}
}

// sweepFiles writes what a whole sweep came to.
func sweepFiles(folder *report.Folder, s *report.Sweep, to *archive) error {
	write := func(name string, as func(io.Writer, *report.Sweep) error) error {
		return folder.Write(name, func(w io.Writer) error { return as(w, s) })
	}
	if err := errors.Join(write(report.SweepFile, report.SweepJSON), write(report.TableFile, report.SweepCSV)); err != nil || !to.plot {
		return err
	}
	page := folder.Write(report.PageFile, func(w io.Writer) error { return sweepPage(w, s) })
	return errors.Join(page, plots.Draw(plots.Sweeps, sweepStory(s), to.size.Size, into(folder)))
}

// sweepStory is what the pictures of a sweep tell.
func sweepStory(s *report.Sweep) plots.Sweep {
	decision, _ := s.Plan.Wants()
	return plots.Sweep{Plan: s.Storms, Keys: s.Plan.Keys, Summary: s.Findings[0].Summary, Decision: decision, Advice: s.Findings[0].Advice, Title: s.Plan.Title,
		Profiles: []string{s.Plan.Watched()}, NoAdvice: s.Plan.Unadvised(), Beyond: s.Plan.Beyond(), Caveat: s.Caveat()}
}

// sweepPage writes the HTML report of a sweep.
func sweepPage(w io.Writer, s *report.Sweep) error {
	var pictures []report.Picture
	story := sweepStory(s)
	err := plots.Each(plots.Sweeps, story, func(p plots.SweepPicture, svg []byte) error {
		pictures = append(pictures, report.Picture{Finding: p.Finding(story), Meaning: p.Meaning, SVG: svg})
		return nil
	})
	return errors.Join(err, report.SweepHTML(w, s, pictures))
}

// perform runs all replications that are not there yet: of the scenario as it is, then of each variant.
func (o *sweepOptions) perform(ctx context.Context, b *blueprint, folder *report.SweepFolder, g *report.Gathering) error {
	p := newPace(o.err, !o.quiet && terminal(o.err), 0)
	defer p.erase()
	choices := int64(len(b.plan.Choices))
	done := int64(0)
	for i, v := range b.plan.Variants {
		p.total += int64(o.share(v.Runs)) * choices
		done += int64(g.Runs(i)) * choices
	}
	p.before = done
	for i := range b.plan.Variants {
		take := func(row *experiment.Row) error {
			if folder != nil {
				if err := folder.Append(i, row); err != nil {
					return fmt.Errorf("writing %s: %w", report.Partial(o.dir), err)
				}
			}
			done++
			p.show(done)
			return g.Take(i, row)
		}
		if err := o.replicate(ctx, b, i, g, take); err != nil {
			return err
		}
	}
	return nil
}

// replicate runs a variant until its replications are enough.
func (o *sweepOptions) replicate(ctx context.Context, b *blueprint, variant int, g *report.Gathering, take func(*experiment.Row) error) error {
	storm, err := b.storm(b.plan.Variants[variant])
	if err != nil {
		return err
	}
	storm.Shard = o.part
	target := b.plan.Runs
	if variant > 0 {
		target = b.plan.Variants[variant].Runs
	}
	for {
		if g.Runs(variant) < o.share(target) {
			storm.Runs, storm.Contenders = target, b.alive(g, variant)
			beyond := g.Runs(variant)
			skip := func(run uint32) bool { return o.share(run) < beyond }
			if err := experiment.Run(ctx, storm, o.jobs, skip, take); err != nil {
				return err
			}
		}
		if variant > 0 || target >= b.plan.MostRuns || b.enough(g, target) {
			return nil
		}
		target = b.following(target)
	}
}

// enough reports whether so many replications answer the question: intervals as narrow as was asked for, or advice as sure.
func (b *blueprint) enough(g *report.Gathering, runs uint32) bool {
	if b.plan.Narrow > 0 {
		return g.Runs(0) <= runs && g.Enough(b.plan.Narrow)
	}
	return g.Done()
}

// following is the number of replications at which the next round ends.
func (b *blueprint) following(runs uint32) uint32 {
	if b.plan.Narrow == 0 {
		return uint32(min(2*uint64(runs), uint64(b.plan.MostRuns)))
	}
	for runs++; runs < b.plan.MostRuns && !experiment.Due(runs); {
		runs++
	}
	return runs
}

// alive marks the choices of which the next replication has a row.
func (b *blueprint) alive(g *report.Gathering, variant int) []bool {
	all := make([]bool, len(b.plan.Choices))
	for _, i := range g.Alive(variant) {
		all[i] = true
	}
	return all
}

package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"syscall"

	"github.com/spf13/cobra"

	"mailstorm/cmd/progress"
	"mailstorm/cmd/simulation"
	"mailstorm/scenarios"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/parse"
	"mailstorm/sim"
)

// scenarioFlags select and change the scenario, and say how a run is shown.
type scenarioFlags struct {
	streams
	seed      int64
	seedGiven bool // seed
	set       []string
	words     []string // of the command line that are no flags
	files     string
	quiet     bool
	color     enumFlag
	shared    *progress.Runs // of several runs; nil: each run has its own
}

func (o *scenarioFlags) addScenarioFlags(cmd *cobra.Command) {
	cmd.Flags().Int64Var(&o.seed, "seed", 1, "use seed `N` instead of the scenario's")
	cmd.Flags().Lookup("seed").DefValue = "0" // help names no default: it is the scenario's
	cmd.Flags().StringArrayVar(&o.set, "set", nil, "set a key of the scenario, `KEY=VALUE`; repeatable")
	cmd.Flags().StringVar(&o.files, "allow-files", "", "also allow profiles and CSV files from `DIR`")
	cmd.Flags().BoolVarP(&o.quiet, "quiet", "q", false, "hide progress and warnings")
	o.color = oneOf("auto", "always", "never")
	addEnumFlag(cmd, &o.color, "color", "color `WHEN`")
	cmd.Flags().SortFlags = false
}

// addJobsFlag adds the flag for parallel runs. Its default in the help is the same on every machine.
func addJobsFlag(cmd *cobra.Command, jobs *int) {
	cmd.Flags().IntVar(jobs, "jobs", runtime.GOMAXPROCS(0), "run `N` simulations in parallel")
	cmd.Flags().Lookup("jobs").DefValue = "one per CPU"
}

// noteSeed remembers whether --seed was given, even with its default.
func (o *scenarioFlags) noteSeed(cmd *cobra.Command) {
	o.seedGiven, o.words = cmd.Flags().Changed("seed"), cmd.Flags().Args()
}

func (o *scenarioFlags) load(arg string) (*load.Scenario, error) {
	options, err := o.options()
	if err != nil {
		return nil, err
	}
	return load.Load(arg, options)
}

func (o *scenarioFlags) options() (load.Options, error) {
	options := load.Options{Set: o.set, Stdin: o.in, Files: o.files}
	if o.files != "" && !isFolder(o.files) {
		return options, fmt.Errorf("--allow-files %s: folder not found", o.files)
	}
	if err := o.checkSet(); err != nil {
		return options, err
	}
	if o.seedGiven {
		options.Seed = &o.seed
	}
	return options, nil
}

// checkSet refuses a --set without an equals sign, and finds its value among the other words.
func (o *scenarioFlags) checkSet() error {
	for _, set := range o.set {
		if _, _, ok := parse.CutKey(set); ok {
			continue
		}
		value := "VALUE"
		for _, word := range o.words {
			if _, known := scenarios.Text(word); !known && !scenarios.IsPath(word) && word != "-" {
				value = word
			}
		}
		return fmt.Errorf("--set %s has no value; write KEY=VALUE in one word: --set %s=%s", set, set, value)
	}
	return nil
}

// warn shows warnings where they do not mix with results.
func (o *scenarioFlags) warn(warnings []string) {
	if o.quiet {
		return
	}
	for _, w := range warnings {
		fmt.Fprintln(o.err, "warning: "+decode.ShownLines(w))
	}
}

// eventsPerCheck is how many events are processed, within milliseconds, between two looks at the context and the sinks.
const eventsPerCheck = 1 << 15

func (o *scenarioFlags) newProgress(runs int) *progress.Runs {
	return progress.NewRuns(o.err, !o.quiet && isTerminal(o.err), runs)
}

// shareProgress shows the next runs, so many at most, in one line with one estimate.
func (o *scenarioFlags) shareProgress(runs int) (end func()) {
	p, before := o.newProgress(runs), o.shared
	o.shared = p
	return func() {
		o.shared = before
		p.Erase()
	}
}

// simulate runs a storm to its end, or until the context ends or a sink fails.
func (o *scenarioFlags) simulate(ctx context.Context, c *sim.Config, sinks ...recordSink) (*sim.World, error) {
	w := sim.New(c, simulation.FanOut(sinks))
	p := o.shared
	if p == nil {
		p = o.newProgress(1)
		defer p.Erase()
	}
	p.Begin(c)
	defer func() { p.End(w.Served()) }()
	for !w.Advance(eventsPerCheck) {
		if ctx.Err() != nil {
			w.Stop("interrupted")
			return w, nil
		}
		for _, sink := range sinks {
			if err := sink.Err(); err != nil {
				w.Stop("its records could not be written")
				return w, err
			}
		}
		p.Show(w.Now(), w.Served())
	}
	return w, nil
}

// runner runs worlds for a command, until its context ends.
type runner struct {
	flags *scenarioFlags
	ctx   context.Context
}

func (r runner) Simulate(c *sim.Config, sinks ...recordSink) (*sim.World, error) {
	return r.flags.simulate(r.ctx, c, sinks...)
}

func (r runner) Expect(runs int) (end func()) { return r.flags.shareProgress(runs) }

func (r runner) Stopped() bool { return r.ctx.Err() != nil }

// recordSink takes the records of a run until it fails.
type recordSink = simulation.Sink

// withInterrupt ends its context at the first Ctrl-C; the second one ends the process.
func withInterrupt(cmd *cobra.Command) (context.Context, func()) {
	parent := cmd.Context()
	if parent == nil {
		parent = context.Background()
	}
	ctx, stop := signal.NotifyContext(parent, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// scenarioNames completes the names of the library, beside files.
func scenarioNames(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, e := range scenarios.Library() {
		names = append(names, e.Name+"\t"+e.Title)
	}
	return names, cobra.ShellCompDirectiveDefault
}

// scenarioArgs requires one or more scenarios.
func scenarioArgs(most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) == 0:
			return fmt.Errorf("%s needs a scenario: a file, the name of a library scenario, or \"-\" for standard input, as in mailstorm %s deck-after-data\n"+
				"mailstorm list scenarios shows the library; mailstorm init writes a first scenario", cmd.Name(), cmd.Name())
		case len(args) > most:
			hint := ""
			if cmd.Flags().Lookup("message") != nil {
				hint = "; to choose a message, write --message N"
			}
			return fmt.Errorf("%s takes one scenario, not %d%s", cmd.Name(), len(args), hint)
		case count(args, "-") > 1:
			return fmt.Errorf("standard input can be read only once")
		}
		return nil
	}
}

func count(words []string, word string) (n int) {
	for w := range slices.Values(words) {
		if w == word {
			n++
		}
	}
	return n
}

// loadAll loads all scenarios before any is run, and tells the problems of each.
func (o *scenarioFlags) loadAll(args []string) (all []*load.Scenario, err error) {
	var problems []error
	for _, arg := range args {
		s, err := o.load(arg)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		all = append(all, s)
	}
	return all, joinWithBlankLines(toldOnce(problems))
}

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
	"github.com/spf13/pflag"

	"mailstorm/scenarios"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/load"
	"mailstorm/sim"
)

// scenarioFlags are the flags that say which scenario is meant, and how it is shown while it runs.
type scenarioFlags struct {
	streams
	seed      int64
	seedGiven bool // seed
	set       []string
	files     string
	quiet     bool
	color     enumFlag
}

func (o *scenarioFlags) addScenarioFlags(cmd *cobra.Command) {
	cmd.Flags().Int64Var(&o.seed, "seed", 1, "seed `N` in place of the scenario's")
	cmd.Flags().Lookup("seed").DefValue = "0" // help names no default: it is the scenario's
	cmd.Flags().StringArrayVar(&o.set, "set", nil, "override `KEY=VALUE` of the scenario, as in host.exo.message_expiration=\"12h\"; repeatable")
	cmd.Flags().StringVar(&o.files, "allow-files", "", "let scenarios name profiles and CSV files in `DIR`, beside those in their own folder")
	cmd.Flags().BoolVarP(&o.quiet, "quiet", "q", false, "no progress and no warnings")
	o.color = oneOf("auto", "always", "never")
	addEnumFlag(cmd, &o.color, "color", "colors on standard output")
	cmd.Flags().SortFlags = false
}

// addJobsFlag is the flag that says how many storms run at a time; help and manual are the same on every machine.
func addJobsFlag(cmd *cobra.Command, jobs *int) {
	cmd.Flags().IntVar(jobs, "jobs", runtime.GOMAXPROCS(0), "`N` storms at a time; the result does not depend on it")
	cmd.Flags().Lookup("jobs").DefValue = "one for each processor"
}

// noteSeed sees which flags were given; without it a seed of 1 and none look alike.
func (o *scenarioFlags) noteSeed(cmd *cobra.Command) { o.seedGiven = cmd.Flags().Changed("seed") }

func (o *scenarioFlags) load(arg string) (*load.Scenario, error) {
	options, err := o.options()
	if err != nil {
		return nil, err
	}
	return load.Load(arg, options)
}

func (o *scenarioFlags) options() (load.Options, error) {
	options := load.Options{Set: o.set, Stdin: o.in, Files: o.files}
	if info, err := os.Stat(o.files); o.files != "" && (err != nil || !info.IsDir()) {
		return options, fmt.Errorf("--allow-files %s: there is no such folder", o.files)
	}
	if o.seedGiven {
		options.Seed = &o.seed
	}
	return options, nil
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

// eventsPerCheck is how many events pass before anybody is asked: some milliseconds' worth.
const eventsPerCheck = 1 << 15

// simulate runs a storm to its end, or until the context ends it or one of the ears can hear no more.
func (o *scenarioFlags) simulate(ctx context.Context, c *sim.Config, ears ...recordSink) (*sim.World, error) {
	w := sim.New(c, fanOut(ears))
	p := newProgress(o.err, !o.quiet && isTerminal(o.err), c)
	defer p.eraseRun()
	for !w.Advance(eventsPerCheck) {
		if ctx.Err() != nil {
			w.Stop("interrupted")
			return w, nil
		}
		for _, e := range ears {
			if err := e.Err(); err != nil {
				w.Stop("its records could not be written")
				return w, err
			}
		}
		p.showRun(w.Now(), w.Served())
	}
	return w, nil
}

// recordSink hears the records of a run, unless something is wrong with it.
type recordSink interface {
	Take(*sim.Record)
	Err() error
}

func fanOut(ears []recordSink) sim.Sink {
	switch len(ears) {
	case 0:
		return nil
	case 1:
		return ears[0].Take
	}
	return func(r *sim.Record) {
		for _, e := range ears {
			e.Take(r)
		}
	}
}

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

func flagNames(cmd *cobra.Command) (names []string) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

// scenarioNames completes the names of the library, beside files.
func scenarioNames(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, e := range scenarios.Library() {
		names = append(names, e.Name+"\t"+e.Title)
	}
	return names, cobra.ShellCompDirectiveDefault
}

// scenarioArgs wants arguments, and says what they may be.
func scenarioArgs(most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) == 0:
			return fmt.Errorf("%s needs a scenario: a file, \"-\" for standard input, or one of the library, as in mailstorm %s deck-after-data\n"+
				"mailstorm list scenarios shows all of them; mailstorm init writes a first file", cmd.Name(), cmd.Name())
		case len(args) > most:
			return fmt.Errorf("%s takes one scenario, not %d", cmd.Name(), len(args))
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

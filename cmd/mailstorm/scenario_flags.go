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

// storm are the flags that say which scenario is meant, and how it is shown while it runs.
type storm struct {
	streams
	seed  int64
	given bool // seed
	set   []string
	files string
	quiet bool
	color choice
}

func (o *storm) flags(cmd *cobra.Command) {
	cmd.Flags().Int64Var(&o.seed, "seed", 1, "seed `N` in place of the scenario's")
	cmd.Flags().Lookup("seed").DefValue = "0" // help names no default: it is the scenario's
	cmd.Flags().StringArrayVar(&o.set, "set", nil, "override `KEY=VALUE` of the scenario, as in host.exo.message_expiration=\"12h\"; repeatable")
	cmd.Flags().StringVar(&o.files, "allow-files", "", "let scenarios name profiles and CSV files in `DIR`, beside those in their own folder")
	cmd.Flags().BoolVarP(&o.quiet, "quiet", "q", false, "no progress and no warnings")
	o.color = oneOf("auto", "always", "never")
	choose(cmd, &o.color, "color", "colors on standard output")
	cmd.Flags().SortFlags = false
}

// parallel is the flag that says how many storms run at a time; help and manual are the same on every machine.
func parallel(cmd *cobra.Command, jobs *int) {
	cmd.Flags().IntVar(jobs, "jobs", runtime.GOMAXPROCS(0), "`N` storms at a time; the result does not depend on it")
	cmd.Flags().Lookup("jobs").DefValue = "one for each processor"
}

// prepare sees which flags were given; without it a seed of 1 and none look alike.
func (o *storm) prepare(cmd *cobra.Command) { o.given = cmd.Flags().Changed("seed") }

func (o *storm) load(arg string) (*load.Scenario, error) {
	options, err := o.options()
	if err != nil {
		return nil, err
	}
	return load.Load(arg, options)
}

func (o *storm) options() (load.Options, error) {
	options := load.Options{Set: o.set, Stdin: o.in, Files: o.files}
	if info, err := os.Stat(o.files); o.files != "" && (err != nil || !info.IsDir()) {
		return options, fmt.Errorf("--allow-files %s: there is no such folder", o.files)
	}
	if o.given {
		options.Seed = &o.seed
	}
	return options, nil
}

// warn shows warnings where they do not mix with results.
func (o *storm) warn(warnings []string) {
	if o.quiet {
		return
	}
	for _, w := range warnings {
		fmt.Fprintln(o.err, "warning: "+decode.ShownLines(w))
	}
}

// slice is how many events pass before anybody is asked: some milliseconds' worth.
const slice = 1 << 15

// simulate runs a storm to its end, or until the context ends it or one of the ears can hear no more.
func (o *storm) simulate(ctx context.Context, c *sim.Config, ears ...ear) (*sim.World, error) {
	w := sim.New(c, sinkOf(ears))
	p := newProgress(o.err, !o.quiet && terminal(o.err), c)
	defer p.erase()
	for !w.Advance(slice) {
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
		p.show(w.Now(), w.Served())
	}
	return w, nil
}

// ear hears the records of a run, unless something is wrong with it.
type ear interface {
	Take(*sim.Record)
	Err() error
}

func sinkOf(ears []ear) sim.Sink {
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

// interruptible ends its context at the first Ctrl-C; the second one ends the process.
func interruptible(cmd *cobra.Command) (context.Context, func()) {
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

// needsScenario wants arguments, and says what they may be.
func needsScenario(most int) cobra.PositionalArgs {
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

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"

	"github.com/spf13/cobra"

	"mailstorm/cmd/report"
	"mailstorm/scenarios"
)

type testOptions struct {
	storm
	format   choice
	report   []string
	reports  []destination
	library  bool
	only     string
	chosen   *regexp.Regexp // nil: all
	failFast bool
	strict   bool
	list     bool
	timing   bool
	update   bool
	force    bool
	out      string
	runs     uint32
	jobs     int
	gate     chan struct{} // as wide as so many storms may run at a time
}

func newTestCommand(s streams) *cobra.Command {
	o := &testOptions{storm: storm{streams: s}, format: oneOf(testKinds()...)}
	cmd := &cobra.Command{
		Use:   "test PATH...",
		Short: "Run scenario files and say whether their expectations are met",
		Long: "Test runs scenario files and compares what they come to with their [expect] tables. A PATH is a file, a name of the\n" +
			"library, \"-\" for standard input, or a folder: all *.toml in it and below, but for hidden folders and for files that\n" +
			"have none of the tables mail, host and expect, as profiles. Files are told in the order of their names, however many\n" +
			"run at a time, and equal files give equal bytes.\n\n" +
			"With --update, what failed is written anew into the files, and nothing else in them changes: a number takes its new\n" +
			"value, a comparison keeps its sign, a range keeps its width around the new value, fates and codes take the new words.\n" +
			"What was said with != or about many runs' shares stays. Git must know the file, and there must be no change in it yet.\n\n" +
			"Exit codes: 0 all is met, 1 an expectation is not, 2 a file is wrong or nothing was found, 3 something broke while\n" +
			"running. A wrong file does not keep the others from being tested.",
		Example: "  mailstorm test storms\n" +
			"  mailstorm test storms/*.toml --run 'deck|relay' --seed 7",
		ValidArgsFunction: scenarioNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.prepare(cmd)
			if err := o.checkOut(cmd.Flags().Changed("out")); err != nil {
				return err
			}
			ctx, stop := interruptible(cmd)
			defer stop()
			return runTest(ctx, o, args)
		},
	}
	choose(cmd, &o.format, "format", "how the outcome is shown")
	cmd.Flags().StringArrayVar(&o.report, "report", nil, "write a report of this kind to a file, `KIND=FILE`, with a kind as of --format; repeatable")
	cmd.Flags().StringVar(&o.only, "run", "", "only expectations whose file, scenario or name matches the `REGEX`")
	cmd.Flags().BoolVar(&o.list, "list", false, "say what would be tested, and run nothing")
	cmd.Flags().BoolVar(&o.failFast, "fail-fast", false, "end with the first file that fails")
	cmd.Flags().BoolVar(&o.strict, "strict", false, "warnings fail, too")
	cmd.Flags().BoolVar(&o.update, "update", false, "write the numbers that failed anew into the files")
	cmd.Flags().StringVar(&o.out, "out", "", "write the result and the pictures of each file that failed into a folder below `DIR`")
	cmd.Flags().BoolVar(&o.force, "force", false, "with --update: whatever git says; with --out: replace folders that hold something else")
	cmd.Flags().BoolVar(&o.timing, "timing", false, "say how many seconds each file took; then equal files give no equal bytes")
	cmd.Flags().BoolVar(&o.library, "library", false, "all scenarios of the library")
	cmd.Flags().Uint32Var(&o.runs, "runs", 0, "run `N` replications where an expectation speaks of many, in place of the file's number")
	parallel(cmd, &o.jobs)
	o.flags(cmd)
	return cmd
}

// check refuses what makes no sense.
func (o *testOptions) check(args []string) (err error) {
	switch {
	case len(args) == 0 && !o.library:
		return errors.New("test needs scenario files, folders of them, names of the library, or --library for all of it")
	case count(args, "-") > 1:
		return errors.New("standard input can be read only once")
	case o.jobs < 1:
		return fmt.Errorf("--jobs %d: at least one storm runs at a time", o.jobs)
	}
	if o.runs > scenarios.MostRuns {
		return fmt.Errorf("--runs %d: the most is %s; mailstorm sweep takes more", o.runs, report.Number(scenarios.MostRuns))
	}
	if err := o.readReports(); err != nil {
		return err
	}
	if o.only != "" {
		if o.chosen, err = regexp.Compile(o.only); err != nil {
			return fmt.Errorf("--run: %w", err)
		}
	}
	return nil
}

func runTest(ctx context.Context, o *testOptions, args []string) error {
	if err := o.check(args); err != nil {
		return err
	}
	files, err := o.find(args)
	if err != nil {
		return err
	}
	if o.list {
		return o.listAll(files)
	}
	if err := o.checkUpdate(files); err != nil {
		return err
	}
	all, err := o.testAll(ctx, files, func(s *outcome) error { return o.tell(ctx, s) })
	if err != nil {
		return err
	}
	if err := o.found(len(all)); err != nil && ctx.Err() == nil {
		return err
	}
	var suites []report.Suite
	for _, s := range all {
		suites = append(suites, s.Suite)
	}
	if err := o.conclude(suites); err != nil {
		return err
	}
	return o.judged(ctx, suites, files)
}

// tell acts on an outcome, and shows it where suites are told one by one.
func (o *testOptions) tell(ctx context.Context, s *outcome) error {
	if err := o.keep(ctx, s); err != nil {
		return err
	}
	if err := o.renew(s); err != nil {
		return err
	}
	s.scenario, s.verdicts = nil, nil
	if o.format.value != "text" {
		return nil
	}
	var b bytes.Buffer
	return o.print(&b, report.SuiteText(&b, &s.Suite, o.style(o.color)))
}

// found makes sure that "nothing was tested" is no success.
func (o *testOptions) found(suites int) error {
	if suites > 0 {
		return nil
	}
	if o.chosen != nil {
		return fmt.Errorf("--run %s: no expectation, scenario or file has such a name", o.only)
	}
	return errors.New("no scenario was found")
}

// judged is the exit code of a test, and what is left to say. What is worse outweighs.
func (o *testOptions) judged(ctx context.Context, suites []report.Suite, files []target) error {
	code := done
	for i := range suites {
		switch s := &suites[i]; {
		case s.Stopped != "":
			code = max(code, broken)
		case len(s.Flaws) > 0:
			code = max(code, wrong)
		case s.Failed() > 0:
			code = max(code, unmet)
		}
	}
	if ctx.Err() != nil {
		return &exit{broken, fmt.Errorf("interrupted: %s of %s files were tested", report.Number(int64(len(suites))), report.Number(int64(len(files))))}
	}
	switch {
	case code == done:
		return nil
	case o.failFast && suites[len(suites)-1].File != files[len(files)-1].name:
		return &exit{code, fmt.Errorf("--fail-fast: what comes after %s was not tested", suites[len(suites)-1].File)}
	}
	return &exit{code: code}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"github.com/spf13/cobra"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/suite"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/expect"
)

type testOptions struct {
	scenarioFlags
	format   enumFlag
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
	tested   []string // files
	runs     uint32
	memory   string
	room     memoryBudget
	jobs     int
	gate     chan struct{} // as wide as so many storms may run at a time
}

func newTestCommand(s streams) *cobra.Command {
	o := &testOptions{scenarioFlags: scenarioFlags{streams: s}, format: oneOf(testKinds()...)}
	cmd := &cobra.Command{
		Use:   "test PATH...",
		Short: "Run scenario files and say whether their expectations are met",
		Long: "Test runs scenario files and compares what they come to with their [expect] tables. A PATH is a file, a name of the\n" +
			"library, \"-\" for standard input, or a folder: all *.toml in it and below, but for hidden folders and for files that\n" +
			"have none of the tables mail, host and expect, as profiles. Files are told in the order of their names, however many\n" +
			"run at a time, and equal files give equal bytes.\n\n" +
			"With --update, what failed is written anew into the files, and nothing else in them changes: a number takes its new\n" +
			"value, a comparison keeps its sign, a range keeps its width around the new value, fates and codes take the new words.\n" +
			"What was said with != or about many runs' shares stays. Git must know the file, and there must be no change in it yet;\n" +
			"nothing runs for that which the folder names, no hook, no filter and no monitor.\n\n" +
			"Exit codes: 0 all is met, 1 an expectation is not, 2 a file is wrong or nothing was found, 3 something broke while\n" +
			"running. A wrong file does not keep the others from being tested.",
		Example: "  mailstorm test storms\n" +
			"  mailstorm test storms/*.toml --run 'deck|relay' --seed 7",
		ValidArgsFunction: scenarioNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.noteSeed(cmd)
			if err := o.checkTestFlags(args, cmd.Flags().Changed); err != nil {
				return err
			}
			ctx, stop := withInterrupt(cmd)
			defer stop()
			return runTest(ctx, o, args)
		},
	}
	addEnumFlag(cmd, &o.format, "format", "how the outcome is shown")
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
	cmd.Flags().StringVar(&o.memory, "memory", "", memoryUsage)
	addJobsFlag(cmd, &o.jobs)
	o.addScenarioFlags(cmd)
	return cmd
}

// checkTestFlags refuses what makes no sense, before anything runs; given tells which flags there are.
func (o *testOptions) checkTestFlags(args []string, given func(flag string) bool) (err error) {
	switch {
	case len(args) == 0 && !o.library:
		return errors.New("test needs scenario files, folders of them, names of the library, or --library for all of it")
	case count(args, "-") > 1:
		return errors.New("standard input can be read only once")
	case o.jobs < 1:
		return fmt.Errorf("--jobs %d: at least one storm runs at a time", o.jobs)
	case given("runs") && o.runs < 1:
		return errors.New("--runs 0: at least one replication runs")
	case o.runs > expect.MostRuns:
		return fmt.Errorf("--runs %d: the most is %s; mailstorm sweep takes more", o.runs, english.Number(expect.MostRuns))
	case given("seed") && o.seed < 0:
		return fmt.Errorf("--seed %d: a seed is not negative", o.seed)
	case given("out") && o.out == "":
		return errors.New("--out needs the name of a folder; what was given is empty")
	case o.force && !o.update && o.out == "":
		return errors.New("--force says how --update or --out goes about its work; give one of them, or leave it out")
	}
	for _, flag := range []string{"format", "report", "out", "update", "timing"} {
		if o.list && given(flag) {
			return fmt.Errorf("--list runs nothing, so there is nothing for --%s; leave one of them out", flag)
		}
	}
	if _, err := o.options(); err != nil {
		return err
	}
	if o.room, err = newMemoryBudget(o.memory); err != nil {
		return err
	}
	if o.only != "" {
		if o.chosen, err = regexp.Compile(o.only); err != nil {
			return fmt.Errorf("--run: %w", err)
		}
	}
	return o.readReports()
}

func runTest(ctx context.Context, o *testOptions, args []string) error {
	files := o.findTargets(args)
	if o.list {
		return o.listAll(files)
	}
	if err := errors.Join(o.checkUpdate(files), o.protectTargets(files)); err != nil {
		return err
	}
	var suites []suite.Suite
	var errs []error // they keep nothing else from being told
	var shown error  // nil as long as standard output takes what is written
	o.testAll(ctx, files, func(s *fileOutcome) {
		errs = append(errs, o.keepFailure(ctx, s), o.updateFiles(s))
		if suites = append(suites, s.Suite); shown == nil {
			shown = o.printSuite(&s.Suite)
		}
	})
	if err := o.requireSuites(len(suites)); err != nil && ctx.Err() == nil {
		return err
	}
	if shown == nil {
		shown = o.printSuites(suites)
	}
	err := errors.Join(append(errs, shown, o.writeReports(suites))...)
	verdict := o.testExit(ctx, suites, files)
	if err == nil {
		return verdict
	}
	return &exitError{max(exitCode(err), exitCode(verdict)), err}
}

// requireSuites makes sure that "nothing was tested" is no success.
func (o *testOptions) requireSuites(suites int) error {
	if suites > 0 {
		return nil
	}
	if o.chosen != nil {
		return fmt.Errorf("--run %s: no expectation, scenario or file has such a name", o.only)
	}
	return errors.New("no scenario was found")
}

// testExit is the exit code of a test, and what is left to say. What is worse outweighs.
func (o *testOptions) testExit(ctx context.Context, suites []suite.Suite, files []target) error {
	code := exitOK
	for i := range suites {
		switch s := &suites[i]; {
		case s.Stopped != "":
			code = max(code, exitFailed)
		case len(s.Flaws) > 0:
			code = max(code, exitUsage)
		case s.Failed() > 0:
			code = max(code, exitUnmet)
		}
	}
	if ctx.Err() != nil {
		return &exitError{exitFailed, fmt.Errorf("interrupted: %s of %s files were tested", english.Number(int64(len(suites))), english.Number(int64(len(files))))}
	}
	switch {
	case code == exitOK:
		return nil
	case o.failFast && suites[len(suites)-1].File != decode.Shown(files[len(files)-1].name):
		return &exitError{code, fmt.Errorf("--fail-fast: what comes after %s was not tested", suites[len(suites)-1].File)}
	}
	return &exitError{code: code}
}

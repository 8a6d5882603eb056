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
	reports  []reportTarget
	library  bool
	only     string
	filter   string
	pattern  *regexp.Regexp // nil: all
	failFast bool
	strict   bool
	list     bool
	timing   bool
	update   bool
	bounds   bool            // update these, too
	yes      bool            // update without asking
	answers  <-chan string   // to questions
	told     map[string]bool // mistakes of the command line
	empty    bool            // files may expect nothing
	force    bool
	out      string
	tested   []string // files
	runs     uint32
	memory   string
	budget   memoryBudget
	jobs     int
	gate     chan struct{} // its capacity is how many storms may run at a time
}

func newTestCommand(s streams) *cobra.Command {
	o := &testOptions{scenarioFlags: scenarioFlags{streams: s}, format: oneOf(testKinds()...)}
	cmd := &cobra.Command{
		Use:   "test PATH...",
		Short: "Run scenario files and check their expectations",
		Long: "Test runs scenario files and compares the results with their [expect] tables. A PATH is a file, the name of a library scenario, " +
			"\"-\" for standard input, or a folder. In a folder, it tests all *.toml files, also those in subfolders, but no hidden folders and no " +
			"files without the tables mail, host and expect, such as profiles. Files are reported in the order of their names. The same files " +
			"give the same output, byte for byte.\n\n" +
			"--update rewrites failed expectations in the files and changes nothing else. A number gets its new value, a range keeps its width, " +
			"and outcomes and codes get the new words. A bound such as \"<= 2h\" is a goal and still fails, unless you add --update-bounds. " +
			"Expectations with != or about a share of many runs do not change. On a terminal it asks before it writes; elsewhere it needs --yes. A file is updated only if git has it committed in its current form, or with --force. mailstorm runs no git hooks, filters or monitors.\n\n" +
			"Exit codes: 0 all expectations are met, 1 an expectation failed, 2 a file is wrong or there is nothing to test, 3 failure at run time. " +
			"A wrong file does not stop the test of the others.",
		Example: "  mailstorm test storms\n" +
			"  mailstorm test storms/*.toml --run \"deck|relay\" --seed 7",
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
	addEnumFlag(cmd, &o.format, "format", "output `FORMAT`")
	cmd.Flags().StringArrayVar(&o.report, "report", nil, "also write a report, `KIND=FILE`; repeatable")
	cmd.Flags().StringVar(&o.only, "run", "", "only files, scenarios or expectations matching `REGEX`")
	cmd.Flags().StringVar(&o.filter, "filter", "", "only files, scenarios or expectations whose name contains `PATTERN`; * and ? may stand for anything")
	cmd.Flags().BoolVar(&o.list, "list", false, "list the expectations without running anything")
	cmd.Flags().BoolVar(&o.failFast, "fail-fast", false, "stop after the first file that fails")
	cmd.Flags().BoolVar(&o.empty, "allow-empty", false, "accept files that have no expectations")
	cmd.Flags().BoolVar(&o.strict, "strict", false, "treat warnings as failures")
	cmd.Flags().BoolVar(&o.update, "update", false, "rewrite failed expectations with the new values")
	cmd.Flags().BoolVar(&o.bounds, "update-bounds", false, "with --update: also rewrite bounds such as <= 2h")
	cmd.Flags().BoolVarP(&o.yes, "yes", "y", false, "with --update: write without asking")
	cmd.Flags().StringVarP(&o.out, "out", "o", "", "write results and pictures of failed files below `DIR`")
	cmd.Flags().BoolVar(&o.force, "force", false, "update uncommitted files; replace any --out folder")
	cmd.Flags().BoolVar(&o.timing, "timing", false, "show the seconds for each file, which always vary")
	cmd.Flags().BoolVar(&o.library, "library", false, "test all scenarios of the library")
	cmd.Flags().Uint32Var(&o.runs, "runs", 0, "`N` replications for expectations about many runs")
	addMemoryFlag(cmd, &o.memory)
	addJobsFlag(cmd, &o.jobs)
	o.addScenarioFlags(cmd)
	cmd.Flags().Lookup("quiet").Usage = "show only what failed, without progress and warnings"
	return cmd
}

// checkTestFlags refuses what makes no sense, before anything runs; given tells which flags there are.
func (o *testOptions) checkTestFlags(args []string, given func(flag string) bool) (err error) {
	switch {
	case len(args) == 0 && !o.library:
		return errors.New("test needs a scenario file, a folder, the name of a library scenario, or --library")
	case count(args, "-") > 1:
		return errors.New("standard input can be read only once")
	case o.jobs < 1:
		return fmt.Errorf("--jobs %d: the minimum is 1", o.jobs)
	case given("runs") && o.runs < 1:
		return errors.New("--runs 0: the minimum is 1")
	case o.runs > expect.MostRuns:
		return fmt.Errorf("--runs %d: the maximum is %s; for more, use mailstorm sweep", o.runs, english.Number(expect.MostRuns))
	case given("seed") && o.seed < 0:
		return fmt.Errorf("--seed %d: the minimum is 0", o.seed)
	case given("out") && o.out == "":
		return errors.New("--out needs the name of a folder, but it is empty")
	case o.force && !o.update && o.out == "":
		return errors.New("--force needs --update or --out")
	}
	switch {
	case o.bounds && !o.update:
		return errors.New("--update-bounds needs --update")
	case o.yes && !o.update:
		return errors.New("--yes needs --update")
	}
	for _, flag := range []string{"format", "report", "out", "update", "timing"} {
		if o.list && given(flag) {
			return fmt.Errorf("--list runs nothing, so it does not work with --%s", flag)
		}
	}
	if _, err := o.options(); err != nil {
		return err
	}
	if o.budget, err = newMemoryBudget(o.memory); err != nil {
		return err
	}
	if err := o.readPattern(); err != nil {
		return err
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
	var errs []error // reported at the end
	var shown error  // the first error of standard output
	o.testAll(ctx, files, func(s *fileOutcome) {
		errs = append(errs, o.keepFailure(ctx, s), o.updateFiles(ctx, s))
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

// requireSuites makes an empty test fail.
func (o *testOptions) requireSuites(suites int) error {
	if suites > 0 {
		return nil
	}
	if o.pattern != nil {
		return o.unmatched()
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
		return &exitError{exitFailed, fmt.Errorf("interrupted after %s of %s", english.Number(int64(len(suites)-suite.Total(suites).Stopped)), english.Counted(int64(len(files)), "file", "files"))}
	}
	switch {
	case code == exitOK:
		return nil
	case o.failFast && suites[len(suites)-1].File != decode.Shown(files[len(files)-1].name):
		return &exitError{code, fmt.Errorf("--fail-fast: the files after %s were not tested", suites[len(suites)-1].File)}
	}
	return &exitError{code: code}
}

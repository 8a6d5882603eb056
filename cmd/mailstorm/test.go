package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"mailstorm/cmd/memory"
	"mailstorm/cmd/questions"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/suite"
	"mailstorm/cmd/scenariofiles"
	"mailstorm/cmd/simulation"
	"mailstorm/cmd/testsuite"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/expect"
	"mailstorm/scenarios/load"
)

type testOptions struct {
	scenarioFlags
	format  enumFlag
	report  []string
	reports []reportTarget
	library bool
	only    string
	filter  string
	list    bool
	tester  testsuite.Tester
	update  bool
	bounds  bool                // update these, too
	yes     bool                // update without asking
	asks    *questions.Terminal // where it asks before it writes
	told    map[string]bool     // mistakes of the command line
	force   bool
	out     string
	tested  []string // files
	memory  string
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
	cmd.Flags().BoolVar(&o.tester.FailFast, "fail-fast", false, "stop after the first file that fails")
	cmd.Flags().BoolVar(&o.tester.Empty, "allow-empty", false, "accept files that have no expectations")
	cmd.Flags().BoolVar(&o.tester.Strict, "strict", false, "treat warnings as failures")
	cmd.Flags().BoolVar(&o.update, "update", false, "rewrite failed expectations with the new values")
	cmd.Flags().BoolVar(&o.bounds, "update-bounds", false, "with --update: also rewrite bounds such as <= 2h")
	cmd.Flags().BoolVarP(&o.yes, "yes", "y", false, "with --update: write without asking")
	cmd.Flags().StringVarP(&o.out, "out", "o", "", "write results and pictures of failed files below `DIR`")
	cmd.Flags().BoolVar(&o.force, "force", false, "update uncommitted files; replace any --out folder")
	cmd.Flags().BoolVar(&o.tester.Timing, "timing", false, "show the seconds for each file, which always vary")
	cmd.Flags().BoolVar(&o.library, "library", false, "test all scenarios of the library")
	cmd.Flags().Uint32Var(&o.tester.Runs, "runs", 0, "`N` replications for expectations about many runs")
	addMemoryFlag(cmd, &o.memory)
	addJobsFlag(cmd, &o.tester.Jobs)
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
	case o.tester.Jobs < 1:
		return fmt.Errorf("--jobs %d: the minimum is 1", o.tester.Jobs)
	case given("runs") && o.tester.Runs < 1:
		return errors.New("--runs 0: the minimum is 1")
	case o.tester.Runs > expect.MostRuns:
		return fmt.Errorf("--runs %d: the maximum is %s; for more, use mailstorm sweep", o.tester.Runs, english.Number(expect.MostRuns))
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
	if o.tester.Options, err = o.options(); err != nil {
		return err
	}
	if o.tester.Budget, err = memory.NewBudget(o.memory); err != nil {
		return err
	}
	if err := o.readPattern(); err != nil {
		return err
	}
	return o.readReports()
}

func runTest(ctx context.Context, o *testOptions, args []string) error {
	files := scenariofiles.Find(args, o.library)
	o.tester.Version, o.tester.Runner = version, o.silentRunner
	if o.list {
		return o.listAll(files)
	}
	if err := errors.Join(o.checkUpdate(files), o.protectTargets(files)); err != nil {
		return err
	}
	var suites []suite.Suite
	var errs []error // reported at the end
	var shown error  // the first error of standard output
	updates, failures := o.newUpdates(), &testsuite.Failures{Dir: o.out, Force: o.force, Tested: o.tested}
	o.tester.Test(ctx, files, func(s *testsuite.Outcome) {
		errs = append(errs, atRunTime(o.tester.KeepFailure(ctx, s, failures)), atRunTime(updates.Write(ctx, s)))
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

// silentRunner runs many storms at a time, which have no line of progress.
func (o *testOptions) silentRunner(ctx context.Context) simulation.Runner {
	silent := o.scenarioFlags
	silent.quiet = true
	return runner{&silent, ctx}
}

// requireSuites makes an empty test fail.
func (o *testOptions) requireSuites(suites int) error {
	if suites > 0 {
		return nil
	}
	if o.tester.Pattern != nil {
		return o.unmatched()
	}
	return errors.New("no scenario was found")
}

// testExit is the exit code of a test, and what is left to say. What is worse outweighs.
func (o *testOptions) testExit(ctx context.Context, suites []suite.Suite, files []scenariofiles.File) error {
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
	case o.tester.FailFast && suites[len(suites)-1].File != decode.Shown(files[len(files)-1].Name):
		return &exitError{code, fmt.Errorf("--fail-fast: the files after %s were not tested", suites[len(suites)-1].File)}
	}
	return &exitError{code: code}
}

// filterPattern is what --filter means: part of a name, where * is anything and ? is one character.
func filterPattern(filter string) *regexp.Regexp {
	quoted := regexp.QuoteMeta(filter)
	return regexp.MustCompile("(?i)" + strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(quoted))
}

// readPattern reads --run or --filter, whichever there is.
func (o *testOptions) readPattern() (err error) {
	switch {
	case o.only != "" && o.filter != "":
		return fmt.Errorf("--run and --filter select expectations in two ways; choose one")
	case o.filter != "":
		o.tester.Pattern = filterPattern(o.filter)
	case o.only != "":
		if o.tester.Pattern, err = regexp.Compile(o.only); err != nil {
			return fmt.Errorf("--run: %w", err)
		}
	}
	return nil
}

// unmatched says that nothing has the name that was asked for.
func (o *testOptions) unmatched() error {
	if o.filter != "" {
		return fmt.Errorf("--filter %s: no file, scenario or expectation matches", o.filter)
	}
	return fmt.Errorf("--run %s: no file, scenario or expectation matches", o.only)
}

// listAll lists what would be tested.
func (o *testOptions) listAll(files []scenariofiles.File) error {
	var problems []error
	listed := 0
	for _, file := range files {
		s, err := o.tester.Load(file)
		switch {
		case errors.Is(err, load.ErrOther):
			continue
		case err != nil:
			problems = append(problems, err)
			continue
		case !o.tester.Select(file.Name, s):
			continue
		}
		listed++
		for _, e := range s.Expect {
			if err := o.say("%s: %s: %s\n", decode.Shown(file.Name), e.Name, e.Wanted); err != nil {
				return err
			}
		}
	}
	if len(problems) > 0 {
		return fmt.Errorf("%w", joinWithBlankLines(problems))
	}
	return o.requireSuites(listed)
}

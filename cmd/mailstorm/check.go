package main

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/events"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/run"
	"mailstorm/cmd/report/suite"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/cmd/results"
	"mailstorm/cmd/scenariofiles"
	"mailstorm/cmd/testsuite"
	"mailstorm/scenarios/decode"
	"mailstorm/sim"
)

type checkOptions struct {
	scenarioFlags
	memory  string
	format  enumFlag
	strict  bool
	checked []suite.Checked
	several bool // so that warnings say of which

	warnings []string // of the path that is being checked
}

func newCheckCommand(s streams) *cobra.Command {
	o := &checkOptions{scenarioFlags: scenarioFlags{streams: s}, format: oneOf("text", "json", "github")}
	cmd := &cobra.Command{
		Use:   "check PATH...",
		Short: "Check scenario files or result folders without running anything",
		Long: "Check reports all mistakes in scenario files, without running them.\n\n" +
			"For the result folder of a run, it recomputes the digest from events.jsonl and compares it with result.json. For the folder of a sweep, " +
			"it recomputes sweep.json and table.csv from plan.json and rows.jsonl. For an unfinished sweep (DIR.partial), it reports the progress.",
		Example: "  mailstorm check storms/*.toml\n  mailstorm check results/deck-after-data\n  mailstorm check answer answer.partial",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("check needs a scenario file, a folder of scenarios, or a result folder")
			}
			return nil
		},
		ValidArgsFunction: scenarioNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.noteSeed(cmd)
			return runCheck(o, args)
		},
	}
	addEnumFlag(cmd, &o.format, "format", "output `FORMAT`")
	cmd.Flags().BoolVar(&o.strict, "strict", false, "treat warnings as mistakes")
	addMemoryFlag(cmd, &o.memory)
	o.addScenarioFlags(cmd)
	return cmd
}

// runCheck checks all paths. A wrong scenario determines the exit code rather than a changed result.
func runCheck(o *checkOptions, args []string) error {
	var problems []error
	code := exitOK
	for _, arg := range args {
		var all []error
		if paths, err := scenariofiles.ExpandPattern(arg); err != nil {
			all = o.one(arg, func(string) error { return err })
		} else {
			o.several = o.several || len(args)*len(paths) > 1
			for _, path := range paths {
				all = append(all, o.checkPath(path)...)
			}
		}
		for _, err := range all {
			var e *exitError
			if !errors.As(err, &e) {
				e = &exitError{exitUsage, err}
			}
			if code = max(code, e.code); e.err != nil {
				problems = append(problems, err)
			}
		}
	}
	if o.format.value != "text" {
		return o.report(code)
	}
	if code == exitOK {
		return nil
	}
	return &exitError{code, joinWithBlankLines(toldOnce(problems))}
}

// report prints what was found in a format for programs.
func (o *checkOptions) report(code int) error {
	write := suite.CheckJSON
	if o.format.value == "github" {
		write = suite.CheckGitHub
	}
	var b bytes.Buffer
	if err := o.print(&b, write(&b, o.checked)); err != nil || code == exitOK {
		return err
	}
	return &exitError{code: code}
}

// one checks one path and remembers what was found.
func (o *checkOptions) one(path string, check func(path string) error) []error {
	o.warnings = nil
	err := check(path)
	if n := int64(len(o.warnings)); o.strict && err == nil && n > 0 {
		err = fmt.Errorf("%s: %s; --strict treats warnings as mistakes", scenariofiles.Shown(path), english.Counted(n, "warning", "warnings"))
	}
	c := suite.Checked{File: scenariofiles.Shown(path), OK: err == nil, Warnings: o.warnings}
	if err != nil {
		c.Flaws = testsuite.Flaws(err)
	}
	o.checked = append(o.checked, c)
	return errorList(err)
}

// caution shows a warning, and remembers it.
func (o *checkOptions) caution(path string, warnings []string) {
	o.warnings = append(o.warnings, warnings...)
	for _, w := range warnings {
		if o.several {
			w = scenariofiles.Shown(path) + ": " + w
		}
		if o.format.value == "text" {
			o.warn([]string{w})
		}
	}
}

// good says that a path is right.
func (o *checkOptions) good(format string, args ...any) error {
	if o.format.value != "text" {
		return nil
	}
	return o.say(format, args...)
}

func (o *checkOptions) checkPath(arg string) []error {
	if err := folder.Restore(arg); err != nil {
		return o.one(arg, func(string) error { return failure("restoring "+arg, err) })
	}
	info, err := os.Stat(arg)
	if plan, _ := sweepfolder.Begun(arg); plan != nil && err != nil {
		return o.one(folder.Partial(arg), o.checkSweep)
	}
	if ext := filepath.Ext(arg); err == nil && !info.IsDir() && (ext == ".json" || ext == ".jsonl" || ext == ".csv") {
		return o.one(arg, func(string) error {
			return fmt.Errorf("%s is not a scenario (*.toml); to check a result, name its folder: mailstorm check %s", arg, filepath.Dir(arg))
		})
	}
	if err != nil || !info.IsDir() {
		return o.one(arg, o.checkScenario)
	}
	if _, err := os.Stat(filepath.Join(arg, "result.json")); err == nil {
		return o.one(arg, o.checkResult)
	}
	if _, err := os.Stat(filepath.Join(arg, sweepfolder.PlanFile)); err == nil {
		return o.one(arg, o.checkSweep)
	}
	o.several = true
	files, err := filepath.Glob(filepath.Join(arg, "*.toml"))
	files = slices.DeleteFunc(files, scenariofiles.IsLearnedProfile)
	if err != nil || len(files) == 0 {
		return o.one(arg, func(string) error {
			if len(results.In(arg)) > 0 {
				return fmt.Errorf("%s holds several results; name their folders, as in %s", arg, filepath.Join(arg, "*"))
			}
			return fmt.Errorf("%s contains no scenario (*.toml), no result.json and no plan.json", arg)
		})
	}
	var errs []error
	for _, file := range files {
		if info, err := os.Lstat(file); err == nil && !info.Mode().IsRegular() {
			errs = append(errs, o.one(file, scenariofiles.NotRegular)...)
			continue
		}
		errs = append(errs, o.one(file, o.checkScenario)...)
	}
	return errs
}

func errorList(err error) []error {
	if err == nil {
		return nil
	}
	return []error{err}
}

func (o *checkOptions) checkScenario(arg string) error {
	s, err := o.load(arg)
	if err != nil {
		return err
	}
	if err := o.checkMemory(s); err != nil {
		return err
	}
	o.caution(arg, s.Config.Warnings)
	return o.good("%s: ok\n", scenariofiles.Shown(arg))
}

// checkResult replays the events of a result folder.
func (o *checkOptions) checkResult(path string) error {
	summary, err := run.ReadSummary(path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	file, err := os.Open(filepath.Join(path, "events.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: without events.jsonl the digest cannot be checked; run the scenario again with --events all", path)
	} else if err != nil {
		return err
	}
	defer file.Close()
	var digest sim.Digest
	count := 0
	err = events.Replay(file, summary.Hosts, func(r *sim.Record) { digest.Fold(r); count++ })
	if err != nil {
		return &exitError{exitUnmet, fmt.Errorf("%s: events.jsonl was changed: %w", path, err)}
	}
	sum := digest.Sum()
	if got := hex.EncodeToString(sum[:]); got != summary.Digest {
		return &exitError{exitUnmet, fmt.Errorf("%s: the digest differs: events.jsonl gives %s, result.json says %q; one of the two was changed",
			path, got, summary.Digest)}
	}
	return o.good("%s: ok, %s events, digest %s\n", decode.Shown(path), english.Number(int64(count)), summary.Digest)
}

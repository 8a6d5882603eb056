package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/events"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/run"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/scenarios/decode"
	"mailstorm/sim"
)

type checkOptions struct {
	scenarioFlags
	memory string
}

func newCheckCommand(s streams) *cobra.Command {
	o := &checkOptions{scenarioFlags: scenarioFlags{streams: s}}
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
	addMemoryFlag(cmd, &o.memory)
	o.addScenarioFlags(cmd)
	return cmd
}

// runCheck checks all paths. A wrong scenario determines the exit code rather than a changed result.
func runCheck(o *checkOptions, args []string) error {
	var problems []error
	code := exitOK
	for _, arg := range args {
		for _, err := range o.checkPath(arg) {
			var e *exitError
			if !errors.As(err, &e) {
				e = &exitError{exitUsage, err}
			}
			if code = max(code, e.code); e.err != nil {
				problems = append(problems, err)
			}
		}
	}
	if code == exitOK {
		return nil
	}
	return &exitError{code, joinWithBlankLines(problems)}
}

func (o *checkOptions) checkPath(arg string) []error {
	if err := folder.Restore(arg); err != nil {
		return errorList(failure("restoring "+arg, err))
	}
	info, err := os.Stat(arg)
	if plan, _ := sweepfolder.Begun(arg); plan != nil && err != nil {
		return errorList(o.checkSweep(folder.Partial(arg)))
	}
	if ext := filepath.Ext(arg); err == nil && !info.IsDir() && (ext == ".json" || ext == ".jsonl" || ext == ".csv") {
		return errorList(fmt.Errorf("%s is not a scenario (*.toml); to check a result, name its folder: mailstorm check %s", arg, filepath.Dir(arg)))
	}
	if err != nil || !info.IsDir() {
		return errorList(o.checkScenario(arg))
	}
	if _, err := os.Stat(filepath.Join(arg, "result.json")); err == nil {
		return errorList(o.checkResult(arg))
	}
	if _, err := os.Stat(filepath.Join(arg, sweepfolder.PlanFile)); err == nil {
		return errorList(o.checkSweep(arg))
	}
	files, err := filepath.Glob(filepath.Join(arg, "*.toml"))
	if err != nil || len(files) == 0 {
		return errorList(fmt.Errorf("%s contains no scenario (*.toml), no result.json and no plan.json", arg))
	}
	var errs []error
	for _, file := range files {
		if info, err := os.Lstat(file); err == nil && !info.Mode().IsRegular() {
			errs = append(errs, notRegular(file))
			continue
		}
		errs = append(errs, errorList(o.checkScenario(file))...)
	}
	return errs
}

// notRegular refuses links and devices in a folder, which may lead out of it.
func notRegular(file string) error {
	return fmt.Errorf("%s is not a regular file; to use it, name it on the command line", file)
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
	o.warn(s.Config.Warnings)
	return o.say("%s: ok\n", decode.Shown(arg))
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
	return o.say("%s: ok, %s events, digest %s\n", decode.Shown(path), english.Number(int64(count)), summary.Digest)
}

// Package results finds and reads the results of runs and sweeps that are over.
package results

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"mailstorm/cmd/design"
	"mailstorm/cmd/report/comparison"
	"mailstorm/cmd/report/run"
	"mailstorm/cmd/report/sweep"
	"mailstorm/cmd/report/sweepfolder"
)

// Compared reads results that are compared with the current one of them.
func Compared(paths, names []string, current int, version string) (*comparison.Comparison, error) {
	var results []*comparison.Result
	var problems []error
	for _, path := range paths {
		r, err := readResult(path)
		problems = append(problems, err)
		results = append(results, r)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	c := &comparison.Comparison{Plan: design.ScenariosPlan(names, version, results[current].Seed, 1), Files: comparison.DifferencesOf(results, current)}
	c.Plan.Current, c.Plan.Title, c.Plan.Scenario = current, results[current].Title, results[current].Scenario
	for _, r := range results {
		c.Sides = append(c.Sides, r.Side)
	}
	return c, nil
}

// In are the results of several scenarios in one folder, or its only one, as folders by the name of the scenario.
func In(path string) map[string]string {
	if summary, err := run.ReadSummary(path); err == nil {
		return map[string]string{summary.Scenario: path}
	}
	found := map[string]string{}
	entries, _ := os.ReadDir(path)
	for _, e := range entries {
		inner := filepath.Join(path, e.Name())
		if summary, err := run.ReadSummary(inner); err == nil && e.IsDir() {
			found[summary.Scenario] = inner
		}
	}
	return found
}

// IsSet reports whether a folder has the results of several scenarios.
func IsSet(path string) bool { return !hasFile(path, run.ResultFile) && len(In(path)) > 0 }

func hasFile(folder, name string) bool {
	_, err := os.Stat(filepath.Join(folder, name))
	return err == nil
}

// ComparedSets reads the results of many scenarios, and those of the same scenarios in another folder.
func ComparedSets(paths, names [2]string, version string) (*comparison.Set, error) {
	before, after := In(paths[0]), In(paths[1])
	for i, found := range []map[string]string{before, after} {
		if len(found) == 0 {
			return nil, noResult(paths[i], " or in its folders")
		}
	}
	set := &comparison.Set{Before: names[0], After: names[1]}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if after[name] == "" {
			set.OnlyBefore = append(set.OnlyBefore, name)
			continue
		}
		c, err := Compared([]string{before[name], after[name]}, names[:], 0, version)
		if err != nil {
			return nil, err
		}
		set.Comparisons = append(set.Comparisons, c)
	}
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if before[name] == "" {
			set.OnlyAfter = append(set.OnlyAfter, name)
		}
	}
	if len(set.Comparisons) == 0 {
		return nil, fmt.Errorf("%s and %s hold results of different scenarios; nothing can be compared", paths[0], paths[1])
	}
	return set, nil
}

func readResult(path string) (*comparison.Result, error) {
	r, err := comparison.ReadResult(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, noResult(path, "")
	}
	return r, err
}

func noResult(folder, orWhere string) error {
	pattern := filepath.Join(folder, "*.toml")
	if found, _ := filepath.Glob(pattern); len(found) > 0 {
		return fmt.Errorf("%s holds scenarios, and compare needs their results; to run them, write mailstorm run '%s' --out DIR", folder, pattern)
	}
	return fmt.Errorf("%s: there is no %s in it%s; name a folder that mailstorm run --out wrote", folder, run.ResultFile, orWhere)
}

// IsSweep reports whether a folder has the result of a sweep.
func IsSweep(path string) bool { return hasFile(path, sweepfolder.PlanFile) }

// ReadSweep computes the result of a sweep from its folder.
func ReadSweep(path string) (*sweep.Sweep, error) {
	plan, err := sweepfolder.ReadPlan(path)
	if err != nil {
		return nil, err
	}
	g := sweep.NewGathering(plan, design.PlansOf(plan))
	if err := plan.ReadRows(path, g); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if plan.Shard != nil {
		return nil, fmt.Errorf("%s is part %d of %d of a sweep; combine the parts first with mailstorm merge", path, plan.Shard.Index, plan.Shard.Of)
	}
	if short := g.Short(); short != "" {
		return nil, fmt.Errorf("%s is not complete: it contains %s; continue it with mailstorm sweep --resume", path, short)
	}
	return g.Sweep(""), nil
}

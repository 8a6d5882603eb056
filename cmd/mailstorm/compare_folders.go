package main

import (
	"bytes"
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
	"mailstorm/scenarios"
	"mailstorm/scenarios/parse"
)

// planDesigns prepares scenarios that are compared with each other.
func (o *sweepOptions) planDesigns(args []string) (*design.Prepared, error) {
	if o.Given["vary"] {
		return nil, errors.New("--vary is for one scenario; to compare designs, write each as a scenario and leave out --vary")
	}
	designs, err := o.loadAll(args)
	if err != nil {
		return nil, err
	}
	return design.OfScenarios(&o.Asked, designs, args, o.set, version)
}

func isFolder(arg string) bool {
	info, err := os.Stat(arg)
	return err == nil && info.IsDir()
}

// compareFolders compares results of earlier runs.
func (o *sweepOptions) compareFolders(args []string) error {
	if len(args) == 1 {
		return fmt.Errorf("%s is one folder of results; name the one that it is compared with, too", args[0])
	}
	for _, arg := range args {
		if _, ofLibrary := scenarios.Text(arg); !ofLibrary && !scenarios.IsPath(arg) && !isFolder(arg) {
			return fmt.Errorf("there is no folder and no scenario %q%s", arg, parse.Suggestion(arg, foldersBeside()))
		}
		if !isFolder(arg) {
			return fmt.Errorf("%s is not a folder of results, but the other argument is; to make one, write mailstorm run %s --out DIR", arg, arg)
		}
	}
	for _, flag := range []string{"vary", "metric"} {
		if o.Given[flag] {
			return fmt.Errorf("--%s needs scenarios, and these are results of runs that are over; compare the scenarios instead", flag)
		}
	}
	if o.Runs != 1 {
		return errors.New("--runs needs scenarios, and these are results of runs that are over; compare the scenarios instead")
	}
	if o.seedGiven || len(o.set) > 0 {
		return errors.New("--seed and --set need scenarios, and these are results of runs that are over; compare the scenarios instead")
	}
	if o.dir != "" {
		return errors.New("--out is for storms that compare runs; the results of these are there already")
	}
	names := design.Names(args)
	current, err := o.CurrentScenario(names)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(args, isSweep) {
		return o.compareSweeps(args, names)
	}
	if slices.ContainsFunc(args, isSet) {
		return o.compareSets(args, names)
	}
	c, err := comparedResults(args, names, current)
	if err != nil {
		return err
	}
	return o.showComparison(c)
}

// comparedResults reads results that are compared.
func comparedResults(paths, names []string, current int) (*comparison.Comparison, error) {
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

// resultsIn are the results of several scenarios in one folder, or its only one, as folders by the name of the scenario.
func resultsIn(path string) map[string]string {
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

// isSet reports whether a folder has the results of several scenarios.
func isSet(path string) bool { return !hasFile(path, run.ResultFile) && len(resultsIn(path)) > 0 }

func hasFile(folder, name string) bool {
	_, err := os.Stat(filepath.Join(folder, name))
	return err == nil
}

// compareSets compares the results of many scenarios with those of the same scenarios in another folder.
func (o *sweepOptions) compareSets(args, names []string) error {
	if len(args) != 2 || o.Given["current"] {
		return errors.New("of folders with the results of several scenarios, compare takes two: the one before and the one after")
	}
	before, after := resultsIn(args[0]), resultsIn(args[1])
	for i, found := range []map[string]string{before, after} {
		if len(found) == 0 {
			return noResult(args[i], " or in its folders")
		}
	}
	set := &comparison.Set{Before: names[0], After: names[1]}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if after[name] == "" {
			set.OnlyBefore = append(set.OnlyBefore, name)
			continue
		}
		c, err := comparedResults([]string{before[name], after[name]}, names, 0)
		if err != nil {
			return err
		}
		set.Comparisons = append(set.Comparisons, c)
	}
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if before[name] == "" {
			set.OnlyAfter = append(set.OnlyAfter, name)
		}
	}
	if len(set.Comparisons) == 0 {
		return fmt.Errorf("%s and %s hold results of different scenarios; nothing can be compared", args[0], args[1])
	}
	var b bytes.Buffer
	switch o.format.value {
	case "json":
		return o.print(&b, comparison.SetJSON(&b, set))
	case "csv":
		return o.print(&b, comparison.SetCSV(&b, set))
	case "markdown":
		return o.print(&b, comparison.SetMarkdown(&b, set))
	default:
		return o.print(&b, comparison.SetText(&b, set, o.full, o.style(o.color)))
	}
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

func isSweep(path string) bool { return hasFile(path, sweepfolder.PlanFile) }

// compareSweeps shows two sweeps that are over side by side.
func (o *sweepOptions) compareSweeps(args, names []string) error {
	if len(args) != 2 || o.Given["current"] {
		return errors.New("of folders of sweeps, compare takes two; the first is the one that the other is compared with")
	}
	if f := o.format.value; f != "text" && f != "markdown" {
		return fmt.Errorf("--format %s: two sweeps are compared as text or markdown; for programs, each folder has a %s and a %s", f, sweepfolder.SweepFile, sweepfolder.TableFile)
	}
	two := &sweep.Two{Names: [2]string(names)}
	for i, path := range args {
		if !isSweep(path) {
			return fmt.Errorf("%s is not the folder of a sweep, but the other one is; compare two sweeps, or two runs", path)
		}
		s, err := readSweep(path)
		if err != nil {
			return err
		}
		two.Sweeps[i] = s
	}
	var b bytes.Buffer
	if o.format.value == "markdown" {
		return o.print(&b, sweep.TwoMarkdown(&b, two))
	}
	return o.print(&b, sweep.TwoText(&b, two, o.style(o.color)))
}

// readSweep computes the result of a sweep from its folder.
func readSweep(path string) (*sweep.Sweep, error) {
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

func foldersBeside() (names []string) {
	entries, _ := os.ReadDir(".")
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

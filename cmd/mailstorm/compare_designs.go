package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mailstorm/cmd/report/comparison"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/run"
	"mailstorm/cmd/report/sweep"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/scenarios"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/parse"
	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// planDesigns prepares scenarios that are compared with each other.
func (o *sweepOptions) planDesigns(args []string) (*sweepPlan, error) {
	if o.given["vary"] {
		return nil, errors.New("--vary is for one scenario; to compare designs, write each as a scenario and leave out --vary")
	}
	designs, err := o.loadAll(args)
	if err != nil {
		return nil, err
	}
	a := &design{runs: o.runs}
	if a.runs == 0 {
		return nil, errors.New("--runs 0: the minimum is 1")
	}
	first := designs[0]
	if err := errors.Join(o.setMetrics(a), a.checkSeeds(first.Config.Seed)); err != nil {
		return nil, err
	}
	names := designNames(args)
	b := &sweepPlan{scenario: first, design: a, host: -1, plain: true}
	b.plan = designPlan(names, first.Config.Seed, a.runs)
	if b.plan.Current, err = o.currentDesign(names); err != nil {
		return nil, err
	}
	b.plan.Set = append(b.plan.Set, o.set...)
	if zone := english.NewClock(designs[b.plan.Current].Config.Clock, 0).Zone(); zone != time.UTC.String() {
		b.plan.Zone = zone
	}
	b.designs = &experiment.Plan{Current: b.plan.Current, Seed: first.Config.Seed, Runs: a.runs, Extra: slices.Concat(a.metrics, sweep.WorldMetrics, sweep.AskedMetrics)}
	for _, id := range a.metrics {
		b.plan.Extra = append(b.plan.Extra, metrics.Catalogue[id].Name)
	}
	for i, s := range designs {
		c := s.Config
		b.designs.Choices = append(b.designs.Choices, experiment.Choice{Values: []string{names[i]}, Config: c})
		b.plan.Sets, b.plan.Lifetimes = append(b.plan.Sets, 0), append(b.plan.Lifetimes, int64(c.Hosts[c.Watch].Profile.Lifetime/time.Second))
		for _, w := range c.Warnings {
			b.plan.Warnings = append(b.plan.Warnings, names[i]+": "+w)
		}
		if i != b.plan.Current {
			b.files = append(b.files, filesDiffer(designs[b.plan.Current], s, i)...)
		}
	}
	return b, nil
}

// designPlan is what a comparison of designs knows of its plan.
func designPlan(names []string, seed int64, runs uint32) *sweepfolder.Plan {
	p := &sweepfolder.Plan{Schema: sweepfolder.PlanSchema, Version: version, Scenario: strings.Join(names, ", "), Seed: seed, Runs: runs, Keys: []string{sweepfolder.DesignKey},
		Set: []string{}, Extra: []string{}, Warnings: []string{}, Rests: []sweepfolder.Assumption{}, Variants: []sweepfolder.Variant{{Set: []string{}, Runs: runs}}}
	for _, name := range names {
		p.Choices = append(p.Choices, []string{name})
	}
	return p
}

// designNames are the names of files without folder and ending, as far as these differ.
func designNames(args []string) (names []string) {
	seen := map[string]int{}
	for _, arg := range args {
		name := strings.TrimSuffix(filepath.Base(filepath.Clean(arg)), ".toml")
		if arg == "-" {
			name = "stdin"
		}
		names = append(names, decode.Shown(name))
		seen[name]++
	}
	for i, name := range names {
		if seen[name] > 1 {
			names[i] = decode.Shown(strings.TrimSuffix(args[i], ".toml"))
		}
	}
	for i, name := range names {
		if k := slices.Index(names, name); k < i {
			names[i] = fmt.Sprintf("%s (%d)", name, i+1)
		}
	}
	return names
}

// currentDesign is the design that the others are compared with: the first, unless --current names it.
func (o *sweepOptions) currentDesign(names []string) (int, error) {
	if !o.given["current"] {
		return 0, nil
	}
	i := slices.Index(names, strings.TrimSuffix(o.current, ".toml"))
	if i < 0 {
		return 0, fmt.Errorf("--current %s: it is not among %s%s", o.current, strings.Join(names, ", "), parse.Suggestion(o.current, names))
	}
	return i, nil
}

// filesDiffer is in what a scenario differs from that which it is compared with.
func filesDiffer(current, s *load.Scenario, side int) (all []comparison.FileDifference) {
	for _, d := range current.Differences(s) {
		all = append(all, comparison.FileDifference{Side: side, Key: d.Key, Was: d.Here, Is: d.There, Gone: d.OnlyHere, New: d.OnlyThere})
	}
	return all
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
		if o.given[flag] {
			return fmt.Errorf("--%s needs scenarios, and these are results of runs that are over; compare the scenarios instead", flag)
		}
	}
	if o.runs != 1 {
		return errors.New("--runs needs scenarios, and these are results of runs that are over; compare the scenarios instead")
	}
	if o.seedGiven || len(o.set) > 0 {
		return errors.New("--seed and --set need scenarios, and these are results of runs that are over; compare the scenarios instead")
	}
	if o.dir != "" {
		return errors.New("--out is for storms that compare runs; the results of these are there already")
	}
	names := designNames(args)
	current, err := o.currentDesign(names)
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
	c := &comparison.Comparison{Plan: designPlan(names, results[current].Seed, 1), Files: comparison.DifferencesOf(results, current)}
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
	if len(args) != 2 || o.given["current"] {
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
	if len(args) != 2 || o.given["current"] {
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
	g := sweep.NewGathering(plan, plansOf(plan))
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

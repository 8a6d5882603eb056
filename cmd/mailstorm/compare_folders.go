package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"

	"mailstorm/cmd/design"
	"mailstorm/cmd/report/comparison"
	"mailstorm/cmd/report/sweep"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/cmd/results"
	"mailstorm/scenarios"
	"mailstorm/scenarios/parse"
)

func isFolder(arg string) bool {
	info, err := os.Stat(arg)
	return err == nil && info.IsDir()
}

// areResults reports whether folders with results are compared. Where a folder has the name of a scenario of the library, it is meant beside other
// folders only.
func areResults(args []string) bool {
	known := func(arg string) bool { _, ofLibrary := scenarios.Text(arg); return ofLibrary }
	all := !slices.ContainsFunc(args, func(arg string) bool { return !isFolder(arg) })
	return all && len(args) > 1 || slices.ContainsFunc(args, func(arg string) bool { return isFolder(arg) && !known(arg) })
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
	if slices.ContainsFunc(args, results.IsSweep) {
		return o.compareSweeps(args, names)
	}
	if slices.ContainsFunc(args, results.IsSet) {
		return o.compareSets(args, names)
	}
	c, err := results.Compared(args, names, current, version)
	if err != nil {
		return err
	}
	return o.showComparison(c)
}

// compareSets compares the results of many scenarios with those of the same scenarios in another folder.
func (o *sweepOptions) compareSets(args, names []string) error {
	if len(args) != 2 || o.Given["current"] {
		return errors.New("of folders with the results of several scenarios, compare takes two: the one before and the one after")
	}
	set, err := results.ComparedSets([2]string(args), [2]string(names), version)
	if err != nil {
		return err
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
		if !results.IsSweep(path) {
			return fmt.Errorf("%s is not the folder of a sweep, but the other one is; compare two sweeps, or two runs", path)
		}
		s, err := results.ReadSweep(path)
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

func foldersBeside() (names []string) {
	entries, _ := os.ReadDir(".")
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

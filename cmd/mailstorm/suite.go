package main

import (
	"context"
	"encoding/hex"
	"errors"
	"sync"
	"sync/atomic"

	"mailstorm/cmd/report"
	"mailstorm/scenarios"
)

// testAll tests files on all cores and gives each suite to tell in the order of the files. Files without a part in it have none.
func (o *testOptions) testAll(ctx context.Context, files []target, tell func(*report.Suite) error) (suites []report.Suite, err error) {
	ctx, cancel := context.WithCancel(ctx)
	outcomes := make([]chan *report.Suite, len(files))
	for i := range outcomes {
		outcomes[i] = make(chan *report.Suite, 1)
	}
	var workers sync.WaitGroup
	defer workers.Wait()
	defer cancel()
	var next atomic.Int64
	for range min(o.jobs, len(files)) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(files)); i = next.Add(1) - 1 {
				outcomes[i] <- o.test(ctx, files[i])
			}
		})
	}
	for _, outcome := range outcomes {
		s := <-outcome
		if s == nil {
			continue
		}
		suites = append(suites, *s)
		if err := tell(s); err != nil {
			return suites, err
		}
		if o.failFast && (s.Failed() > 0 || len(s.Flaws) > 0 || s.Stopped != "") {
			return suites, nil
		}
	}
	return suites, nil
}

// test tests one file; nil when there is nothing to tell of it.
func (o *testOptions) test(ctx context.Context, file target) *report.Suite {
	if ctx.Err() != nil {
		return nil
	}
	suite := &report.Suite{File: file.name, Version: version, Runs: 1}
	s, err := o.open(file)
	if errors.Is(err, scenarios.ErrOther) {
		return nil
	}
	if err != nil {
		suite.Flaws = flaws(err)
		return suite
	}
	suite.Name, suite.Title, suite.Seed, suite.Warnings = s.Name, s.Config.Title, s.Config.Seed, s.Config.Warnings
	if o.choose(suite, s) {
		o.play(ctx, suite, s)
		o.insist(suite)
		return suite
	}
	return nil
}

func (o *testOptions) open(file target) (*scenarios.Scenario, error) {
	if file.err != nil {
		return nil, file.err
	}
	options := o.options()
	options.Found = file.found
	return scenarios.Load(file.arg, options)
}

// flaws are the mistakes of a scenario, or the one reason why there is none.
func flaws(err error) (all []report.Flaw) {
	var problems scenarios.Problems
	if !errors.As(err, &problems) {
		return []report.Flaw{{Message: err.Error(), Text: err.Error()}}
	}
	for _, p := range problems {
		all = append(all, report.Flaw{Line: p.Line, Col: p.Col, Message: p.Message, Text: p.Error()})
	}
	return all
}

// choose keeps the expectations that --run is about, and tells whether any is left.
func (o *testOptions) choose(suite *report.Suite, s *scenarios.Scenario) bool {
	if o.chosen == nil || o.chosen.MatchString(suite.File) || o.chosen.MatchString(suite.Name) {
		return true
	}
	var kept []scenarios.Expectation
	for _, e := range s.Expect {
		if o.chosen.MatchString(e.Name) || o.chosen.MatchString(suite.File+": "+e.Name) {
			kept = append(kept, e)
		}
	}
	s.Expect = kept
	return len(kept) > 0
}

// play runs the storm as often as its expectations ask for, and judges it.
func (o *testOptions) play(ctx context.Context, suite *report.Suite, s *scenarios.Scenario) {
	suite.Runs = s.Runs
	if s.Runs > 1 && o.runs > 0 {
		suite.Runs = o.runs
	}
	var runs []scenarios.Answers
	for r := uint32(0); r < suite.Runs && suite.Stopped == ""; r++ {
		runs = append(runs, o.ask(ctx, suite, s, r))
	}
	for i, v := range s.Judge(runs) {
		e := &s.Expect[i]
		c := report.Case{Name: e.Name, Wanted: e.Wanted, Actual: actual(&v), Line: e.Line, Col: e.Col, OK: v.OK && suite.Stopped == "",
			Replay: report.RunCommand(suite.File, o.set, suite.Seed+int64(v.Run))}
		if !v.OK {
			c.Difference = difference(&v)
		}
		suite.Cases = append(suite.Cases, c)
	}
}

// ask asks one run. The suite learns what the first one was, and why one ended early.
func (o *testOptions) ask(ctx context.Context, suite *report.Suite, s *scenarios.Scenario, run uint32) scenarios.Answers {
	c := *s.Config
	c.Seed += int64(run)
	end, err := o.sight(ctx, &c)
	var moments []scenarios.Sight
	if err == nil && end.Result.Stopped == "" {
		moments, err = o.moments(ctx, s, c.Seed)
	}
	if err != nil {
		suite.Stopped = "this is a mistake of mailstorm, please report it: " + err.Error()
		return make(scenarios.Answers, len(s.Expect))
	}
	if run == 0 {
		suite.Digest, suite.Warnings = hex.EncodeToString(end.Result.Digest[:]), end.Result.Warnings
	}
	if suite.Stopped = end.Result.Stopped; suite.Stopped == "" && ctx.Err() != nil {
		suite.Stopped = "interrupted"
	}
	return s.Answer(end, moments)
}

// insist adds what is expected of every file: that it expects something, and with --strict that there is nothing to warn of.
func (o *testOptions) insist(suite *report.Suite) {
	if len(suite.Cases) == 0 {
		suite.Warnings = append(suite.Warnings, "it has no [expect], so nothing is tested but that it runs")
	}
	if o.strict && len(suite.Warnings) > 0 {
		suite.Cases = append(suite.Cases, report.Case{Name: "warnings", Wanted: "none", Actual: report.Number(int64(len(suite.Warnings))),
			Replay: report.RunCommand(suite.File, o.set, suite.Seed)})
	}
}

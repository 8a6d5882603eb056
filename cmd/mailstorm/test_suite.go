package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/suite"
	"mailstorm/cmd/scenariofiles"
	"mailstorm/cmd/simulation"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/expect"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/parse"
	"mailstorm/sim"
)

// fileOutcome is the result of a file, with what is needed to update it or to write its folder.
type fileOutcome struct {
	suite.Suite
	scenario *load.Scenario          // nil: nothing was asked
	verdicts []expect.Verdict        // by expectation
	replay   func(seed int64) string // the command that shows a run of it
}

// hasFailed reports whether anything failed.
func (s *fileOutcome) hasFailed() bool { return s.Failed() > 0 || len(s.Flaws) > 0 || s.Stopped != "" }

// testAll tests files on all cores and reports the outcomes in the order of the files. Files that --run excludes have none.
func (o *testOptions) testAll(ctx context.Context, files []scenariofiles.File, tell func(*fileOutcome)) {
	ctx, cancel := context.WithCancel(ctx)
	o.gate = make(chan struct{}, o.jobs)
	done := make([]chan *fileOutcome, len(files))
	for i := range done {
		done[i] = make(chan *fileOutcome, 1)
	}
	var workers sync.WaitGroup
	defer workers.Wait()
	defer cancel()
	runWorkers(&workers, o.jobs, len(files), func(i int) { done[i] <- o.testTarget(ctx, files[i]) })
	for i := range done {
		s := <-done[i]
		if s == nil {
			continue
		}
		tell(s)
		if o.failFast && s.hasFailed() {
			return
		}
	}
}

// runWorkers lets workers do n things, each taking the next that is left.
func runWorkers(workers *sync.WaitGroup, most, n int, do func(i int)) {
	var next atomic.Int64
	for range min(most, n) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
}

// testTarget tests one file; nil when there is nothing to tell of it.
func (o *testOptions) testTarget(ctx context.Context, file scenariofiles.File) *fileOutcome {
	if ctx.Err() != nil {
		return nil
	}
	suite := &fileOutcome{Suite: suite.Suite{File: decode.Shown(file.Name), Version: version, Runs: 1}}
	s, err := o.loadTarget(file)
	switch {
	case errors.Is(err, load.ErrOther):
		return nil
	case err != nil:
		suite.Flaws = flaws(err)
		return suite
	case !o.selectExpectations(file.Name, s):
		return nil
	case len(s.Expect) == 0 && !o.empty:
		suite.Flaws = flaws(fmt.Errorf("%s has no [expect], so it tests nothing; add expectations, or allow this with --allow-empty", scenariofiles.Shown(file.Name)))
		return suite
	}
	if n := sim.NeedOf(s.Config); !o.budget.Fits(&n) {
		suite.Flaws = flaws(o.budget.Refusal(&n))
		return suite
	}
	started := time.Now()
	suite.Name, suite.Title, suite.Seed, suite.Warnings = s.Name, s.Config.Title, s.Config.Seed, s.Config.Warnings
	suite.replay = func(seed int64) string { return english.RunCommand(file.Name, o.files, o.set, seed) }
	suite.Model = modelOf(s)
	o.runSuite(ctx, suite, s)
	if o.addOwnExpectations(suite, s); o.timing {
		suite.Took = time.Since(started)
	}
	return suite
}

// modelOf is what changed since the model that a scenario was written for; nil when it names no older one.
func modelOf(s *load.Scenario) *suite.Model {
	since := s.Since()
	if since == nil {
		return nil
	}
	m := &suite.Model{WrittenFor: since.Model, Newest: since.Newest, Rules: since.Rules}
	for _, d := range since.Differs {
		m.Differs = append(m.Differs, suite.Differing(d))
	}
	return m
}

func (o *testOptions) loadTarget(file scenariofiles.File) (*load.Scenario, error) {
	if file.Err != nil {
		return nil, file.Err
	}
	options, err := o.options()
	if err != nil {
		return nil, err
	}
	options.Found = file.Found
	return load.Load(file.Arg, options)
}

// flaws are the mistakes of a scenario, or the one reason why there is none.
func flaws(err error) (all []suite.Flaw) {
	var problems parse.Problems
	if !errors.As(err, &problems) {
		return []suite.Flaw{{Message: decode.ShownLines(err.Error()), Text: decode.ShownLines(err.Error())}}
	}
	for _, p := range problems {
		all = append(all, suite.Flaw{Line: p.Line, Col: p.Col, Message: p.Message, Text: p.Error()})
	}
	return all
}

// selectExpectations keeps the expectations that --run is about, and tells whether any is left.
func (o *testOptions) selectExpectations(file string, s *load.Scenario) bool {
	if o.pattern == nil || o.pattern.MatchString(file) || o.pattern.MatchString(s.Name) {
		return true
	}
	var kept []expect.Expectation
	for _, e := range s.Expect {
		if o.pattern.MatchString(e.Name) || o.pattern.MatchString(file+": "+e.Name) {
			kept = append(kept, e)
		}
	}
	s.Expect = kept
	return len(kept) > 0
}

// runSuite runs the storm as often as its expectations ask for, and judges it.
func (o *testOptions) runSuite(ctx context.Context, tested *fileOutcome, s *load.Scenario) {
	tested.Runs = 1
	if s.Expect.Many() {
		if tested.Runs = s.Runs; o.runs > 0 {
			tested.Runs = o.runs
		}
	}
	var answers []expect.Answers
	for i, r := range o.replications(ctx, s, tested.Runs) {
		if tested.Stopped = r.stopped; i == 0 {
			tested.Digest, tested.Warnings = r.digest, r.warnings
		}
		if answers = append(answers, r.answers); r.stopped != "" {
			break
		}
	}
	tested.scenario, tested.verdicts = s, s.Expect.Judge(answers)
	for i, v := range tested.verdicts {
		e := &s.Expect[i]
		c := suite.Case{Name: e.Name, Wanted: e.Wanted, Actual: simulation.ActualText(e, &v, s.Config.Clock), Line: e.Line, Col: e.Col, OK: v.OK && tested.Stopped == "",
			Seed: tested.Seed + int64(v.Run)}
		c.Replay = tested.replay(c.Seed)
		if !v.OK {
			c.Difference = differenceText(&v)
		}
		tested.Cases = append(tested.Cases, c)
	}
}

// addOwnExpectations adds what is expected of every file: that it expects something, and with --strict that there is nothing to warn of.
func (o *testOptions) addOwnExpectations(tested *fileOutcome, s *load.Scenario) {
	if len(s.Expect) == 0 { // with --allow-empty
		tested.Warnings = append(tested.Warnings, "it has no [expect], so nothing is tested but that it runs")
	}
	if o.strict && len(tested.Warnings) > 0 {
		tested.Cases = append(tested.Cases, suite.Case{Name: "warnings", Wanted: "none", Actual: english.Number(int64(len(tested.Warnings))),
			Seed: tested.Seed, Replay: tested.replay(tested.Seed)})
	}
}

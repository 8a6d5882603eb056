package main

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/suite"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/expect"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/parse"
	"mailstorm/sim"
)

// outcome is what a test found out about a file, with what is needed to act on it.
type outcome struct {
	suite.Suite
	scenario *load.Scenario          // nil: nothing was asked
	verdicts []expect.Verdict        // by expectation
	again    func(seed int64) string // the command that shows a run of it
}

// bad tells whether anything about it fails.
func (s *outcome) bad() bool { return s.Failed() > 0 || len(s.Flaws) > 0 || s.Stopped != "" }

// testAll tests files on all cores and gives each outcome to tell in the order of the files. Files without a part in it have none.
func (o *testOptions) testAll(ctx context.Context, files []target, tell func(*outcome)) {
	ctx, cancel := context.WithCancel(ctx)
	o.gate = make(chan struct{}, o.jobs)
	done := make([]chan *outcome, len(files))
	for i := range done {
		done[i] = make(chan *outcome, 1)
	}
	var workers sync.WaitGroup
	defer workers.Wait()
	defer cancel()
	spread(&workers, o.jobs, len(files), func(i int) { done[i] <- o.test(ctx, files[i]) })
	for i := range done {
		s := <-done[i]
		if s == nil {
			continue
		}
		tell(s)
		if o.failFast && s.bad() {
			return
		}
	}
}

// spread lets workers do n things, each taking the next that is left.
func spread(workers *sync.WaitGroup, most, n int, do func(i int)) {
	var next atomic.Int64
	for range min(most, n) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
}

// test tests one file; nil when there is nothing to tell of it.
func (o *testOptions) test(ctx context.Context, file target) *outcome {
	if ctx.Err() != nil {
		return nil
	}
	suite := &outcome{Suite: suite.Suite{File: decode.Shown(file.name), Version: version, Runs: 1}}
	s, err := o.open(file)
	switch {
	case errors.Is(err, load.ErrOther):
		return nil
	case err != nil:
		suite.Flaws = flaws(err)
		return suite
	case !o.choose(file.name, s):
		return nil
	}
	if n := sim.NeedOf(s.Config); !o.room.holds(&n) {
		suite.Flaws = flaws(o.room.refusal(&n))
		return suite
	}
	started := time.Now()
	suite.Name, suite.Title, suite.Seed, suite.Warnings = s.Name, s.Config.Title, s.Config.Seed, s.Config.Warnings
	suite.again = func(seed int64) string { return english.RunCommand(file.name, o.files, o.set, seed) }
	suite.Model = modelOf(s)
	o.play(ctx, suite, s)
	if o.insist(suite, s); o.timing {
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

func (o *testOptions) open(file target) (*load.Scenario, error) {
	if file.err != nil {
		return nil, file.err
	}
	options, err := o.options()
	if err != nil {
		return nil, err
	}
	options.Found = file.found
	return load.Load(file.arg, options)
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

// choose keeps the expectations that --run is about, and tells whether any is left.
func (o *testOptions) choose(file string, s *load.Scenario) bool {
	if o.chosen == nil || o.chosen.MatchString(file) || o.chosen.MatchString(s.Name) {
		return true
	}
	var kept []expect.Expectation
	for _, e := range s.Expect {
		if o.chosen.MatchString(e.Name) || o.chosen.MatchString(file+": "+e.Name) {
			kept = append(kept, e)
		}
	}
	s.Expect = kept
	return len(kept) > 0
}

// play runs the storm as often as its expectations ask for, and judges it.
func (o *testOptions) play(ctx context.Context, tested *outcome, s *load.Scenario) {
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
		c := suite.Case{Name: e.Name, Wanted: e.Wanted, Actual: actual(&v), Line: e.Line, Col: e.Col, OK: v.OK && tested.Stopped == "",
			Seed: tested.Seed + int64(v.Run)}
		c.Replay = tested.again(c.Seed)
		if !v.OK {
			c.Difference = difference(&v)
		}
		tested.Cases = append(tested.Cases, c)
	}
}

// insist adds what is expected of every file: that it expects something, and with --strict that there is nothing to warn of.
func (o *testOptions) insist(tested *outcome, s *load.Scenario) {
	if len(s.Expect) == 0 {
		tested.Warnings = append(tested.Warnings, "it has no [expect], so nothing is tested but that it runs")
	}
	if o.strict && len(tested.Warnings) > 0 {
		tested.Cases = append(tested.Cases, suite.Case{Name: "warnings", Wanted: "none", Actual: english.Number(int64(len(tested.Warnings))),
			Seed: tested.Seed, Replay: tested.again(tested.Seed)})
	}
}

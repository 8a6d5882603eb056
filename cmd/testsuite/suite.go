// Package testsuite tests scenario files: it runs them, judges their expectations, and writes new values into them.
package testsuite

import (
	"context"
	"errors"
	"fmt"
	"mailstorm/cmd/memory"
	"regexp"
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

// Outcome is the result of a file, with what is needed to update it or to write its folder.
type Outcome struct {
	suite.Suite
	Scenario *load.Scenario          // nil: nothing was asked
	Verdicts []expect.Verdict        // by expectation
	replay   func(seed int64) string // the command that shows a run of it
}

// hasFailed reports whether anything failed.
func (s *Outcome) hasFailed() bool { return s.Failed() > 0 || len(s.Flaws) > 0 || s.Stopped != "" }

// Tester says how files are tested.
type Tester struct {
	Options  load.Options // with which each file is read
	Runner   func(context.Context) simulation.Runner
	Pattern  *regexp.Regexp // of what is tested; nil: all
	Runs     uint32         // for expectations about many; 0: as each file says
	Jobs     int
	Budget   memory.Budget
	Empty    bool // files may expect nothing
	Strict   bool // warnings are failures
	FailFast bool
	Timing   bool   // say how long each file took
	Version  string // of the program

	gate chan struct{} // its capacity is how many storms may run at a time
}

// Test tests files on all cores and reports the outcomes in the order of the files. Files that the pattern excludes have none.
func (o *Tester) Test(ctx context.Context, files []scenariofiles.File, tell func(*Outcome)) {
	ctx, cancel := context.WithCancel(ctx)
	o.gate = make(chan struct{}, o.Jobs)
	done := make([]chan *Outcome, len(files))
	for i := range done {
		done[i] = make(chan *Outcome, 1)
	}
	var workers sync.WaitGroup
	defer workers.Wait()
	defer cancel()
	runWorkers(&workers, o.Jobs, len(files), func(i int) { done[i] <- o.testTarget(ctx, files[i]) })
	for i := range done {
		s := <-done[i]
		if s == nil {
			continue
		}
		tell(s)
		if o.FailFast && s.hasFailed() {
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
func (o *Tester) testTarget(ctx context.Context, file scenariofiles.File) *Outcome {
	if ctx.Err() != nil {
		return nil
	}
	suite := &Outcome{Suite: suite.Suite{File: decode.Shown(file.Name), Version: o.Version, Runs: 1}}
	s, err := o.Load(file)
	switch {
	case errors.Is(err, load.ErrOther):
		return nil
	case err != nil:
		suite.Flaws = Flaws(err)
		return suite
	case !o.Select(file.Name, s):
		return nil
	case len(s.Expect) == 0 && !o.Empty:
		suite.Flaws = Flaws(fmt.Errorf("%s has no [expect], so it tests nothing; add expectations, or allow this with --allow-empty", scenariofiles.Shown(file.Name)))
		return suite
	}
	if n := sim.NeedOf(s.Config); !o.Budget.Fits(&n) {
		suite.Flaws = Flaws(o.Budget.Refusal(&n))
		return suite
	}
	started := time.Now()
	suite.Name, suite.Title, suite.Seed, suite.Warnings = s.Name, s.Config.Title, s.Config.Seed, s.Config.Warnings
	suite.replay = func(seed int64) string { return english.RunCommand(file.Name, o.Options.Files, o.Options.Set, seed) }
	suite.Model = modelOf(s)
	o.runSuite(ctx, suite, s)
	if o.addOwnExpectations(suite, s); o.Timing {
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

// Load reads a file.
func (o *Tester) Load(file scenariofiles.File) (*load.Scenario, error) {
	if file.Err != nil {
		return nil, file.Err
	}
	options := o.Options
	options.Found = file.Found
	return load.Load(file.Arg, options)
}

// Flaws are the mistakes of a scenario, or the one reason why there is none.
func Flaws(err error) (all []suite.Flaw) {
	var problems parse.Problems
	if !errors.As(err, &problems) {
		return []suite.Flaw{{Message: decode.ShownLines(err.Error()), Text: decode.ShownLines(err.Error())}}
	}
	for _, p := range problems {
		all = append(all, suite.Flaw{Line: p.Line, Col: p.Col, Message: p.Message, Text: p.Error()})
	}
	return all
}

// Select keeps the expectations that the pattern is about, and tells whether any is left.
func (o *Tester) Select(file string, s *load.Scenario) bool {
	if o.Pattern == nil || o.Pattern.MatchString(file) || o.Pattern.MatchString(s.Name) {
		return true
	}
	var kept []expect.Expectation
	for _, e := range s.Expect {
		if o.Pattern.MatchString(e.Name) || o.Pattern.MatchString(file+": "+e.Name) {
			kept = append(kept, e)
		}
	}
	s.Expect = kept
	return len(kept) > 0
}

// runSuite runs the storm as often as its expectations ask for, and judges it.
func (o *Tester) runSuite(ctx context.Context, tested *Outcome, s *load.Scenario) {
	tested.Runs = 1
	if s.Expect.Many() {
		if tested.Runs = s.Runs; o.Runs > 0 {
			tested.Runs = o.Runs
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
	tested.Scenario, tested.Verdicts = s, s.Expect.Judge(answers)
	for i, v := range tested.Verdicts {
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
func (o *Tester) addOwnExpectations(tested *Outcome, s *load.Scenario) {
	if len(s.Expect) == 0 { // with --allow-empty
		tested.Warnings = append(tested.Warnings, "it has no [expect], so nothing is tested but that it runs")
	}
	if o.Strict && len(tested.Warnings) > 0 {
		tested.Cases = append(tested.Cases, suite.Case{Name: "warnings", Wanted: "none", Actual: english.Number(int64(len(tested.Warnings))),
			Seed: tested.Seed, Replay: tested.replay(tested.Seed)})
	}
}

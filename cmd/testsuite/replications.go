package testsuite

import (
	"context"
	"encoding/hex"
	"errors"
	"sync"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/simulation"
	"mailstorm/scenarios/expect"
	"mailstorm/scenarios/load"
)

// replication is the outcome of one run.
type replication struct {
	answers  expect.Answers
	digest   string
	warnings []string
	stopped  string
}

// replications runs the storm with successive seeds, several at a time.
func (o *Tester) replications(ctx context.Context, s *load.Scenario, runs uint32) []replication {
	all := make([]replication, runs)
	var workers sync.WaitGroup
	runWorkers(&workers, o.Jobs, len(all), func(i int) {
		o.gate <- struct{}{}
		all[i] = o.runReplication(ctx, s, i)
		<-o.gate
	})
	workers.Wait()
	return all
}

// runReplication runs once and answers the expectations.
func (o *Tester) runReplication(ctx context.Context, s *load.Scenario, run int) (r replication) {
	c := *s.Config
	c.Seed += int64(run)
	storm := &simulation.Storm{Scenario: s, Runner: o.Runner(ctx)}
	end, err := simulation.ForExpectations(storm.Runner, &c)
	var moments []expect.Snapshot
	if err == nil && end.Result.Stopped == "" {
		moments, err = storm.ToMoments(c.Seed)
	}
	if err != nil {
		if audit := (simulation.AuditError{}); !errors.As(err, &audit) {
			err = simulation.AuditError{Err: err}
		}
		return replication{answers: make(expect.Answers, len(s.Expect)), stopped: err.Error()}
	}
	r = replication{s.Expect.Answer(end, moments), hex.EncodeToString(end.Result.Digest[:]), end.Result.Warnings, end.Result.Stopped}
	if r.stopped == "" && ctx.Err() != nil {
		r.stopped = "interrupted"
	}
	return r
}

// differenceText says how far an expectation is from being met.
func differenceText(v *expect.Verdict) string {
	if v.Lacks != "" {
		return v.Lacks
	}
	return english.Difference(v.Value, v.Near, v.Unit)
}

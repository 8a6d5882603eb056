package main

import (
	"context"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/scenarios/expect"
	"mailstorm/scenarios/load"
	"mailstorm/sim"
)

// runForExpectations runs a storm to check its expectations.
func (o *scenarioFlags) runForExpectations(ctx context.Context, c *sim.Config) (expect.Snapshot, error) {
	w, err := o.simulate(ctx, c)
	if err != nil {
		return expect.Snapshot{}, err
	}
	result, err := w.Result()
	return expect.Snapshot{Result: result, Deliveries: w.Deliveries}, err
}

// runToMoments runs the storm once more for each time that expectations ask for, and ends it there: what is counted at a time is what a
// storm of that length comes to, all that happens at that very time included. A storm that ends early leaves out what comes later.
func (o *scenarioFlags) runToMoments(ctx context.Context, s *load.Scenario, seed int64) (all []expect.Snapshot, err error) {
	for _, at := range s.Expect.Moments() {
		short := *s.Config
		short.Seed, short.Length = seed, at+1
		moment, err := o.runForExpectations(ctx, &short)
		if err != nil || moment.Result.Stopped != "" {
			return all, err
		}
		all = append(all, moment)
	}
	return all, nil
}

// actualText is the value that an expectation is compared with; where that is a date or a weekday, the value is one, too.
func actualText(e *expect.Expectation, v *expect.Verdict, clock time.Time) string {
	if v.Said != "" {
		return v.Said
	}
	said := english.Exactly(v.Value, v.Unit)
	if e.IsDated() && v.Value.Known {
		said = english.NewClock(clock, 7*24*time.Hour).At(english.DurationOf(v.Value).Round(time.Second)) + " (" + said + ")"
	}
	for _, b := range v.References {
		said += "; " + b.Name + " is " + english.Exactly(b.Value, v.Unit)
	}
	return said
}

// differenceText says how far an expectation is from being met.
func differenceText(v *expect.Verdict) string {
	if v.Lacks != "" {
		return v.Lacks
	}
	return english.Difference(v.Value, v.Near, v.Unit)
}

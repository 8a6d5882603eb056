package analysis

import (
	"context"
	"fmt"
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/stormtest"
	"mailstorm/sim/metrics"
)

func collect(t testing.TB, p *experiment.Plan, all []experiment.Row) *Summary {
	t.Helper()
	c := NewCollector(p)
	for i := range all {
		if err := c.Take(&all[i]); err != nil {
			t.Fatal(err)
		}
	}
	return c.Summary()
}

// holds reports whether the truth lies within the interval.
func holds(e Estimate, truth float64) bool {
	return e.Known && e.Bounded && e.Low <= truth && truth <= e.High
}

// sweep is a plan over expirations; the first is in force. The standard delivers all there is.
func sweep(t testing.TB, runs uint32, mean time.Duration, messages uint64, hours ...int) *experiment.Plan {
	t.Helper()
	p := &experiment.Plan{Runs: runs, Seed: 1, Standards: [][]*sim.Config{{stormtest.Outage(t, stormtest.ForEver, stormtest.Exponential(mean), messages), stormtest.Outage(t, 5*24*time.Hour, stormtest.Exponential(mean), messages)}}}
	for _, h := range hours {
		p.Choices = append(p.Choices, experiment.Choice{Values: []string{fmt.Sprintf("%dh", h)}, Config: stormtest.Outage(t, time.Duration(h)*time.Hour, stormtest.Exponential(mean), messages)})
	}
	return p
}

// rows runs a plan.
func rows(t testing.TB, p *experiment.Plan, cores int) (all []experiment.Row) {
	t.Helper()
	if err := experiment.Run(context.Background(), p, cores, nil, func(r *experiment.Row) error { all = append(all, *r); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

func small(t testing.TB, runs uint32) *experiment.Plan {
	p := sweep(t, runs, 24*time.Hour, 40, 24, 18, 12)
	p.Extra = []metrics.ID{metrics.NDRMax, metrics.Amplification, metrics.DelayFirst}
	return p
}

// one counts what holds.
func one(holds bool) int {
	if holds {
		return 1
	}
	return 0
}

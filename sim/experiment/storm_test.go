package experiment

import (
	"context"
	"fmt"
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/experiment/stormtest"
)

// sweep is a plan over expirations; the first is in force. The standard delivers all there is.
func sweep(t testing.TB, runs uint32, mean time.Duration, messages uint64, hours ...int) *Plan {
	t.Helper()
	p := &Plan{Runs: runs, Seed: 1, Standards: [][]*sim.Config{{stormtest.Outage(t, stormtest.ForEver, stormtest.Exponential(mean), messages), stormtest.Outage(t, 5*24*time.Hour, stormtest.Exponential(mean), messages)}}}
	for _, h := range hours {
		p.Choices = append(p.Choices, Choice{Values: []string{fmt.Sprintf("%dh", h)}, Config: stormtest.Outage(t, time.Duration(h)*time.Hour, stormtest.Exponential(mean), messages)})
	}
	return p
}

// rows runs a plan.
func rows(t testing.TB, p *Plan, cores int) (all []Row) {
	t.Helper()
	if err := Run(context.Background(), p, cores, nil, func(r *Row) error { all = append(all, *r); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

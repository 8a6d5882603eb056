package experiment

import (
	"context"
	"errors"

	"mailstorm/sim"
)

// eventsPerCheck is how many events a world serves between two looks at the context.
const eventsPerCheck = 1 << 16

// simulation is a storm that is over.
type simulation struct {
	lasts    []int64 // of Plan.Observed
	world    *sim.World
	result   *sim.Result
	silences silences
}

// simulate runs one storm to its end.
func simulate(ctx context.Context, p *Plan, c *sim.Config, seed int64) (*simulation, error) {
	own := *Observe(c, p.Observed)
	own.Seed = seed
	s := &simulation{lasts: lasts(&own, p.Observed, seed)}
	s.world = sim.New(&own, s.silences.record)
	for !s.world.Advance(eventsPerCheck) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	var err error
	if s.result, err = s.world.Result(); err == nil && s.result.Stopped != "" {
		err = errors.New(s.result.Stopped)
	}
	return s, err
}

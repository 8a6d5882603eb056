package prediction

import (
	"fmt"
	"math"
	"slices"
	"time"

	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// Slower is a profile whose durations all are longer by a factor: timers that run on the wall, seen from a scenario that runs faster.
func Slower(p *retry.Profile, by float64) (*retry.Profile, error) {
	q, s := *p, stretch{by: by}
	q.Shaping.Steps, q.MessageRetry = slices.Clone(p.Shaping.Steps), slices.Clone(p.MessageRetry)
	q.Shaping.Rules = slices.Clone(p.Shaping.Rules)
	for i := range q.Shaping.Rules {
		s.duration(&q.Shaping.Rules[i].Until)
		s.duration(&q.Shaping.Rules[i].Wait)
	}
	for _, d := range []*time.Duration{&q.Shaping.First, &q.Shaping.Cap, &q.Shaping.Min, &q.Shaping.Max, &q.Shaping.Every, &q.Shaping.Phase.At, &q.Shaping.JitterTime.From, &q.Shaping.JitterTime.To,
		&q.Lifetime, &q.Documented.From, &q.Documented.To, &q.Check.From, &q.Check.To, &q.Notice, &q.MoveEvery, &q.QueuedReport.From, &q.QueuedReport.To,
		&q.TLS.After} {
		s.duration(d)
	}
	for _, all := range [][]time.Duration{q.Shaping.Steps, q.MessageRetry, q.Patience[:]} {
		for i := range all {
			s.duration(&all[i])
		}
	}
	s.quantity(&q.Shaping.Pickup)
	s.quantity(&q.LastTry)
	// The root rule adds seconds to the root of an age: the square of their sum grows by the factor where they grow by its root.
	q.Shaping.Skip = uint32(math.Round(float64(q.Shaping.Skip) * math.Sqrt(by)))
	if s.over {
		return nil, fmt.Errorf("profile %s: one of its durations, times the speed %v, is longer than a simulation lasts; serve at a lower --speed, or divide the server's timers by the speed and say --scaled", p.Name, by)
	}
	if err := q.Build(); err != nil {
		return nil, fmt.Errorf("profile %s, its durations times the speed %v: %w; serve at another --speed, or divide the server's timers by the speed and say --scaled", p.Name, by, err)
	}
	return &q, nil
}

// stretch makes durations longer, and notes whether one became too long.
type stretch struct {
	by   float64
	over bool
}

func (s *stretch) number(n *int64) {
	const never = math.MaxInt64 / 2
	long := math.Round(float64(*n) * s.by)
	switch {
	case *n >= never:
	case long < never:
		*n = int64(long)
	default:
		s.over = true
	}
}

func (s *stretch) duration(d *time.Duration) { s.number((*int64)(d)) }

func (s *stretch) quantity(q *random.Quantity) {
	q.Points, q.Samples = slices.Clone(q.Points), slices.Clone(q.Samples)
	s.number(&q.Fixed)
	s.number(&q.Mean)
	for i := range q.Points {
		s.number(&q.Points[i].Value)
	}
	for i := range q.Samples {
		s.number(&q.Samples[i])
	}
}

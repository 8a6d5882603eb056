package retry

import (
	"time"

	"mailstorm/sim/random"
)

// steps waits by a table: min(cap, step x growth x weight of the priority x weight of the cause), then the jitter,
// which makes no early step longer.
type steps struct{ Shaping }

func newSteps(s Shaping) (Schedule, error) {
	if err := s.checkSteps(); err != nil {
		return nil, err
	}
	if s.Cap == 0 {
		s.Cap = century
	}
	return &steps{s}, nil
}

func (s *steps) Next(h History) time.Duration {
	origin := h.Started
	if s.From == FromEnd {
		origin = h.Ended
	}
	step := s.step(&h)
	wait := time.Duration(random.Spread(int64(step), s.Jitter, h.Draw))
	return s.taken(h.due(after(origin, min(wait, s.limit(h.Failures, step)))), h.Draw)
}

// limit is what jitter cannot exceed: an early step itself, later the cap.
func (s *steps) limit(failures uint32, step time.Duration) time.Duration {
	if failures <= s.Early {
		return step
	}
	return s.Cap
}

// taken is when what is due is taken up.
func (s *steps) taken(due time.Duration, draw uint64) time.Duration {
	if s.Pickup.Max() > 0 {
		due = after(due, time.Duration(s.Pickup.Draw(random.Mix(draw, 1))))
	}
	if s.Every > 0 {
		due = grid{s.Every, s.Phase}.from(due)
	}
	return due
}

// step is the wait before jitter.
func (s *steps) step(h *History) time.Duration {
	k := max(h.Failures, 1) - 1
	wait := int64(s.Steps[min(k, uint32(len(s.Steps)-1))])
	if k >= s.Early {
		wait = s.Growth.at(h.Waiting).Of(wait)
		wait = s.Priority[h.Priority].Of(wait)
		wait = s.Cause[h.Cause].Of(wait)
	}
	return time.Duration(min(wait, int64(s.Cap)))
}

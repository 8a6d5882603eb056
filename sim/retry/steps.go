package retry

import "time"

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
	return s.taken(h.due(after(origin, min(s.spread(step, h.Draw), s.limit(h.Failures, step)))), h.Draw)
}

// limit is what jitter cannot exceed: an early step itself, later the cap.
func (s *steps) limit(failures uint32, step time.Duration) time.Duration {
	if max(failures, 1) <= s.Early {
		return step
	}
	return s.Cap
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

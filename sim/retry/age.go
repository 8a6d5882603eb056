package retry

import "time"

// age waits once more for as long as the message is old, between two bounds, and then for a scan of the deferred queue.
// The scan takes a message whose time comes up to a second later.
type age struct {
	min, max time.Duration
	scan     grid
}

func newAge(s Shaping) (Schedule, error) {
	if s.Max == 0 {
		s.Max = century
	}
	if err := s.checkAge(); err != nil {
		return nil, err
	}
	return age{s.Min, s.Max, grid{s.Every, s.Phase.At}}, nil
}

func (a age) Next(h History) time.Duration {
	wait := min(max(h.age(h.Ended), a.min), a.max)
	return a.scan.from(h.due(after(h.Ended, wait) - time.Second))
}

package retry

import "time"

// runs tries every message at every queue run.
type runs struct{ grid }

func newRuns(s Shaping) (Schedule, error) {
	if err := s.checkGrid(); err != nil {
		return nil, err
	}
	return runs{grid{s.Every, s.Phase.At}}, nil
}

func (r runs) Next(h History) time.Duration { return r.from(h.due(h.Started)) }

package observe

import "time"

// DepthHistory is how deep a host's queue was. What comes and goes in the same instant leaves no trace in it.
type DepthHistory struct {
	Since         time.Duration // the level has been the same since
	Rows          []Depth
	Peak          int64
	PeakAt        time.Duration
	OccupiedUntil time.Duration // up to which anything was there for any time
}

// Depth is how deep a queue was within a slice; slices in which that did not change have none.
type Depth struct {
	Starts time.Duration
	Most   int64 // that any time passed with
	Last   int64 // at the end of the slice
}

// Record notes that a level lasted until a time; slice is when the calendar minute began in which it came.
func (t *DepthHistory) Record(slice, until time.Duration, level int64) {
	if level > t.Peak {
		t.Peak, t.PeakAt = level, t.Since
	}
	if level > 0 {
		t.OccupiedUntil = until
	}
	t.Since = until
	switch n := len(t.Rows) - 1; {
	case n < 0 && level == 0 || n >= 0 && t.Rows[n].Last == level:
	case n >= 0 && t.Rows[n].Starts == slice:
		t.Rows[n].Most, t.Rows[n].Last = max(t.Rows[n].Most, level), level
	default:
		t.Rows = append(t.Rows, Depth{slice, level, level})
	}
}

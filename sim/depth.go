package sim

import "time"

// depthHistory is how deep a host's queue was. What comes and goes in the same instant leaves no trace in it.
type depthHistory struct {
	since         time.Duration // the level has been the same since
	rows          []Depth
	peak          int64
	peakAt        time.Duration
	occupiedUntil time.Duration // up to which anything was there for any time
}

// Depth is how deep a queue was within a slice; slices in which that did not change have none.
type Depth struct {
	Starts time.Duration
	Most   int64 // that any time passed with
	Last   int64 // at the end of the slice
}

func (t *depthHistory) record(slice, until time.Duration, level int64) {
	if level > t.peak {
		t.peak, t.peakAt = level, t.since
	}
	if level > 0 {
		t.occupiedUntil = until
	}
	t.since = until
	switch n := len(t.rows) - 1; {
	case n < 0 && level == 0 || n >= 0 && t.rows[n].Last == level:
	case n >= 0 && t.rows[n].Starts == slice:
		t.rows[n].Most, t.rows[n].Last = max(t.rows[n].Most, level), level
	default:
		t.rows = append(t.rows, Depth{slice, level, level})
	}
}

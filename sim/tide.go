package sim

import "time"

// tide is how deep a host's queue was. What comes and goes in the same instant leaves no trace in it.
type tide struct {
	since  time.Duration // the level has been the same since
	rows   []Depth
	most   int64
	mostAt time.Duration
	until  time.Duration // up to which anything was there for any time
}

// Depth is how deep a queue was within a slice; slices in which that did not change have none.
type Depth struct {
	Starts time.Duration
	Most   int64 // that any time passed with
	Last   int64 // at the end of the slice
}

// lasts notes how deep the queue of a host was until now, if any time passed with it.
func (w *World) lasts(h *host) {
	if w.now > h.tide.since {
		h.tide.held(w.series.start(h.tide.since), w.now, h.level)
	}
}

func (t *tide) held(slice, until time.Duration, level int64) {
	if level > t.most {
		t.most, t.mostAt = level, t.since
	}
	if level > 0 {
		t.until = until
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

package sim

import "time"

// Spans are the parts of a span that lie within the hours.
func (h Hours) Spans(clock time.Time, starts, ends time.Duration) (all [][2]time.Duration) {
	for _, s := range h.within(clock, starts, ends).spans {
		all = append(all, [2]time.Duration{time.Duration(s.starts), time.Duration(s.ends)})
	}
	return all
}

// WithoutFastPath makes every attempt of a world go the full way.
func (w *World) WithoutFastPath() *World {
	w.queueing.withoutFastPath = true
	return w
}

package calendar

import "time"

// Spans are the intervals.
func (o Opening) Spans() (all [][2]time.Duration) {
	for _, s := range o.spans {
		all = append(all, [2]time.Duration{time.Duration(s.starts), time.Duration(s.ends)})
	}
	return all
}

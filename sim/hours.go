package sim

import (
	"time"

	"mailstorm/sim/calendar"
)

// opening is the part of a span in which people write, as intervals of simulated time laid end to end.
type opening struct {
	spans []interval
	total int64
}

type interval struct{ starts, ends int64 }

const day = 24 * time.Hour

// within cuts a span down to the weekly hours as the clock on the wall shows them; the zero Hours keep all of it. What clocks skip when they
// go forward is no time, and an hour that they show twice is two.
func (h Hours) within(clock time.Time, starts, ends time.Duration) opening {
	var o opening
	if h == (Hours{}) {
		o.add(int64(starts), int64(ends))
		return o
	}
	weekday := int64(clock.Weekday())
	for _, s := range calendar.Stretches(clock, starts, ends) {
		for n := s.Day(clock, s.Starts); s.Midnight(clock, n) < s.Ends; n++ {
			if h.Days[((weekday+n)%7+7)%7] {
				begin := s.Midnight(clock, n)
				from, until := max(begin+h.From, s.Starts), min(begin+h.Until, s.Ends)
				if from < until || starts == ends {
					o.add(int64(from), int64(until))
				}
			}
		}
	}
	return o
}

// Meet reports whether a span holds some of the weekly hours.
func (h Hours) Meet(clock time.Time, starts, ends time.Duration) bool {
	return h.within(clock, starts, ends).total > 0
}

func (o *opening) add(starts, ends int64) {
	if starts <= ends {
		o.spans = append(o.spans, interval{starts, ends})
		o.total += ends - starts
	}
}

// moment maps a time counted within the opening onto simulated time.
func (o opening) moment(at int64) time.Duration {
	for _, s := range o.spans {
		if at < s.ends-s.starts || o.total == 0 {
			return time.Duration(s.starts + at)
		}
		at -= s.ends - s.starts
	}
	return 0
}

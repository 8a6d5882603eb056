package calendar

import "time"

// Hours are the weekly hours in which people write; the zero value is always.
type Hours struct {
	Days  [7]bool       // Sunday first, as in package time
	From  time.Duration // since midnight, as the clock shows it in its own zone
	Until time.Duration
}

// Opening is the part of a span that lies within weekly hours, as intervals of simulated time laid end to end.
type Opening struct {
	Total int64 // nanoseconds
	spans []interval
}

type interval struct{ starts, ends int64 }

// Within cuts a span down to the weekly hours as the clock on the wall shows them; the zero Hours keep all of it. What clocks skip when they
// go forward is no time, and an hour that they show twice is two.
func (h Hours) Within(clock time.Time, starts, ends time.Duration) Opening {
	var o Opening
	if h == (Hours{}) {
		o.add(int64(starts), int64(ends))
		return o
	}
	weekday := int64(clock.Weekday())
	for _, s := range Stretches(clock, starts, ends) {
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
	return h.Within(clock, starts, ends).Total > 0
}

// Empty reports whether there is nothing of it.
func (o Opening) Empty() bool { return len(o.spans) == 0 }

func (o *Opening) add(starts, ends int64) {
	if starts <= ends {
		o.spans = append(o.spans, interval{starts, ends})
		o.Total += ends - starts
	}
}

// Moment maps a time counted within the opening onto simulated time.
func (o Opening) Moment(at int64) time.Duration {
	for _, s := range o.spans {
		if at < s.ends-s.starts || o.Total == 0 {
			return time.Duration(s.starts + at)
		}
		at -= s.ends - s.starts
	}
	return 0
}

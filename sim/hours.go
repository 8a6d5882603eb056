package sim

import "time"

// opening is the part of a span in which people write, as intervals of simulated time laid end to end.
type opening struct {
	spans []interval
	total int64
}

type interval struct{ starts, ends int64 }

const day = 24 * time.Hour

// within cuts a span down to the weekly hours; the zero Hours keep all of it.
func (h Hours) within(clock time.Time, starts, ends time.Duration) opening {
	var o opening
	if h == (Hours{}) {
		o.add(int64(starts), int64(ends))
		return o
	}
	y, m, d := clock.Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, clock.Location()).Sub(clock) // of the first day, in simulated time
	weekday := int(clock.Weekday())
	first := int64(starts-midnight) / int64(day)
	for n := first; midnight+time.Duration(n)*day < ends; n++ {
		if h.Days[(int64(weekday)+n)%7] {
			begin := midnight + time.Duration(n)*day
			o.add(int64(max(begin+h.From, starts)), int64(min(begin+h.Until, ends)))
		}
	}
	return o
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

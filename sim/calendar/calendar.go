// Package calendar relates simulated time to what a clock on the wall shows, across changes of its offset from UTC.
package calendar

import "time"

const day = 24 * time.Hour

// Stretch is a span of simulated time in which a zone keeps its offset from UTC.
type Stretch struct{ Starts, Ends, Offset time.Duration }

// Stretches parts a span of simulated time where the offset of the zone of its time 0 changes.
func Stretches(zero time.Time, starts, ends time.Duration) (all []Stretch) {
	for {
		t := zero.Add(starts)
		s := Stretch{Starts: starts, Ends: ends, Offset: offset(t)}
		for next := t; ; {
			next = bound(next)
			if next.IsZero() || next.Sub(zero) >= ends {
				return append(all, s)
			}
			if offset(next) != s.Offset {
				s.Ends = next.Sub(zero)
				break
			}
		}
		all, starts = append(all, s), s.Ends
	}
}

// bound is the next moment at which the offset may change, zero for none. Beyond the last change of its table Go takes all years to have 365 days, and
// names a moment that is over on the last day of a leap year.
func bound(t time.Time) time.Time {
	_, end := t.ZoneBounds()
	if !end.IsZero() && !end.After(t) {
		return t.Add(time.Hour)
	}
	return end
}

func offset(t time.Time) time.Duration {
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second
}

// Midnight is when a day begins on a clock that has the offset of a stretch, in simulated time; day 0 is that of time 0 as its own clock shows
// it. It may lie outside the stretch.
func (s Stretch) Midnight(zero time.Time, n int64) time.Duration {
	h, m, sec := zero.Clock()
	shown := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(sec)*time.Second + time.Duration(zero.Nanosecond())
	return time.Duration(n)*day - shown - (s.Offset - offset(zero))
}

// Day is the number of the day that the clock shows at a moment of the stretch.
func (s Stretch) Day(zero time.Time, at time.Duration) int64 {
	since := at - s.Midnight(zero, 0)
	n := int64(since / day)
	if since%day < 0 {
		n--
	}
	return n
}

// Moments lists when a clock in a zone shows a date and a time, which are those of a time in UTC: once, or twice when clocks go back, or never
// when they go forward.
func Moments(shown time.Time, zone *time.Location) (all []time.Time) {
	for _, s := range Stretches(shown.Add(-2*day).In(zone), 0, 4*day) {
		t := shown.Add(-s.Offset).In(zone)
		if offset(t) == s.Offset && (len(all) == 0 || t.After(all[len(all)-1])) {
			all = append(all, t)
		}
	}
	return all
}

// Gap is the moment at which a clock in a zone goes forward over a date and a time that it never shows, and what it would have shown.
func Gap(shown time.Time, zone *time.Location) (before, after time.Time) {
	zero := shown.Add(-2 * day).In(zone)
	parts := Stretches(zero, 0, 4*day)
	for i, s := range parts[1:] {
		after = zero.Add(s.Starts)
		before = after.UTC().Add(parts[i].Offset)
		if !shown.Before(before) && shown.Before(after.UTC().Add(s.Offset)) {
			break
		}
	}
	return before, after
}

// Repeated reports whether a clock shows the same date and time at another moment, too.
func Repeated(t time.Time) bool {
	return len(Moments(t.UTC().Add(offset(t)), t.Location())) > 1
}

// mostChanges of the offset are named one by one.
const mostChanges = 2

// Zone names the zone of time 0 for people, with its offset and how that changes before the end.
func Zone(zero time.Time, end time.Duration) string {
	name, utc := zero.Location().String(), "UTC"+zero.Format("-07:00")
	switch name {
	case "UTC", utc:
		return name
	}
	s := name + ", " + utc
	parts := Stretches(zero, 0, max(end, 0))
	for i, p := range parts[1:] {
		if i == mostChanges {
			return s + "; and so on"
		}
		at := zero.Add(p.Starts)
		layout := "Mon 2 Jan 15:04"
		if at.Year() != zero.Year() {
			layout = "Mon 2 Jan 2006 15:04"
		}
		s += "; UTC" + at.Format("-07:00") + " from " + at.UTC().Add(parts[i].Offset).Format(layout)
	}
	return s
}

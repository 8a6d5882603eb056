package english

import (
	"time"

	"mailstorm/sim/calendar"
)

// Clock writes simulated times as the people of the scenario read them.
type Clock struct {
	Zero   time.Time
	end    time.Duration
	days   bool // the run leaves its first day: weekdays are shown
	Coarse bool // to the minute
}

func NewClock(zero time.Time, end time.Duration) Clock {
	y, m, d := zero.Date()
	lastY, lastM, lastD := zero.Add(max(end-1, 0)).Date()
	return Clock{Zero: zero, end: end, days: y != lastY || m != lastM || d != lastD}
}

// Zone names the zone in which the times are, and how its offset from UTC changes within the run.
func (c Clock) Zone() string { return calendar.Zone(c.Zero, c.end) }

// At is "12:00" or "Mon 12:00", with seconds where they are not zero; beyond a week the date is shown. In the hour that comes twice when clocks go
// back, the offset tells which one is meant.
func (c Clock) At(t time.Duration) string {
	when := c.Zero.Add(t)
	if c.Coarse {
		when = when.Round(time.Minute)
	}
	layout := "15:04"
	if when.Second() != 0 {
		layout = "15:04:05"
	}
	switch {
	case t >= 300*24*time.Hour:
		layout = "2 Jan 2006 " + layout
	case t >= 6*24*time.Hour:
		layout = "2 Jan " + layout
	case c.days:
		layout = "Mon " + layout
	}
	if calendar.Repeated(when) {
		layout += " -07:00"
	}
	return when.Format(layout)
}

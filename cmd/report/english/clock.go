package english

import "time"

// Clock writes simulated times as the people of the scenario read them.
type Clock struct {
	Zero   time.Time
	days   bool // the run leaves its first day: weekdays are shown
	Coarse bool // to the minute
}

func NewClock(zero time.Time, end time.Duration) Clock {
	y, m, d := zero.Date()
	midnight := time.Date(y, m, d+1, 0, 0, 0, 0, zero.Location())
	return Clock{Zero: zero, days: zero.Add(end).After(midnight)}
}

// At is "12:00" or "Mon 12:00", with seconds where they are not zero; beyond a week the date is shown.
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
	return when.Format(layout)
}

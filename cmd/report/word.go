package report

import (
	"strconv"
	"strings"
	"time"

	"mailstorm/sim/metrics"
)

// Size writes bytes as people say them, on pictures too.
func Size(n int64) string { return metrics.Size(n) }

// Span writes a duration as people say it, on pictures too.
func Span(d time.Duration) string { return metrics.Span(d) }

// Number writes a whole number with commas between thousands.
func Number(n int64) string { return metrics.Number(n) }

// Whole writes a duration to the second, in all its units: "4 d 9 h 14 min 51 s"; days count from three on, as in Span.
func Whole(d time.Duration) string {
	if d > 0 && d < time.Second {
		return strconv.FormatInt(int64(max(d/time.Millisecond, 1)), 10) + " ms"
	}
	d = d.Round(time.Second)
	var parts []string
	for _, u := range []struct {
		unit, least time.Duration
		name        string
	}{{24 * time.Hour, 72 * time.Hour, "d"}, {time.Hour, time.Hour, "h"}, {time.Minute, time.Minute, "min"}, {time.Second, time.Second, "s"}} {
		if d >= u.least {
			parts = append(parts, strconv.FormatInt(int64(d/u.unit), 10)+" "+u.name)
			d %= u.unit
		}
	}
	if len(parts) == 0 {
		return "0 s"
	}
	return strings.Join(parts, " ")
}

// counted writes a number with its noun: "1 copy", "51 copies".
func counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// listed joins names as people do: "a, b and c"; beyond most it only says how many more there are.
func listed(names []string, most int) string {
	if len(names) > most {
		return strings.Join(names[:most], ", ") + " and " + Number(int64(len(names)-most)) + " more"
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// clock writes simulated times as the people of the scenario read them.
type clock struct {
	zero   time.Time
	days   bool // the run leaves its first day: weekdays are shown
	coarse bool // to the minute
}

func newClock(zero time.Time, end time.Duration) clock {
	y, m, d := zero.Date()
	midnight := time.Date(y, m, d+1, 0, 0, 0, 0, zero.Location())
	return clock{zero: zero, days: zero.Add(end).After(midnight)}
}

// at is "12:00" or "Mon 12:00", with seconds where they are not zero; beyond a week the date is shown.
func (c clock) at(t time.Duration) string {
	when := c.zero.Add(t)
	if c.coarse {
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

package report

import (
	"strconv"
	"strings"
	"time"
)

// Size writes bytes as people say them: "27 MB", "2.592 GB", "459 kB", with at most three decimals and none that are zero.
func Size(n int64) string {
	for _, u := range []struct {
		unit  int64
		digit int
		name  string
	}{{1e12, 9, "TB"}, {1e9, 6, "GB"}, {1e6, 3, "MB"}, {1e3, 0, "kB"}} {
		if n >= u.unit {
			thousandths := (n + u.unit/2000) / (u.unit / 1000)
			return decimal(thousandths) + " " + u.name
		}
	}
	return strconv.FormatInt(n, 10) + " B"
}

// decimal writes thousandths without needless zeros.
func decimal(thousandths int64) string {
	whole, rest := thousandths/1000, thousandths%1000
	if rest == 0 {
		return Number(whole)
	}
	return Number(whole) + "." + strings.TrimRight(strconv.FormatInt(1000+rest, 10)[1:], "0")
}

// Number writes a whole number with commas between thousands.
func Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Span writes a duration as people say it: "15 min", "4 h", "24 h 3 min", "2 d 4 h", "8 s", at most two units.
func Span(d time.Duration) string {
	switch {
	case d == 0:
		return "0 s"
	case d < time.Second:
		return "less than 1 s"
	case d < time.Minute:
		return units(d, time.Second, "s", 0, "")
	case d < time.Hour:
		return units(d, time.Minute, "min", time.Second, "s")
	case d < 72*time.Hour:
		return units(d, time.Hour, "h", time.Minute, "min")
	case d%(24*time.Hour) < time.Hour:
		return units(d, 24*time.Hour, "d", time.Minute, "min")
	default:
		return units(d, 24*time.Hour, "d", time.Hour, "h")
	}
}

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

func units(d, big time.Duration, bigName string, small time.Duration, smallName string) string {
	if small > 0 {
		d = d.Round(small)
	}
	s := Number(int64(d/big)) + " " + bigName
	if rest := d % big; small > 0 && rest >= small {
		s += " " + strconv.Itoa(int(rest/small)) + " " + smallName
	}
	return s
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

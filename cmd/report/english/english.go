// Package english writes numbers, durations, values, lists and commands as people read them.
package english

import (
	"strconv"
	"strings"
	"time"

	"mailstorm/sim/metrics"
)

func Times(n int64) string {
	if n == 1 {
		return "once"
	}
	return Number(n) + " times"
}

// OrListed joins words as a choice: a, b or c.
func OrListed(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " or " + words[n-1]
	}
	return strings.Join(words, "")
}

func Ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return Number(int64(n)) + suffix
}

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

// Counted writes a number with its noun: "1 copy", "51 copies".
func Counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Listed joins names as people do: "a, b and c"; beyond most it only says how many more there are.
func Listed(names []string, most int) string {
	if len(names) > most {
		return strings.Join(names[:most], ", ") + " and " + Number(int64(len(names)-most)) + " more"
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// Capitalised begins with a capital letter.
func Capitalised(s string) string { return strings.ToUpper(s[:min(len(s), 1)]) + s[min(len(s), 1):] }

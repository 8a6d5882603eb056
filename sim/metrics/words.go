package metrics

import (
	"strconv"
	"strings"
	"time"
)

const (
	minute = time.Minute
	hour   = time.Hour
	day    = 24 * time.Hour
)

// Span writes a duration as people say it, in words that pictures and reports share: "15 min", "4 h", "24 h 3 min", "2 d 4 h". It has at most two
// units and is rounded to the nearest of the smaller one: seconds below an hour, minutes below three days, hours beyond, where an hour would
// hide them minutes. Only what takes less than a second is not rounded.
func Span(d time.Duration) string {
	switch {
	case d == 0:
		return "0 s"
	case d < time.Second:
		return "less than 1 s"
	case d.Round(time.Second) < minute:
		return two(d.Round(time.Second), time.Second, "s", time.Second, "")
	case d.Round(time.Second) < hour:
		return two(d.Round(time.Second), minute, "min", time.Second, "s")
	case d.Round(minute) < 3*day:
		return two(d.Round(minute), hour, "h", minute, "min")
	case d.Round(minute)%day < hour:
		return two(d.Round(minute), day, "d", minute, "min")
	}
	return two(d.Round(hour), day, "d", hour, "h")
}

func two(d, large time.Duration, name string, small time.Duration, smallName string) string {
	s := Number(int64(d/large)) + " " + name
	if rest := d % large / small; rest > 0 {
		s += " " + strconv.FormatInt(int64(rest), 10) + " " + smallName
	}
	return s
}

// Size writes bytes as people say them: "27 MB", "2.592 GB", "459 kB". It is rounded to the nearest thousandth of its unit, without needless zeros.
func Size(n int64) string { return prefixed(n, "B") }

// BitRate writes bits per second likewise: "10 Mbit/s".
func BitRate(n int64) string { return prefixed(n, "bit/s") }

// Roughly writes a size of which no more than three digits are known.
func Roughly(n int64) string {
	step := int64(1)
	for n/step >= 1000 {
		step *= 10
	}
	return Size(nearest(n, step) * step)
}

// nearest is how many steps there are, rounded.
func nearest(n, step int64) int64 {
	whole := n / step
	if n%step >= step-n%step {
		whole++
	}
	return whole
}

func prefixed(n int64, name string) string {
	for _, u := range []struct {
		size   int64
		prefix string
	}{{1_000_000_000_000, "T"}, {1_000_000_000, "G"}, {1_000_000, "M"}, {1000, "k"}} {
		if n >= u.size-u.size/2_000_000 { // with three decimals of the unit below it would read 1,000
			return decimal(nearest(n, u.size/1000)) + " " + u.prefix + name
		}
	}
	return strconv.FormatInt(n, 10) + " " + name
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

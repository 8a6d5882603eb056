package scenarios

import (
	"fmt"
	"math/big"
	"strings"
	"time"
)

// Quantities are decimal and exact: a number is a fraction of big integers until its unit has made it whole.

type unit struct {
	name string
	size int64
}

const day = 24 * time.Hour

var durationUnits = []unit{
	{"d", int64(day)}, {"h", int64(time.Hour)}, {"min", int64(time.Minute)}, {"m", int64(time.Minute)},
	{"s", int64(time.Second)}, {"ms", int64(time.Millisecond)}, {"us", int64(time.Microsecond)}, {"ns", 1},
}

var sizeUnits = []unit{
	{"B", 1}, {"kB", 1e3}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12},
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40},
}

const (
	longestTime = 3650 * day
	longest     = 80                 // characters of a quantity, lest somebody sends a novel to math/big
	largest     = 1000 * int64(1e12) // bytes
)

// ParseDuration reads "15m", "1d12h", "1.5h", and what PowerShell shows: "1.00:00:00", "06:00:00".
func ParseDuration(s string) (time.Duration, error) {
	n, err := duration(strings.TrimSpace(s))
	if err != nil {
		return 0, err
	}
	if n.Cmp(whole(int64(longestTime))) > 0 {
		return 0, fmt.Errorf("%s is longer than 3650d, ten years", quoted(s))
	}
	if !n.IsInt() {
		return 0, fmt.Errorf("%s is finer than a nanosecond", quoted(s))
	}
	return time.Duration(n.Num().Int64()), nil
}

func duration(s string) (*big.Rat, error) {
	if err := plausible(s, "duration", durationHint); err != nil {
		return nil, err
	}
	if strings.Contains(s, ":") {
		return timeSpan(s)
	}
	sum, last := new(big.Rat), int64(0)
	for rest := s; rest != ""; {
		number, name, after := head(rest)
		n, err := decimal(number)
		if err != nil {
			return nil, fmt.Errorf("%s is no duration; %s", quoted(s), durationHint)
		}
		if name == "" {
			return nil, fmt.Errorf("%s has no unit; %s", quoted(s), durationHint)
		}
		size := unitSize(durationUnits, name)
		if size == 0 {
			return nil, fmt.Errorf("%s has the unknown unit %s; %s%s", quoted(s), quoted(name), durationHint, fold(name, durationUnits))
		}
		if last != 0 && size >= last {
			return nil, fmt.Errorf("%s does not go from large units to small ones, each once, as in \"1d12h30m\"", quoted(s))
		}
		last = size
		sum.Add(sum, n.Mul(n, whole(size)))
		rest = strings.TrimLeft(after, " ")
	}
	return sum, nil
}

const (
	durationHint = "write a number with a unit, as in \"15m\" or \"1d12h\" (units: d, h, m, s, ms, us, ns), or d.hh:mm:ss"
	sizeHint     = "write a number with a unit, as in \"27MB\" (units: B, kB, MB, GB, TB of 1000, KiB, MiB, GiB, TiB of 1024)"
)

// timeSpan reads the .NET form [d.]hh:mm:ss[.fff].
func timeSpan(s string) (*big.Rat, error) {
	days, clock := "0", s
	if d, rest, ok := strings.Cut(s, "."); ok && strings.Contains(rest, ":") {
		days, clock = d, rest
	}
	parts := strings.Split(clock, ":")
	if len(parts) != 3 || len(parts[0]) != 2 || len(parts[1]) != 2 || len(parts[2]) < 2 {
		return nil, fmt.Errorf("%s is no duration; %s", quoted(s), durationHint)
	}
	sum := new(big.Rat)
	for i, size := range []time.Duration{day, time.Hour, time.Minute, time.Second} {
		n, err := decimal(append([]string{days}, parts...)[i])
		if err != nil || i < 3 && !n.IsInt() || i > 1 && n.Cmp(whole(60)) >= 0 {
			return nil, fmt.Errorf("%s is no duration; %s", quoted(s), durationHint)
		}
		if i == 1 && n.Cmp(whole(24)) >= 0 {
			return nil, tooManyHours(s, days, n.Num().Int64(), parts)
		}
		sum.Add(sum, n.Mul(n, whole(int64(size))))
	}
	return sum, nil
}

func tooManyHours(s, days string, hours int64, parts []string) error {
	if strings.Contains(s, ".") && days != "0" {
		return fmt.Errorf("%s has more than 23 hours beside its days", quoted(s))
	}
	return fmt.Errorf("%s is %d days to .NET and so to Exchange, not %d hours; write \"%d.%02d:%s:%s\" or \"%dh\" for %d hours",
		quoted(s), hours, hours, hours/24, hours%24, parts[1], parts[2], hours, hours)
}

// ParseSize reads "41MB" (41,000,000 bytes), "41MiB", "12B", "1.5GB".
func ParseSize(s string) (int64, error) {
	n, err := size(strings.TrimSpace(s))
	if err != nil {
		return 0, err
	}
	if !n.IsInt() {
		return 0, fmt.Errorf("%s is no whole number of bytes", quoted(s))
	}
	return n.Num().Int64(), nil
}

func size(s string) (*big.Rat, error) {
	if err := plausible(s, "size", sizeHint); err != nil {
		return nil, err
	}
	number, name, rest := head(s)
	n, err := decimal(number)
	if err != nil || rest != "" {
		return nil, fmt.Errorf("%s is no size; %s", quoted(s), sizeHint)
	}
	if name == "" {
		return nil, fmt.Errorf("%s has no unit; %s", quoted(s), sizeHint)
	}
	bytes := unitSize(sizeUnits, name)
	if bytes == 0 {
		return nil, fmt.Errorf("%s has the unknown unit %s; %s%s", quoted(s), quoted(name), sizeHint, fold(name, sizeUnits))
	}
	if n.Mul(n, whole(bytes)).Cmp(whole(largest)) > 0 {
		return nil, fmt.Errorf("%s is larger than 1000TB", quoted(s))
	}
	return n, nil
}

// plausible refuses what is no number at all in words of its own.
func plausible(s, what, hint string) error {
	switch {
	case s == "":
		return fmt.Errorf("the %s is empty; %s", what, hint)
	case s[0] == '-':
		return fmt.Errorf("%s is negative; a %s cannot be", quoted(s), what)
	case len(s) > longest || s[0] < '0' || s[0] > '9':
		return fmt.Errorf("%s is no %s; %s", quoted(s), what, hint)
	}
	return nil
}

// head splits off a number, spaces, and a unit.
func head(s string) (number, unit, rest string) {
	n := len(s) - len(strings.TrimLeft(s, "0123456789."))
	number, s = s[:n], strings.TrimLeft(s[n:], " ")
	u := strings.IndexAny(s, "0123456789. ")
	if u < 0 {
		u = len(s)
	}
	return number, s[:u], s[u:]
}

// decimal reads digits with at most one point between them.
func decimal(s string) (*big.Rat, error) {
	digits := strings.Replace(s, ".", "", 1)
	if digits == "" || strings.Trim(digits, "0123456789") != "" || s[0] == '.' || s[len(s)-1] == '.' || len(s) > longest {
		return nil, fmt.Errorf("%s is no number", quoted(s))
	}
	n, _ := new(big.Rat).SetString(s)
	return n, nil
}

func whole(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }

// unitSize is the size of a unit, 0 for none.
func unitSize(units []unit, name string) int64 {
	for _, u := range units {
		if u.name == name {
			return u.size
		}
	}
	return 0
}

// fold suggests the unit that differs only by upper and lower case, or that the word begins with: h for hours.
func fold(name string, units []unit) string {
	for _, u := range units {
		if strings.EqualFold(u.name, name) {
			return fmt.Sprintf("; did you mean %q?", u.name)
		}
	}
	for _, u := range units {
		if len(u.name) == 1 && strings.HasPrefix(strings.ToLower(name), u.name) {
			return fmt.Sprintf("; did you mean %q?", u.name)
		}
	}
	return ""
}

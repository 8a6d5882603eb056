package scenarios

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"time"
)

// Quantities are decimal and exact: a number is a fraction of big integers until its unit has made it whole.

type unit struct {
	name string
	size int64
}

const day = 24 * time.Hour

var sizeUnits = []unit{
	{"B", 1}, {"kB", 1e3}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12},
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40},
}

const (
	longestTime = 3650 * day
	longest     = 80                 // characters of a quantity, lest somebody sends a novel to math/big
	largest     = 1000 * int64(1e12) // bytes
)

const (
	durationHint = "write a number with a unit, as in \"15m\" or \"1d12h\" (units: d, h, m, s, ms, us, ns), or d.hh:mm:ss"
	unknownUnit  = "%s has the unknown unit %s; %s%s"

	sizeHint = "write a number with a unit, as in \"27MB\"" +
		" (units: B, kB, MB, GB, TB of 1000, KiB, MiB, GiB, TiB of 1024)"
)

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
	if err := measured(s, "size", sizeHint); err != nil {
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
		return nil, fmt.Errorf(unknownUnit, quoted(s), quoted(name), sizeHint, fold(name, sizeUnits))
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
	case decimalComma.MatchString(s):
		return fmt.Errorf("%s has a comma; write a decimal point, as in \"1.5\", and nothing between thousands", quoted(s))
	}
	return nil
}

var decimalComma = regexp.MustCompile(`[0-9],[0-9]`)

// twofold finds a number that is another one where a dot or a comma stands between thousands: 40.000, and not 0.125.
var twofold = regexp.MustCompile(`^([1-9][0-9]{0,2})[.,]([0-9]{3})([^0-9.,].*)?$`)

// single refuses a number that can be two, of rates and counts.
func single(s string) error {
	m := twofold.FindStringSubmatch(s)
	if m == nil {
		return nil
	}
	short := strings.TrimSuffix(strings.TrimRight(m[1]+"."+m[2], "0"), ".")
	return fmt.Errorf("%s can be %s or %s: write \"%s\" or \"%s\"", quoted(s), short, m[1]+m[2], short+m[3], m[1]+m[2]+m[3])
}

// measured reads no such number of what has decimals by nature: with three of them only a last zero speaks of thousands, or a comma.
func measured(s, what, hint string) error {
	if m := twofold.FindStringSubmatch(s); m != nil && (m[2][2] == '0' || s[len(m[1])] == ',') {
		return single(s)
	}
	return plausible(s, what, hint)
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

// Package quantity reads and writes durations, sizes, bandwidths, rates, shares and weekly hours, exactly.
package quantity

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"time"

	"mailstorm/scenarios/parse"
)

// Quantities are decimal and exact: a number is a fraction of big integers until its unit has made it whole.

type Unit struct {
	Name string
	Size int64
}

const Day = 24 * time.Hour

var SizeUnits = []Unit{
	{"B", 1}, {"kB", 1e3}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12},
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40},
}

const (
	LongestTime   = 3650 * Day
	longestNumber = 80                 // characters of a quantity, lest somebody sends a novel to math/big
	Largest       = 1000 * int64(1e12) // bytes
)

const (
	DurationHint = "write a number with a unit, as in \"15m\" or \"1d12h\" (units: d, h, m or min, s, ms, us, ns), or d.hh:mm:ss"
	unknownUnit  = "%s has the unknown unit %s; %s%s"

	sizeHint = "write a number with a unit, as in \"27MB\"" +
		" (units: B, kB, MB, GB, TB of 1000, KiB, MiB, GiB, TiB of 1024)"
)

// ParseSize reads "41MB" (41,000,000 bytes), "41MiB", "12B", "1.5GB".
func ParseSize(s string) (int64, error) {
	n, err := ExactSize(strings.TrimSpace(s))
	if err != nil {
		return 0, err
	}
	if !n.IsInt() {
		return 0, fmt.Errorf("%s is not a whole number of bytes", parse.Quoted(s))
	}
	return n.Num().Int64(), nil
}

func ExactSize(s string) (*big.Rat, error) {
	if bytes, ok, err := pasted(s); ok {
		return bytes, err
	}
	s = ungrouped(s, groupedNumber)
	if err := measured(s, "size", sizeHint); err != nil {
		return nil, err
	}
	number, name, rest := SplitUnit(s)
	n, err := Decimal(number)
	if err != nil || rest != "" {
		return nil, fmt.Errorf("%s is not a valid size; %s", parse.Quoted(s), sizeHint)
	}
	if name == "" {
		return nil, fmt.Errorf("%s has no unit; %s", parse.Quoted(s), sizeHint)
	}
	bytes := SizeSpellings.size(name)
	if bytes == 0 {
		if err := twoMeanings(s, number, name, twoSizes); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf(unknownUnit, parse.Quoted(s), parse.Quoted(name), sizeHint, SuggestUnit(name, SizeUnits))
	}
	if n.Mul(n, Whole(bytes)).Cmp(Whole(Largest)) > 0 {
		return nil, fmt.Errorf("%s is larger than 1000TB", parse.Quoted(s))
	}
	return n, nil
}

// CheckNumber refuses what is no number at all in words of its own.
func CheckNumber(s, what, hint string) error {
	switch {
	case s == "":
		return fmt.Errorf("the %s is empty; %s", what, hint)
	case unlimited().MatchString(s):
		return fmt.Errorf("%s is not a valid %s; leave the key out where there is no limit", parse.Quoted(s), what)
	case s[0] == '-':
		return fmt.Errorf("%s is negative; a %s cannot be negative", parse.Quoted(s), what)
	case len(s) > longestNumber || s[0] < '0' || s[0] > '9':
		return fmt.Errorf("%s is not a valid %s; %s", parse.Quoted(s), what, hint)
	case decimalComma.MatchString(s) && strings.Count(s, ",") > 1:
		return fmt.Errorf("%s is not a valid %s; %s", parse.Quoted(s), what, hint)
	case decimalComma.MatchString(s):
		return fmt.Errorf("%s has a comma; for a decimal point, write \"%s\"", parse.Quoted(s), strings.Replace(s, ",", ".", 1))
	}
	return nil
}

var decimalComma = regexp.MustCompile(`[0-9],[0-9]`)

// ambiguousNumber finds a number that is another one where a dot or a comma stands between thousands: 40.000, and not 0.125.
var ambiguousNumber = regexp.MustCompile(`^([1-9][0-9]{0,2})[.,]([0-9]{3})([^0-9.,].*)?$`)

// Unambiguous refuses a number that can be two, of rates and counts.
func Unambiguous(s string) error {
	m := ambiguousNumber.FindStringSubmatch(s)
	if m == nil {
		return nil
	}
	short := strings.TrimSuffix(strings.TrimRight(m[1]+"."+m[2], "0"), ".")
	return fmt.Errorf("%s could mean %s or %s: write \"%s\" or \"%s\"", parse.Quoted(s), short, m[1]+m[2], short+m[3], m[1]+m[2]+m[3])
}

// measured reads no such number of what has decimals by nature: with three of them only a last zero speaks of thousands, or a comma.
func measured(s, what, hint string) error {
	if m := ambiguousNumber.FindStringSubmatch(s); m != nil && (m[2][2] == '0' || s[len(m[1])] == ',') {
		return Unambiguous(s)
	}
	return CheckNumber(s, what, hint)
}

// SplitUnit splits off a number, spaces, and a unit.
func SplitUnit(s string) (number, unit, rest string) {
	n := len(s) - len(strings.TrimLeft(s, "0123456789."))
	number, s = s[:n], strings.TrimLeft(s[n:], " ")
	u := strings.IndexAny(s, "0123456789. ")
	if u < 0 {
		u = len(s)
	}
	return number, s[:u], s[u:]
}

// Decimal reads digits with at most one point between them.
func Decimal(s string) (*big.Rat, error) {
	digits := strings.Replace(s, ".", "", 1)
	if digits == "" || strings.Trim(digits, "0123456789") != "" || s[0] == '.' || s[len(s)-1] == '.' || len(s) > longestNumber {
		return nil, fmt.Errorf("%s is not a number", parse.Quoted(s))
	}
	n, _ := new(big.Rat).SetString(s)
	return n, nil
}

func Whole(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }

// UnitSize is the size of a unit, 0 for none.
func UnitSize(units []Unit, name string) int64 {
	for _, u := range units {
		if u.Name == name {
			return u.Size
		}
	}
	return 0
}

// SuggestUnit suggests the unit that differs only by upper and lower case, or that the word begins with: h for hours.
func SuggestUnit(name string, units []Unit) string {
	for _, u := range units {
		if strings.EqualFold(u.Name, name) {
			return fmt.Sprintf("; did you mean %q?", u.Name)
		}
	}
	for _, u := range units {
		if len(u.Name) == 1 && strings.HasPrefix(strings.ToLower(name), u.Name) {
			return fmt.Sprintf("; did you mean %q?", u.Name)
		}
	}
	return ""
}

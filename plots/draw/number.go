package draw

import (
	"math/bits"
	"strconv"
	"strings"

	"mailstorm/sim/metrics"
)

// Proportion is v * onto / of, rounded down, for numbers that are not negative and however large; v is not beyond of.
func Proportion(v, of, onto int64) int64 {
	if of <= 0 || v <= 0 {
		return 0
	}
	high, low := bits.Mul64(uint64(min(v, of)), uint64(onto))
	n, _ := bits.Div64(high, low, uint64(of))
	return int64(n)
}

// RoundStep gives the smallest of 1, 2, 5, 10, 20, ... that needs at most a number of steps up to top.
func RoundStep(top int64, most int64) int64 {
	for unit := int64(1); ; unit *= 10 {
		for _, digit := range [3]int64{1, 2, 5} {
			if step := digit * unit; top/step <= most || unit > 1e17 {
				return step
			}
		}
	}
}

// Unit is a unit with its size.
type Unit struct {
	Name string
	Size int64
}

// The units of sizes and rates, the largest first.
var (
	ByteUnits = []Unit{{"TB", 1e12}, {"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"B", 1}}
	RateUnits = []Unit{{"Tbit/s", 1e12}, {"Gbit/s", 1e9}, {"Mbit/s", 1e6}, {"kbit/s", 1e3}, {"bit/s", 1}}
)

// UnitFor is the largest unit of which there is at least one.
func UnitFor(n int64, units []Unit) Unit {
	for _, u := range units {
		if n >= u.Size {
			return u
		}
	}
	return units[len(units)-1]
}

// Decimal writes n in units of size, with no more than three digits after the point and none that say nothing.
func Decimal(n, size int64) string {
	whole, rest := n/size, n%size
	s := metrics.Number(whole)
	if thousandths := Proportion(rest, size, 1000); thousandths > 0 {
		s += strings.TrimRight("."+strconv.FormatInt(1000+thousandths, 10)[1:], "0")
	}
	return s
}

// Count writes a number with its noun: "1 attempt", "2,000 attempts".
func Count(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return metrics.Number(n) + " " + many
}

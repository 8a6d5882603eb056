// Package encode writes what programs read: exact numbers, JSON whose keys keep their order, CSV that stays text in a spreadsheet.
package encode

import (
	"math/bits"
	"strconv"
	"strings"
	"time"

	"mailstorm/sim/metrics"
)

// Unit is the unit of a number that Exact writes.
func Unit(u metrics.Unit) string {
	if u == metrics.Duration {
		return "s"
	}
	return string(u)
}

// Exact writes a value for programs: durations in seconds, at most three decimals (ratios four), rounded half up; what does
// not exist in this run is "".
func Exact(v metrics.Value, unit metrics.Unit) string {
	switch {
	case !v.Known || v.Den <= 0:
		return ""
	case unit == metrics.Duration:
		return quotient(v.Num, v.Den*int64(time.Second), 3)
	case unit == metrics.Ratio:
		return quotient(v.Num, v.Den, 4)
	default:
		return quotient(v.Num, v.Den, 3)
	}
}

// Seconds writes a simulated time.
func Seconds(t time.Duration) string { return quotient(int64(t), int64(time.Second), 3) }

var powers = [...]uint64{1, 10, 100, 1000, 10000}

// quotient is num divided by den with so many decimals at most and none that is a zero at the end.
func quotient(num, den int64, places int) string {
	n, sign := uint64(num), ""
	if num < 0 {
		n, sign = -n, "-"
	}
	d, scale := uint64(den), powers[places]
	hi, lo := bits.Mul64(n%d, scale)
	rest, over := bits.Div64(hi, lo, d)
	if over >= d-over {
		rest++
	}
	whole := n/d + rest/scale
	rest %= scale
	if whole == 0 && rest == 0 {
		return "0"
	}
	text := sign + strconv.FormatUint(whole, 10)
	if rest > 0 {
		text += "." + strings.TrimRight(strconv.FormatUint(scale+rest, 10)[1:], "0")
	}
	return text
}

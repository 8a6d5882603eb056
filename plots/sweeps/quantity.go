package sweeps

import (
	"math/bits"
	"strconv"
	"strings"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/sim/metrics"
)

// Quantity is a value of a scenario as its user wrote it, read for an axis.
type Quantity struct {
	N    int64  // nanoseconds of a duration, millionths of any other number
	Unit string // what follows the number; "time" of a duration
}

// TimeUnit is the unit of durations, however they were written.
const TimeUnit = "time"

var timeUnits = []struct {
	name string
	size int64
}{
	{"ms", int64(time.Millisecond)}, {"us", int64(time.Microsecond)}, {"ns", 1}, {"min", int64(time.Minute)},
	{"d", int64(draw.Day)}, {"h", int64(time.Hour)}, {"m", int64(time.Minute)}, {"s", int64(time.Second)},
}

// ParseQuantity reads "12h", "1d12h", "1.00:00:00", "27MB", "30%", "0.3"; a word is no quantity.
func ParseQuantity(written string) (q Quantity, ok bool) {
	written = strings.TrimSpace(written)
	if n, ok := parseSpan(written); ok {
		return Quantity{n, TimeUnit}, true
	}
	if n, ok := parseClock(written); ok {
		return Quantity{n, TimeUnit}, true
	}
	digits := strings.TrimLeft(written, "0123456789.")
	n, ok := parseDecimal(written[:len(written)-len(digits)], 1e6)
	return Quantity{n, strings.TrimSpace(digits)}, ok && !strings.ContainsAny(digits, "0123456789:")
}

// parseSpan reads numbers with units of time, one after the other.
func parseSpan(written string) (sum int64, ok bool) {
	for rest := written; rest != ""; {
		after := strings.TrimLeft(rest, "0123456789.")
		number := rest[:len(rest)-len(after)]
		next := strings.TrimLeft(after, "abcdefghijklmnopqrstuvwxyz")
		size := int64(0)
		for _, u := range timeUnits {
			if u.name == after[:len(after)-len(next)] {
				size = u.size
			}
		}
		n, ok := parseDecimal(number, size)
		if !ok || n > 1<<62-sum {
			return 0, false
		}
		sum += n
		rest = strings.TrimLeft(next, " ")
	}
	return sum, written != ""
}

// parseClock reads what PowerShell shows: [d.]hh:mm:ss.
func parseClock(written string) (sum int64, ok bool) {
	days, clock, both := strings.Cut(written, ".")
	if !both || !strings.Contains(clock, ":") {
		days, clock = "0", written
	}
	parts := strings.Split(clock, ":")
	if len(parts) != 3 {
		return 0, false
	}
	for i, size := range []time.Duration{draw.Day, time.Hour, time.Minute, time.Second} {
		n, ok := parseDecimal(append([]string{days}, parts...)[i], int64(size))
		if !ok || n > 1<<62-sum {
			return 0, false
		}
		sum += n
	}
	return sum, true
}

// parseDecimal is a decimal number of units of a size, rounded down.
func parseDecimal(number string, size int64) (n int64, ok bool) {
	whole, rest, _ := strings.Cut(number, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || size <= 0 || n > (1<<62)/size {
		return 0, false
	}
	n *= size
	if rest == "" {
		return n, !strings.HasSuffix(number, ".")
	}
	rest = rest[:min(len(rest), 15)]
	part, err := strconv.ParseUint(rest, 10, 63)
	if err != nil {
		return 0, false
	}
	high, low := bits.Mul64(part, uint64(size))
	tens := uint64(1)
	for range rest {
		tens *= 10
	}
	fraction, _ := bits.Div64(high, low, tens)
	return n + int64(fraction), true
}

// formatValue writes a value as people say it: "12 h" for "12h". What is no quantity stays as it is written.
func formatValue(written string) string {
	q, ok := ParseQuantity(written)
	switch {
	case !ok:
		return written
	case q.Unit == TimeUnit && q.N == 0:
		return "0 h"
	case q.Unit == TimeUnit && q.N >= int64(time.Second):
		return metrics.Span(time.Duration(q.N))
	case q.Unit == TimeUnit:
		return written
	}
	number := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(written), q.Unit))
	if q.Unit == "" || q.Unit[0] == '/' {
		return number + q.Unit
	}
	return number + " " + q.Unit
}

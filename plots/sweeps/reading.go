package sweeps

import (
	"math"
	"strconv"
	"strings"
	"time"

	"mailstorm/sim/experiment/analysis"
	"mailstorm/sim/metrics"
)

// Reading is an estimate in whole steps: billionths of a share, nanoseconds, thousandths of a count.
type Reading struct {
	Value, Low, High int64
	Known, Bounded   bool // bounded: low and high are an interval
}

// Format says how many steps there are in one of an estimate's units, and how people write them.
type Format struct {
	steps float64
	size  int64 // of a step, as counted in a reading
	write func(n, finest int64) string
}

var (
	ShareFormat = Format{1e9, 1, Percent}
	TimeFormat  = Format{60, int64(time.Second), FormatSpan} // estimates are minutes
	CountFormat = Format{1e3, 1, thousandths}
	BytesFormat = Format{1, 1, func(n, finest int64) string { return signed(rounded(n, finest), metrics.Size) }}
)

// MaxSteps is the largest number of steps.
const MaxSteps = 4e18

// Round is the one door through which floats come into the pictures: the nearest whole number of steps. The border between
// two numbers lies beside the middle, where no short decimal falls, so that a last bit that differs between processors
// draws no other picture.
func Round(v, steps float64) int64 {
	const beside = 1.0 / 1024
	x := float64(v * steps)
	switch {
	case math.IsNaN(x):
		return 0
	case x >= MaxSteps:
		return MaxSteps
	case x <= -MaxSteps:
		return -MaxSteps
	}
	return int64(math.Floor(x + (0.5 + beside)))
}

// Read reads an estimate. Where there is no interval, its ends are the value.
func (g Format) Read(e analysis.Estimate) Reading {
	if !e.Known || math.IsNaN(e.Value) || math.IsInf(e.Value, 0) {
		return Reading{}
	}
	r := Reading{Value: g.Whole(e.Value), Known: true}
	r.Low, r.High = r.Value, r.Value
	if r.Bounded = e.Bounded && !math.IsNaN(e.Low) && !math.IsNaN(e.High); r.Bounded {
		r.Low, r.High = min(g.Whole(e.Low), r.Value), max(g.Whole(e.High), r.Value)
	}
	return r
}

// Whole is a number of units as whole steps.
func (g Format) Whole(v float64) int64 {
	most := int64(MaxSteps) / g.size
	return min(max(Round(v, g.steps), -most), most) * g.size
}

// finest is the largest power of ten within a third of half the interval: more digits would say nothing.
func (r Reading) finest() int64 {
	half := r.High/2 - r.Low/2
	step := int64(1)
	for half/30 >= step {
		step *= 10
	}
	if half == 0 {
		step = Digits(r.Value, 3)
	}
	return step
}

// Digits is the power of ten that leaves a number of digits.
func Digits(n int64, many int) int64 {
	most, step := int64(1), int64(1)
	for range many {
		most *= 10
	}
	for n = max(n, -n); n/step >= most; {
		step *= 10
	}
	return step
}

// rounded is the nearest multiple of a step.
func rounded(n, step int64) int64 {
	if n < 0 {
		return -rounded(-n, step)
	}
	return (n + step/2) / step * step
}

// signed puts a minus, not a hyphen, before what is negative.
func signed(n int64, write func(int64) string) string {
	if n < 0 {
		return "−" + write(-n)
	}
	return write(n)
}

// Percent writes billionths of a share: "0.43 %". No digit is finer than finest.
func Percent(n, finest int64) string {
	if n == 0 {
		return "0 %"
	}
	return signed(rounded(n, finest), func(n int64) string { return places(n, 1e7, finest) + " %" })
}

// places writes n in units of size, a power of ten, with just the digits down to the finest.
func places(n, size, finest int64) string {
	s := metrics.Number(n / size)
	if finest >= size {
		return s
	}
	rest := strconv.FormatInt(size+n%size, 10)[1:]
	for f := finest; f > 1; f /= 10 {
		rest = rest[:len(rest)-1]
	}
	return s + "." + rest
}

func thousandths(n, finest int64) string {
	return signed(rounded(n, finest), func(n int64) string { return places(n, 1e3, finest) })
}

// FormatSpan writes nanoseconds, to the minute from an hour on.
func FormatSpan(n, _ int64) string {
	if n == 0 {
		return "0 min"
	}
	return signed(n, func(n int64) string { return metrics.Span(time.Duration(n)) })
}

// Brief writes a number alone, with two digits that say something.
func (g Format) Brief(n int64) string { return g.Trim(n, 2) }

// Trim writes a number with a number of digits, and without zeros at the end of its fraction.
func (g Format) Trim(n int64, many int) string {
	text := g.write(n, Digits(n, many))
	number, name, _ := strings.Cut(text, " ")
	if strings.Contains(number, ".") {
		number = strings.TrimRight(strings.TrimRight(number, "0"), ".")
	}
	return strings.TrimSpace(number + " " + name)
}

// Full writes the value with as many digits as its interval leaves.
func (g Format) Full(r Reading) string {
	if r.Low == r.High {
		return g.Trim(r.Value, 3)
	}
	return g.write(r.Value, r.finest())
}

// FullBeside writes a value with as many digits as tell it from its limits.
func (g Format) FullBeside(r Reading, limits []int64) string {
	step := r.finest()
	for _, limit := range limits {
		for step > 1 && r.Value != limit && rounded(r.Value, step) == rounded(limit, step) {
			step /= 10
		}
	}
	if r.Low == r.High || step == r.finest() {
		return g.Full(r)
	}
	return g.write(r.Value, step)
}

// Interval writes the ends of the interval, if they can be told apart.
func (g Format) Interval(r Reading) string {
	low, high := g.write(r.Low, r.finest()), g.write(r.High, r.finest())
	switch {
	case low == high && g.size == TimeFormat.size:
		return "the same to the minute"
	case low == high:
		return "the same in all digits"
	}
	return low + " to " + high
}

// Minutes is a quantile over messages.
func Minutes(n uint32) int64 { return int64(min(n, 75_000_000)) * int64(time.Minute) }

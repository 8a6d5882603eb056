package sweep

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
	"mailstorm/sim/metrics"
)

// noValue is what a table shows in place of a value that does not exist.
const noValue = "-"

// row is the row of the catalogue, for measures of a time as well.
func row(m experiment.Measure) experiment.Definition {
	return experiment.Subject{Measure: m}.Definition()
}

// amount writes a value of a measure as people say it, shares in percent without the sign.
func amount(v float64, m experiment.Measure) string {
	sheet := row(m)
	switch {
	case sheet.Share:
		return brief(100 * v)
	case sheet.Unit == metrics.Duration:
		return signed(v, func(v float64) string { return minutes(v) })
	case sheet.Unit == metrics.Bytes:
		return signed(v, func(v float64) string { return metrics.Roughly(int64(math.Round(v))) })
	default:
		return brief(v)
	}
}

func signed(v float64, write func(float64) string) string {
	if v < 0 {
		return "-" + write(-v)
	}
	return write(v)
}

// minutes writes a time that is counted in them.
func minutes(v float64) string { return english.Span(time.Duration(math.Round(v)) * time.Minute) }

// brief writes a number with as many digits as people compare: three, and never more than four decimals.
func brief(v float64) string {
	places := 0
	switch a := math.Abs(v); {
	case a < 0.00005:
		return "0"
	case a < 0.1:
		places = 4
	case a < 1:
		places = 3
	case a < 10:
		places = 2
	case a < 100:
		places = 1
	default:
		return english.Number(int64(math.Round(v)))
	}
	text := strconv.FormatFloat(v, 'f', places, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// between writes an estimate with its interval, all in one unit.
func between(e analysis.Estimate, m experiment.Measure) string { return interval(e, m, brief) }

// change writes a difference with its interval, and a plus where it is one.
func change(e analysis.Estimate, m experiment.Measure) string {
	return interval(e, m, risen)
}

// risen writes a difference of numbers with its sign.
func risen(v float64) string {
	if text := brief(v); v > 0 && text != "0" {
		return "+" + text
	}
	return brief(v)
}

func interval(e analysis.Estimate, m experiment.Measure, write func(float64) string) string {
	return intervalBeside(e, 0, m, write)
}

// intervalBeside takes the unit of a larger number beside it.
func intervalBeside(e analysis.Estimate, beside float64, m experiment.Measure, write func(float64) string) string {
	if !e.Known {
		return noValue
	}
	size, unit := 0.01, ""
	if !row(m).Share {
		size, unit = unitFor(m, max(beside, math.Abs(e.Value), math.Abs(e.Low), math.Abs(e.High)))
	}
	text := ranging(e, func(v float64) string { return write(v / size) })
	if text == "0" {
		return text
	}
	return text + unit
}

// ranging writes an estimate with its interval, if that says more.
func ranging(e analysis.Estimate, write func(float64) string) string {
	if !e.Known {
		return noValue
	}
	text := write(e.Value)
	if low, high := write(e.Low), write(e.High); e.Bounded && low != high {
		text += " (" + low + " to " + high + ")"
	}
	return text
}

// hoursMinutes writes a number of minutes as a table has room for it: 12:09.
func hoursMinutes(v float64) string {
	n := int64(math.Round(v))
	return fmt.Sprintf("%d:%02d", n/60, n%60)
}

// gained writes a difference of so many minutes, with its sign.
func gained(v float64) string {
	switch n := math.Round(v); {
	case n == 0:
		return "0"
	case n < 0:
		return "-" + hoursMinutes(-n)
	default:
		return "+" + hoursMinutes(n)
	}
}

// unitFor is the unit in which people say so much of a measure; durations come in minutes.
func unitFor(m experiment.Measure, most float64) (size float64, name string) {
	switch unit := row(m).Unit; {
	case unit == metrics.Duration && most >= 120:
		return 60, " h"
	case unit == metrics.Duration:
		return 1, " min"
	case unit != metrics.Bytes:
		return 1, ""
	case most >= 1e9:
		return 1e9, " GB"
	case most >= 1e6:
		return 1e6, " MB"
	case most >= 1e3:
		return 1e3, " kB"
	default:
		return 1, " B"
	}
}

// programmed writes a number for programs: what lies beyond six digits is rounding of sums, not knowledge.
func programmed(v float64) string {
	if v == 0 {
		return "0"
	}
	return strconv.FormatFloat(v, 'g', 6, 64)
}

// unitOf is the unit of a measure for programs.
func unitOf(m experiment.Measure) string {
	if u := row(m).Unit; u != metrics.Duration {
		return string(u)
	}
	return "s"
}

// forPrograms is a value of a measure in the unit for programs: durations in seconds.
func forPrograms(v float64, m experiment.Measure) string {
	if row(m).Unit == metrics.Duration {
		v *= 60
	}
	return programmed(v)
}

// scaled is a value of an extra metric, or none.
func scaled(v int64, id metrics.ID, known bool) metrics.Value {
	return metrics.Value{Num: v, Den: experiment.Scale(id), Known: known}
}

// mean is the mean of an extra metric over replications, as a value.
func mean(e analysis.Estimate, id metrics.ID, v float64) metrics.Value {
	if metrics.Catalogue[id].Unit == metrics.Count { // the mean of counts is none
		return metrics.Value{Num: int64(math.Round(1000 * v)), Den: 1000, Known: e.Known}
	}
	return scaled(int64(math.Round(v)), id, e.Known)
}

package experiment

import (
	"math"
	"strconv"
	"strings"

	"mailstorm/sim/metrics"
)

// Price is a cost for each unit that people count in, as a decision is written, with the unit of all costs if it has one.
func (d *Decision) Price(w Weight, cost float64) string { return d.price(w, cost, math.Round) }

// PriceRange is a range of costs, rounded so that what is said of it holds at each cost in it.
func (d *Decision) PriceRange(w Weight, from, to float64) string {
	switch {
	case from == 0 && math.IsInf(to, 1):
		return "at any price"
	case from == 0:
		return "up to " + d.price(w, to, math.Floor)
	case math.IsInf(to, 1):
		return "from " + d.price(w, from, math.Ceil)
	default:
		return d.price(w, from, math.Ceil) + " to " + d.price(w, to, math.Floor)
	}
}

func (d *Decision) price(w Weight, cost float64, round func(float64) float64) string {
	times, per := 1.0, ""
	switch s := w.Subject; {
	case strings.HasSuffix(w.Written, "mail"):
		per = "/mail"
	case s.Share():
		times, per = .01, "/%"
	case s.Unit() == metrics.Duration:
		times, per = 60, "/h"
	case s.Unit() == metrics.Bytes:
		times, per = 1e9, "/GB"
	}
	text := threeDigits(times*cost, round)
	if d.Unit != "" {
		text += " " + d.Unit
	}
	return text + per
}

// Money is a cost in words: in the unit of all costs, of a thousand mails where costs add up.
func (d *Decision) Money(cost float64) string {
	factor, unit := d.Per()
	text := threeDigits(factor*cost, math.Round)
	if whole := math.Round(factor * cost); math.Abs(whole) >= 1000 {
		text = metrics.Number(int64(whole))
	}
	return strings.TrimSpace(text + " " + unit)
}

// threeDigits is a number with three digits that matter, and never an exponent.
func threeDigits(v float64, round func(float64) float64) string {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	decimals := 2 - int(math.Floor(math.Log10(math.Abs(v))))
	size := math.Pow(10, float64(decimals))
	s := strconv.FormatFloat(round(v*size)/size, 'f', max(decimals, 0), 64)
	if decimals > 0 {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

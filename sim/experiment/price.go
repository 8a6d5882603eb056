package experiment

import (
	"math"
	"strconv"
	"strings"

	"mailstorm/sim/metrics"
)

// Price is a cost for each unit that people count in, as a decision is written.
func (w Weight) Price(cost float64) string { return w.price(cost, math.Round) }

// PriceRange is a range of costs, rounded so that what is said of it holds at each cost in it.
func (w Weight) PriceRange(from, to float64) string {
	switch {
	case from == 0 && math.IsInf(to, 1):
		return "at any price"
	case from == 0:
		return "up to " + w.price(to, math.Floor)
	case math.IsInf(to, 1):
		return "from " + w.price(from, math.Ceil)
	default:
		return w.price(from, math.Ceil) + " to " + w.price(to, math.Floor)
	}
}

func (w Weight) price(cost float64, round func(float64) float64) string {
	switch s := w.Subject; {
	case strings.HasSuffix(w.Written, "mail"):
		return threeDigits(cost, round) + "/mail"
	case s.Share():
		return threeDigits(cost/100, round) + "/%"
	case s.Unit() == metrics.Duration:
		return threeDigits(60*cost, round) + "/h"
	case s.Unit() == metrics.Bytes:
		return threeDigits(1e9*cost, round) + "/GB"
	default:
		return threeDigits(cost, round)
	}
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

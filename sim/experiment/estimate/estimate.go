// Package estimate turns what replications counted into numbers with confidence intervals: statistics only, which know nothing of storms.
package estimate

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Estimate is a number with its 95 % confidence interval over replications.
type Estimate struct {
	Value, Low, High float64
	Known            bool // false: no replication had such a value, and nothing else holds
	Bounded          bool // false: fewer than two replications had one, so there is no interval; Low and High are Value
}

// Tail is the chance, on either side, that an interval does not hold the truth.
const Tail = 0.025

// ArmFactor is how much longer the arms of an interval are that misses the truth with that chance than those of a 95 % interval.
func ArmFactor(to float64) float64 {
	if to == Tail {
		return 1
	}
	return distuv.UnitNormal.Quantile(1-to) / distuv.UnitNormal.Quantile(1-Tail)
}

// AtTail is a 95 % estimate with the arms that miss the truth with that chance.
func (e Estimate) AtTail(tail float64) Estimate {
	e.Low, e.High = e.Value-ArmFactor(tail)*(e.Value-e.Low), e.Value+ArmFactor(tail)*(e.High-e.Value)
	return e
}

// Clamp keeps an interval where the number can be.
func (e Estimate) Clamp(least, most float64) Estimate {
	e.Low, e.High = max(e.Low, least), min(e.High, most)
	return e
}

// Include makes an interval hold some more values.
func (e Estimate) Include(values ...float64) Estimate {
	for _, v := range values {
		e.Low, e.High = min(e.Low, v), max(e.High, v)
	}
	return e
}

// Precise reports whether half the interval is no wider than that.
func (e Estimate) Precise(halfWidth float64) bool {
	return e.Known && e.Bounded && (e.High-e.Low)/2 <= halfWidth
}

// Unpaired is the difference a - b of two numbers whose replications have nothing in common (Zou and Donner's MOVER: it keeps intervals that
// are longer on one side).
func Unpaired(a, b Estimate) Estimate {
	if !a.Known || !b.Known {
		return Estimate{}
	}
	d := a.Value - b.Value
	return Estimate{Value: d, Low: d - math.Hypot(a.Value-a.Low, b.High-b.Value), High: d + math.Hypot(a.High-a.Value, b.Value-b.Low),
		Known: true, Bounded: a.Bounded && b.Bounded}
}

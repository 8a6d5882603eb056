package analysis

import (
	"math"

	"mailstorm/sim/experiment"
)

// Due reports whether, after so many replications, it is time to ask whether they are Enough: every hundred. Asked at fixed times only, the
// answer is the same for every number of cores.
func Due(runs uint32) bool { return runs > 0 && runs%100 == 0 }

// Enough reports whether the intervals are narrow enough for a precision such as 0.02: whether every choice's paired difference of bounced
// good mail to the current one is known to within that part of the largest of these differences. Where no choice differs, every share of
// every choice has to be known to within that part of itself, and to within that part of all deliveries where nothing ever happened.
func Enough(s *Summary, precision float64) bool {
	largest := 0.0
	for i := range s.Choices {
		largest = max(largest, math.Abs(s.Choices[i].Difference[experiment.BouncedGood].Value))
	}
	for i := range s.Choices {
		o := &s.Choices[i]
		switch {
		case largest > 0 && o.Difference[experiment.BouncedGood].Known && !o.Difference[experiment.BouncedGood].Precise(precision*largest):
			return false
		case largest == 0 && !o.shares(precision):
			return false
		}
	}
	return len(s.Choices) > 0
}

// shares reports whether every share is known to within that part of itself.
func (o *Outcome) shares(precision float64) bool {
	for m := range experiment.Measures {
		within := precision
		if o.Measures[m].Value > 0 {
			within *= o.Measures[m].Value
		}
		if experiment.Catalogue[m].Share && o.Measures[m].Known && !o.Measures[m].Precise(within) {
			return false
		}
	}
	return true
}

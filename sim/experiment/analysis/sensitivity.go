package analysis

import (
	"math"
	"slices"

	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/estimate"
)

// PriceSegment is a range of one weight, all others being as they are, and what costs least in it.
type PriceSegment struct {
	From, To float64 // of the weight; To may be infinite
	Choices  []int   // the cheapest; several where the intervals of their costs leave it open which is
}

// Prices are those of a decision, which may be set otherwise, and the values that hold its limits: what costs least at which prices.
type Prices struct {
	comparison *comparison
	feasible   []int
}

// NewPrices are those of a decision as it stands.
func NewPrices(d experiment.Decision, p *experiment.Plan, s *Summary) *Prices {
	c := newComparison(d, p, s)
	m := &Prices{comparison: c}
	for _, i := range c.eligible() {
		if v := c.check(i); v.feasible() {
			m.feasible = append(m.feasible, i)
		}
	}
	return m
}

// At are the prices with another one for a weight.
func (m *Prices) At(weight int, cost float64) *Prices {
	return &Prices{m.comparison.withPrice(weight, cost), m.feasible}
}

// Segments says what costs least at which price of one weight: the lower envelope of straight lines, exact but for the bands around the
// points where two of them meet. Nil: no value holds the limits.
func (m *Prices) Segments(weight int) []PriceSegment {
	all := m.Envelope(weight)
	if len(all) == 0 {
		return nil
	}
	var bands []PriceSegment
	for k, r := range all[1:] {
		here, next := all[k].Choices[0], r.Choices[0]
		low, high := m.comparison.band(weight, here, next, r.From)
		bands = append(bands, PriceSegment{low, high, []int{here, next}})
	}
	return mergeBands(bands, all[0].Choices[0], all[len(all)-1].Choices[0])
}

// Envelope is what costs least by the estimates alone, as if there were no bands.
func (m *Prices) Envelope(weight int) (all []PriceSegment) {
	free, dear := m.comparison.withPrice(weight, 0), m.comparison.withPrice(weight, 1)
	base, slope := make([]float64, len(m.feasible)), make([]float64, len(m.feasible))
	here := 0
	for k, i := range m.feasible { // the cheapest where the weight is nothing; of equals the one that grows least
		base[k] = free.estimatedCost(i)
		slope[k] = dear.estimatedCost(i) - base[k]
		if base[k] < base[here] || base[k] == base[here] && slope[k] < slope[here] {
			here = k
		}
	}
	for from := 0.0; len(m.feasible) > 0; {
		next, meet := -1, math.Inf(1)
		for k := range m.feasible { // where another line crosses from above
			if at := (base[k] - base[here]) / (slope[here] - slope[k]); slope[k] < slope[here] && (at < meet || at == meet && slope[k] < slope[next]) {
				next, meet = k, at
			}
		}
		all = append(all, PriceSegment{from, meet, []int{m.feasible[here]}})
		if next < 0 {
			break
		}
		here, from = next, meet
	}
	return all
}

// withPrice is the comparison for the same decision with another cost of one weight.
func (c *comparison) withPrice(weight int, cost float64) *comparison {
	o := *c
	o.decision.Weights = slices.Clone(c.decision.Weights)
	o.decision.Weights[weight].Cost = cost
	return &o
}

// mergeBands puts the certain stretches between bands; bands that overlap become one.
func mergeBands(bands []PriceSegment, first, last int) (all []PriceSegment) {
	var apart []PriceSegment
	for _, b := range bands {
		if n := len(apart); n > 0 && b.From <= apart[n-1].To {
			apart[n-1].To = max(apart[n-1].To, b.To)
			apart[n-1].From = min(apart[n-1].From, b.From)
			apart[n-1].Choices = append(apart[n-1].Choices, b.Choices[1])
			continue
		}
		apart = append(apart, b)
	}
	from, cheapest := 0.0, first
	for _, b := range apart {
		if b.From > from {
			all = append(all, PriceSegment{from, b.From, []int{cheapest}})
		}
		all, from, cheapest = append(all, b), b.To, b.Choices[len(b.Choices)-1]
	}
	if !math.IsInf(from, 1) {
		all = append(all, PriceSegment{from, math.Inf(1), []int{last}})
	}
	return all
}

// band is the range of a weight in which it is open which of two choices costs less; they cost the same where they meet, and the other is
// cheaper beyond.
func (c *comparison) band(weight, here, other int, meet float64) (low, high float64) {
	more := func(at float64) Estimate { return c.withPrice(weight, at).difference(other, here, estimate.Tail) }
	low, high = meet, meet
	if !(more(0).Low > 0) {
		low = 0
	} else {
		low = bisect(0, meet, func(at float64) bool { return more(at).Low > 0 })
	}
	const farthest = 1 << 20
	for reach := 2.0; ; reach *= 2 {
		if reach > farthest {
			return low, math.Inf(1)
		}
		if more(meet*reach).High < 0 {
			return low, bisect(meet*reach, meet, func(at float64) bool { return more(at).High < 0 })
		}
	}
}

// bisect is the last place, on the way from one at which something holds to one at which it does not, where it still does.
func bisect(holds, fails float64, test func(float64) bool) float64 {
	for range 24 {
		if middle := (holds + fails) / 2; test(middle) {
			holds = middle
		} else {
			fails = middle
		}
	}
	return holds
}

// estimatedCost is what a choice costs by its estimates.
func (c *comparison) estimatedCost(choice int) (sum float64) {
	for _, w := range c.decision.Weights {
		if e := c.summary.Choices[choice].Estimate(w.Subject); e.Known {
			sum += float64(w.Cost * e.Value)
		}
	}
	return sum
}

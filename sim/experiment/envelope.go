package experiment

import (
	"math"
	"slices"
)

// Stretch is a range of one weight, all others being as they are, and what costs least in it.
type Stretch struct {
	From, To float64 // of the weight; To may be infinite
	Choices  []int   // the cheapest; several where the intervals of their costs leave it open which is
}

// Envelope says for each weight which of the values that hold the limits costs least at which cost of its unit: the lower envelope of
// straight lines, exact but for the bands around the points where two of them meet.
func (d Decision) Envelope(p *Plan, s *Summary, weight int) []Stretch {
	c := newCourt(d, p, s)
	var among []int
	for i := range p.Choices {
		if v := c.judge(i); !p.Choices[i].Barred && v.holds() {
			among = append(among, i)
		}
	}
	if len(among) == 0 {
		return nil
	}
	return c.envelope(weight, among)
}

// at is the court for the same decision with another cost of one weight.
func (c *court) at(weight int, cost float64) *court {
	o := *c
	o.decision.Weights = slices.Clone(c.decision.Weights)
	o.decision.Weights[weight].Cost = cost
	return &o
}

// envelope walks along the weight from 0 on, from one point at which another choice becomes the cheapest to the next.
func (c *court) envelope(weight int, among []int) (all []Stretch) {
	free, dear := c.at(weight, 0), c.at(weight, 1)
	base, slope := make([]float64, len(among)), make([]float64, len(among))
	for k, i := range among {
		base[k] = free.cost(i)
		slope[k] = dear.cost(i) - base[k]
	}
	here := 0
	for k := range among { // the cheapest where the weight is nothing; of equals the one that grows least
		if base[k] < base[here] || base[k] == base[here] && slope[k] < slope[here] {
			here = k
		}
	}
	var bands []Stretch
	last := here
	for {
		next, meet := -1, math.Inf(1)
		for k := range among {
			if at := (base[k] - base[last]) / (slope[last] - slope[k]); slope[k] < slope[last] && (at < meet || at == meet && slope[k] < slope[next]) {
				next, meet = k, at
			}
		}
		if next < 0 {
			return between(bands, among[here], among[last])
		}
		low, high := c.band(weight, among[last], among[next], meet)
		bands = append(bands, Stretch{low, high, []int{among[last], among[next]}})
		last = next
	}
}

// between puts the certain stretches between bands; bands that overlap become one.
func between(bands []Stretch, first, last int) (all []Stretch) {
	var apart []Stretch
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
			all = append(all, Stretch{from, b.From, []int{cheapest}})
		}
		all, from, cheapest = append(all, b), b.To, b.Choices[len(b.Choices)-1]
	}
	if !math.IsInf(from, 1) {
		all = append(all, Stretch{from, math.Inf(1), []int{last}})
	}
	return all
}

// band is the range of a weight in which it is open which of two choices costs less; they cost the same where they meet, and the other is
// cheaper beyond.
func (c *court) band(weight, here, other int, meet float64) (low, high float64) {
	more := func(at float64) Estimate { return c.at(weight, at).more(other, here, tail) }
	low, high = meet, meet
	if !(more(0).Low > 0) {
		low = 0
	} else {
		low = halved(0, meet, func(at float64) bool { return more(at).Low > 0 })
	}
	const farthest = 1 << 20
	for reach := 2.0; ; reach *= 2 {
		if reach > farthest {
			return low, math.Inf(1)
		}
		if more(meet*reach).High < 0 {
			return low, halved(meet*reach, meet, func(at float64) bool { return more(at).High < 0 })
		}
	}
}

// halved is the last place, on the way from one at which something holds to one at which it does not, where it still does.
func halved(holds, fails float64, test func(float64) bool) float64 {
	for range 40 {
		if middle := (holds + fails) / 2; test(middle) {
			holds = middle
		} else {
			fails = middle
		}
	}
	return holds
}

func (c *court) cost(choice int) float64 { return c.sum([]side{{choice, 1}}, tail).Value }

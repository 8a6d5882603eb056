package survival

import (
	"math"
	"slices"
)

// cells cut the lengths: cell j holds what is above edges[j] and at most edges[j+1]; the last one has no end.
type cells struct {
	edges []int64
	seen  []float64   // seconds at which an outage of such a length may begin and be seen
	rows  [][]float64 // of each spell: how many seconds of beginnings agree with it, for one of those seconds
}

const (
	fine     = 1.1  // lengths of neighbouring edges differ by this factor at most
	coarse   = 1.02 // and at least, where there are more of them than
	mostKept = 400
	beyond   = 4 // so many times the largest bound of a length, the last cell begins
)

func newCells(spells []Spell, least int64, seen func(length float64) float64) *cells {
	c := &cells{edges: edges(spells, least)}
	for j := range c.edges {
		a, b := c.bounds(j)
		c.seen = append(c.seen, (seen(a)+4*seen((a+b)/2)+seen(b))/6)
	}
	for i := range spells {
		row := make([]float64, len(c.edges))
		for j := range row {
			a, b := c.bounds(j)
			row[j] = spells[i].agreeing(a, b) / c.seen[j]
		}
		c.rows = append(c.rows, row)
	}
	return c
}

// bounds are those of a cell; of the last one, of a second after its beginning.
func (c *cells) bounds(j int) (float64, float64) {
	if j == len(c.edges)-1 {
		return float64(c.edges[j]), float64(c.edges[j]) + 1
	}
	return float64(c.edges[j]), float64(c.edges[j+1])
}

func edges(spells []Spell, least int64) []int64 {
	bends := []int64{0, least, least}
	for i := range spells {
		for _, b := range spells[i].bends() {
			if b.at > 0 && b.at < Unended/2 {
				bends = append(bends, b.at)
			}
		}
	}
	most := float64(beyond * slices.Max(bends))
	for e := 1.0; e < most; e *= fine {
		bends = append(bends, int64(e))
	}
	slices.Sort(bends)
	bends = slices.Compact(bends)
	if len(bends) <= mostKept {
		return bends
	}
	kept := bends[:1]
	for _, e := range bends[1:] {
		if last := kept[len(kept)-1]; e == least || float64(e) >= coarse*float64(last) {
			kept = append(kept, e)
		}
	}
	return kept
}

// bend is a length at which the number of agreeing beginnings bends: from there it grows by so much more for each second.
type bend struct {
	at int64
	by float64
}

// bends describe how many beginnings of an outage of a length agree with a spell: the overlap of when it may have begun with when it may
// have ended, moved back by the length.
func (s *Spell) bends() []bend {
	if s.BeganFrom == s.BeganTo && s.EndedFrom == s.EndedTo {
		return []bend{{s.EndedTo - s.BeganTo - 1, 0}, {s.EndedTo - s.BeganTo, 0}}
	}
	return []bend{{s.EndedFrom - s.BeganTo, 1}, {s.EndedFrom - s.BeganFrom, -1}, {s.EndedTo - s.BeganTo, -1}, {s.EndedTo - s.BeganFrom, 1}}
}

// agreeing is how many beginnings agree on average over lengths between a and b.
func (s *Spell) agreeing(a, b float64) float64 {
	if s.BeganFrom == s.BeganTo || s.EndedFrom == s.EndedTo {
		return s.agreeingToTheSecond(a, b)
	}
	sum := 0.0
	for _, k := range s.bends() {
		if k.at < Unended/2 {
			sum += k.by * float64(ramp(b-float64(k.at))-ramp(a-float64(k.at)))
		}
	}
	return max(0, sum/(b-a))
}

func ramp(x float64) float64 {
	if x < 0 {
		return 0
	}
	return x * x / 2
}

// agreeingToTheSecond is the share of lengths between a and b that agree, where one end is known.
func (s *Spell) agreeingToTheSecond(a, b float64) float64 {
	low, high := float64(s.EndedFrom-s.BeganTo), float64(s.EndedTo-s.BeganFrom)
	if low == high {
		low--
	}
	return max(0, min(b, high)-max(a, low)) / (b - a)
}

// cellOf is the cell that a quantile of the lengths beyond an edge lies in.
func (c *cells) cellOf(counts []float64, from int, share float64) int {
	goal := share * sum(c.rates(counts)[from:])
	for j := from; j < len(counts)-1; j++ {
		if goal -= counts[j] / c.seen[j]; goal <= 0 && counts[j] > 0 {
			return j
		}
	}
	return len(counts) - 1
}

// quantile is that quantile, as if lengths were even within a cell; Unended in the last one.
func (c *cells) quantile(counts []float64, from int, share float64) int64 {
	rates := c.rates(counts)
	at := c.cellOf(counts, from, share)
	if at == len(counts)-1 {
		return Unended
	}
	a, b := c.bounds(at)
	part := (share*sum(rates[from:]) - sum(rates[from:at])) / rates[at]
	return int64(math.Ceil(a + float64((b-a)*part) - 1e-6))
}

// rates are outages in a second.
func (c *cells) rates(counts []float64) []float64 {
	rates := make([]float64, len(counts))
	for j, n := range counts {
		rates[j] = n / c.seen[j]
	}
	return rates
}

package input

import (
	"math"
	"sort"
)

// tail is what may lie beyond the largest observation. As likely as not it falls off exponentially or as a power; how fast, the largest
// excesses over a threshold tell, with the prior that knows no scale: the rate has a gamma distribution.
type tail struct {
	largest  float64
	excesses int
	linear   float64 // sum of the excesses in units of the largest value
	log      float64 // sum of the excesses of the logarithms
	edges    []int64
}

const (
	parts    = 6    // of the tail at most: a half, a quarter, and so on, and the last as much as the one before it
	grain    = 1000 // edges are whole thousandths of the largest value beyond it, so that no architecture's rounding moves them
	farthest = 50   // times the largest value
)

// fitTail sees ascending values.
func fitTail(sorted []int64) *tail {
	n := len(sorted)
	k := min(max(10, n/10), n-1)
	t := &tail{largest: max(1, float64(sorted[n-1])), excesses: k}
	threshold := max(1, float64(sorted[n-1-k]))
	for _, v := range sorted[n-k:] {
		x := max(threshold, float64(v))
		t.linear += (x - threshold) / t.largest
		t.log += math.Log(x / threshold)
	}
	least := float64(k) / grain // where all of them are equal
	t.linear, t.log = max(t.linear, least), max(t.log, least)
	t.layEdges(sorted[n-1])
	return t
}

// layEdges lays the edges where half of what is beyond the largest value, half of the rest and so on is expected, but none farther than farthest.
func (t *tail) layEdges(largest int64) {
	step := max(1, largest/grain)
	most := max(1, int(farthest*min(grain, largest)))
	for last := 0; last < most && len(t.edges) < parts; {
		goal := math.Ldexp(1, -len(t.edges)-1)
		last += 1 + sort.Search(most-last-1, func(i int) bool { return t.expectedBeyond(float64(step*int64(last+1+i))/t.largest) <= goal })
		t.edges = append(t.edges, largest+step*int64(last))
	}
}

// expectedBeyond is the share of what is beyond the largest value that is beyond it by more than so many times that value.
func (t *tail) expectedBeyond(by float64) float64 {
	k := float64(t.excesses)
	return math.Pow(1+by/t.linear, -k)/2 + math.Pow(1+math.Log1p(by)/t.log, -k)/2
}

// draw divides 1 among the parts.
func (t *tail) draw(c *stream) []float64 {
	power := c.draw()>>63 == 1
	rate := c.gamma(float64(t.excesses))
	beyond := func(edge int64) float64 {
		by := float64(edge)/t.largest - 1
		if power {
			return math.Exp(-rate / t.log * math.Log1p(by))
		}
		return math.Exp(-rate / t.linear * by)
	}
	shares, rest := make([]float64, len(t.edges)), 1.0
	for j := range shares {
		next := 0.0
		if j < len(shares)-1 {
			next = beyond(t.edges[j])
		}
		shares[j] = rest - next
		rest = next
	}
	return shares
}

// mean is what each part has on average.
func (t *tail) mean() []float64 {
	shares := make([]float64, len(t.edges))
	for j := range shares {
		shares[j] = math.Ldexp(1, -min(j+1, len(shares)-1))
	}
	return shares
}

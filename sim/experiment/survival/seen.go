package survival

import (
	"slices"
	"sort"
)

// watched is how long after each moment of the records of a destination the next attempt came, were there no outage: an outage is seen if
// it lasts until then.
type watched struct {
	span  int64
	gaps  []int64   // ascending
	below []float64 // sum of the gaps before each
	open  int       // first attempts, which had nothing before them

	// Other messages would have told of it only if it had lasted so long that they were given up.
	others  *watched
	givenUp float64
}

func (w *watched) add(gap int64) {
	if gap > 0 {
		w.gaps = append(w.gaps, gap)
	}
}

func (w *watched) sort() {
	slices.Sort(w.gaps)
	w.below = make([]float64, 1, len(w.gaps)+1)
	for i, g := range w.gaps {
		w.below = append(w.below, w.below[i]+float64(g))
	}
}

// beginnings is how many seconds there are at which an outage of a length may begin and be seen: in each gap the last ones.
func (w *watched) beginnings(length float64) float64 {
	i := sort.Search(len(w.gaps), func(i int) bool { return float64(w.gaps[i]) >= length })
	n := w.below[i] + float64(length*float64(len(w.gaps)-i+w.open))
	if w.others == nil || length <= w.givenUp {
		return n
	}
	more := w.others.beginnings(length - w.givenUp)
	return n + float64(more*max(0, 1-n/float64(w.span))) // as if it were chance which of the two sees it
}

// watchOthers takes in when other messages came.
func (w *watched) watchOthers(moments []int64, givenUp int64) {
	if len(moments) == 0 {
		return
	}
	slices.Sort(moments)
	w.others, w.givenUp = &watched{span: w.span, open: 1}, float64(givenUp)
	for i := range moments[1:] {
		w.others.add(moments[i+1] - moments[i])
	}
	w.others.sort()
}

const longest = 10 * 365 * 86400

// beginnings is that of all destinations; one that has more outages than the average counts as much more. No shares: all are average.
func (o *Observed) beginnings(length float64, shares []float64) (sum float64) {
	for d := range o.watched {
		n := o.watched[d].beginnings(length)
		if shares != nil {
			n *= shares[d]
		}
		sum += n
	}
	return sum
}

func (o *Observed) seen(length int64, shares []float64) float64 {
	return min(1, o.beginnings(float64(length), shares)/float64(max(1, o.Span)))
}

func (o *Observed) seenFrom(share float64, shares []float64) int64 {
	l := sort.Search(longest, func(l int) bool { return o.seen(int64(l), shares) >= share })
	if l == longest {
		return Unended
	}
	return int64(l)
}

// shares are how many times as many outages as the average each destination has. Those that tell little are taken for average: as if each
// had one outage more, which was expected (the mean of a gamma distribution).
func (o *Observed) shares(c *cells, counts []float64) []float64 {
	rates := c.rates(counts)
	shares := make([]float64, len(o.watched))
	for i := range o.Spells {
		shares[o.Spells[i].Destination]++
	}
	all := 0.0
	for d := range shares {
		expected := 1.0
		for j, rate := range rates {
			if rate > 0 {
				a, b := c.bounds(j)
				expected += float64(rate * o.watched[d].beginnings((a+b)/2))
			}
		}
		shares[d] = (shares[d] + 1) / expected
		all += float64(shares[d] * float64(o.watched[d].span))
	}
	for d := range shares {
		shares[d] *= float64(o.Span) / all
	}
	return shares
}

// up is which part of the time no outage was under way, if each began and ended in the middle of its bounds.
func (o *Observed) up() float64 {
	down := 0.0
	for i := range o.Spells {
		s := &o.Spells[i]
		began, ended := s.BeganTo, s.EndedFrom
		if s.BeganFrom != Unbegun {
			began = (s.BeganFrom + s.BeganTo) / 2
		}
		if s.EndedTo != Unended {
			ended = (s.EndedFrom + s.EndedTo) / 2
		}
		down += float64(ended - began)
	}
	return significant(max(0, 1-down/float64(max(1, o.Span))))
}

package random

import (
	"math/bits"
	"slices"
)

// Quantity is a number that is fixed, or drawn: from a distribution that its quantiles describe, from an exponential one, or
// from a list of what was seen. The first that is there holds: Mean, Samples, Points, Fixed.
type Quantity struct {
	Fixed   int64
	Points  []Point // ascending in both fields, values not negative
	Mean    int64   // exponential with that mean; 0: not so
	Samples []int64 // one of them, all equally likely; ascending, not negative
	Seen    uint32  // observations that Points rest on; 0: they are the law itself

	Evidence Evidence
}

// Evidence is what else is known of the observations that Points rest on. It changes no draw.
type Evidence struct {
	Over        int64   // nanoseconds in which they were made; 0: nobody says
	Met         int64   // outages that were met, where these tell as much as so many observations; 0: as many as these
	Longest     int64   // of them, at its upper bound; 0: nobody says
	Least, Most []Point // what Points were if each was as short, or as long, as its bounds allow; empty: nobody says
}

func (e *Evidence) equal(o *Evidence) bool {
	return e.Over == o.Over && e.Met == o.Met && e.Longest == o.Longest && slices.Equal(e.Least, o.Least) && slices.Equal(e.Most, o.Most)
}

// Point says that a share of all values lies at or below Value.
type Point struct {
	Share Share
	Value int64
}

// Drawn reports whether it may differ from draw to draw.
func (q *Quantity) Drawn() bool { return q.Mean > 0 || len(q.Samples) > 0 || len(q.Points) > 0 }

// Equal reports whether two have the same value for each draw, and the same evidence.
func (q *Quantity) Equal(o *Quantity) bool {
	return q.Fixed == o.Fixed && q.Mean == o.Mean && q.Seen == o.Seen && slices.Equal(q.Points, o.Points) && slices.Equal(q.Samples, o.Samples) &&
		q.Evidence.equal(&o.Evidence)
}

// Observations is how many of them the law rests on; 0: it is stated.
func (q *Quantity) Observations() uint32 { return max(q.Seen, uint32(len(q.Samples))) }

// Draw is the value for a draw, all of which is used.
//
// Of quantiles it is that on the line between the two points around the draw's place, rounded up, so that exactly a point's
// share of all draws lies at or below its value. The line begins at 0 unless a point has share 0; beyond the last point it
// is flat, never beyond what was stated.
func (q *Quantity) Draw(draw uint64) int64 {
	switch {
	case q.Mean > 0:
		return Gap(draw, q.Mean)
	case len(q.Samples) > 0:
		return q.Samples[Below(draw, uint64(len(q.Samples)))]
	case len(q.Points) == 0:
		return q.Fixed
	}
	var last Point
	for _, p := range q.Points {
		if p.Share.Hits(draw) {
			return last.to(p, draw)
		}
		last = p
	}
	return last.Value
}

// to is the value on the line from p to a point with a greater share, at a draw between their shares.
func (p Point) to(next Point, draw uint64) int64 {
	rise := uint64(next.Value - p.Value)
	part, whole := draw>>1-uint64(p.Share)<<31, uint64(next.Share-p.Share)<<31
	hi, lo := bits.Mul64(rise, part)
	up, rest := bits.Div64(hi, lo, whole)
	if rest > 0 {
		up++
	}
	return p.Value + int64(up)
}

// Above is of how many draws, of all 2^64, Draw gives more than a value; where all do, one fewer.
func (q *Quantity) Above(value int64) uint64 {
	above := func(draw uint64) bool { return q.Draw(draw) > value }
	least, most := uint64(0), uint64(1<<64-1)
	rising := q.Mean == 0 // all but an exponential quantity grow with the draw
	if above(least) && above(most) {
		return 1<<64 - 1
	}
	if !above(least) && !above(most) {
		return 0
	}
	for most-least > 1 { // above(least) and above(most) differ
		if middle := least + (most-least)/2; above(middle) == rising {
			most = middle
		} else {
			least = middle
		}
	}
	if rising {
		return -most
	}
	return most
}

// Min is the smallest value that Draw can give.
func (q *Quantity) Min() int64 {
	switch {
	case q.Mean > 0:
		return Gap(1<<64-1, q.Mean)
	case len(q.Samples) > 0:
		return q.Samples[0]
	case len(q.Points) == 0:
		return q.Fixed
	case q.Points[0].Share > 0:
		return 0
	}
	return q.Points[0].Value
}

// Max is the largest value that Draw can give; of an exponential quantity it is 44.4 times the mean, because a draw has 64 bits.
func (q *Quantity) Max() int64 {
	switch {
	case q.Mean > 0:
		return Gap(0, q.Mean)
	case len(q.Samples) > 0:
		return q.Samples[len(q.Samples)-1]
	case len(q.Points) == 0:
		return q.Fixed
	}
	return q.Points[len(q.Points)-1].Value
}

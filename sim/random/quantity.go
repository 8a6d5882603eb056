package random

import "math/bits"

// Quantity is a number that is fixed, or drawn from a distribution that its quantiles describe.
type Quantity struct {
	Fixed  int64
	Points []Point // ascending in both fields, values not negative; empty: Fixed holds
}

// Point says that a share of all values lies at or below Value.
type Point struct {
	Share Share
	Value int64
}

// Draw is the value at that place of the distribution: on the line between the two points around it, rounded up,
// so that exactly a point's share of all draws lies at or below its value. The line begins at 0 unless a point has
// share 0; beyond the last point it is flat, never beyond what was stated. The whole draw is used.
func (q Quantity) Draw(draw uint64) int64 {
	if len(q.Points) == 0 {
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

// Min is the smallest value that Draw can give.
func (q Quantity) Min() int64 {
	switch {
	case len(q.Points) == 0:
		return q.Fixed
	case q.Points[0].Share > 0:
		return 0
	}
	return q.Points[0].Value
}

// Max is the largest value that Draw can give.
func (q Quantity) Max() int64 {
	if len(q.Points) == 0 {
		return q.Fixed
	}
	return q.Points[len(q.Points)-1].Value
}

package input

import (
	"math"
	"slices"
)

// polyaTree is what may be between two quantiles, of which nobody said more: a Polya tree about the even law. Each half gets a share by chance,
// and so does each half of a half, but these less and less.
type polyaTree struct{}

const leaves = 8

func (polyaTree) mean() []float64 { return slices.Repeat([]float64{1. / leaves}, leaves) }

func (polyaTree) draw(c *stream) []float64 {
	shares := []float64{1}
	for level := 1; len(shares) < leaves; level++ {
		finer := make([]float64, 0, 2*len(shares))
		for _, s := range shares {
			part := c.half(level)
			finer = append(finer, s*part, s*(1-part))
		}
		shares = finer
	}
	return shares
}

// half is the share of a half: by Jeffreys' prior, the law of the arc sine, at first; by beta distributions of 2 and 2, then of 4 and 4.
func (c *stream) half(level int) float64 {
	if level == 1 {
		s := math.Sin(math.Pi / 2 * c.uniform())
		return s * s
	}
	n := float64(level * level / 2)
	a, b := c.gamma(n), c.gamma(n)
	return a / (a + b)
}

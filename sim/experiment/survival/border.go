package survival

import "math"

// rays lead from the likeliest law to the border of those that the likelihood leaves open.
const rays = 48

// border is a ring of laws of the same family around the likeliest: those at which twice the loss of the likelihood is critical.
func (c *cells) border(best fitted, critical float64) (ring []fitted) {
	scale, shape := c.radius(best, 1, 0, critical), 0.0
	if best.family.most > best.family.least {
		shape = c.radius(best, 0, 1, critical)
	}
	for ray := range rays {
		up, across := math.Sincos(2 * math.Pi * (float64(ray) + 0.5) / rays)
		if shape == 0 {
			up = 0
		}
		r := c.radius(best, scale*across, shape*up, critical)
		ring = append(ring, c.moved(best, r*scale*across, r*shape*up))
	}
	return ring
}

// moved is a law with another scale and shape, by so much in their logarithms.
func (c *cells) moved(l fitted, scale, shape float64) fitted {
	return c.judge(l.family, l.scale*math.Exp(scale), l.shape*math.Exp(shape))
}

// radius is how far a law may move in a direction.
func (c *cells) radius(best fitted, scale, shape, critical float64) float64 {
	lost := func(r float64) bool {
		return 2*(best.logLikelihood-c.moved(best, r*scale, r*shape).logLikelihood) > critical
	}
	low, high := 0.0, 0.01
	for !lost(high) && high < 20 {
		low, high = high, 2*high
	}
	for range 10 {
		if middle := (low + high) / 2; lost(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return low
}

package survival

import (
	"math"
	"slices"
	"sort"
)

// profile is what the likelihood leaves open: the counts that are best while a linear function of them has a value. Lagrange's multiplier
// makes cells dearer or cheaper, so that it is the same problem again.
type profile struct {
	rows     [][]float64
	best     []float64
	most     float64 // logarithm of the likelihood there
	critical float64 // so much twice its loss may be
}

func newProfile(rows [][]float64, critical float64) *profile {
	p := &profile{rows: rows, critical: critical}
	m := p.tilted(make([]float64, len(rows[0])), 0)
	p.best = m.solve(nil)
	p.most = m.logLikelihood(p.best)
	return p
}

func (p *profile) tilted(c []float64, by float64) *mixture {
	m := &mixture{p.rows, make([]float64, len(c))}
	for j := range c {
		m.cost[j] = 1 + float64(by*c[j])
	}
	return m
}

// point is where a multiplier leads: the value there, and twice what the likelihood loses.
type point struct{ value, loss float64 }

func (p *profile) at(c []float64, by float64, counts []float64) point {
	counts = p.tilted(c, by).solve(counts)
	plain := p.tilted(c, 0)
	return point{dot(c, counts), 2 * (p.most - plain.logLikelihood(counts))}
}

// interval is that of a linear function of the counts whose coefficients are not negative.
func (p *profile) interval(c []float64) Interval {
	value := dot(c, p.best)
	most := slices.Max(c)
	if most == 0 {
		return Interval{}
	}
	scale := 1 / most
	if value > 0 {
		scale = float64(len(p.rows)) / value
	}
	return Interval{value,
		p.end(c, value, func(t float64) float64 { return scale * t / (1 - t) }),
		p.end(c, value, func(t float64) float64 { return -t / most })}
}

// end is the value at which the loss is critical, between multipliers of part 0 and 1.
func (p *profile) end(c []float64, value float64, multiplier func(part float64) float64) float64 {
	inside, outside := point{value, 0}, point{math.NaN(), math.Inf(1)}
	counts := slices.Clone(p.best)
	low, high := 0.0, 1.0
	for range 24 {
		part := (low + high) / 2
		x := p.at(c, multiplier(part), slices.Clone(counts))
		if x.loss <= p.critical {
			low, inside = part, x
		} else {
			high, outside = part, x
		}
		if math.Abs(outside.value-inside.value) <= 1e-4*math.Abs(inside.value) || math.Abs(inside.loss-p.critical) < 1e-3 {
			break
		}
	}
	if math.IsNaN(outside.value) {
		return inside.value
	}
	return inside.value + (outside.value-inside.value)*(p.critical-inside.loss)/(outside.loss-inside.loss)
}

// tangent touches the loss, which is concave, as a function of the multiplier.
type tangent struct{ at, height, slope float64 }

func (t tangent) heightAt(at float64) float64 { return t.height + float64(t.slope*(at-t.at)) }

// meet is where two tangents do: the loss is nowhere greater than there.
func (t tangent) meet(o tangent) float64 {
	return t.heightAt((o.height - t.height + float64(t.slope*t.at) - float64(o.slope*o.at)) / (t.slope - o.slope))
}

// rejects reports whether the likelihood loses too much where a linear function of the counts is 0: the greatest loss that any multiplier
// shows.
func (p *profile) rejects(c []float64) bool {
	near := tangent{0, 0, 2 * dot(c, p.best)}
	if near.slope == 0 {
		return false
	}
	limit := -1 / slices.Min(c)
	if near.slope < 0 {
		limit = -1 / slices.Max(c)
	}
	if math.IsInf(limit, 0) {
		return true
	}
	var far *tangent
	counts := slices.Clone(p.best)
	for range 40 {
		by := (near.at + limit) / 2
		if far != nil {
			by = near.at + float64((far.at-near.at)*min(0.95, max(0.05, near.slope/(near.slope-far.slope))))
		}
		m := p.tilted(c, by)
		counts = m.solve(counts)
		x := tangent{by, 2 * (p.most - m.logLikelihood(counts)), 2 * dot(c, counts)}
		if x.height > p.critical {
			return true
		}
		if x.slope*near.slope > 0 {
			near = x
		} else {
			far = &x
		}
		if far != nil && near.meet(*far) <= p.critical {
			return false
		}
	}
	return false
}

// bounds are the edges next to a quantile beyond which the likelihood rejects it; Unended: it rejects none. Lengths up to the first edge do
// not count.
func (p *profile) bounds(c *cells, from int, share float64) (low, high int64) {
	at, last := c.cellOf(p.best, from, share), len(c.edges)-1
	rejected := func(j int) bool { return p.rejects(c.excess(from, j, share)) }
	down := sort.Search(at-from, func(i int) bool { return rejected(at - i) })
	up := sort.Search(last-at, func(i int) bool { return rejected(at + 1 + i) })
	if up == last-at {
		return c.edges[at-down], Unended
	}
	return c.edges[at-down], c.edges[at+1+up]
}

// excess is how much more of the lengths beyond one edge lie beyond another than should, for each count.
func (c *cells) excess(from, edge int, share float64) []float64 {
	e := make([]float64, len(c.seen))
	for j := from; j < len(e); j++ {
		part := share - 1
		if j >= edge {
			part = share
		}
		e[j] = part * c.seen[from] / c.seen[j]
	}
	return e
}

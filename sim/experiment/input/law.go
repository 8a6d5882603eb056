// Package input reckons what it does to a sweep that its laws are known from observations only: how wide the truth may lie.
package input

import (
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"
	"mailstorm/sim/random"
)

// Law is a law of values that observations stand behind. It is cut into cells; what the law gives to each of them is uncertain: n
// observations of any continuous law leave n+1 spacings, whose masses are those that n uniform points cut the unit interval into.
type Law struct {
	edges  []int64 // ascending: a cell holds what is above the edge before it and at most its own
	blocks []block // of cells
	points []random.Point
}

// block is one cell or several that share spacings; then how is uncertain, too.
type block struct {
	spacings float64
	parts    divider
}

// divider divides 1 among cells: on average, and by a draw.
type divider interface {
	mean() []float64
	draw(*stream) []float64
}

// Observed is the law behind a list of at least two values, none negative: it is linear between neighbours, from 0 to the smallest, and
// goes on beyond the largest.
func Observed(values []int64) *Law {
	sorted := slices.Sorted(slices.Values(values))
	l := &Law{}
	for _, v := range sorted {
		l.add(v)
	}
	all, seen := uint64(len(values)+1), uint64(0)
	for i, e := range l.edges {
		l.points = append(l.points, random.Point{Share: share(seen+1, all), Value: e})
		seen += uint64(l.blocks[i].spacings)
		if l.blocks[i].spacings > 1 {
			l.points = append(l.points, random.Point{Share: share(seen, all), Value: e})
		}
	}
	t := fitTail(sorted)
	l.blocks = append(l.blocks, block{1, t})
	for j, e := range t.edges {
		l.edges = append(l.edges, e)
		l.points = append(l.points, random.Point{Share: random.All - random.All/random.Share(all<<(j+1)), Value: e})
	}
	l.points[len(l.points)-1].Share = random.All
	return l
}

// Stated is a law that is given by itself, and rests on n observations that nobody kept. It ends where it is said to end.
func Stated(q *random.Quantity, n int) *Law {
	l := &Law{}
	if len(q.Points) == 0 || q.Mean > 0 {
		l.addSpacings(q, uint64(n)+1)
		return l
	}
	last := random.Share(0)
	for _, p := range append(slices.Clone(q.Points), random.Point{Share: random.All}) {
		if p.Share > last {
			l.addStated(q, last, p.Share, float64(n)+1)
		}
		last = p.Share
	}
	return l
}

// addSpacings makes a cell of each spacing.
func (l *Law) addSpacings(q *random.Quantity, spacings uint64) {
	values := []int64{q.Max()}
	for i := uint64(1); i < spacings; i++ {
		values = append(values, q.Draw(uint64(share(i, spacings))<<32-1))
	}
	slices.Sort(values) // an exponential quantity falls as draws rise
	for _, v := range values {
		l.add(v)
	}
}

// addStated makes cells of what lies between two stated quantiles. That the law is even there is a guess.
func (l *Law) addStated(q *random.Quantity, from, to random.Share, spacings float64) {
	spacings *= float64(to-from) / float64(random.All)
	low, high := q.Draw(uint64(from)<<32), q.Draw(uint64(to)<<32-1)
	if high-low >= 2*leaves {
		for i := random.Share(1); i <= leaves; i++ {
			l.edges = append(l.edges, q.Draw(uint64(from+(to-from)*i/leaves)<<32-1))
		}
		l.blocks = append(l.blocks, block{spacings, polyaTree{}})
		return
	}
	if n := len(l.edges); n > 0 && l.edges[n-1] == high {
		if last := &l.blocks[len(l.blocks)-1]; last.parts == nil {
			last.spacings += spacings
			return
		}
		l.edges[n-1]-- // many have this value, which needs a cell of its own
	}
	l.edges = append(l.edges, high)
	l.blocks = append(l.blocks, block{spacings: spacings})
}

// share is i of n.
func share(i, n uint64) random.Share { return random.Share(i << 32 / n) }

// add gives one more spacing to the cell that ends at a value, which is none before the last.
func (l *Law) add(value int64) {
	if last := len(l.edges) - 1; last >= 0 && l.edges[last] == value {
		l.blocks[last].spacings++
		return
	}
	l.edges = append(l.edges, value)
	l.blocks = append(l.blocks, block{spacings: 1})
}

// Quantity is what replications draw from, so that there are some wherever the law may have mass; nil for a law that was stated.
func (l *Law) Quantity() *random.Quantity {
	if l.points == nil {
		return nil
	}
	return &random.Quantity{Points: l.points}
}

// Sample is one law of those that may be true, to draw values from. Its shares are coarse, so that no architecture's rounding shows.
func (l *Law) Sample(seed random.Seed, subject uint64) *random.Quantity {
	const steps = 1 << 20
	q := &random.Quantity{Points: []random.Point{{}}}
	below, ties := 0.0, l.ties()
	for i, m := range l.draw(&stream{seed: seed, purpose: ofLaws, subject: subject}) {
		for _, part := range []float64{1 - ties[i], ties[i]} {
			below += float64(m * part)
			p := random.Point{Share: random.Share(math.Round(min(below, 1)*steps)) * (random.All / steps), Value: l.edges[i]}
			if p.Share > q.Points[len(q.Points)-1].Share {
				q.Points = append(q.Points, p)
			}
		}
	}
	q.Points[len(q.Points)-1].Share = random.All
	return q
}

// ties are the parts of cells that have the value at their edge: observations that are equal have no room between them.
func (l *Law) ties() (all []float64) {
	for _, b := range l.blocks {
		if b.parts == nil {
			all = append(all, 1-1/max(1, b.spacings))
			continue
		}
		all = append(all, make([]float64, len(b.parts.mean()))...)
	}
	return all
}

// cell is the one that a value lies in.
func (l *Law) cell(value int64) int {
	return min(sort.Search(len(l.edges), func(i int) bool { return value <= l.edges[i] }), len(l.edges)-1)
}

// mean is what each cell has on average over all that the law may be.
func (l *Law) mean() []float64 {
	return l.masses(func(spacings float64) float64 { return spacings }, divider.mean)
}

// draw is what each cell has under one law of those that may be true.
func (l *Law) draw(c *stream) []float64 {
	return l.masses(c.gamma, func(d divider) []float64 { return d.draw(c) })
}

func (l *Law) masses(of func(spacings float64) float64, divide func(divider) []float64) []float64 {
	masses := make([]float64, 0, len(l.edges))
	sum := 0.0
	for _, b := range l.blocks {
		m := of(b.spacings)
		sum += m
		if b.parts == nil {
			masses = append(masses, m)
		} else {
			masses = append(masses, scaled(divide(b.parts), m)...)
		}
	}
	return scaled(masses, 1/sum)
}

func scaled(values []float64, by float64) []float64 {
	for i := range values {
		values[i] *= by
	}
	return values
}

// stream is a stream of keyed draws.
type stream struct {
	seed    random.Seed
	purpose random.Purpose
	subject uint64
	turn    uint64
}

// The purposes of statistics, apart from those of storms.
const (
	ofLaws random.Purpose = 1<<32 + iota
	ofRuns
)

func (c *stream) draw() uint64 {
	c.turn++
	return c.seed.Draw(c.purpose, c.subject, c.turn)
}

// exponential has mean 1; it is a whole number of 2^-40, so that it is the same everywhere.
func (c *stream) exponential() float64 { return float64(random.Gap(c.draw(), 1<<40)) * 0x1p-40 }

func (c *stream) uniform() float64 { return (float64(c.draw()>>11) + 0.5) * 0x1p-53 }

// gamma has the gamma distribution of that mean and variance: of a whole one it is the sum of so many exponential numbers.
func (c *stream) gamma(shape float64) (sum float64) {
	if shape != math.Trunc(shape) {
		return distuv.Gamma{Alpha: shape, Beta: 1}.Quantile(c.uniform())
	}
	for range int(shape) {
		sum += c.exponential()
	}
	return sum
}

package plots

import (
	"slices"

	"gonum.org/v1/plot/vg"
)

// ribbon is a link as wide as it has copies.
type ribbon struct {
	from, to *node
	copies   int64
	ends     place // where it leads in the end
	wide     int
	leaves   int  // where its upper edge leaves the bar
	comes    int  // and where it reaches the other
	back     bool // to a column that is not to the right
	lane     int  // the upper edge of what leads back, under all bars
}

// tie makes a ribbon known at both ends.
func (r *ribbon) tie() {
	r.from.links, r.to.sources = append(r.from.links, r), append(r.to.sources, r)
}

// dock gives each ribbon its place at a bar, from above as the other ends of the ribbons are.
func (n *node) dock() {
	slices.SortStableFunc(n.links, func(a, b *ribbon) int { return a.below(a.to) - b.below(b.to) })
	slices.SortStableFunc(n.sources, func(a, b *ribbon) int { return a.below(a.from) - b.below(b.from) })
	y := n.bar.top
	for _, r := range n.links {
		r.leaves = y
		y += r.wide
	}
	y = n.bar.top
	for _, r := range n.sources {
		r.comes = y
		y += r.wide
	}
}

// below is how far down a ribbon's other end is; what leads back is lowest.
func (r *ribbon) below(other *node) int {
	if r.back {
		return pageHeight
	}
	return (other.bar.top + other.bar.bottom) / 2
}

// path is the outline of a ribbon with all that it passes: curves that leave and reach the bars level, there above and back below.
func (r *ribbon) path() vg.Path {
	parts := []*ribbon{r}
	for last := r; last.to.at == passing; parts = append(parts, last) {
		last = last.to.links[0]
	}
	var p vg.Path
	p.Move(point(spot{r.from.bar.right, r.leaves}))
	for _, part := range parts {
		p.Line(point(spot{part.from.bar.right, part.leaves}))
		part.curve(&p, spot{part.from.bar.right, part.leaves}, spot{part.to.bar.left, part.comes})
	}
	for _, part := range slices.Backward(parts) {
		p.Line(point(spot{part.to.bar.left, part.comes + part.wide}))
		part.curve(&p, spot{part.to.bar.left, part.comes + part.wide}, spot{part.from.bar.right, part.leaves + part.wide})
	}
	p.Close()
	return p
}

func (r *ribbon) curve(p *vg.Path, from, to spot) {
	middle := (from.x + to.x) / 2
	p.CubeTo(point(spot{middle, from.y}), point(spot{middle, to.y}), point(to))
}

// turn is the outline of a ribbon that leads back, along a lane under all bars.
func (r *ribbon) turn() vg.Path {
	const bend = 30 * pt
	left, right, lane, low, wide := r.to.bar.left, r.from.bar.right, r.lane, r.lane+r.wide, bend+r.wide
	at := func(x, y int) vg.Point { return point(spot{x, y}) }
	var p vg.Path
	p.Move(at(right, r.leaves))
	p.CubeTo(at(right+wide, r.leaves), at(right+wide, low), at(right, low))
	p.Line(at(left, low))
	p.CubeTo(at(left-wide, low), at(left-wide, r.comes), at(left, r.comes))
	p.Line(at(left, r.comes+r.wide))
	p.CubeTo(at(left-bend, r.comes+r.wide), at(left-bend, lane), at(left, lane))
	p.Line(at(right, lane))
	p.CubeTo(at(right+bend, lane), at(right+bend, r.leaves+r.wide), at(right, r.leaves+r.wide))
	return p
}

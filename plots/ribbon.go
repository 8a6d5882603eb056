package plots

import (
	"slices"

	"gonum.org/v1/plot/vg"
)

// ribbon is a link as wide as it has copies.
type ribbon struct {
	from, to    *node
	copies      int64
	destination Place // where it leads in the end
	wide        int
	fromTop     int  // where its upper edge leaves the bar
	toTop       int  // and where it reaches the other
	back        bool // to a column that is not to the right
	backLane    int  // the upper edge of what leads back, under all bars
}

// connect makes a ribbon known at both ends.
func (r *ribbon) connect() {
	r.from.links, r.to.sources = append(r.from.links, r), append(r.to.sources, r)
}

// dockRibbons gives each ribbon its place at a bar, from above as the other ends of the ribbons are.
func (n *node) dockRibbons() {
	slices.SortStableFunc(n.links, func(a, b *ribbon) int { return a.otherEnd(a.to) - b.otherEnd(b.to) })
	slices.SortStableFunc(n.sources, func(a, b *ribbon) int { return a.otherEnd(a.from) - b.otherEnd(b.from) })
	y := n.bar.top
	for _, r := range n.links {
		r.fromTop = y
		y += r.wide
	}
	y = n.bar.top
	for _, r := range n.sources {
		r.toTop = y
		y += r.wide
	}
}

// otherEnd is how far down a ribbon's other end is; what leads back is lowest.
func (r *ribbon) otherEnd(other *node) int {
	if r.back {
		return PageHeight
	}
	return (other.bar.top + other.bar.bottom) / 2
}

// path is the outline of a ribbon with all that it passes: curves that leave and reach the bars level, there above and back below.
func (r *ribbon) path() vg.Path {
	parts := []*ribbon{r}
	for last := r; last.to.at == PassThrough; parts = append(parts, last) {
		last = last.to.links[0]
	}
	var p vg.Path
	p.Move(vgPoint(Point{r.from.bar.right, r.fromTop}))
	for _, part := range parts {
		p.Line(vgPoint(Point{part.from.bar.right, part.fromTop}))
		part.curve(&p, Point{part.from.bar.right, part.fromTop}, Point{part.to.bar.left, part.toTop})
	}
	for _, part := range slices.Backward(parts) {
		p.Line(vgPoint(Point{part.to.bar.left, part.toTop + part.wide}))
		part.curve(&p, Point{part.to.bar.left, part.toTop + part.wide}, Point{part.from.bar.right, part.fromTop + part.wide})
	}
	p.Close()
	return p
}

func (r *ribbon) curve(p *vg.Path, from, to Point) {
	middle := (from.x + to.x) / 2
	p.CubeTo(vgPoint(Point{middle, from.y}), vgPoint(Point{middle, to.y}), vgPoint(to))
}

// backPath is the outline of a ribbon that leads back, along a lane under all bars.
func (r *ribbon) backPath() vg.Path {
	const bend = 30 * Pt
	left, right, lane, low, wide := r.to.bar.left, r.from.bar.right, r.backLane, r.backLane+r.wide, bend+r.wide
	at := func(x, y int) vg.Point { return vgPoint(Point{x, y}) }
	var p vg.Path
	p.Move(at(right, r.fromTop))
	p.CubeTo(at(right+wide, r.fromTop), at(right+wide, low), at(right, low))
	p.Line(at(left, low))
	p.CubeTo(at(left-wide, low), at(left-wide, r.toTop), at(left, r.toTop))
	p.Line(at(left, r.toTop+r.wide))
	p.CubeTo(at(left-bend, r.toTop+r.wide), at(left-bend, lane), at(left, lane))
	p.Line(at(right, lane))
	p.CubeTo(at(right+bend, lane), at(right+bend, r.fromTop+r.wide), at(right, r.fromTop+r.wide))
	return p
}

package plots

import (
	"slices"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
)

// color tells how a ribbon ends, which its name says too.
func (r *ribbon) color() draw.Color {
	switch r.destination {
	case runs.Arrived:
		return draw.Blue
	case runs.Duplicated:
		return draw.Vermillion
	case runs.Bounced, runs.DroppedSilently:
		return draw.Grey
	case runs.Suppressed, runs.Discarded, runs.Quarantined:
		return draw.Orange
	case runs.Purged, runs.Lost:
		return draw.Purple
	case runs.Queued:
		return draw.MidGrey
	}
	return draw.DenseSky
}

// ribbon is a link as wide as it has copies.
type ribbon struct {
	from, to    *node
	copies      int64
	destination runs.Place // where it leads in the end
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
	y := n.bar.Top
	for _, r := range n.links {
		r.fromTop = y
		y += r.wide
	}
	y = n.bar.Top
	for _, r := range n.sources {
		r.toTop = y
		y += r.wide
	}
}

// otherEnd is how far down a ribbon's other end is; what leads back is lowest.
func (r *ribbon) otherEnd(other *node) int {
	if r.back {
		return draw.PageHeight
	}
	return (other.bar.Top + other.bar.Bottom) / 2
}

// path is the outline of a ribbon with all that it passes: curves that leave and reach the bars level, there above and back below.
func (r *ribbon) path() draw.Path {
	parts := []*ribbon{r}
	for last := r; last.to.at == runs.PassThrough; parts = append(parts, last) {
		last = last.to.links[0]
	}
	var p draw.Path
	p.MoveTo(draw.At(r.from.bar.Right, r.fromTop))
	for _, part := range parts {
		p.LineTo(draw.At(part.from.bar.Right, part.fromTop))
		part.curve(&p, draw.At(part.from.bar.Right, part.fromTop), draw.At(part.to.bar.Left, part.toTop))
	}
	for _, part := range slices.Backward(parts) {
		p.LineTo(draw.At(part.to.bar.Left, part.toTop+part.wide))
		part.curve(&p, draw.At(part.to.bar.Left, part.toTop+part.wide), draw.At(part.from.bar.Right, part.fromTop+part.wide))
	}
	p.Close()
	return p
}

func (r *ribbon) curve(p *draw.Path, from, to draw.Point) {
	middle := (from.X + to.X) / 2
	p.CurveTo(draw.At(middle, from.Y), draw.At(middle, to.Y), to)
}

// backPath is the outline of a ribbon that leads back, along a lane under all bars.
func (r *ribbon) backPath() draw.Path {
	const bend = 30 * pt
	left, right, lane, low, wide := r.to.bar.Left, r.from.bar.Right, r.backLane, r.backLane+r.wide, bend+r.wide
	at := func(x, y int) draw.Point { return draw.At(x, y) }
	var p draw.Path
	p.MoveTo(at(right, r.fromTop))
	p.CurveTo(at(right+wide, r.fromTop), at(right+wide, low), at(right, low))
	p.LineTo(at(left, low))
	p.CurveTo(at(left-wide, low), at(left-wide, r.toTop), at(left, r.toTop))
	p.LineTo(at(left, r.toTop+r.wide))
	p.CurveTo(at(left-bend, r.toTop+r.wide), at(left-bend, lane), at(left, lane))
	p.LineTo(at(right, lane))
	p.CurveTo(at(right+bend, lane), at(right+bend, r.fromTop+r.wide), at(right, r.fromTop+r.wide))
	return p
}

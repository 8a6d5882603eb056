package plots

import "slices"

// lane is where one row is drawn: what was kept above what was heard.
type lane struct {
	clock        clock
	top          int
	kept, heard  int
	above, below int // lines on which news stand
	radius       int
	low          bool // both lines of news are one, and there is no room for words beside the lanes
}

const (
	overhang = 10 * pt // of the lines of a lane, so that the first mark and the last one lie on them
	lowLane  = 90 * pt
	newsGap  = 42 * pt
)

func laneOf(c clock, top, height int) lane {
	if height < lowLane {
		line := top + min(height*9/20, 19*pt)
		return lane{clock: c, top: top, radius: height / 14, low: true, above: line, below: line,
			kept: top + height*61/100, heard: top + height*89/100}
	}
	l := lane{clock: c, top: top, radius: min(height/10, 7*pt), kept: top + height*36/100, heard: top + height*64/100}
	l.above = max(l.kept-newsGap, top+20*pt)
	l.below = min(l.heard+newsGap+10*pt, top+height-4*pt)
	return l
}

// lane draws the lines of a lane, and names them in the margin as far as there is room.
func (p *paper) lane(l lane, name string) {
	left, right := l.clock.left-overhang, l.clock.right+overhang
	p.stroke(axisPen, spot{left, l.top}, spot{right, l.top})
	for _, y := range [2]int{l.kept, l.heard} {
		p.stroke(pen{grey, 40, nil}, spot{left, y}, spot{right, y})
	}
	edge := left - 6*pt
	if l.low {
		p.margin(headFace, spot{edge, (l.kept+l.heard)/2 + 5*pt}, name)
		return
	}
	p.margin(headFace, spot{edge, l.top + 17*pt}, name)
	p.write(labelFace, black, spot{edge, l.kept + 5*pt}, fromRight, "KEPT")
	p.write(labelFace, black, spot{edge, l.heard + 5*pt}, fromRight, "HEARD")
}

// attempts draws the marks and the ties between them.
func (p *paper) attempts(l lane, all []attempt, used *[glyphs]bool) {
	r := min(l.radius, max(spacing(l.clock, all)*2/5, 2*pt))
	drawn := once{near: r * 3 / 4, seen: map[[5]int]bool{}}
	for _, a := range all {
		from, to := spot{l.clock.x(a.at), l.kept}, spot{l.clock.x(a.until), l.heard}
		switch gap := a.kept == taken && a.heard != thanked; {
		case gap && drawn.first(unsure, from, to):
			p.stroke(gapPen, from, to)
			used[unsure] = true
		case !gap && drawn.first(glyphs, from, to):
			p.stroke(tiePen, from, to)
		}
	}
	for _, a := range all {
		used[a.kept], used[a.heard] = true, true
		if at := (spot{l.clock.x(a.at), l.kept}); drawn.first(a.kept, at, at) {
			p.mark(a.kept, at, r)
		}
		if at := (spot{l.clock.x(a.until), l.heard}); drawn.first(a.heard, at, at) {
			p.mark(a.heard, at, r)
		}
	}
}

// once remembers what stands on the page, so that no mark hides behind an equal one and a million attempts stay a picture.
type once struct {
	near int
	seen map[[5]int]bool
}

func (o once) first(g glyph, from, to spot) bool {
	k := [5]int{int(g), from.x / o.near, from.y, to.x / o.near, to.y}
	known := o.seen[k]
	o.seen[k] = true
	return !known
}

// spacing is the distance of neighbours on the page that nine in ten of them keep.
func spacing(c clock, all []attempt) int {
	var gaps []int
	for i := 1; i < len(all); i++ {
		if gap := c.x(all[i].at) - c.x(all[i-1].at); gap > 0 {
			gaps = append(gaps, gap)
		}
	}
	if len(gaps) == 0 {
		return c.right - c.left
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/10]
}

package plots

import "slices"

// lane is where one row is drawn: what was kept above what was heard.
type lane struct {
	clock       clock
	top, bottom int
	kept, heard int
	radius      int
}

const overhang = 10 * pt // of the lines of a lane, so that the first mark and the last one lie on them

func laneOf(c clock, top, height int) lane {
	return lane{clock: c, top: top, bottom: top + height, radius: min(height/10, 7*pt),
		kept: top + height*36/100, heard: top + height*64/100}
}

// lane draws the lines of a lane, and names them in the margin as far as there is room.
func (p *paper) lane(l lane, name string) {
	left, right := l.clock.left-overhang, l.clock.right+overhang
	p.stroke(axisPen, spot{left, l.top}, spot{right, l.top})
	for _, y := range [2]int{l.kept, l.heard} {
		p.stroke(pen{grey, 40, nil}, spot{left, y}, spot{right, y})
	}
	edge := left - 6*pt
	foot := spot{edge, (l.kept+l.heard)/2 + 5*pt}
	if l.bottom-l.top >= 72*pt {
		p.write(labelFace, black, spot{edge, l.kept + 5*pt}, fromRight, "KEPT")
		p.write(labelFace, black, spot{edge, l.heard + 5*pt}, fromRight, "HEARD")
		foot.y = l.top + 17*pt
	}
	p.margin(headFace, foot, name)
}

// attempts draws the marks and the ties between them.
func (p *paper) attempts(l lane, all []attempt, used *[glyphs]bool) {
	r := min(l.radius, max(spacing(l.clock, all)*2/5, 2*pt))
	drawn := once{}
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

// once remembers what stands on the page, so that no mark covers an equal one and a million attempts stay a picture.
type once map[[5]int]bool

func (o once) first(g glyph, from, to spot) bool {
	const near = pt / 2
	k := [5]int{int(g), from.x / near, from.y, to.x / near, to.y}
	known := o[k]
	o[k] = true
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

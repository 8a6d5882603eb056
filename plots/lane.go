package plots

import "slices"

// lane is where one row is drawn: what was kept above what was heard.
type lane struct {
	clock        TimeAxis
	top          int
	kept, heard  int
	above, below int // lines on which news stand
	radius       int
	low          bool // both lines of news are one, and there is no room for words beside the lanes
}

const (
	lowLane  = 90 * Pt
	eventGap = 42 * Pt
)

func newLane(c TimeAxis, top, height int) lane {
	if height < lowLane {
		line := top + min(height*9/20, 19*Pt)
		return lane{clock: c, top: top, radius: height / 14, low: true, above: line, below: line,
			kept: top + height*61/100, heard: top + height*89/100}
	}
	l := lane{clock: c, top: top, radius: min(height/10, 7*Pt), kept: top + height*36/100, heard: top + height*64/100}
	l.above = max(l.kept-eventGap, top+20*Pt)
	l.below = min(l.heard+eventGap+10*Pt, top+height-4*Pt)
	return l
}

// drawLane draws the lines of a lane, and names them in the margin as far as there is room.
func drawLane(p *Canvas, l lane, name string) {
	left, right := l.clock.left-overhang, l.clock.right+overhang
	p.Stroke(AxisPen, Point{left, l.top}, Point{right, l.top})
	for _, y := range [2]int{l.kept, l.heard} {
		p.Stroke(Pen{Grey, 40, nil}, Point{left, y}, Point{right, y})
	}
	edge := left - 6*Pt
	if l.low {
		p.MarginText(BoldFont, Point{edge, (l.kept+l.heard)/2 + 5*Pt}, name)
		return
	}
	p.MarginText(BoldFont, Point{edge, l.top + 17*Pt}, name)
	p.Text(LabelFont, Black, Point{edge, l.kept + 5*Pt}, AlignRight, "KEPT")
	p.Text(LabelFont, Black, Point{edge, l.heard + 5*Pt}, AlignRight, "HEARD")
}

// drawLaneAttempts draws the marks and the ties between them.
func drawLaneAttempts(p *Canvas, l lane, all []attempt, used *[Markers]bool) {
	r := min(l.radius, max(markerSpacing(l.clock, all)*2/5, 2*Pt))
	drawn := drawnOnce{near: r * 3 / 4, seen: map[[5]int]bool{}}
	for _, a := range all {
		from, to := Point{l.clock.X(a.at), l.kept}, Point{l.clock.X(a.until), l.heard}
		switch gap := a.kept == keptMarker && a.heard != acceptedMarker; {
		case gap && drawn.isNew(unconfirmedMarker, from, to):
			p.Stroke(WarningPen, from, to)
			used[unconfirmedMarker] = true
		case !gap && drawn.isNew(Markers, from, to):
			p.Stroke(LeaderPen, from, to)
		}
	}
	for _, a := range all {
		used[a.kept], used[a.heard] = true, true
		if at := (Point{l.clock.X(a.at), l.kept}); drawn.isNew(a.kept, at, at) {
			p.Marker(a.kept, at, r)
		}
		if at := (Point{l.clock.X(a.until), l.heard}); drawn.isNew(a.heard, at, at) {
			p.Marker(a.heard, at, r)
		}
	}
}

// drawnOnce remembers what stands on the page, so that no mark hides behind an equal one and a million attempts stay a picture.
type drawnOnce struct {
	near int
	seen map[[5]int]bool
}

func (o drawnOnce) isNew(g Marker, from, to Point) bool {
	k := [5]int{int(g), from.x / o.near, from.y, to.x / o.near, to.y}
	known := o.seen[k]
	o.seen[k] = true
	return !known
}

// markerSpacing is the distance of neighbours on the page that nine in ten of them keep.
func markerSpacing(c TimeAxis, all []attempt) int {
	var gaps []int
	for i := 1; i < len(all); i++ {
		if gap := c.X(all[i].at) - c.X(all[i-1].at); gap > 0 {
			gaps = append(gaps, gap)
		}
	}
	if len(gaps) == 0 {
		return c.right - c.left
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/10]
}

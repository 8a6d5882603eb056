package plots

import (
	"slices"

	"mailstorm/plots/draw"
)

// lane is where one row is drawn: what was kept above what was heard.
type lane struct {
	clock        draw.TimeAxis
	top          int
	kept, heard  int
	above, below int // lines on which events stand
	radius       int
	low          bool // both lines of events are one, and there is no room for words beside the lanes
}

const (
	lowLane  = 90 * pt
	eventGap = 42 * pt
)

func newLane(c draw.TimeAxis, top, height int) lane {
	if height < lowLane {
		line := top + min(height*9/20, 19*pt)
		return lane{clock: c, top: top, radius: height / 14, low: true, above: line, below: line,
			kept: top + height*61/100, heard: top + height*89/100}
	}
	l := lane{clock: c, top: top, radius: min(height/10, 7*pt), kept: top + height*36/100, heard: top + height*64/100}
	l.above = max(l.kept-eventGap, top+20*pt)
	l.below = min(l.heard+eventGap+10*pt, top+height-4*pt)
	return l
}

// drawLane draws the lines of a lane, and names them in the margin as far as there is room.
func drawLane(p *draw.Canvas, l lane, name [2]string) {
	left, right := l.clock.Left-overhang, l.clock.Right+overhang
	p.Stroke(draw.AxisPen, draw.At(left, l.top), draw.At(right, l.top))
	for _, y := range [2]int{l.kept, l.heard} {
		p.Stroke(draw.NewPen(draw.Grey, 40), draw.At(left, y), draw.At(right, y))
	}
	edge := left - 6*pt
	if l.low {
		drawLaneName(p, draw.At(edge, (l.kept+l.heard)/2+5*pt), 15*pt, name)
		return
	}
	drawLaneName(p, draw.At(edge, l.top+17*pt), 0, name)
	p.Text(draw.LabelFont, draw.Black, draw.At(edge, l.kept+5*pt), draw.AlignRight, "KEPT")
	p.Text(draw.LabelFont, draw.Black, draw.At(edge, l.heard+5*pt), draw.AlignRight, "HEARD")
}

// drawLaneName writes the name of a hop on a line, or on two of which the first is raised.
func drawLaneName(p *draw.Canvas, at draw.Point, raised int, name [2]string) {
	if name[1] == "" {
		p.MarginText(draw.BoldFont, at, name[0])
		return
	}
	p.MarginPair(draw.BoldFont, at, raised, name[0]+" →", name[1])
}

// drawLaneAttempts draws the marks and the ties between them.
func drawLaneAttempts(p *draw.Canvas, l lane, all []attempt, events []event, used *[draw.Markers]bool) {
	few := (l.clock.Right - l.clock.Left) / (10 * max(len(all), 1)) // of which some may be close
	r := min(l.radius, max(markerSpacing(l.clock, all)*2/5, few, 2*pt))
	drawn := drawnOnce{near: r * 3 / 4, seen: map[[5]int]bool{}}
	for _, a := range all {
		from, to := draw.At(l.clock.X(a.at), l.kept), draw.At(l.clock.X(a.until), l.heard)
		switch gap := a.kept == keptMarker && a.heard != acceptedMarker; {
		case gap && drawn.isNew(unconfirmedMarker, from, to):
			p.Stroke(draw.WarningPen, from, to)
			used[unconfirmedMarker] = true
		case !gap && drawn.isNew(draw.Markers, from, to):
			p.Stroke(draw.LeaderPen, from, to)
		}
	}
	drawSpots(p, l, spotsOf(l.clock, all, drawn.near), events, r, used)
}

// drawnOnce remembers what is on the page, so that no marker hides behind an equal one and a million attempts stay a picture.
type drawnOnce struct {
	near int
	seen map[[5]int]bool
}

func (o drawnOnce) isNew(g draw.Marker, from, to draw.Point) bool {
	k := [5]int{int(g), from.X / o.near, from.Y, to.X / o.near, to.Y}
	known := o.seen[k]
	o.seen[k] = true
	return !known
}

// markerSpacing is the distance of neighbours on the page that nine in ten of them keep.
func markerSpacing(c draw.TimeAxis, all []attempt) int {
	var gaps []int
	for i := 1; i < len(all); i++ {
		if gap := c.X(all[i].at) - c.X(all[i-1].at); gap > 0 {
			gaps = append(gaps, gap)
		}
	}
	if len(gaps) == 0 {
		return c.Right - c.Left
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/10]
}

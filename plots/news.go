package plots

import (
	"slices"
	"time"

	"mailstorm/sim/metrics"
)

// Interval is room that a mark or a label takes.
type Interval struct{ left, right int }

// LabelRow is a line of news along a lane.
type LabelRow struct{ taken []Interval }

// drawEvents draws what recipients got above the lanes, and what the sender was told below them. All marks come first, then
// labels where there is room left: those of NDRs have the first choice.
func drawEvents(p *Canvas, l lane, all []event, used *[Markers]bool) {
	var above, below LabelRow
	on := map[Marker]*LabelRow{firstCopyMarker: &above, ndrMarker: &below, delayMarker: &below}
	if l.low {
		on[ndrMarker], on[delayMarker] = &above, &above
	}
	found := slices.Concat(groupEvents(l.clock, all, ndrMarker), groupEvents(l.clock, all, firstCopyMarker), groupEvents(l.clock, all, delayMarker))
	for _, b := range found {
		used[b.what] = true
		on[b.what].Reserve(drawEventMarker(p, l, b))
	}
	for _, b := range found {
		drawEventLabel(p, l, b, on[b.what])
	}
}

var stemPen = Pen{Grey, 60, nil}

// drawEventMarker draws the mark, and the mast that ties it to its lane.
func drawEventMarker(p *Canvas, l lane, b eventGroup) Interval {
	x, r := l.clock.X(b.at), min(l.radius, 6*Pt)
	if b.what == firstCopyMarker {
		at := Point{x, l.above - 5*Pt}
		p.Stroke(stemPen, at, Point{x, l.kept - l.radius})
		p.Marker(firstCopyMarker, at, r)
		return Interval{x - r, x + r}
	}
	foot := Point{x, l.below}
	if !l.low {
		p.Stroke(stemPen, Point{x, l.heard + r}, foot)
	}
	p.Marker(b.what, foot, r)
	return Interval{x - Pt, x + 3*r}
}

// drawEventLabel writes a label to the right of its mark, or to the left, or nowhere when others stand there.
func drawEventLabel(p *Canvas, l lane, b eventGroup, s *LabelRow) {
	x, y, right := l.clock.X(b.at), l.below, l.clock.X(b.at)+3*l.radius+5*Pt
	if b.what == firstCopyMarker {
		y, right = l.above, x+l.radius+5*Pt
	}
	text := b.label(l.clock)
	wide := LabelFont.Width(text)
	for _, left := range [2]int{right, x - l.radius - 5*Pt - wide} {
		room := Interval{left, left + wide}
		if left >= l.clock.left && room.right <= PageRight && s.IsFree(room) {
			s.Reserve(room)
			p.Text(LabelFont, Black, Point{left, y}, AlignLeft, text)
			return
		}
	}
}

func (s *LabelRow) Reserve(room Interval) { s.taken = append(s.taken, room) }

func (s *LabelRow) IsFree(room Interval) bool {
	const gap = 3 * Pt
	for _, t := range s.taken {
		if room.left < t.right+gap && t.left-gap < room.right {
			return false
		}
	}
	return true
}

// eventGroup is news of one sort that cannot be told apart on the page.
type eventGroup struct {
	event
	count int64
	last  time.Duration
}

// groupEvents joins news where flags would cover each other; many bunches become one, that says from when to when.
func groupEvents(c TimeAxis, all []event, what Marker) []eventGroup {
	const near, most = 20 * Pt, 6
	found := groupWithin(c, all, what, near)
	if len(found) > most {
		return groupWithin(c, all, what, c.right-c.left)
	}
	return found
}

func groupWithin(c TimeAxis, all []event, what Marker, near int) []eventGroup {
	var found []eventGroup
	for _, n := range all {
		if n.what != what {
			continue
		}
		if k := len(found) - 1; k >= 0 && found[k].reply == n.reply && c.X(n.at)-c.X(found[k].at) <= near {
			found[k].count++
			found[k].last = n.at
			continue
		}
		found = append(found, eventGroup{n, 1, n.at})
	}
	return found
}

func (b *eventGroup) label(c TimeAxis) string {
	var text string
	switch b.what {
	case ndrMarker:
		text = Count(b.count, "NDR", "NDRs")
		if b.count == 1 {
			text = "NDR"
		}
		if b.reply != "" {
			text += " " + b.reply
		}
	case delayMarker:
		text = Count(b.count, "delay notice", "delay notices")
		if b.count == 1 {
			text = "delay notice"
		}
	case firstCopyMarker:
		text = "first copy"
		if b.count > 1 {
			text = "first copies of " + metrics.Number(b.count) + " recipients"
		}
	}
	if first, last := c.Format(b.at), c.Format(b.last); first != last {
		return text + ", " + first + " to " + last
	}
	return text + ", " + c.Format(b.at)
}

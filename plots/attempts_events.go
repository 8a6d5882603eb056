package plots

import (
	"slices"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/sim/metrics"
)

// drawEvents draws first copies above the lanes, and DSNs below them. All markers come first, then
// labels where there is room left: those of NDRs have the first choice.
func drawEvents(p *draw.Canvas, l lane, all []event, used *[draw.Markers]bool) {
	var above, below draw.LabelRow
	on := map[draw.Marker]*draw.LabelRow{firstCopyMarker: &above, ndrMarker: &below, delayMarker: &below}
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

var stemPen = draw.NewPen(draw.Grey, 60)

// drawEventMarker draws the marker, and the stem that ties it to its lane.
func drawEventMarker(p *draw.Canvas, l lane, b eventGroup) draw.Interval {
	x, r := l.clock.X(b.at), min(l.radius, 6*pt)
	if b.what == firstCopyMarker {
		at := draw.At(x, l.above-5*pt)
		p.Stroke(stemPen, at, draw.At(x, l.kept-l.radius))
		p.Marker(firstCopyMarker, at, r)
		return draw.Interval{Left: x - r, Right: x + r}
	}
	foot := draw.At(x, l.below)
	if !l.low {
		p.Stroke(stemPen, draw.At(x, l.heard+r), foot)
	}
	p.Marker(b.what, foot, r)
	return draw.Interval{Left: x - pt, Right: x + 3*r}
}

// drawEventLabel writes a label to the right of its marker, or to the left, or nowhere when others stand there.
func drawEventLabel(p *draw.Canvas, l lane, b eventGroup, s *draw.LabelRow) {
	x, y, right := l.clock.X(b.at), l.below, l.clock.X(b.at)+3*l.radius+5*pt
	if b.what == firstCopyMarker {
		y, right = l.above, x+l.radius+5*pt
	}
	text := b.label(l.clock)
	wide := draw.LabelFont.Width(text)
	for _, left := range [2]int{right, x - l.radius - 5*pt - wide} {
		room := draw.Interval{Left: left, Right: left + wide}
		if left >= l.clock.Left && room.Right <= draw.PageRight && s.IsFree(room) {
			s.Reserve(room)
			p.Text(draw.LabelFont, draw.Black, draw.At(left, y), draw.AlignLeft, text)
			return
		}
	}
}

// eventGroup is events of one sort that cannot be told apart on the page.
type eventGroup struct {
	event
	count int64
	last  time.Duration
}

// groupEvents joins events where flags would cover each other; many groups become one, that says from when to when.
func groupEvents(c draw.TimeAxis, all []event, what draw.Marker) []eventGroup {
	const near, most = 20 * pt, 6
	found := groupWithin(c, all, what, near)
	if len(found) > most {
		return groupWithin(c, all, what, c.Right-c.Left)
	}
	return found
}

func groupWithin(c draw.TimeAxis, all []event, what draw.Marker, near int) []eventGroup {
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

func (b *eventGroup) label(c draw.TimeAxis) string {
	var text string
	switch b.what {
	case ndrMarker:
		text = draw.Count(b.count, "NDR", "NDRs")
		if b.count == 1 {
			text = "NDR"
		}
		if b.reply != "" {
			text += " " + b.reply
		}
	case delayMarker:
		text = draw.Count(b.count, "delay notice", "delay notices")
		if b.count == 1 {
			text = "delay notice"
		}
	case firstCopyMarker:
		text = "first copy"
		if b.count > 1 {
			text = "first copies of " + metrics.Number(b.count) + " recipients"
		}
	}
	switch first, last := c.Format(b.at), c.Format(b.last); {
	case c.Sessions > 0: // the axis says when
		return text
	case first != last:
		return text + ", " + first + " to " + last
	}
	return text + ", " + c.Format(b.at)
}

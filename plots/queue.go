package plots

import (
	"math/bits"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// drawQueue draws the depth of the watched queue over what crossed the wire.
func drawQueue(p *Canvas, s Run) {
	p.Subtitle(s.Subtitle(), "")
	c := TimeAxisOf(s, marginLeft, marginRight)
	const floor = PageHeight - 56*Pt
	top := drawFaultBars(p, faultBars(s, c), c, marginTop, floor)
	if !anyQueued(s) {
		wire := NewPanel(c, top, floor)
		p.DrawTimeAxis(c, floor, wire)
		drawWire(p, wire, s)
		return
	}
	panels := SplitPanels(c, top, floor, 1, 1)
	p.DrawTimeAxis(c, floor, panels...)
	drawQueueDepth(p, panels[0], s, "QUEUE")
	drawWire(p, panels[1], s)
	if s.WatchedHost() == s.Config.Watch {
		drawAlert(p, panels[0], panels[1], s)
	}
}

// anyQueued reports whether there is a queue to draw: a copy that leaves in the instant in which it came makes none.
func anyQueued(s Run) bool {
	_, held := s.Watched()
	return held.Held > 0
}

// drawQueueDepth draws the most copies that waited in each slice.
func drawQueueDepth(p *Canvas, g Panel, s Run, head string) {
	cols, width := Bins(s, g.Axis)
	deep := BinValues(cols, func(c *Bin) int64 { return c.depth })
	h, _ := s.Watched()
	g = g.UpTo(Highest(deep))
	p.PanelScale(g, head, "copies in custody of "+h.Name+", most per "+metrics.Span(width))
	p.AreaUnder(Sky, g, deep, width)
	p.Stroke(LinePen, g.StepLine(deep, width)...)
	p.PanelFrame(g)
}

// minBitRate in a second are shown as bytes in a slice: a rate in whole bits would hide slices beside the fullest one.
const minBitRate = 100

// drawWire draws the mean rate in each slice, with the capacity of the host's line where the scale reaches it.
func drawWire(p *Canvas, g Panel, s Run) {
	cols, width := Bins(s, g.Axis)
	v := BinValues(cols, func(c *Bin) int64 { return bitRate(c.bytes, width) })
	h, _ := s.Watched()
	top, limit := Highest(v), h.Bandwidth
	within := limit > 0 && limit/4 <= top
	if within {
		top = max(top, limit)
	}
	u, means := UnitFor(top, RateUnits), ", mean per "
	if top < minBitRate {
		v = BinValues(cols, func(c *Bin) int64 { return c.bytes })
		top = Highest(v)
		u, means = UnitFor(top, ByteUnits), " per "
	}
	g = g.UpTo(top).In(u)
	p.PanelScale(g, "WIRE", u.name+means+metrics.Span(width)+wireTotalsText(s, within))
	p.AreaUnder(Green, g, v, width)
	p.Stroke(Pen{Black, 80, nil}, g.StepLine(v, width)...)
	p.PanelFrame(g)
	if within {
		y := g.Y(limit)
		p.Stroke(LimitPen, Point{g.Axis.left, y}, Point{g.Axis.right, y})
		p.LabelOnWhite(Point{g.Axis.left + 8*Pt, y + 17*Pt}, AlignLeft, capacityText(h))
	}
}

// capacityText says what a host's line can carry.
func capacityText(h sim.Host) string {
	return "line of " + h.Name + ": " + metrics.BitRate(h.Bandwidth)
}

// wireTotalsText says what the whole run cost, and what the line can carry where that is not drawn.
func wireTotalsText(s Run, drawn bool) string {
	text := "; " + s.BytesText()
	if wasted := s.Number(metrics.WireWasted); wasted > 0 {
		text += ", " + metrics.Size(wasted) + " of it for nothing"
	}
	if h, _ := s.Watched(); h.Bandwidth > 0 && !drawn {
		text += "; " + capacityText(h)
	}
	return text
}

// BytesText says how much crossed in all, as the curve shows it, and how much of that nobody of the scenario wrote.
func (s Run) BytesText() string {
	own, notices := s.Number(metrics.AutoBytes), s.Number(metrics.DSNBytes)
	all := s.BytesSent()
	text := "in all " + metrics.Size(all)
	for _, part := range []struct {
		bytes int64
		name  string
	}{{own, "automatic messages"}, {notices, "NDRs and notices"}} {
		switch {
		case part.bytes == 0:
		case part.bytes == all:
			text += ", " + part.name + " and nothing else"
		default:
			text += ", " + metrics.Size(part.bytes) + " of it " + part.name
		}
	}
	return text
}

// BytesSent is what the curve sums up to; no number is larger than the largest.
func (s Run) BytesSent() (all int64) {
	for i := range s.Result.Series {
		all += min(s.Result.Series[i].Bytes, 1<<63-1-all)
	}
	return all
}

// bitRate is bits per second.
func bitRate(bytes int64, width time.Duration) int64 {
	if bytes <= 0 {
		return 0
	}
	high, low := bits.Mul64(uint64(bytes), uint64(8*time.Second))
	if high >= uint64(width) {
		return 1<<62 - 1
	}
	n, _ := bits.Div64(high, low, uint64(width))
	return int64(min(n, 1<<62-1))
}

// drawAlert marks the moment when the administrator's alarm went off.
func drawAlert(p *Canvas, upper, lower Panel, s Run) {
	at, ok := s.Duration(metrics.AlertAt)
	if !ok || at > upper.Axis.End {
		return
	}
	text := "alert, " + upper.Axis.Format(at)
	if n := s.Config.AlertQueue; n > 0 {
		text += ": " + Count(int64(n), "copy", "copies") + " for " + metrics.Span(s.Config.AlertAfter)
	}
	p.VerticalLine(upper, lower, at, upper.top+15*Pt, text)
}

// VerticalLine draws a line through both panels, with its label at a height of the page.
func (p *Canvas) VerticalLine(upper, lower Panel, at time.Duration, y int, text string) {
	x := upper.Axis.X(at)
	p.Stroke(EventPen, Point{x, upper.top}, Point{x, lower.bottom})
	from, shift := AlignLeft, 5*Pt
	if x+shift+LabelFont.Width(text) > PageRight {
		from, shift = AlignRight, -5*Pt
	}
	p.LabelOnWhite(Point{x + shift, y}, from, text)
}

// LabelOnWhite writes on a drawn ground: the text clears its own room.
func (p *Canvas) LabelOnWhite(at Point, from Align, text string) {
	left := at.x
	if from == AlignRight {
		left -= LabelFont.Width(text)
	}
	p.Fill(White, Rect{left - 3*Pt, at.y - 13*Pt, left + LabelFont.Width(text) + 3*Pt, at.y + 4*Pt}.Corners()...)
	p.Text(LabelFont, Black, at, from, text)
}

package plots

import (
	"math/bits"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// drawQueue draws the depth of the watched queue over what crossed the wire.
func drawQueue(p *paper, s Story) {
	p.subheading(s.subtitle(), "")
	c := clockOf(s, marginLeft, marginRight)
	const floor = pageHeight - 56*pt
	top := p.faultLines(faults(s, c), c, marginTop, floor)
	if !s.waited() {
		wire := newPanel(c, top, floor)
		p.axis(c, floor, wire)
		p.wire(wire, s)
		return
	}
	panels := split(c, top, floor, 1, 1)
	p.axis(c, floor, panels...)
	p.depth(panels[0], s, "QUEUE")
	p.wire(panels[1], s)
	if s.watched() == s.Config.Watch {
		p.alert(panels[0], panels[1], s)
	}
}

// waited reports whether there is a queue to draw: a copy that leaves in the instant in which it came makes none.
func (s Story) waited() bool {
	_, held := s.waiter()
	return held.Held > 0
}

// depth draws the most copies that waited in each slice.
func (p *paper) depth(g panel, s Story, head string) {
	cols, width := columns(s, g.clock)
	deep := heights(cols, func(c *column) int64 { return c.depth })
	h, _ := s.waiter()
	g = g.upTo(highest(deep))
	p.scale(g, head, "copies in custody of "+h.Name+", most per "+metrics.Span(width))
	p.area(sky, g, deep, width)
	p.stroke(linePen, g.steps(deep, width)...)
	p.edge(g)
}

// fewBits in a second are shown as bytes in a slice: a rate in whole bits would hide slices beside the fullest one.
const fewBits = 100

// wire draws the mean rate in each slice, with the capacity of the host's line where the scale reaches it.
func (p *paper) wire(g panel, s Story) {
	cols, width := columns(s, g.clock)
	v := heights(cols, func(c *column) int64 { return rate(c.bytes, width) })
	h, _ := s.waiter()
	top, limit := highest(v), h.Bandwidth
	within := limit > 0 && limit/4 <= top
	if within {
		top = max(top, limit)
	}
	u, means := unitFor(top, rateUnits), ", mean per "
	if top < fewBits {
		v = heights(cols, func(c *column) int64 { return c.bytes })
		top = highest(v)
		u, means = unitFor(top, byteUnits), " per "
	}
	g = g.upTo(top).in(u)
	p.scale(g, "WIRE", u.name+means+metrics.Span(width)+wireTotals(s, within))
	p.area(green, g, v, width)
	p.stroke(pen{black, 80, nil}, g.steps(v, width)...)
	p.edge(g)
	if within {
		y := g.y(limit)
		p.stroke(limitPen, spot{g.clock.left, y}, spot{g.clock.right, y})
		p.label(spot{g.clock.left + 8*pt, y + 17*pt}, fromLeft, lineOf(h))
	}
}

// lineOf says what a host's line can carry.
func lineOf(h sim.Host) string { return "line of " + h.Name + ": " + metrics.BitRate(h.Bandwidth) }

// wireTotals says what the whole run cost, and what the line can carry where that is not drawn.
func wireTotals(s Story, drawn bool) string {
	text := "; " + s.crossing()
	if wasted := s.number(metrics.WireWasted); wasted > 0 {
		text += ", " + metrics.Size(wasted) + " of it for nothing"
	}
	if h, _ := s.waiter(); h.Bandwidth > 0 && !drawn {
		text += "; " + lineOf(h)
	}
	return text
}

// crossing says how much crossed in all, as the curve shows it, and how much of that nobody of the scenario wrote.
func (s Story) crossing() string {
	own, notices := s.number(metrics.AutoBytes), s.number(metrics.DSNBytes)
	all := s.crossed()
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

// crossed is what the curve sums up to; no number is larger than the largest.
func (s Story) crossed() (all int64) {
	for i := range s.Result.Series {
		all += min(s.Result.Series[i].Bytes, 1<<63-1-all)
	}
	return all
}

// rate is bits per second.
func rate(bytes int64, width time.Duration) int64 {
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

// alert marks the moment when the administrator's alarm went off.
func (p *paper) alert(upper, lower panel, s Story) {
	at, ok := s.moment(metrics.AlertAt)
	if !ok || at > upper.clock.span {
		return
	}
	text := "alert, " + upper.clock.moment(at)
	if n := s.Config.AlertQueue; n > 0 {
		text += ": " + counted(int64(n), "copy", "copies") + " for " + metrics.Span(s.Config.AlertAfter)
	}
	p.milestone(upper, lower, at, upper.top+15*pt, text)
}

// milestone draws a line through both panels, with its label at a height of the page.
func (p *paper) milestone(upper, lower panel, at time.Duration, y int, text string) {
	x := upper.clock.x(at)
	p.stroke(alertPen, spot{x, upper.top}, spot{x, lower.bottom})
	from, shift := fromLeft, 5*pt
	if x+shift+labelFace.width(text) > pageRight {
		from, shift = fromRight, -5*pt
	}
	p.label(spot{x + shift, y}, from, text)
}

// label writes on a drawn ground: the text clears its own room.
func (p *paper) label(at spot, from side, text string) {
	left := at.x
	if from == fromRight {
		left -= labelFace.width(text)
	}
	p.fill(white, box{left - 3*pt, at.y - 13*pt, left + labelFace.width(text) + 3*pt, at.y + 4*pt}.corners()...)
	p.write(labelFace, black, at, from, text)
}

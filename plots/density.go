package plots

import (
	"time"

	"mailstorm/sim/metrics"
)

// density draws a crowd: attempts per slice, first by what was kept, then by what was heard, then who was told.
func (p *paper) density(s Story, c clock, top int) {
	p.subheading(s.subtitle(), "")
	cols, width := columns(s, c)
	told := s.number(metrics.NDRCount)+s.number(metrics.DelayCount) > 0
	parts := []int{1, 1}
	if told {
		parts = []int{4, 4, 3}
	}
	panels := split(c, top, axisLine, parts...)
	attempts := heights(cols, func(c *column) int64 { return c.attempts })
	kept := heights(cols, func(c *column) int64 { return c.kept })
	deferrals := heights(cols, func(c *column) int64 { return c.deferrals })
	largest := max(highest(attempts), highest(kept), highest(deferrals))
	p.axis(c, axisLine, panels...)
	per := "per " + metrics.Span(width)
	key := []swatch{{nil, "attempts"}, {blue, "kept"}, {orange, "mail stayed queued"}}
	p.crowd(panels[0].upTo(largest), blue, kept, attempts, width, "KEPT", "attempts "+per+", and how many of them the receiving host kept")
	p.crowd(panels[1].upTo(largest), orange, deferrals, attempts, width, "HEARD", "attempts "+per+", and after how many the mail stayed queued, as 250 was not heard")
	if told {
		p.notices(panels[2], cols, width)
		key = append(key, swatch{black, "NDR"})
	}
	if s.number(metrics.DelayCount) > 0 {
		key = append(key, swatch{sky, "delay notice"})
	}
	p.swatches(key)
}

// crowd fills a part of the attempts under the line of them all.
func (p *paper) crowd(g panel, in ink, part, all []int64, width time.Duration, head, means string) {
	p.scale(g, head, means)
	p.area(in, g, part, width)
	p.stroke(totalPen, g.steps(all, width)...)
	p.edge(g)
}

// split divides the page among panels whose heights are as these parts.
func split(c clock, top, bottom int, parts ...int) (panels []panel) {
	whole := 0
	for _, part := range parts {
		whole += part
	}
	at := top
	for _, part := range parts {
		height := (bottom - top) * part / whole
		panels = append(panels, newPanel(c, at, at+height-6*pt))
		at += height
	}
	panels[len(panels)-1].bottom = bottom
	return panels
}

// notices draws what senders were told: delay notices lie on the NDRs.
func (p *paper) notices(g panel, cols []column, width time.Duration) {
	ndrs := heights(cols, func(c *column) int64 { return c.bounced })
	both := heights(cols, func(c *column) int64 { return c.bounced + c.notified })
	g = g.upTo(highest(both))
	p.scale(g, "DSN", "NDRs and delay notices written, per "+metrics.Span(width))
	p.area(sky, g, both, width)
	p.area(black, g, ndrs, width)
	p.edge(g)
}

// swatch explains a filled area, or without an ink the line over it.
type swatch struct {
	in   ink
	name string
}

func (p *paper) swatches(all []swatch) {
	at := spot{marginLeft, pageHeight - 17*pt}
	for _, w := range all {
		field := box{at.x, at.y - 6*pt, at.x + 16*pt, at.y + 6*pt}
		if w.in == nil {
			p.stroke(totalPen, spot{field.left, at.y}, spot{field.right, at.y})
		} else {
			p.fill(w.in, field.corners()...)
			p.stroke(pen{black, 60, nil}, append(field.corners(), field.corners()[0])...)
		}
		p.write(labelFace, black, spot{at.x + 22*pt, at.y + 5*pt}, fromLeft, w.name)
		at.x += 22*pt + labelFace.width(w.name) + 26*pt
	}
}

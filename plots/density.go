package plots

import (
	"time"

	"mailstorm/sim/metrics"
)

// drawDensity draws a crowd: attempts per slice, first by what was kept, then by what was heard, then who was told.
func drawDensity(p *Canvas, s Run, c TimeAxis, top int) {
	p.Subtitle(s.Subtitle(), "")
	cols, width := Bins(s, c)
	told := s.Number(metrics.NDRCount)+s.Number(metrics.DelayCount) > 0
	parts := []int{1, 1}
	if told {
		parts = []int{4, 4, 3}
	}
	panels := SplitPanels(c, top, axisLine, parts...)
	attempts := BinValues(cols, func(c *Bin) int64 { return c.attempts })
	kept := BinValues(cols, func(c *Bin) int64 { return c.kept })
	deferrals := BinValues(cols, func(c *Bin) int64 { return c.deferrals })
	largest := max(Highest(attempts), Highest(kept), Highest(deferrals))
	p.DrawTimeAxis(c, axisLine, panels...)
	per := "per " + metrics.Span(width)
	key := []Swatch{{nil, "attempts"}, {Blue, "kept"}, {Orange, "mail stayed queued"}}
	drawDensityPanel(p, panels[0].UpTo(largest), Blue, kept, attempts, width, "KEPT", "attempts "+per+", and how many of them the receiving host kept")
	drawDensityPanel(p, panels[1].UpTo(largest), Orange, deferrals, attempts, width, "HEARD", "attempts "+per+", and after how many the mail stayed queued, as 250 was not heard")
	if told {
		drawDSNs(p, panels[2], cols, width)
		key = append(key, Swatch{Black, "NDR"})
	}
	if s.Number(metrics.DelayCount) > 0 {
		key = append(key, Swatch{Sky, "delay notice"})
	}
	p.SwatchLegend(key)
}

// drawDensityPanel fills a part of the attempts under the line of them all.
func drawDensityPanel(p *Canvas, g Panel, in Color, part, all []int64, width time.Duration, head, means string) {
	p.PanelScale(g, head, means)
	p.AreaUnder(in, g, part, width)
	p.Stroke(TotalPen, g.StepLine(all, width)...)
	p.PanelFrame(g)
}

// SplitPanels divides the page among panels whose heights are as these parts.
func SplitPanels(c TimeAxis, top, bottom int, parts ...int) (panels []Panel) {
	whole := 0
	for _, part := range parts {
		whole += part
	}
	at := top
	for _, part := range parts {
		height := (bottom - top) * part / whole
		panels = append(panels, NewPanel(c, at, at+height-6*Pt))
		at += height
	}
	panels[len(panels)-1].bottom = bottom
	return panels
}

// drawDSNs draws what senders were told: delay notices lie on the NDRs.
func drawDSNs(p *Canvas, g Panel, cols []Bin, width time.Duration) {
	ndrs := BinValues(cols, func(c *Bin) int64 { return c.bounced })
	both := BinValues(cols, func(c *Bin) int64 { return c.bounced + c.notified })
	g = g.UpTo(Highest(both))
	p.PanelScale(g, "DSN", "NDRs and delay notices written, per "+metrics.Span(width))
	p.AreaUnder(Sky, g, both, width)
	p.AreaUnder(Black, g, ndrs, width)
	p.PanelFrame(g)
}

// Swatch explains a filled area, or without an ink the line over it.
type Swatch struct {
	Color Color
	name  string
}

func (p *Canvas) SwatchLegend(all []Swatch) {
	at := Point{marginLeft, PageHeight - 17*Pt}
	for _, w := range all {
		field := Rect{at.x, at.y - 6*Pt, at.x + 16*Pt, at.y + 6*Pt}
		if w.Color == nil {
			p.Stroke(TotalPen, Point{field.left, at.y}, Point{field.right, at.y})
		} else {
			p.Fill(w.Color, field.Corners()...)
			p.Stroke(Pen{Black, 60, nil}, append(field.Corners(), field.Corners()[0])...)
		}
		p.Text(LabelFont, Black, Point{at.x + 22*Pt, at.y + 5*Pt}, AlignLeft, w.name)
		at.x += 22*Pt + LabelFont.Width(w.name) + 26*Pt
	}
}

package draw

import (
	"time"

	"mailstorm/sim/metrics"
)

// AgeLabel writes a tick of an axis of ages, in nanoseconds.
func AgeLabel(n int64) string {
	if n == 0 {
		return "0"
	}
	return metrics.Span(time.Duration(n))
}

// AgeAxis draws the axis of time since submission under a panel.
func (p *Canvas) AgeAxis(g Panel, means string) { p.DurationAxis(g, "AGE", means) }

// DurationAxis draws an axis of time since something under a panel.
func (p *Canvas) DurationAxis(g Panel, head, means string) {
	step := g.Axis.End / 9
	for _, s := range durationSteps {
		if s >= step {
			step = s
			break
		}
	}
	var line LabelRow
	for i := range g.Axis.End/step + 1 {
		at := i * step
		x, text := g.Axis.X(at), AgeLabel(int64(at))
		if step%Day == 0 && at > 0 {
			text = metrics.Number(int64(at/Day)) + " d"
		}
		p.Stroke(GridPen, Point{x, g.Top}, Point{x, g.Bottom})
		room := Interval{x - LabelFont.Width(text)/2 - 4*Pt, x + LabelFont.Width(text)/2 + 4*Pt}
		if line.IsFree(room) {
			line.Reserve(room)
			p.Text(LabelFont, Black, Point{x, g.Bottom + 20*Pt}, AlignCentre, text)
		}
	}
	g.Top = g.Bottom + 48*Pt
	p.PanelTitle(g, head, means)
}

package plots

import (
	"mailstorm/plots/draw"
	"mailstorm/plots/sweeps"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
)

// tradeoffTitle says what the advised value, or the other end, brings and costs.
func tradeoffTitle(s sweeps.Sweep) string {
	rival := s.Alternative()
	if rival < 0 {
		return s.Summarise(s.Plan.Current)
	}
	if far, saved := s.UnsettableSaving(); far >= 0 && far != rival {
		mail, _ := s.BouncedText(rival)
		return s.Name(rival) + " " + mail + "; " + s.Name(far) + " would save " + saved + ", but cannot be set"
	}
	return s.Headline(rival)
}

// hasCurves reports whether the values have an axis, and anything is known along it.
func hasCurves(s sweeps.Sweep) bool {
	return sweeps.HasNumericAxis(s) && (s.AnyKnown(s.BouncedMeasure()) || s.AnyNotified())
}

const flagLine = 76 * pt

// curve is a line through the choices, with a band where its estimates have intervals.
type curve struct {
	readings []sweeps.Reading // of each choice
	pen      draw.Pen
	band     draw.Color
	mark     func(p *draw.Canvas, at draw.Point, r int)
}

// drawTradeoff draws what a value costs above what it brings.
func drawTradeoff(p *draw.Canvas, s sweeps.Sweep) {
	p.Subtitle(s.Subtitle(), "")
	r := newValueAxis(s, curvesLeft, curvesRight)
	both := s.AnyKnown(s.BouncedMeasure()) && s.AnyNotified()
	panels := draw.SplitPanels(draw.TimeAxis{Left: r.left, Right: r.right}, flagLine+8*pt, axisLine, 1, 1)
	if !both {
		panels = draw.SplitPanels(draw.TimeAxis{Left: r.left, Right: r.right}, flagLine+8*pt, axisLine, 1)
	}
	drawValueAxis(p, s, r, axisLine)
	drawTradeoffLegend(p, s)
	drawFlags(p, s, r, flagLine)
	if both || !s.AnyNotified() {
		means, limits := "good mail that was bounced, share of all mail", bouncedLimits
		if s.BouncedMeasure() == experiment.BouncedLong {
			means, limits = "mail bounced that five days would have delivered, share of all mail", longLimits
		}
		bounced := []curve{{readings(s, sweeps.ShareFormat, s.BouncedMeasure()), draw.LinePen, draw.TransparentSky, drawDisc}}
		drawCurves(p, s, r, panels[0], shareScale, bounced, limitLines(s, limits), "BOUNCED", means)
	}
	if !s.AnyNotified() {
		return
	}
	told := []curve{
		{quantileReadings(s, func(q analysis.Quantiles) analysis.QuantileEstimate { return q.P95 }), p95Pen, nil, drawRing},
		{quantileReadings(s, func(q analysis.Quantiles) analysis.QuantileEstimate { return q.P50 }), p50Pen, nil, drawSmallDisc},
	}
	drawCurves(p, s, r, panels[len(panels)-1], timeScale, told, limitLines(s, notifiedLimits), "NDR", "time until the sender of mail to a dead destination receives an NDR")
}

func readings(s sweeps.Sweep, g sweeps.Format, m experiment.Measure) []sweeps.Reading {
	all := make([]sweeps.Reading, len(s.Plan.Choices))
	for i := range all {
		all[i] = s.Estimate(g, i, m)
	}
	return all
}

func quantileReadings(s sweeps.Sweep, of func(analysis.Quantiles) analysis.QuantileEstimate) []sweeps.Reading {
	all := make([]sweeps.Reading, len(s.Plan.Choices))
	for i := range all {
		if q := s.Summary.Choices[i].Told; q.Count > 0 {
			r := of(q)
			all[i] = sweeps.Reading{Value: sweeps.Minutes(r.Minute), Low: sweeps.Minutes(r.Low), High: sweeps.Minutes(r.High), Known: true}
		}
	}
	return all
}

// drawCurves draws a panel: scale, bands, lines, marks, limits, and the numbers of the choices that matter.
func drawCurves(p *draw.Canvas, s sweeps.Sweep, r valueAxis, g draw.Panel, scale panelScale, all []curve, limits []limitLine, head, means string) {
	top := int64(0)
	for _, c := range all {
		for _, e := range c.readings {
			top = max(top, e.High)
		}
	}
	limits, beyond := splitLimits(limits, top)
	for _, l := range limits {
		top = max(top, l.most)
	}
	g = g.UpTo(scale.top(top))
	scale.drawGrid(p, g)
	drawFlagLines(p, s, r, g.Top, g.Bottom)
	p.PanelTitle(g, head, means+beyond)
	room := draw.LabelLayout{Bounds: draw.Box(r.left, g.Top-2*pt, draw.PageRight, g.Bottom-pt)}
	for _, i := range flaggedChoices(s, r) {
		room.ReserveLine([]draw.Point{draw.At(r.x[i], g.Top), draw.At(r.x[i], g.Bottom)}, 2*pt)
	}
	known := 0
	for _, c := range all {
		known += drawCurve(p, r, g, c, &room)
	}
	p.PanelFrame(g)
	if known == 0 {
		p.Text(draw.BoldFont, draw.Grey, draw.At((g.Axis.Left+g.Axis.Right)/2, (g.Top+g.Bottom)/2), draw.AlignCentre, "not known")
	}
	for _, l := range limits {
		drawLimitLine(p, g, l, &room)
	}
	drawPointLabels(p, s, r, g, scale, all[len(all)-1], &room)
}

// drawCurve draws a line, and says how many of its points are known.
func drawCurve(p *draw.Canvas, r valueAxis, g draw.Panel, c curve, room *draw.LabelLayout) (known int) {
	for _, part := range c.parts(r.order) {
		var line, upper, lower []draw.Point
		for _, i := range part {
			e, x := c.readings[i], r.x[i]
			line = append(line, draw.At(x, g.Y(e.Value)))
			upper = append(upper, draw.At(x, g.Y(e.High)))
			lower = append([]draw.Point{draw.At(x, g.Y(e.Low))}, lower...)
		}
		known += len(part)
		if c.band != nil {
			drawBand(p, c, append(upper, lower...), len(part))
			room.ReserveLine(upper, 2*pt)
			room.ReserveLine(lower, 2*pt)
		}
		p.Stroke(c.pen, line...)
		room.ReserveLine(line, 3*pt)
		size := min(5*pt, r.gap()*2/5)
		for _, at := range line {
			if size >= pt {
				c.mark(p, at, size)
			}
			room.Reserve(draw.Square(at, size))
		}
	}
	return known
}

// drawBand shades an interval along a line; of a single point it is a whisker.
func drawBand(p *draw.Canvas, c curve, edge []draw.Point, points int) {
	if points == 1 {
		p.Stroke(draw.NewPen(c.pen.Color, 150), edge...)
		return
	}
	p.Fill(c.band, edge...)
}

// parts are runs of choices whose readings are known.
func (c curve) parts(order []int) (parts [][]int) {
	open := false
	for _, i := range order {
		switch {
		case !c.readings[i].Known:
			open = false
			continue
		case !open:
			parts = append(parts, nil)
		}
		open = true
		parts[len(parts)-1] = append(parts[len(parts)-1], i)
	}
	return parts
}

// drawPointLabels write numbers beside the points that matter.
func drawPointLabels(p *draw.Canvas, s sweeps.Sweep, r valueAxis, g draw.Panel, scale panelScale, c curve, room *draw.LabelLayout) {
	for _, i := range s.Highlights() {
		if !c.readings[i].Known || i == s.RunnerUp() && i != s.Plan.Current {
			continue
		}
		text := scale.gauge.Full(c.readings[i])
		if at, ok := room.Place(draw.At(r.x[i], g.Y(c.readings[i].Value)), 7*pt, 2, draw.BoldFont, text); ok {
			p.Text(draw.BoldFont, draw.Black, draw.At(at.Left, at.Bottom), draw.AlignLeft, text)
		}
	}
}

// The marks of curves: where two lie on each other, both are seen.
func drawDisc(p *draw.Canvas, at draw.Point, r int) { p.FillPath(draw.Blue, draw.Circle(at, r)) }

func drawSmallDisc(p *draw.Canvas, at draw.Point, r int) {
	p.FillPath(draw.Black, draw.Circle(at, r/2))
}

func drawRing(p *draw.Canvas, at draw.Point, r int) {
	p.FillPath(draw.White, draw.Circle(at, r))
	p.StrokePath(draw.NewPen(draw.Purple, max(r/4, 50)), draw.Circle(at, r))
}

var (
	p50Pen = draw.NewPen(draw.Black, 150)
	p95Pen = draw.NewPen(draw.Purple, 150, 9*pt, 4*pt)
)

// drawTradeoffLegend explains the lines and the marks.
func drawTradeoffLegend(p *draw.Canvas, s sweeps.Sweep) {
	at, name := draw.At(curvesLeft, draw.PageHeight-17*pt), "good mail bounced"
	if s.BouncedMeasure() == experiment.BouncedLong {
		name = "mail bounced that five days would deliver"
	}
	if s.Summary.Runs > 1 {
		name += ", with 95 % interval"
	}
	for _, k := range []struct {
		known bool
		in    draw.Pen
		band  draw.Color
		mark  func(p *draw.Canvas, at draw.Point, r int)
		name  string
	}{
		{s.AnyKnown(s.BouncedMeasure()) || !s.AnyNotified(), draw.LinePen, draw.TransparentSky, drawDisc, name},
		{s.AnyNotified(), p50Pen, draw.White, drawSmallDisc, "half have an NDR (p50)"},
		{s.AnyNotified(), p95Pen, draw.White, drawRing, "95 % have an NDR (p95)"},
	} {
		if !k.known {
			continue
		}
		p.Fill(k.band, draw.Box(at.X, at.Y-5*pt, at.X+30*pt, at.Y+5*pt).Corners()...)
		p.Stroke(k.in, at, draw.At(at.X+30*pt, at.Y))
		k.mark(p, draw.At(at.X+15*pt, at.Y), 5*pt)
		p.Text(draw.LabelFont, draw.Black, draw.At(at.X+36*pt, at.Y+5*pt), draw.AlignLeft, k.name)
		at.X += 36*pt + draw.LabelFont.Width(k.name) + 26*pt
	}
}

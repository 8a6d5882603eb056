package plots

import (
	"slices"

	"mailstorm/sim/experiment"
)

// tradeoffTitle says what the advised value, or the other end, brings and costs.
func tradeoffTitle(s Sweep) string {
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
func hasCurves(s Sweep) bool {
	return HasNumericAxis(s) && (s.AnyKnown(s.BouncedMeasure()) || s.AnyNotified())
}

const flagLine = 76 * Pt

// curve is a line through the choices, with a band where its estimates have intervals.
type curve struct {
	readings []Reading // of each choice
	pen      Pen
	band     Color
	mark     func(p *Canvas, at Point, r int)
}

// drawTradeoff draws what a value costs above what it brings.
func drawTradeoff(p *Canvas, s Sweep) {
	p.Subtitle(s.Subtitle(), "")
	r := newValueAxis(s, curvesLeft, curvesRight)
	both := s.AnyKnown(s.BouncedMeasure()) && s.AnyNotified()
	panels := SplitPanels(TimeAxis{left: r.left, right: r.right}, flagLine+8*Pt, axisLine, 1, 1)
	if !both {
		panels = SplitPanels(TimeAxis{left: r.left, right: r.right}, flagLine+8*Pt, axisLine, 1)
	}
	drawValueAxis(p, s, r, axisLine)
	drawTradeoffLegend(p, s)
	drawFlags(p, s, r, flagLine)
	if both || !s.AnyNotified() {
		means, limits := "good mail that was bounced all the same, share of all mail", bouncedLimits
		if s.BouncedMeasure() == experiment.BouncedLong {
			means, limits = "mail that was bounced though five days would have delivered it, share of all mail", longLimits
		}
		bounced := []curve{{readings(s, ShareFormat, s.BouncedMeasure()), LinePen, TransparentSky, drawDisc}}
		drawCurves(p, s, r, panels[0], shareScale, bounced, limitLines(s, limits), "BOUNCED", means)
	}
	if !s.AnyNotified() {
		return
	}
	told := []curve{
		{quantileReadings(s, func(q experiment.Quantiles) experiment.Rank { return q.P95 }), p95Pen, nil, drawRing},
		{quantileReadings(s, func(q experiment.Quantiles) experiment.Rank { return q.P50 }), p50Pen, nil, drawSmallDisc},
	}
	drawCurves(p, s, r, panels[len(panels)-1], timeScale, told, limitLines(s, notifiedLimits), "TOLD", "time until the sender of mail to a dead destination has an NDR")
}

// AnyNotified reports whether anybody who wrote to a dead destination was told.
func (s Sweep) AnyNotified() bool {
	return slices.ContainsFunc(s.Summary.Choices, func(o experiment.Outcome) bool { return o.Told.Count > 0 })
}

func readings(s Sweep, g Format, m experiment.Measure) []Reading {
	all := make([]Reading, len(s.Plan.Choices))
	for i := range all {
		all[i] = s.Estimate(g, i, m)
	}
	return all
}

func quantileReadings(s Sweep, of func(experiment.Quantiles) experiment.Rank) []Reading {
	all := make([]Reading, len(s.Plan.Choices))
	for i := range all {
		if q := s.Summary.Choices[i].Told; q.Count > 0 {
			r := of(q)
			all[i] = Reading{value: Minutes(r.Minute), low: Minutes(r.Low), high: Minutes(r.High), known: true}
		}
	}
	return all
}

// drawCurves draws a panel: scale, bands, lines, marks, limits, and the numbers of the choices that matter.
func drawCurves(p *Canvas, s Sweep, r valueAxis, g Panel, scale panelScale, all []curve, limits []limitLine, head, means string) {
	top := int64(0)
	for _, c := range all {
		for _, e := range c.readings {
			top = max(top, e.high)
		}
	}
	limits, beyond := splitLimits(limits, top)
	for _, l := range limits {
		top = max(top, l.most)
	}
	g = g.UpTo(scale.top(top))
	scale.drawGrid(p, g)
	drawFlagLines(p, s, r, g.top, g.bottom)
	p.PanelTitle(g, head, means+beyond)
	room := LabelLayout{Bounds: Rect{r.left, g.top - 2*Pt, PageRight, g.bottom - Pt}}
	for _, i := range flaggedChoices(s, r) {
		room.ReserveLine([]Point{{r.x[i], g.top}, {r.x[i], g.bottom}}, 2*Pt)
	}
	known := 0
	for _, c := range all {
		known += drawCurve(p, r, g, c, &room)
	}
	p.PanelFrame(g)
	if known == 0 {
		p.Text(BoldFont, Grey, Point{(g.Axis.left + g.Axis.right) / 2, (g.top + g.bottom) / 2}, AlignCentre, "not known")
	}
	for _, l := range limits {
		drawLimitLine(p, g, l, &room)
	}
	drawPointLabels(p, s, r, g, scale, all[len(all)-1], &room)
}

// drawCurve draws a line, and says how many of its points are known.
func drawCurve(p *Canvas, r valueAxis, g Panel, c curve, room *LabelLayout) (known int) {
	for _, part := range c.parts(r.order) {
		var line, upper, lower []Point
		for _, i := range part {
			e, x := c.readings[i], r.x[i]
			line = append(line, Point{x, g.Y(e.value)})
			upper = append(upper, Point{x, g.Y(e.high)})
			lower = append([]Point{{x, g.Y(e.low)}}, lower...)
		}
		known += len(part)
		if c.band != nil {
			drawBand(p, c, append(upper, lower...), len(part))
			room.ReserveLine(upper, 2*Pt)
			room.ReserveLine(lower, 2*Pt)
		}
		p.Stroke(c.pen, line...)
		room.ReserveLine(line, 3*Pt)
		size := min(5*Pt, r.gap()*2/5)
		for _, at := range line {
			if size >= Pt {
				c.mark(p, at, size)
			}
			room.Reserve(Square(at, size))
		}
	}
	return known
}

// drawBand shades an interval along a line; of a single point it is a whisker.
func drawBand(p *Canvas, c curve, edge []Point, points int) {
	if points == 1 {
		p.Stroke(Pen{c.pen.color, 150, nil}, edge...)
		return
	}
	p.Fill(c.band, edge...)
}

// parts are runs of choices whose readings are known.
func (c curve) parts(order []int) (parts [][]int) {
	open := false
	for _, i := range order {
		switch {
		case !c.readings[i].known:
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
func drawPointLabels(p *Canvas, s Sweep, r valueAxis, g Panel, scale panelScale, c curve, room *LabelLayout) {
	for _, i := range s.Highlights() {
		if !c.readings[i].known || i == s.RunnerUp() && i != s.Plan.Current {
			continue
		}
		text := scale.gauge.Full(c.readings[i])
		if at, ok := room.Place(Point{r.x[i], g.Y(c.readings[i].value)}, 7*Pt, 2, BoldFont, text); ok {
			p.Text(BoldFont, Black, Point{at.left, at.bottom}, AlignLeft, text)
		}
	}
}

// The marks of curves: where two lie on each other, both are seen.
func drawDisc(p *Canvas, at Point, r int)      { p.FillPath(Blue, Circle(at, r)) }
func drawSmallDisc(p *Canvas, at Point, r int) { p.FillPath(Black, Circle(at, r/2)) }
func drawRing(p *Canvas, at Point, r int) {
	p.FillPath(White, Circle(at, r))
	p.StrokePath(Pen{Purple, max(r/4, 50), nil}, Circle(at, r))
}

var (
	p50Pen = Pen{Black, 150, nil}
	p95Pen = Pen{Purple, 150, []int{9 * Pt, 4 * Pt}}
)

// drawTradeoffLegend explains the lines and the marks.
func drawTradeoffLegend(p *Canvas, s Sweep) {
	at, name := Point{curvesLeft, PageHeight - 17*Pt}, "good mail bounced"
	if s.BouncedMeasure() == experiment.BouncedLong {
		name = "mail bounced that five days would deliver"
	}
	if s.Summary.Runs > 1 {
		name += ", and its 95 % interval"
	}
	for _, k := range []struct {
		known bool
		in    Pen
		band  Color
		mark  func(p *Canvas, at Point, r int)
		name  string
	}{
		{s.AnyKnown(s.BouncedMeasure()) || !s.AnyNotified(), LinePen, TransparentSky, drawDisc, name},
		{s.AnyNotified(), p50Pen, White, drawSmallDisc, "half are told (p50)"},
		{s.AnyNotified(), p95Pen, White, drawRing, "95 % are told (p95)"},
	} {
		if !k.known {
			continue
		}
		p.Fill(k.band, Rect{at.x, at.y - 5*Pt, at.x + 30*Pt, at.y + 5*Pt}.Corners()...)
		p.Stroke(k.in, at, Point{at.x + 30*Pt, at.y})
		k.mark(p, Point{at.x + 15*Pt, at.y}, 5*Pt)
		p.Text(LabelFont, Black, Point{at.x + 36*Pt, at.y + 5*Pt}, AlignLeft, k.name)
		at.x += 36*Pt + LabelFont.Width(k.name) + 26*Pt
	}
}

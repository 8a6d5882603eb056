package plots

import (
	"cmp"
	"slices"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/sweeps"
	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// tradePoint is a choice that is known in both: what it costs and what it brings. Less is better.
type tradePoint struct {
	choice     int
	wait, mail sweeps.Reading
	dominated  bool // another is as good in one and better in the other, by the estimates
}

// waitMeasure is what the picture sets good mail against: silence, or where nobody was silent the time to the NDR.
func waitMeasure(s sweeps.Sweep) experiment.Measure {
	if s.AnyKnown(experiment.MeanSilence) {
		return experiment.MeanSilence
	}
	return experiment.MeanTold
}

// tradePoints lists the choices from the shortest wait to the longest.
func tradePoints(s sweeps.Sweep) (all []tradePoint) {
	for i := range s.Plan.Choices {
		t := tradePoint{choice: i, wait: s.Estimate(sweeps.TimeFormat, i, waitMeasure(s)), mail: s.Estimate(sweeps.ShareFormat, i, s.BouncedMeasure())}
		if t.wait.Known && t.mail.Known {
			all = append(all, t)
		}
	}
	slices.SortStableFunc(all, func(a, b tradePoint) int {
		return cmp.Or(cmp.Compare(a.wait.Value, b.wait.Value), cmp.Compare(a.mail.Value, b.mail.Value))
	})
	for i := range all {
		all[i].dominated = slices.ContainsFunc(all[:i], func(b tradePoint) bool {
			return b.mail.Value <= all[i].mail.Value && (b.mail.Value < all[i].mail.Value || b.wait.Value < all[i].wait.Value)
		})
	}
	return all
}

func anyTrade(s sweeps.Sweep) bool { return len(tradePoints(s)) > 1 }

// paretoFront are the trades that no other beats, from the shortest wait to the longest.
func paretoFront(all []tradePoint) []tradePoint {
	return slices.DeleteFunc(slices.Clone(all), func(t tradePoint) bool { return t.dominated })
}

// paretoTitle says what an hour less of silence costs.
func paretoTitle(s sweeps.Sweep) string {
	all := tradePoints(s)
	if len(all) == 0 {
		return "Bounced good mail and silence are not both known for any value"
	}
	best := paretoFront(all)
	first, last := best[0], best[len(best)-1]
	less := last.wait.Value - first.wait.Value
	switch {
	case len(all) == 1:
		return s.Summarise(first.choice)
	case less == 0 && len(best) == len(all):
		return "All " + metrics.Number(int64(len(all))) + " values have the same bounced good mail and the same silence"
	case less == 0:
		return s.Name(first.choice) + " is best in both: no value bounces less good mail, none has a shorter silence"
	}
	return "Between " + s.Name(last.choice) + " and " + s.Name(first.choice) + ", one hour less of silence needlessly bounces " +
		perHour(bouncedDifference(s, first, last), less).Difference() + " of all mail"
}

// bouncedDifference is how much more good mail the first of two trades bounces; paired, where one of them is the current choice.
func bouncedDifference(s sweeps.Sweep, first, last tradePoint) sweeps.Reading {
	switch s.Plan.Current {
	case last.choice:
		if d := sweeps.ShareFormat.Read(s.Summary.Choices[first.choice].Difference[s.BouncedMeasure()]); d.Known {
			return d
		}
	case first.choice:
		if d := sweeps.ShareFormat.Read(s.Summary.Choices[last.choice].Difference[s.BouncedMeasure()]); d.Known {
			return sweeps.Reading{Value: -d.Value, Low: -d.High, High: -d.Low, Known: true, Bounded: d.Bounded}
		}
	}
	a, b := first.mail, last.mail
	return sweeps.Reading{Value: a.Value - b.Value, Low: a.Low - b.High, High: a.High - b.Low, Known: true, Bounded: a.Bounded && b.Bounded}
}

// perHour is so much for each hour of a time.
func perHour(r sweeps.Reading, wait int64) sweeps.Reading {
	quarters := max(wait/int64(15*time.Minute), 1)
	for _, n := range [3]*int64{&r.Value, &r.Low, &r.High} {
		*n = *n / quarters * 4
	}
	return r
}

// tradePlane has a measure along it and another up it.
type tradePlane struct {
	draw.Panel
	least, most int64 // along it
}

func (g tradePlane) point(t tradePoint) draw.Point {
	return draw.At(g.x(t.wait.Value), g.Y(t.mail.Value))
}

func (g tradePlane) x(v int64) int {
	const left, right = 36 * pt, 120 * pt // for the name of the last point
	return g.Axis.Left + left + int(draw.Proportion(v-g.least, g.most-g.least, int64(g.Axis.Right-g.Axis.Left-left-right)))
}

func drawPareto(p *draw.Canvas, s sweeps.Sweep) {
	p.Subtitle(s.Subtitle(), "")
	all := tradePoints(s)
	g := newTradePlane(all)
	shareScale.drawGrid(p, g.Panel)
	means := "good mail that was bounced"
	if s.BouncedMeasure() == experiment.BouncedLong {
		means = "mail bounced that five days would have delivered"
	}
	p.PanelTitle(g.Panel, "BOUNCED", means+", share of all mail; lower and farther left is better")
	drawWaitAxis(p, g, s)
	p.PanelFrame(g.Panel)
	if len(all) == 0 {
		p.Text(draw.BoldFont, draw.Grey, draw.At((g.Axis.Left+g.Axis.Right)/2, (g.Top+g.Bottom)/2), draw.AlignCentre, "not known")
	}
	drawTradePoints(p, g, s, all)
	drawParetoLegend(p, s, all)
}

// newTradePlane makes room for all intervals.
func newTradePlane(all []tradePoint) tradePlane {
	g := tradePlane{Panel: draw.NewPanel(draw.TimeAxis{Left: curvesLeft, Right: curvesRight}, 62*pt, axisLine), most: int64(time.Hour)}
	top := int64(0)
	for i, t := range all {
		if i == 0 {
			g.least, g.most = t.wait.Low, t.wait.High
		}
		g.least, g.most = min(g.least, t.wait.Low), max(g.most, t.wait.High)
		top = max(top, t.mail.High)
	}
	g.least = max(g.least, 0)
	if g.most-g.least < int64(time.Minute) {
		g.least, g.most = max(g.least-int64(30*time.Minute), 0), min(g.most, 1<<62)+int64(30*time.Minute)
	}
	g.Panel = g.UpTo(shareScale.top(top))
	return g
}

// drawWaitAxis draws the axis of time.
func drawWaitAxis(p *draw.Canvas, g tradePlane, s sweeps.Sweep) {
	step := int64(draw.DurationStep(time.Duration(g.most-g.least), 9))
	for n := (g.least + step - 1) / step * step; n <= g.most; n += step {
		x := g.x(n)
		p.Stroke(draw.GridPen, draw.At(x, g.Top), draw.At(x, g.Bottom))
		p.Text(draw.LabelFont, draw.Black, draw.At(x, g.Bottom+20*pt), draw.AlignCentre, draw.AgeLabel(n))
	}
	text := "SILENCE"
	means := "time until the first delay notice or NDR, mean over mail not delivered by then"
	if waitMeasure(s) == experiment.MeanTold {
		text, means = "NDR", "time until the NDR, mean over mail to dead destinations"
	}
	at := draw.At(g.Axis.Left, g.Bottom+40*pt)
	p.Text(draw.BoldFont, draw.Black, at, draw.AlignLeft, text)
	p.Text(draw.LabelFont, draw.Grey, draw.At(at.X+draw.BoldFont.Width(text)+8*pt, at.Y), draw.AlignLeft, means)
}

// With more choices than this, there are dots without crosses, and only those that readers look for have a name.
const (
	maxCrosses = 60
	maxNames   = 30
)

// drawTradePoints draws the front, the dots with their crosses, and as many names as there is room for.
func drawTradePoints(p *draw.Canvas, g tradePlane, s sweeps.Sweep, all []tradePoint) {
	room := draw.LabelLayout{Bounds: draw.Box(g.Axis.Left+pt, g.Top, draw.PageRight, g.Bottom-pt)}
	var line []draw.Point
	for _, t := range paretoFront(all) {
		line = append(line, g.point(t))
	}
	if len(line) > 1 {
		p.Stroke(draw.LinePen, line...)
		room.ReserveLine(line, 2*pt)
	}
	for _, beaten := range [2]bool{true, false} {
		for _, t := range all {
			if t.dominated == beaten {
				drawTradePoint(p, g, t, len(all) <= maxCrosses, &room)
			}
		}
	}
	drawTradeNames(p, g, s, all, &room)
}

// drawTradePoint draws a dot over the cross of its intervals.
func drawTradePoint(p *draw.Canvas, g tradePlane, t tradePoint, crossed bool, room *draw.LabelLayout) {
	at, in, r := g.point(t), draw.NewPen(draw.Black, 120), 6*pt
	if t.dominated {
		in, r = draw.NewPen(draw.MidGrey, 120), 5*pt
	}
	if crossed {
		for _, arm := range [2][]draw.Point{{draw.At(g.x(t.wait.Low), at.Y), draw.At(g.x(t.wait.High), at.Y)}, {draw.At(at.X, g.Y(t.mail.Low)), draw.At(at.X, g.Y(t.mail.High))}} {
			p.Stroke(in, arm...)
			room.ReserveLine(arm, pt)
		}
	}
	drawTradeMarker(p, at, r, t.dominated)
	room.Reserve(draw.Square(at, r))
}

func drawTradeMarker(p *draw.Canvas, at draw.Point, r int, beaten bool) {
	if !beaten {
		p.FillPath(draw.Blue, draw.Circle(at, r))
		return
	}
	p.FillPath(draw.White, draw.Circle(at, r))
	p.StrokePath(draw.NewPen(draw.MidGrey, 150), draw.Circle(at, r))
}

// drawTradeNames writes the names, first of those that readers look for.
func drawTradeNames(p *draw.Canvas, g tradePlane, s sweeps.Sweep, all []tradePoint, room *draw.LabelLayout) {
	order := s.Highlights()
	if len(all) > maxNames {
		all = slices.DeleteFunc(slices.Clone(all), func(t tradePoint) bool { return !slices.Contains(order, t.choice) })
	}
	for _, beaten := range [2]bool{false, true} {
		for _, t := range all {
			if t.dominated == beaten && !slices.Contains(order, t.choice) {
				order = append(order, t.choice)
			}
		}
	}
	for _, choice := range order {
		i := slices.IndexFunc(all, func(t tradePoint) bool { return t.choice == choice })
		if i < 0 {
			continue
		}
		drawTradeName(p, g.point(all[i]), s, all[i], room)
	}
}

// drawTradeName writes a name beside its dot; one that readers look for has room somewhere.
func drawTradeName(p *draw.Canvas, at draw.Point, s sweeps.Sweep, t tradePoint, room *draw.LabelLayout) {
	const reach = 8 * pt
	f, in, text, role := draw.LabelFont, draw.Color(draw.Black), s.Name(t.choice), s.Role(t.choice)
	if t.dominated {
		in = draw.Grey
	}
	if role != "" {
		f, in, text = draw.BoldFont, draw.Black, text+" ("+role+")"
	}
	text = f.Truncate(text, 260*pt)
	label, ok := room.Place(at, reach, 2, f, text)
	if !ok && role != "" {
		if label, ok = room.PlaceOnLines(at, reach, 16, f, text); ok {
			p.Fill(draw.White, label.Corners()...)
		}
	}
	if ok {
		p.LeaderLine(at, reach, label)
		p.Text(f, in, draw.At(label.Left, label.Bottom), draw.AlignLeft, text)
	}
}

// drawParetoLegend explains the marks, and counts them.
func drawParetoLegend(p *draw.Canvas, s sweeps.Sweep, all []tradePoint) {
	at := draw.At(curvesLeft, draw.PageHeight-17*pt)
	unbeaten := len(paretoFront(all))
	for _, k := range []struct {
		beaten bool
		name   string
	}{{false, "Pareto front: " + metrics.Number(int64(unbeaten))}, {true, "dominated: " + metrics.Number(int64(len(all)-unbeaten))}} {
		drawTradeMarker(p, draw.At(at.X+8*pt, at.Y), 6*pt, k.beaten)
		p.Text(draw.LabelFont, draw.Black, draw.At(at.X+20*pt, at.Y+5*pt), draw.AlignLeft, k.name)
		at.X += 20*pt + draw.LabelFont.Width(k.name) + 26*pt
	}
	if len(all) > maxCrosses || s.Summary.Runs < 2 {
		return
	}
	p.Stroke(draw.NewPen(draw.Black, 120), at, draw.At(at.X+16*pt, at.Y))
	p.Stroke(draw.NewPen(draw.Black, 120), draw.At(at.X+8*pt, at.Y-8*pt), draw.At(at.X+8*pt, at.Y+8*pt))
	p.Text(draw.LabelFont, draw.Black, draw.At(at.X+22*pt, at.Y+5*pt), draw.AlignLeft, "95 % intervals")
}

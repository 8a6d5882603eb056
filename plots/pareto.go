package plots

import (
	"cmp"
	"slices"
	"time"

	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// tradePoint is a choice that is known in both: what it costs and what it brings. Less is better.
type tradePoint struct {
	choice     int
	wait, mail Reading
	dominated  bool // another is as good in one and better in the other, by the estimates
}

// waitMeasure is what the picture sets good mail against: silence, or where nobody was silent the time to the NDR.
func waitMeasure(s Sweep) experiment.Measure {
	if s.AnyKnown(experiment.MeanSilence) {
		return experiment.MeanSilence
	}
	return experiment.MeanTold
}

// tradePoints lists the choices from the shortest wait to the longest.
func tradePoints(s Sweep) (all []tradePoint) {
	for i := range s.Plan.Choices {
		t := tradePoint{choice: i, wait: s.Estimate(TimeFormat, i, waitMeasure(s)), mail: s.Estimate(ShareFormat, i, s.BouncedMeasure())}
		if t.wait.known && t.mail.known {
			all = append(all, t)
		}
	}
	slices.SortStableFunc(all, func(a, b tradePoint) int {
		return cmp.Or(cmp.Compare(a.wait.value, b.wait.value), cmp.Compare(a.mail.value, b.mail.value))
	})
	for i := range all {
		all[i].dominated = slices.ContainsFunc(all[:i], func(b tradePoint) bool {
			return b.mail.value <= all[i].mail.value && (b.mail.value < all[i].mail.value || b.wait.value < all[i].wait.value)
		})
	}
	return all
}

func anyTrade(s Sweep) bool { return len(tradePoints(s)) > 1 }

// paretoFront are the trades that no other beats, from the shortest wait to the longest.
func paretoFront(all []tradePoint) []tradePoint {
	return slices.DeleteFunc(slices.Clone(all), func(t tradePoint) bool { return t.dominated })
}

// paretoTitle says what an hour less of silence costs.
func paretoTitle(s Sweep) string {
	all := tradePoints(s)
	if len(all) == 0 {
		return "Good mail bounced and silence are not known together for any value"
	}
	best := paretoFront(all)
	first, last := best[0], best[len(best)-1]
	less := last.wait.value - first.wait.value
	switch {
	case len(all) == 1:
		return s.Summarise(first.choice)
	case less == 0 && len(best) == len(all):
		return "All " + metrics.Number(int64(len(all))) + " values come to the same, in good mail and in silence"
	case less == 0:
		return s.Name(first.choice) + " is best in both: no value bounces less good mail, none has a shorter silence"
	}
	return "Between " + s.Name(last.choice) + " and " + s.Name(first.choice) + ", an hour less of silence needlessly bounces " +
		perHour(bouncedDifference(s, first, last), less).Difference() + " of all mail"
}

// bouncedDifference is how much more good mail the first of two trades bounces; paired, where one of them is the current choice.
func bouncedDifference(s Sweep, first, last tradePoint) Reading {
	switch s.Plan.Current {
	case last.choice:
		if d := ShareFormat.Read(s.Summary.Choices[first.choice].Difference[s.BouncedMeasure()]); d.known {
			return d
		}
	case first.choice:
		if d := ShareFormat.Read(s.Summary.Choices[last.choice].Difference[s.BouncedMeasure()]); d.known {
			return Reading{-d.value, -d.high, -d.low, true, d.bounded}
		}
	}
	a, b := first.mail, last.mail
	return Reading{a.value - b.value, a.low - b.high, a.high - b.low, true, a.bounded && b.bounded}
}

// perHour is so much for each hour of a time.
func perHour(r Reading, wait int64) Reading {
	quarters := max(wait/int64(15*time.Minute), 1)
	for _, n := range [3]*int64{&r.value, &r.low, &r.high} {
		*n = *n / quarters * 4
	}
	return r
}

// tradePlane has a measure along it and another up it.
type tradePlane struct {
	Panel
	least, most int64 // along it
}

func (g tradePlane) point(t tradePoint) Point { return Point{g.x(t.wait.value), g.Y(t.mail.value)} }

func (g tradePlane) x(v int64) int {
	const left, right = 36 * Pt, 120 * Pt // the name of the last one stands to its right
	return g.Axis.left + left + int(Proportion(v-g.least, g.most-g.least, int64(g.Axis.right-g.Axis.left-left-right)))
}

func drawPareto(p *Canvas, s Sweep) {
	p.Subtitle(s.Subtitle(), "")
	all := tradePoints(s)
	g := newTradePlane(all)
	shareScale.drawGrid(p, g.Panel)
	means := "good mail that was bounced all the same"
	if s.BouncedMeasure() == experiment.BouncedLong {
		means = "mail that was bounced though five days would have delivered it"
	}
	p.PanelTitle(g.Panel, "BOUNCED", means+", share of all mail; lower is better, and so is farther left")
	drawWaitAxis(p, g, s)
	p.PanelFrame(g.Panel)
	if len(all) == 0 {
		p.Text(BoldFont, Grey, Point{(g.Axis.left + g.Axis.right) / 2, (g.top + g.bottom) / 2}, AlignCentre, "not known")
	}
	drawTradePoints(p, g, s, all)
	drawParetoLegend(p, s, all)
}

// newTradePlane makes room for all intervals.
func newTradePlane(all []tradePoint) tradePlane {
	g := tradePlane{Panel: NewPanel(TimeAxis{left: curvesLeft, right: curvesRight}, 62*Pt, axisLine), most: int64(time.Hour)}
	top := int64(0)
	for i, t := range all {
		if i == 0 {
			g.least, g.most = t.wait.low, t.wait.high
		}
		g.least, g.most = min(g.least, t.wait.low), max(g.most, t.wait.high)
		top = max(top, t.mail.high)
	}
	g.least = max(g.least, 0)
	if g.most-g.least < int64(time.Minute) {
		g.least, g.most = max(g.least-int64(30*time.Minute), 0), min(g.most, 1<<62)+int64(30*time.Minute)
	}
	g.Panel = g.UpTo(shareScale.top(top))
	return g
}

// drawWaitAxis draws the axis of time.
func drawWaitAxis(p *Canvas, g tradePlane, s Sweep) {
	step := int64(DurationStep(time.Duration(g.most-g.least), 9))
	for n := (g.least + step - 1) / step * step; n <= g.most; n += step {
		x := g.x(n)
		p.Stroke(GridPen, Point{x, g.top}, Point{x, g.bottom})
		p.Text(LabelFont, Black, Point{x, g.bottom + 20*Pt}, AlignCentre, AgeLabel(n))
	}
	text := "SILENCE"
	means := "time until the sender's first delay notice or NDR, mean over mail that had not arrived by then"
	if waitMeasure(s) == experiment.MeanTold {
		text, means = "TOLD", "time until the NDR, mean over mail to dead destinations"
	}
	at := Point{g.Axis.left, g.bottom + 40*Pt}
	p.Text(BoldFont, Black, at, AlignLeft, text)
	p.Text(LabelFont, Grey, Point{at.x + BoldFont.Width(text) + 8*Pt, at.y}, AlignLeft, means)
}

// With more choices than this, there are dots without crosses, and only those that readers look for have a name.
const (
	maxCrosses = 60
	maxNames   = 30
)

// drawTradePoints draws the front, the dots with their crosses, and as many names as there is room for.
func drawTradePoints(p *Canvas, g tradePlane, s Sweep, all []tradePoint) {
	room := LabelLayout{Bounds: Rect{g.Axis.left + Pt, g.top, PageRight, g.bottom - Pt}}
	var line []Point
	for _, t := range paretoFront(all) {
		line = append(line, g.point(t))
	}
	if len(line) > 1 {
		p.Stroke(LinePen, line...)
		room.ReserveLine(line, 2*Pt)
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
func drawTradePoint(p *Canvas, g tradePlane, t tradePoint, crossed bool, room *LabelLayout) {
	at, in, r := g.point(t), Pen{Black, 120, nil}, 6*Pt
	if t.dominated {
		in, r = Pen{MidGrey, 120, nil}, 5*Pt
	}
	if crossed {
		for _, arm := range [2][]Point{{{g.x(t.wait.low), at.y}, {g.x(t.wait.high), at.y}}, {{at.x, g.Y(t.mail.low)}, {at.x, g.Y(t.mail.high)}}} {
			p.Stroke(in, arm...)
			room.ReserveLine(arm, Pt)
		}
	}
	drawTradeMarker(p, at, r, t.dominated)
	room.Reserve(Square(at, r))
}

func drawTradeMarker(p *Canvas, at Point, r int, beaten bool) {
	if !beaten {
		p.FillPath(Blue, Circle(at, r))
		return
	}
	p.FillPath(White, Circle(at, r))
	p.StrokePath(Pen{MidGrey, 150, nil}, Circle(at, r))
}

// drawTradeNames writes the names, first of those that readers look for.
func drawTradeNames(p *Canvas, g tradePlane, s Sweep, all []tradePoint, room *LabelLayout) {
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
func drawTradeName(p *Canvas, at Point, s Sweep, t tradePoint, room *LabelLayout) {
	const reach = 8 * Pt
	f, in, text, role := LabelFont, Color(Black), s.Name(t.choice), s.Role(t.choice)
	if t.dominated {
		in = Grey
	}
	if role != "" {
		f, in, text = BoldFont, Black, text+" ("+role+")"
	}
	text = f.Truncate(text, 260*Pt)
	label, ok := room.Place(at, reach, 2, f, text)
	if !ok && role != "" {
		if label, ok = room.PlaceOnLines(at, reach, 16, f, text); ok {
			p.Fill(White, label.Corners()...)
		}
	}
	if ok {
		p.LeaderLine(at, reach, label)
		p.Text(f, in, Point{label.left, label.bottom}, AlignLeft, text)
	}
}

// drawParetoLegend explains the marks, and counts them.
func drawParetoLegend(p *Canvas, s Sweep, all []tradePoint) {
	at := Point{curvesLeft, PageHeight - 17*Pt}
	unbeaten := len(paretoFront(all))
	for _, k := range []struct {
		beaten bool
		name   string
	}{{false, "beaten by no other value: " + metrics.Number(int64(unbeaten))}, {true, "beaten by another: " + metrics.Number(int64(len(all)-unbeaten))}} {
		drawTradeMarker(p, Point{at.x + 8*Pt, at.y}, 6*Pt, k.beaten)
		p.Text(LabelFont, Black, Point{at.x + 20*Pt, at.y + 5*Pt}, AlignLeft, k.name)
		at.x += 20*Pt + LabelFont.Width(k.name) + 26*Pt
	}
	if len(all) > maxCrosses || s.Summary.Runs < 2 {
		return
	}
	p.Stroke(Pen{Black, 120, nil}, at, Point{at.x + 16*Pt, at.y})
	p.Stroke(Pen{Black, 120, nil}, Point{at.x + 8*Pt, at.y - 8*Pt}, Point{at.x + 8*Pt, at.y + 8*Pt})
	p.Text(LabelFont, Black, Point{at.x + 22*Pt, at.y + 5*Pt}, AlignLeft, "95 % intervals")
}

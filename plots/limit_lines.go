package plots

import (
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/sweeps"
	"mailstorm/sim/experiment"
)

// limitLine is a limit of the decision as a line in a panel.
type limitLine struct {
	most int64
	name string
}

// panelScale is how a panel counts.
type panelScale struct {
	gauge  sweeps.Format
	least  int64 // that the scale reaches when all is zero
	step   func(highest int64) int64
	number func(step int64) func(int64) string
}

var shareScale = panelScale{sweeps.ShareFormat, 1e7,
	func(highest int64) int64 { return draw.RoundStep(highest, 5) },
	func(step int64) func(int64) string {
		return func(n int64) string { return sweeps.Percent(n, sweeps.Digits(step, 1)) }
	}}

var timeScale = panelScale{sweeps.TimeFormat, int64(time.Hour),
	func(highest int64) int64 { return int64(draw.DurationStep(time.Duration(highest), 6)) },
	func(int64) func(int64) string {
		return draw.AgeLabel
	}}

// top is how far the scale goes for numbers up to top, with room for a label above them.
func (k panelScale) top(top int64) int64 {
	if top == 0 {
		return k.least
	}
	return top + top/8
}

// drawGrid draws the scale of a panel in its own units.
func (k panelScale) drawGrid(p *draw.Canvas, g draw.Panel) {
	step := k.step(g.Highest)
	p.PanelGrid(g, step, k.number(step))
}

// limitKind is a subject that a panel shows, and how its limit is called there.
type limitKind struct {
	subject experiment.Subject
	gauge   sweeps.Format
	name    string
}

var (
	bouncedLimits  = []limitKind{{experiment.Subject{Measure: experiment.BouncedGood}, sweeps.ShareFormat, "limit: "}}
	longLimits     = []limitKind{{experiment.Subject{Measure: experiment.BouncedLong}, sweeps.ShareFormat, "limit: "}}
	notifiedLimits = []limitKind{
		{experiment.Subject{Measure: experiment.MeanTold, Quantile: experiment.ToldP50}, sweeps.TimeFormat, "limit of p50: "},
		{experiment.Subject{Measure: experiment.MeanTold, Quantile: experiment.ToldP95}, sweeps.TimeFormat, "limit of p95: "},
		{experiment.Subject{Measure: experiment.MeanTold, Quantile: experiment.ToldMax}, sweeps.TimeFormat, "limit of the longest: "},
		{experiment.Subject{Measure: experiment.MeanTold}, sweeps.TimeFormat, "limit of the mean: "},
	}
)

// matches reports whether a limit is about this subject; of a quantile, no measure need be named.
func (k limitKind) matches(of experiment.Subject) bool {
	return of.Group == "" && of.Quantile == k.subject.Quantile && (of.Quantile != experiment.NoQuantile || of.Measure == k.subject.Measure)
}

// limitLines finds what the decision says about some subjects.
func limitLines(s sweeps.Sweep, about []limitKind) (found []limitLine) {
	for _, l := range s.Decision.Limits {
		for _, k := range about {
			if k.matches(l.Subject) {
				most := max(k.gauge.Whole(l.Most), 0)
				found = append(found, limitLine{most, k.name + k.gauge.Trim(most, 3)})
			}
		}
	}
	return found
}

// splitLimits keeps the limits that a scale can reach without making its curves flat; the others are put into words.
func splitLimits(limits []limitLine, top int64) (kept []limitLine, beyond string) {
	for _, l := range limits {
		if top == 0 || l.most/4 <= top {
			kept = append(kept, l)
			continue
		}
		beyond += "; " + l.name + ", off the scale"
	}
	return kept, beyond
}

// drawLimitLine draws the line, named where the curves leave room.
func drawLimitLine(p *draw.Canvas, g draw.Panel, l limitLine, room *draw.LabelLayout) {
	y := g.Y(l.most)
	p.Stroke(draw.LimitPen, draw.At(g.Axis.Left, y), draw.At(g.Axis.Right, y))
	wide := draw.BoldFont.Width(l.name)
	room.ReserveLine([]draw.Point{draw.At(g.Axis.Left, y), draw.At(g.Axis.Right, y)}, 2*pt)
	for _, base := range [2]int{y - 5*pt, y + 15*pt} {
		for _, left := range [3]int{g.Axis.Right - wide - 6*pt, g.Axis.Left + 6*pt, (g.Axis.Left + g.Axis.Right - wide) / 2} {
			ground := draw.Box(left-2*pt, base-12*pt, left+wide+2*pt, base+3*pt)
			if !room.IsFree(ground) {
				continue
			}
			room.Reserve(ground)
			p.Fill(draw.White, ground.Corners()...)
			p.Text(draw.BoldFont, draw.DarkVermillion, draw.At(left, base), draw.AlignLeft, l.name)
			return
		}
	}
}

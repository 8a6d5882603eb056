package plots

import (
	"time"

	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// limitLine is a limit of the decision as a line in a panel.
type limitLine struct {
	most int64
	name string
}

// panelScale is how a panel counts.
type panelScale struct {
	gauge  Format
	least  int64 // that the scale reaches when all is zero
	step   func(highest int64) int64
	number func(step int64) func(int64) string
}

var shareScale = panelScale{ShareFormat, 1e7,
	func(highest int64) int64 { return RoundStep(highest, 5) },
	func(step int64) func(int64) string {
		return func(n int64) string { return Percent(n, Digits(step, 1)) }
	}}

var timeScale = panelScale{TimeFormat, int64(time.Hour),
	func(highest int64) int64 { return int64(DurationStep(time.Duration(highest), 6)) },
	func(int64) func(int64) string {
		return AgeLabel
	}}

// AgeLabel writes a place on an axis of time.
func AgeLabel(n int64) string {
	if n == 0 {
		return "0"
	}
	return metrics.Span(time.Duration(n))
}

// top is how far the scale goes for numbers up to top, with room for a label above them.
func (k panelScale) top(top int64) int64 {
	if top == 0 {
		return k.least
	}
	return top + top/8
}

// drawGrid draws the scale of a panel in its own units.
func (k panelScale) drawGrid(p *Canvas, g Panel) {
	step := k.step(g.highest)
	p.PanelGrid(g, step, k.number(step))
}

// limitKind is a subject that a panel shows, and how its limit is called there.
type limitKind struct {
	subject experiment.Subject
	gauge   Format
	name    string
}

var (
	bouncedLimits  = []limitKind{{experiment.Subject{Measure: experiment.BouncedGood}, ShareFormat, "limit: "}}
	longLimits     = []limitKind{{experiment.Subject{Measure: experiment.BouncedLong}, ShareFormat, "limit: "}}
	notifiedLimits = []limitKind{
		{experiment.Subject{Measure: experiment.MeanTold, Quantile: experiment.ToldP50}, TimeFormat, "limit of p50: "},
		{experiment.Subject{Measure: experiment.MeanTold, Quantile: experiment.ToldP95}, TimeFormat, "limit of p95: "},
		{experiment.Subject{Measure: experiment.MeanTold, Quantile: experiment.ToldMax}, TimeFormat, "limit of the longest: "},
		{experiment.Subject{Measure: experiment.MeanTold}, TimeFormat, "limit of the mean: "},
	}
)

// matches reports whether a limit is about this subject; of a quantile, no measure need be named.
func (k limitKind) matches(of experiment.Subject) bool {
	return of.Group == "" && of.Quantile == k.subject.Quantile && (of.Quantile != experiment.NoQuantile || of.Measure == k.subject.Measure)
}

// limitLines finds what the decision says about some subjects.
func limitLines(s Sweep, about []limitKind) (found []limitLine) {
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
		beyond += "; " + l.name + ", far above"
	}
	return kept, beyond
}

// drawLimitLine draws the line, named where the curves leave room.
func drawLimitLine(p *Canvas, g Panel, l limitLine, room *LabelLayout) {
	y := g.Y(l.most)
	p.Stroke(LimitPen, Point{g.Axis.left, y}, Point{g.Axis.right, y})
	wide := BoldFont.Width(l.name)
	room.ReserveLine([]Point{{g.Axis.left, y}, {g.Axis.right, y}}, 2*Pt)
	for _, base := range [2]int{y - 5*Pt, y + 15*Pt} {
		for _, left := range [3]int{g.Axis.right - wide - 6*Pt, g.Axis.left + 6*Pt, (g.Axis.left + g.Axis.right - wide) / 2} {
			ground := Rect{left - 2*Pt, base - 12*Pt, left + wide + 2*Pt, base + 3*Pt}
			if !room.IsFree(ground) {
				continue
			}
			room.Reserve(ground)
			p.Fill(White, ground.Corners()...)
			p.Text(BoldFont, Vermillion, Point{left, base}, AlignLeft, l.name)
			return
		}
	}
}

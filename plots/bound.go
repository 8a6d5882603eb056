package plots

import (
	"time"

	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// bound is a limit of the decision as a line in a panel.
type bound struct {
	most int64
	name string
}

// scaling is how a panel counts.
type scaling struct {
	gauge  gauge
	least  int64 // that the scale reaches when all is zero
	step   func(highest int64) int64
	number func(step int64) func(int64) string
}

var shareScale = scaling{shareGauge, 1e7,
	func(highest int64) int64 { return roundSteps(highest, 5) },
	func(step int64) func(int64) string {
		return func(n int64) string { return percent(n, digits(step, 1)) }
	}}

var timeScale = scaling{timeGauge, int64(time.Hour),
	func(highest int64) int64 { return int64(atMost(time.Duration(highest), 6)) },
	func(int64) func(int64) string {
		return age
	}}

// age writes a place on an axis of time.
func age(n int64) string {
	if n == 0 {
		return "0"
	}
	return metrics.Span(time.Duration(n))
}

// reach is how far the scale goes for numbers up to top, with room for a label above them.
func (k scaling) reach(top int64) int64 {
	if top == 0 {
		return k.least
	}
	return top + top/8
}

// ladder draws the scale of a panel in its own units.
func (k scaling) ladder(p *paper, g panel) {
	step := k.step(g.highest)
	p.ladder(g, step, k.number(step))
}

// kind is a subject that a panel shows, and how its limit is called there.
type kind struct {
	subject experiment.Subject
	gauge   gauge
	name    string
}

var (
	bouncedLimits = []kind{{experiment.Subject{Measure: experiment.BouncedGood}, shareGauge, "limit: "}}
	longLimits    = []kind{{experiment.Subject{Measure: experiment.BouncedLong}, shareGauge, "limit: "}}
	toldLimits    = []kind{
		{experiment.Subject{Measure: experiment.MeanTold, Quantile: experiment.ToldP50}, timeGauge, "limit of p50: "},
		{experiment.Subject{Measure: experiment.MeanTold, Quantile: experiment.ToldP95}, timeGauge, "limit of p95: "},
		{experiment.Subject{Measure: experiment.MeanTold, Quantile: experiment.ToldMax}, timeGauge, "limit of the longest: "},
		{experiment.Subject{Measure: experiment.MeanTold}, timeGauge, "limit of the mean: "},
	}
)

// speaks reports whether a limit is about this subject; of a quantile, no measure need be named.
func (k kind) speaks(of experiment.Subject) bool {
	return of.Group == "" && of.Quantile == k.subject.Quantile && (of.Quantile != experiment.NoQuantile || of.Measure == k.subject.Measure)
}

// limits finds what the decision says about some subjects.
func (s Sweep) limits(about []kind) (found []bound) {
	for _, l := range s.Decision.Limits {
		for _, k := range about {
			if k.speaks(l.Subject) {
				most := max(k.gauge.whole(l.Most), 0)
				found = append(found, bound{most, k.name + k.gauge.trim(most, 3)})
			}
		}
	}
	return found
}

// within keeps the limits that a scale can reach without making its curves flat; the others are put into words.
func within(limits []bound, top int64) (kept []bound, beyond string) {
	for _, l := range limits {
		if top == 0 || l.most/4 <= top {
			kept = append(kept, l)
			continue
		}
		beyond += "; " + l.name + ", far above"
	}
	return kept, beyond
}

// limit draws the line, named where the curves leave room.
func (p *paper) limit(g panel, l bound, room *board) {
	y := g.y(l.most)
	p.stroke(limitPen, spot{g.clock.left, y}, spot{g.clock.right, y})
	wide := headFace.width(l.name)
	room.takeLine([]spot{{g.clock.left, y}, {g.clock.right, y}}, 2*pt)
	for _, base := range [2]int{y - 5*pt, y + 15*pt} {
		for _, left := range [3]int{g.clock.right - wide - 6*pt, g.clock.left + 6*pt, (g.clock.left + g.clock.right - wide) / 2} {
			ground := box{left - 2*pt, base - 12*pt, left + wide + 2*pt, base + 3*pt}
			if !room.free(ground) {
				continue
			}
			room.take(ground)
			p.fill(white, ground.corners()...)
			p.write(headFace, vermillion, spot{left, base}, fromLeft, l.name)
			return
		}
	}
}

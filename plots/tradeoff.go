package plots

import (
	"slices"

	"mailstorm/sim/experiment"
)

// tradeoffTitle says what the advised value, or the other end, brings and costs.
func tradeoffTitle(s Sweep) string {
	rival := s.rival()
	if rival < 0 {
		return s.alone(s.Plan.Current)
	}
	if far, saved := s.beyond(); far >= 0 && far != rival {
		mail, _ := s.bounces(rival)
		return s.name(rival) + " " + mail + "; " + s.name(far) + " would save " + saved + ", but cannot be set"
	}
	return s.headline(rival)
}

// curved reports whether the values have an axis, and anything is known along it.
func curved(s Sweep) bool {
	return graded(s) && (s.anyKnown(s.mail()) || s.anyTold())
}

// Where the curves stand on the page.
const (
	curvesLeft  = 96 * pt
	curvesRight = pageRight - 8*pt
	flagLine    = 76 * pt
)

// curve is a line through the choices, with a band where its estimates have intervals.
type curve struct {
	readings []reading // of each choice
	in       pen
	band     ink
	mark     func(p *paper, at spot, r int)
}

// drawTradeoff draws what a value costs above what it brings.
func drawTradeoff(p *paper, s Sweep) {
	p.heading(tradeoffTitle(s))
	p.subheading(s.subtitle(), "")
	r := s.ruler(curvesLeft, curvesRight)
	both := s.anyKnown(s.mail()) && s.anyTold()
	panels := split(clock{left: r.left, right: r.right}, flagLine+8*pt, axisLine, 1, 1)
	if !both {
		panels = split(clock{left: r.left, right: r.right}, flagLine+8*pt, axisLine, 1)
	}
	p.values(s, r, axisLine)
	p.key(s)
	p.flags(s, r, flagLine)
	if both || !s.anyTold() {
		means, limits := "good mail that was bounced all the same, share of all mail", bouncedLimits
		if s.mail() == experiment.BouncedLong {
			means, limits = "mail that was bounced though five days would have delivered it, share of all mail", longLimits
		}
		bounced := []curve{{s.read(shareGauge, s.mail()), linePen, band, disc}}
		p.curves(s, r, panels[0], shareScale, bounced, s.limits(limits), "BOUNCED", means)
	}
	if !s.anyTold() {
		return
	}
	told := []curve{
		{s.quantiles(func(q experiment.Quantiles) experiment.QuantileEstimate { return q.P95 }), p95Pen, nil, hoop},
		{s.quantiles(func(q experiment.Quantiles) experiment.QuantileEstimate { return q.P50 }), p50Pen, nil, bead},
	}
	p.curves(s, r, panels[len(panels)-1], timeScale, told, s.limits(toldLimits), "TOLD", "time until the sender of mail to a dead destination has an NDR")
}

// anyTold reports whether anybody who wrote to a dead destination was told.
func (s Sweep) anyTold() bool {
	return slices.ContainsFunc(s.Summary.Choices, func(o experiment.Outcome) bool { return o.Told.Count > 0 })
}

func (s Sweep) read(g gauge, m experiment.Measure) []reading {
	all := make([]reading, len(s.Plan.Choices))
	for i := range all {
		all[i] = s.estimate(g, i, m)
	}
	return all
}

func (s Sweep) quantiles(of func(experiment.Quantiles) experiment.QuantileEstimate) []reading {
	all := make([]reading, len(s.Plan.Choices))
	for i := range all {
		if q := s.Summary.Choices[i].Told; q.Count > 0 {
			r := of(q)
			all[i] = reading{value: minutes(r.Minute), low: minutes(r.Low), high: minutes(r.High), known: true}
		}
	}
	return all
}

// curves draws a panel: scale, bands, lines, marks, limits, and the numbers of the choices that matter.
func (p *paper) curves(s Sweep, r ruler, g panel, scale scaling, all []curve, limits []bound, head, means string) {
	top := int64(0)
	for _, c := range all {
		for _, e := range c.readings {
			top = max(top, e.high)
		}
	}
	limits, beyond := within(limits, top)
	for _, l := range limits {
		top = max(top, l.most)
	}
	g = g.upTo(scale.reach(top))
	scale.ladder(p, g)
	p.flagPoles(s, r, g.top, g.bottom)
	p.head(g, head, means+beyond)
	room := board{page: box{r.left, g.top - 2*pt, pageRight, g.bottom - pt}}
	for _, i := range s.flagged(r) {
		room.takeLine([]spot{{r.x[i], g.top}, {r.x[i], g.bottom}}, 2*pt)
	}
	known := 0
	for _, c := range all {
		known += p.curve(r, g, c, &room)
	}
	p.edge(g)
	if known == 0 {
		p.write(headFace, grey, spot{(g.clock.left + g.clock.right) / 2, (g.top + g.bottom) / 2}, centred, "not known")
	}
	for _, l := range limits {
		p.limit(g, l, &room)
	}
	p.callouts(s, r, g, scale, all[len(all)-1], &room)
}

// curve draws a line, and says how many of its points are known.
func (p *paper) curve(r ruler, g panel, c curve, room *board) (known int) {
	for _, part := range c.parts(r.order) {
		var line, upper, lower []spot
		for _, i := range part {
			e, x := c.readings[i], r.x[i]
			line = append(line, spot{x, g.y(e.value)})
			upper = append(upper, spot{x, g.y(e.high)})
			lower = append([]spot{{x, g.y(e.low)}}, lower...)
		}
		known += len(part)
		if c.band != nil {
			p.band(c, append(upper, lower...), len(part))
			room.takeLine(upper, 2*pt)
			room.takeLine(lower, 2*pt)
		}
		p.stroke(c.in, line...)
		room.takeLine(line, 3*pt)
		size := min(5*pt, r.gap()*2/5)
		for _, at := range line {
			if size >= pt {
				c.mark(p, at, size)
			}
			room.take(around(at, size))
		}
	}
	return known
}

// band shades an interval along a line; of a single point it is a whisker.
func (p *paper) band(c curve, edge []spot, points int) {
	if points == 1 {
		p.stroke(pen{c.in.color, 150, nil}, edge...)
		return
	}
	p.fill(c.band, edge...)
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

// callouts write numbers beside the points that matter.
func (p *paper) callouts(s Sweep, r ruler, g panel, scale scaling, c curve, room *board) {
	for _, i := range s.prominent() {
		if !c.readings[i].known || i == s.second() && i != s.Plan.Current {
			continue
		}
		text := scale.gauge.full(c.readings[i])
		if at, ok := room.beside(spot{r.x[i], g.y(c.readings[i].value)}, 7*pt, 2, headFace, text); ok {
			p.write(headFace, black, spot{at.left, at.bottom}, fromLeft, text)
		}
	}
}

// The marks of curves: where two lie on each other, both are seen.
func disc(p *paper, at spot, r int) { p.fillPath(blue, circle(at, r)) }
func bead(p *paper, at spot, r int) { p.fillPath(black, circle(at, r/2)) }
func hoop(p *paper, at spot, r int) {
	p.fillPath(white, circle(at, r))
	p.strokePath(pen{purple, max(r/4, 50), nil}, circle(at, r))
}

var (
	p50Pen = pen{black, 150, nil}
	p95Pen = pen{purple, 150, []int{9 * pt, 4 * pt}}
)

// key explains the lines and the marks.
func (p *paper) key(s Sweep) {
	at, name := spot{curvesLeft, pageHeight - 17*pt}, "good mail bounced"
	if s.mail() == experiment.BouncedLong {
		name = "mail bounced that five days would deliver"
	}
	if s.Summary.Runs > 1 {
		name += ", and its 95 % interval"
	}
	for _, k := range []struct {
		known bool
		in    pen
		band  ink
		mark  func(p *paper, at spot, r int)
		name  string
	}{
		{s.anyKnown(s.mail()) || !s.anyTold(), linePen, band, disc, name},
		{s.anyTold(), p50Pen, white, bead, "half are told (p50)"},
		{s.anyTold(), p95Pen, white, hoop, "95 % are told (p95)"},
	} {
		if !k.known {
			continue
		}
		p.fill(k.band, box{at.x, at.y - 5*pt, at.x + 30*pt, at.y + 5*pt}.corners()...)
		p.stroke(k.in, at, spot{at.x + 30*pt, at.y})
		k.mark(p, spot{at.x + 15*pt, at.y}, 5*pt)
		p.write(labelFace, black, spot{at.x + 36*pt, at.y + 5*pt}, fromLeft, k.name)
		at.x += 36*pt + labelFace.width(k.name) + 26*pt
	}
}

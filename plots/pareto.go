package plots

import (
	"cmp"
	"slices"
	"time"

	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// trade is a choice that is known in both: what it costs and what it brings. Less is better.
type trade struct {
	choice     int
	wait, mail reading
	beaten     bool // another is as good in one and better in the other, by the estimates
}

// waitMeasure is what the picture sets good mail against: silence, or where nobody was silent the time to the NDR.
func (s Sweep) waitMeasure() experiment.Measure {
	if s.anyKnown(experiment.MeanSilence) {
		return experiment.MeanSilence
	}
	return experiment.MeanTold
}

// trades lists the choices from the shortest wait to the longest.
func (s Sweep) trades() (all []trade) {
	for i := range s.Plan.Choices {
		t := trade{choice: i, wait: s.estimate(timeGauge, i, s.waitMeasure()), mail: s.estimate(shareGauge, i, s.mail())}
		if t.wait.known && t.mail.known {
			all = append(all, t)
		}
	}
	slices.SortStableFunc(all, func(a, b trade) int {
		return cmp.Or(cmp.Compare(a.wait.value, b.wait.value), cmp.Compare(a.mail.value, b.mail.value))
	})
	for i := range all {
		all[i].beaten = slices.ContainsFunc(all[:i], func(b trade) bool {
			return b.mail.value <= all[i].mail.value && (b.mail.value < all[i].mail.value || b.wait.value < all[i].wait.value)
		})
	}
	return all
}

func traded(s Sweep) bool { return len(s.trades()) > 1 }

// front are the trades that no other beats, from the shortest wait to the longest.
func front(all []trade) []trade {
	return slices.DeleteFunc(slices.Clone(all), func(t trade) bool { return t.beaten })
}

// paretoTitle says what an hour less of silence costs.
func paretoTitle(s Sweep) string {
	all := s.trades()
	if len(all) == 0 {
		return "Good mail bounced and silence are not known together for any value"
	}
	best := front(all)
	first, last := best[0], best[len(best)-1]
	less := last.wait.value - first.wait.value
	switch {
	case len(all) == 1:
		return s.alone(first.choice)
	case less == 0 && len(best) == len(all):
		return "All " + metrics.Number(int64(len(all))) + " values come to the same, in good mail and in silence"
	case less == 0:
		return s.name(first.choice) + " is best in both: no value bounces less good mail, none has a shorter silence"
	}
	return "Between " + s.name(last.choice) + " and " + s.name(first.choice) + ", an hour less of silence needlessly bounces " +
		s.dearer(first, last).over(less).more() + " of all mail"
}

// dearer is how much more good mail the first of two trades bounces; paired, where one of them is the current choice.
func (s Sweep) dearer(first, last trade) reading {
	switch s.Plan.Current {
	case last.choice:
		if d := shareGauge.of(s.Summary.Choices[first.choice].Difference[s.mail()]); d.known {
			return d
		}
	case first.choice:
		if d := shareGauge.of(s.Summary.Choices[last.choice].Difference[s.mail()]); d.known {
			return reading{-d.value, -d.high, -d.low, true, d.bounded}
		}
	}
	a, b := first.mail, last.mail
	return reading{a.value - b.value, a.low - b.high, a.high - b.low, true, a.bounded && b.bounded}
}

// over is so much for each hour of a time.
func (r reading) over(wait int64) reading {
	quarters := max(wait/int64(15*time.Minute), 1)
	for _, n := range [3]*int64{&r.value, &r.low, &r.high} {
		*n = *n / quarters * 4
	}
	return r
}

// plane has a measure along it and another up it.
type plane struct {
	panel
	least, most int64 // along it
}

func (g plane) at(t trade) spot { return spot{g.x(t.wait.value), g.y(t.mail.value)} }

func (g plane) x(v int64) int {
	const left, right = 36 * pt, 120 * pt // the name of the last one stands to its right
	return g.clock.left + left + int(share(v-g.least, g.most-g.least, int64(g.clock.right-g.clock.left-left-right)))
}

func drawPareto(p *paper, s Sweep) {
	p.subheading(s.subtitle(), "")
	all := s.trades()
	g := planeOf(all)
	shareScale.ladder(p, g.panel)
	means := "good mail that was bounced all the same"
	if s.mail() == experiment.BouncedLong {
		means = "mail that was bounced though five days would have delivered it"
	}
	p.head(g.panel, "BOUNCED", means+", share of all mail; lower is better, and so is farther left")
	p.waits(g, s)
	p.edge(g.panel)
	if len(all) == 0 {
		p.write(headFace, grey, spot{(g.clock.left + g.clock.right) / 2, (g.top + g.bottom) / 2}, centred, "not known")
	}
	p.trades(g, s, all)
	p.paretoKey(s, all)
}

// planeOf makes room for all intervals.
func planeOf(all []trade) plane {
	g := plane{panel: newPanel(clock{left: curvesLeft, right: curvesRight}, 62*pt, axisLine), most: int64(time.Hour)}
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
	g.panel = g.upTo(shareScale.reach(top))
	return g
}

// waits draws the axis of time.
func (p *paper) waits(g plane, s Sweep) {
	step := int64(atMost(time.Duration(g.most-g.least), 9))
	for n := (g.least + step - 1) / step * step; n <= g.most; n += step {
		x := g.x(n)
		p.stroke(gridPen, spot{x, g.top}, spot{x, g.bottom})
		p.write(labelFace, black, spot{x, g.bottom + 20*pt}, centred, age(n))
	}
	text := "SILENCE"
	means := "time until the sender's first delay notice or NDR, mean over mail that had not arrived by then"
	if s.waitMeasure() == experiment.MeanTold {
		text, means = "TOLD", "time until the NDR, mean over mail to dead destinations"
	}
	at := spot{g.clock.left, g.bottom + 40*pt}
	p.write(headFace, black, at, fromLeft, text)
	p.write(labelFace, grey, spot{at.x + headFace.width(text) + 8*pt, at.y}, fromLeft, means)
}

// With more choices than this, there are dots without crosses, and only those that readers look for have a name.
const (
	mostCrosses = 60
	mostNames   = 30
)

// trades draws the front, the dots with their crosses, and as many names as there is room for.
func (p *paper) trades(g plane, s Sweep, all []trade) {
	room := board{page: box{g.clock.left + pt, g.top, pageRight, g.bottom - pt}}
	var line []spot
	for _, t := range front(all) {
		line = append(line, g.at(t))
	}
	if len(line) > 1 {
		p.stroke(linePen, line...)
		room.takeLine(line, 2*pt)
	}
	for _, beaten := range [2]bool{true, false} {
		for _, t := range all {
			if t.beaten == beaten {
				p.trade(g, t, len(all) <= mostCrosses, &room)
			}
		}
	}
	p.tradeNames(g, s, all, &room)
}

// trade draws a dot over the cross of its intervals.
func (p *paper) trade(g plane, t trade, crossed bool, room *board) {
	at, in, r := g.at(t), pen{black, 120, nil}, 6*pt
	if t.beaten {
		in, r = pen{faded, 120, nil}, 5*pt
	}
	if crossed {
		for _, arm := range [2][]spot{{{g.x(t.wait.low), at.y}, {g.x(t.wait.high), at.y}}, {{at.x, g.y(t.mail.low)}, {at.x, g.y(t.mail.high)}}} {
			p.stroke(in, arm...)
			room.takeLine(arm, pt)
		}
	}
	p.paretoDot(at, r, t.beaten)
	room.take(around(at, r))
}

func (p *paper) paretoDot(at spot, r int, beaten bool) {
	if !beaten {
		p.fillPath(blue, circle(at, r))
		return
	}
	p.fillPath(white, circle(at, r))
	p.strokePath(pen{faded, 150, nil}, circle(at, r))
}

// tradeNames writes the names, first of those that readers look for.
func (p *paper) tradeNames(g plane, s Sweep, all []trade, room *board) {
	order := s.prominent()
	if len(all) > mostNames {
		all = slices.DeleteFunc(slices.Clone(all), func(t trade) bool { return !slices.Contains(order, t.choice) })
	}
	for _, beaten := range [2]bool{false, true} {
		for _, t := range all {
			if t.beaten == beaten && !slices.Contains(order, t.choice) {
				order = append(order, t.choice)
			}
		}
	}
	for _, choice := range order {
		i := slices.IndexFunc(all, func(t trade) bool { return t.choice == choice })
		if i < 0 {
			continue
		}
		p.tradeName(g.at(all[i]), s, all[i], room)
	}
}

// tradeName writes a name beside its dot; one that readers look for has room somewhere.
func (p *paper) tradeName(at spot, s Sweep, t trade, room *board) {
	const reach = 8 * pt
	f, in, text, role := labelFace, ink(black), s.name(t.choice), s.role(t.choice)
	if t.beaten {
		in = grey
	}
	if role != "" {
		f, in, text = headFace, black, text+" ("+role+")"
	}
	text = f.fit(text, 260*pt)
	label, ok := room.beside(at, reach, 2, f, text)
	if !ok && role != "" {
		if label, ok = room.onLines(at, reach, 16, f, text); ok {
			p.fill(white, label.corners()...)
		}
	}
	if ok {
		p.tie(at, reach, label)
		p.write(f, in, spot{label.left, label.bottom}, fromLeft, text)
	}
}

// paretoKey explains the marks, and counts them.
func (p *paper) paretoKey(s Sweep, all []trade) {
	at := spot{curvesLeft, pageHeight - 17*pt}
	unbeaten := len(front(all))
	for _, k := range []struct {
		beaten bool
		name   string
	}{{false, "beaten by no other value: " + metrics.Number(int64(unbeaten))}, {true, "beaten by another: " + metrics.Number(int64(len(all)-unbeaten))}} {
		p.paretoDot(spot{at.x + 8*pt, at.y}, 6*pt, k.beaten)
		p.write(labelFace, black, spot{at.x + 20*pt, at.y + 5*pt}, fromLeft, k.name)
		at.x += 20*pt + labelFace.width(k.name) + 26*pt
	}
	if len(all) > mostCrosses || s.Summary.Runs < 2 {
		return
	}
	p.stroke(pen{black, 120, nil}, at, spot{at.x + 16*pt, at.y})
	p.stroke(pen{black, 120, nil}, spot{at.x + 8*pt, at.y - 8*pt}, spot{at.x + 8*pt, at.y + 8*pt})
	p.write(labelFace, black, spot{at.x + 22*pt, at.y + 5*pt}, fromLeft, "95 % intervals")
}

package plots

import (
	"slices"
	"strings"
	"time"

	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

const mostSurvivals = 6

// waited reports whether any mail never arrived.
func waited(s Sweep) bool { return len(s.candidates()) > 0 }

// candidates are the choices that are drawn: all if they are few, else those that readers look for, and some between them.
func (s Sweep) candidates() []int {
	order := s.order()
	chosen := order
	if len(order) > mostSurvivals {
		chosen = s.prominent()
		for _, between := range [3]int{len(order) / 2, len(order) / 4, len(order) * 3 / 4} {
			if i := order[between]; len(chosen) < mostSurvivals && !slices.Contains(chosen, i) {
				chosen = append(chosen, i)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(order), func(i int) bool {
		return !slices.Contains(chosen, i) || s.Summary.Choices[i].Told.Count == 0
	})
}

// survivalTitle says by when everybody knows.
func survivalTitle(s Sweep) string {
	current, rival := s.Plan.Current, s.rival()
	shown := s.candidates()
	switch {
	case len(shown) == 0:
		return "No mail failed to arrive, so nobody waited for word of it"
	case !slices.Contains(shown, rival):
		return "All undelivered mail is reported within " + s.longest(current) + " with " + s.name(current)
	case !slices.Contains(shown, current):
		return "All undelivered mail is reported within " + s.longest(rival) + " with " + s.name(rival)
	case s.longest(rival) != s.longest(current):
		return "All undelivered mail is reported within " + s.longest(rival) + " with " + s.name(rival) + ", and within " + s.longest(current) + " with " + s.name(current)
	case s.median(rival) != s.median(current):
		return "Half of the undelivered mail is reported within " + s.median(rival) + " with " + s.name(rival) + ", and within " + s.median(current) + " with " + s.name(current)
	}
	return "All undelivered mail is reported within " + s.longest(rival) + ", with " + s.name(rival) + " as with " + s.name(current)
}

func (s Sweep) median(choice int) string {
	return span(minutes(s.Summary.Choices[choice].Told.P50.Minute), 1)
}

func (s Sweep) longest(choice int) string {
	return span(minutes(s.Summary.Choices[choice].Told.Max.Minute), 1)
}

// expiration is when a choice gives up, where that is what the sweep varies.
func (s Sweep) expiration(choice int) (time.Duration, bool) {
	for i, written := range s.Plan.Choices[choice].Values {
		key := s.key(i)
		q, ok := read(written)
		if ok && q.unit == timeUnit && strings.Contains(key[strings.LastIndexByte(key, '.')+1:], "expiration") {
			return time.Duration(q.n), true
		}
	}
	return 0, false
}

// Where the lines stand on the page: their names take its right side.
const (
	survivalLeft  = 84 * pt
	survivalRight = 640 * pt
	survivorLeft  = survivalRight + 62*pt
)

func drawSurvival(p *paper, s Sweep) {
	p.subheading(s.subtitle(), "")
	shown := s.candidates()
	c := clock{left: survivalLeft, right: survivalRight, span: time.Hour}
	top := int64(0)
	if len(shown) == 0 {
		top = 1000
	}
	for _, i := range shown {
		told := s.Summary.Choices[i].Told
		c.span = max(c.span, time.Duration(minutes(told.Max.Minute)))
		top = max(top, s.perStorm(told.Count))
		if at, ok := s.expiration(i); ok && at < c.span*4 {
			c.span = max(c.span, at)
		}
	}
	c.span += c.span / 20
	g := newPanel(c, 82*pt, axisLine).upTo(max(top, 1)).in(unit{size: 1000})
	p.waiters(g, "WAITING", "mail to dead destinations whose sender has no NDR yet, "+s.mean())
	p.ages(g, "time since submission; dotted lines are expirations")
	p.edge(g)
	if len(shown) == 0 {
		p.write(headFace, grey, spot{(c.left + c.right) / 2, (g.top + g.bottom) / 2}, centred, "nobody")
	}
	p.expirations(g, s, shown)
	for k, i := range slices.Backward(shown) {
		line := g.decay(s, s.Summary.Choices[i].Told)
		p.stroke(pen{white, wayPens[k].width + 150, nil}, line...)
		p.stroke(wayPens[k], line...)
	}
	p.survivors(g, s, shown)
}

// perStorm is a count over all replications as thousandths of one of them.
func (s Sweep) perStorm(count uint64) int64 {
	return int64(min(count, 1<<52)) * 1000 / max(int64(s.Summary.Runs), 1)
}

func (s Sweep) mean() string {
	if s.Summary.Runs > 1 {
		return "mean per storm"
	}
	return "of one storm"
}

// waiters draws the scale; its head line leaves room for the expirations.
func (p *paper) waiters(g panel, head, means string) {
	step := roundSteps(g.highest, 5)
	p.ladder(g, step, func(n int64) string { return decimal(n, g.size) })
	g.top -= 18 * pt
	p.head(g, head, means)
}

// ages draws the axis of time since submission.
func (p *paper) ages(g panel, means string) {
	step := g.clock.span / 9
	for _, s := range humanSteps {
		if s >= step {
			step = s
			break
		}
	}
	var line strip
	for i := range g.clock.span/step + 1 {
		at := i * step
		x, text := g.clock.x(at), age(int64(at))
		p.stroke(gridPen, spot{x, g.top}, spot{x, g.bottom})
		room := interval{x - labelFace.width(text)/2 - 4*pt, x + labelFace.width(text)/2 + 4*pt}
		if line.free(room) {
			line.take(room)
			p.write(labelFace, black, spot{x, g.bottom + 20*pt}, centred, text)
		}
	}
	g.top = g.bottom + 48*pt
	p.head(g, "AGE", means)
}

// decay is the steps down from all to none; those too small to see are joined.
func (g panel) decay(s Sweep, q experiment.Quantiles) []spot {
	const visible = pt / 2
	at := spot{g.clock.left, g.y(s.perStorm(q.Count))}
	line := []spot{at}
	for i, bin := range q.Survival {
		next := spot{g.clock.x(time.Duration(minutes(bin.Minute))), g.y(s.perStorm(bin.Count))}
		if next.x-at.x < visible && next.y-at.y < visible && i < len(q.Survival)-1 {
			continue
		}
		line = append(line, spot{next.x, at.y}, next)
		at = next
	}
	return line
}

// expirations mark when each choice gives up; those that readers look for are named first.
func (p *paper) expirations(g panel, s Sweep, shown []int) {
	var line strip
	order := slices.Concat(s.prominent(), shown)
	for n, i := range order {
		k := slices.Index(shown, i)
		at, ok := s.expiration(i)
		if !ok || k < 0 || at > g.clock.span || slices.Contains(order[:n], i) {
			continue
		}
		x := g.clock.x(at)
		p.stroke(pen{wayPens[k].color, 100, []int{2 * pt, 3 * pt}}, spot{x, g.top - 4*pt}, spot{x, g.bottom})
		text := metrics.Span(at)
		room := interval{x - smallFace.width(text)/2, x + smallFace.width(text)/2}
		if line.free(room) {
			line.take(room)
			p.write(smallFace, black, spot{room.left, g.top - 7*pt}, fromLeft, text)
		}
	}
}

// survivors names the lines on the right side, with half and all of what they show.
func (p *paper) survivors(g panel, s Sweep, shown []int) {
	const pitch = 56 * pt
	for k, i := range shown {
		y := g.top + 14*pt + k*pitch
		p.stroke(wayPens[k], spot{survivorLeft - 44*pt, y - 5*pt}, spot{survivorLeft - 8*pt, y - 5*pt})
		name := s.name(i)
		if role := s.role(i); role != "" {
			name += " (" + role + ")"
		}
		room := pageRight - survivorLeft
		p.write(headFace, black, spot{survivorLeft, y}, fromLeft, headFace.fit(name, room))
		p.write(smallFace, black, spot{survivorLeft, y + 16*pt}, fromLeft, smallFace.fit("half know after "+s.median(i), room))
		p.write(smallFace, black, spot{survivorLeft, y + 31*pt}, fromLeft, smallFace.fit("all know after "+s.longest(i), room))
	}
}

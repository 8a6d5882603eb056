package plots

import (
	"slices"
	"strings"
	"time"

	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

const maxSurvivalLines = 6

// anyUndelivered reports whether any mail never arrived.
func anyUndelivered(s Sweep) bool { return len(survivalChoices(s)) > 0 }

// survivalChoices are the choices that are drawn: all if they are few, else those that readers look for, and some between them.
func survivalChoices(s Sweep) []int {
	order := s.Order()
	chosen := order
	if len(order) > maxSurvivalLines {
		chosen = s.Highlights()
		for _, between := range [3]int{len(order) / 2, len(order) / 4, len(order) * 3 / 4} {
			if i := order[between]; len(chosen) < maxSurvivalLines && !slices.Contains(chosen, i) {
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
	current, rival := s.Plan.Current, s.Alternative()
	shown := survivalChoices(s)
	switch {
	case len(shown) == 0:
		return "No mail failed to arrive, so nobody waited for word of it"
	case !slices.Contains(shown, rival):
		return "All undelivered mail is reported within " + longestText(s, current) + " with " + s.Name(current)
	case !slices.Contains(shown, current):
		return "All undelivered mail is reported within " + longestText(s, rival) + " with " + s.Name(rival)
	case longestText(s, rival) != longestText(s, current):
		return "All undelivered mail is reported within " + longestText(s, rival) + " with " + s.Name(rival) + ", and within " + longestText(s, current) + " with " + s.Name(current)
	case medianText(s, rival) != medianText(s, current):
		return "Half of the undelivered mail is reported within " + medianText(s, rival) + " with " + s.Name(rival) + ", and within " + medianText(s, current) + " with " + s.Name(current)
	}
	return "All undelivered mail is reported within " + longestText(s, rival) + ", with " + s.Name(rival) + " as with " + s.Name(current)
}

func medianText(s Sweep, choice int) string {
	return FormatSpan(Minutes(s.Summary.Choices[choice].Told.P50.Minute), 1)
}

func longestText(s Sweep, choice int) string {
	return FormatSpan(Minutes(s.Summary.Choices[choice].Told.Max.Minute), 1)
}

// choiceExpiration is when a choice gives up, where that is what the sweep varies.
func choiceExpiration(s Sweep, choice int) (time.Duration, bool) {
	for i, written := range s.Plan.Choices[choice].Values {
		key := s.Key(i)
		q, ok := ParseQuantity(written)
		if ok && q.unit == TimeUnit && strings.Contains(key[strings.LastIndexByte(key, '.')+1:], "expiration") {
			return time.Duration(q.N), true
		}
	}
	return 0, false
}

// Where the lines stand on the page: their names take its right side.
const (
	survivalLeft      = 84 * Pt
	survivalRight     = 640 * Pt
	survivalNamesLeft = survivalRight + 62*Pt
)

func drawSurvival(p *Canvas, s Sweep) {
	p.Subtitle(s.Subtitle(), "")
	shown := survivalChoices(s)
	c := TimeAxis{left: survivalLeft, right: survivalRight, End: time.Hour}
	top := int64(0)
	if len(shown) == 0 {
		top = 1000
	}
	for _, i := range shown {
		told := s.Summary.Choices[i].Told
		c.End = max(c.End, time.Duration(Minutes(told.Max.Minute)))
		top = max(top, perStorm(s, told.Count))
		if at, ok := choiceExpiration(s, i); ok && at < c.End*4 {
			c.End = max(c.End, at)
		}
	}
	c.End += c.End / 20
	g := NewPanel(c, 82*Pt, axisLine).UpTo(max(top, 1)).In(Unit{size: 1000})
	drawWaitScale(p, g, "WAITING", "mail to dead destinations whose sender has no NDR yet, "+meanText(s))
	p.AgeAxis(g, "time since submission; dotted lines are expirations")
	p.PanelFrame(g)
	if len(shown) == 0 {
		p.Text(BoldFont, Grey, Point{(c.left + c.right) / 2, (g.top + g.bottom) / 2}, AlignCentre, "nobody")
	}
	drawExpirations(p, g, s, shown)
	for k, i := range slices.Backward(shown) {
		line := survivalSteps(g, s, s.Summary.Choices[i].Told)
		p.Stroke(Pen{White, LinePens[k].width + 150, nil}, line...)
		p.Stroke(LinePens[k], line...)
	}
	drawSurvivalNames(p, g, s, shown)
}

// perStorm is a count over all replications as thousandths of one of them.
func perStorm(s Sweep, count uint64) int64 {
	return int64(min(count, 1<<52)) * 1000 / max(int64(s.Summary.Runs), 1)
}

func meanText(s Sweep) string {
	if s.Summary.Runs > 1 {
		return "mean per storm"
	}
	return "of one storm"
}

// drawWaitScale draws the scale; its head line leaves room for the expirations.
func drawWaitScale(p *Canvas, g Panel, head, means string) {
	step := RoundStep(g.highest, 5)
	p.PanelGrid(g, step, func(n int64) string { return Decimal(n, g.size) })
	g.top -= 18 * Pt
	p.PanelTitle(g, head, means)
}

// AgeAxis draws the axis of time since submission.
func (p *Canvas) AgeAxis(g Panel, means string) {
	step := g.Axis.End / 9
	for _, s := range durationSteps {
		if s >= step {
			step = s
			break
		}
	}
	var line LabelRow
	for i := range g.Axis.End/step + 1 {
		at := i * step
		x, text := g.Axis.X(at), AgeLabel(int64(at))
		p.Stroke(GridPen, Point{x, g.top}, Point{x, g.bottom})
		room := Interval{x - LabelFont.Width(text)/2 - 4*Pt, x + LabelFont.Width(text)/2 + 4*Pt}
		if line.IsFree(room) {
			line.Reserve(room)
			p.Text(LabelFont, Black, Point{x, g.bottom + 20*Pt}, AlignCentre, text)
		}
	}
	g.top = g.bottom + 48*Pt
	p.PanelTitle(g, "AGE", means)
}

// survivalSteps is the steps down from all to none; those too small to see are joined.
func survivalSteps(g Panel, s Sweep, q experiment.Quantiles) []Point {
	const visible = Pt / 2
	at := Point{g.Axis.left, g.Y(perStorm(s, q.Count))}
	line := []Point{at}
	for i, bin := range q.Survival {
		next := Point{g.Axis.X(time.Duration(Minutes(bin.Minute))), g.Y(perStorm(s, bin.Count))}
		if next.x-at.x < visible && next.y-at.y < visible && i < len(q.Survival)-1 {
			continue
		}
		line = append(line, Point{next.x, at.y}, next)
		at = next
	}
	return line
}

// drawExpirations mark when each choice gives up; those that readers look for are named first.
func drawExpirations(p *Canvas, g Panel, s Sweep, shown []int) {
	var line LabelRow
	order := slices.Concat(s.Highlights(), shown)
	for n, i := range order {
		k := slices.Index(shown, i)
		at, ok := choiceExpiration(s, i)
		if !ok || k < 0 || at > g.Axis.End || slices.Contains(order[:n], i) {
			continue
		}
		x := g.Axis.X(at)
		p.Stroke(Pen{LinePens[k].color, 100, []int{2 * Pt, 3 * Pt}}, Point{x, g.top - 4*Pt}, Point{x, g.bottom})
		text := metrics.Span(at)
		room := Interval{x - SmallFont.Width(text)/2, x + SmallFont.Width(text)/2}
		if line.IsFree(room) {
			line.Reserve(room)
			p.Text(SmallFont, Black, Point{room.left, g.top - 7*Pt}, AlignLeft, text)
		}
	}
}

// drawSurvivalNames names the lines on the right side, with half and all of what they show.
func drawSurvivalNames(p *Canvas, g Panel, s Sweep, shown []int) {
	const pitch = 56 * Pt
	for k, i := range shown {
		y := g.top + 14*Pt + k*pitch
		p.Stroke(LinePens[k], Point{survivalNamesLeft - 44*Pt, y - 5*Pt}, Point{survivalNamesLeft - 8*Pt, y - 5*Pt})
		name := s.Name(i)
		if role := s.Role(i); role != "" {
			name += " (" + role + ")"
		}
		room := PageRight - survivalNamesLeft
		p.Text(BoldFont, Black, Point{survivalNamesLeft, y}, AlignLeft, BoldFont.Truncate(name, room))
		p.Text(SmallFont, Black, Point{survivalNamesLeft, y + 16*Pt}, AlignLeft, SmallFont.Truncate("half know after "+medianText(s, i), room))
		p.Text(SmallFont, Black, Point{survivalNamesLeft, y + 31*Pt}, AlignLeft, SmallFont.Truncate("all know after "+longestText(s, i), room))
	}
}

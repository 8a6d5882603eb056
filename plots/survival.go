package plots

import (
	"slices"
	"strings"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/sweeps"
	"mailstorm/sim/experiment/analysis"
	"mailstorm/sim/metrics"
)

const maxSurvivalLines = 6

// anyUndelivered reports whether any mail never arrived.
func anyUndelivered(s sweeps.Sweep) bool { return len(survivalChoices(s)) > 0 }

// survivalChoices are the choices that are drawn: all if they are few, else those that readers look for, and some between them.
func survivalChoices(s sweeps.Sweep) []int {
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

// survivalTitle says when all NDRs have arrived.
func survivalTitle(s sweeps.Sweep) string {
	current, rival := s.Plan.Current, s.Alternative()
	shown := survivalChoices(s)
	switch {
	case len(shown) == 0:
		return "All mail arrived, so nobody waited for an NDR"
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

func medianText(s sweeps.Sweep, choice int) string {
	return sweeps.FormatSpan(sweeps.Minutes(s.Summary.Choices[choice].Told.P50.Minute), 1)
}

func longestText(s sweeps.Sweep, choice int) string {
	return sweeps.FormatSpan(sweeps.Minutes(s.Summary.Choices[choice].Told.Max.Minute), 1)
}

// choiceExpiration is when a choice gives up, where that is what the sweep varies.
func choiceExpiration(s sweeps.Sweep, choice int) (time.Duration, bool) {
	for i, written := range s.Plan.Choices[choice].Values {
		key := s.Key(i)
		q, ok := sweeps.ParseQuantity(written)
		if ok && q.Unit == sweeps.TimeUnit && strings.Contains(key[strings.LastIndexByte(key, '.')+1:], "expiration") {
			return time.Duration(q.N), true
		}
	}
	return 0, false
}

// Where the lines stand on the page: their names take its right side.
const (
	survivalLeft      = 84 * pt
	survivalRight     = 640 * pt
	survivalNamesLeft = survivalRight + 62*pt
)

func drawSurvival(p *draw.Canvas, s sweeps.Sweep) {
	p.Subtitle(s.Subtitle(), "")
	shown := survivalChoices(s)
	c := draw.TimeAxis{Left: survivalLeft, Right: survivalRight, End: time.Hour}
	top := int64(0)
	if len(shown) == 0 {
		top = 1000
	}
	for _, i := range shown {
		told := s.Summary.Choices[i].Told
		c.End = max(c.End, time.Duration(sweeps.Minutes(told.Max.Minute)))
		top = max(top, perStorm(s, told.Count))
		if at, ok := choiceExpiration(s, i); ok && at < c.End*4 {
			c.End = max(c.End, at)
		}
	}
	c.End += c.End / 20
	g := draw.NewPanel(c, 82*pt, axisLine).UpTo(max(top, 1)).In(draw.Unit{Size: 1000})
	drawWaitScale(p, g, "WAITING", "mail to dead destinations without an NDR so far, "+meanText(s))
	p.AgeAxis(g, "time since submission; dotted lines: expirations")
	p.PanelFrame(g)
	if len(shown) == 0 {
		p.Text(draw.BoldFont, draw.Grey, draw.At((c.Left+c.Right)/2, (g.Top+g.Bottom)/2), draw.AlignCentre, "nobody")
	}
	drawExpirations(p, g, s, shown)
	for k, i := range slices.Backward(shown) {
		line := survivalSteps(g, s, s.Summary.Choices[i].Told)
		p.Stroke(draw.NewPen(draw.White, draw.LinePens[k].Width+150), line...)
		p.Stroke(draw.LinePens[k], line...)
	}
	drawSurvivalNames(p, g, s, shown)
}

// perStorm is a count over all replications as thousandths of one of them.
func perStorm(s sweeps.Sweep, count uint64) int64 {
	return int64(min(count, 1<<52)) * 1000 / max(int64(s.Summary.Runs), 1)
}

func meanText(s sweeps.Sweep) string {
	if s.Summary.Runs > 1 {
		return "mean per storm"
	}
	return "of one storm"
}

// drawWaitScale draws the scale; its head line leaves room for the expirations.
func drawWaitScale(p *draw.Canvas, g draw.Panel, head, means string) {
	step := draw.RoundStep(g.Highest, 5)
	p.PanelGrid(g, step, func(n int64) string { return draw.Decimal(n, g.Size) })
	g.Top -= 18 * pt
	p.PanelTitle(g, head, means)
}

// survivalSteps is the steps down from all to none; those too small to see are joined.
func survivalSteps(g draw.Panel, s sweeps.Sweep, q analysis.Quantiles) []draw.Point {
	const visible = pt / 2
	at := draw.At(g.Axis.Left, g.Y(perStorm(s, q.Count)))
	line := []draw.Point{at}
	for i, bin := range q.Survival {
		next := draw.At(g.Axis.X(time.Duration(sweeps.Minutes(bin.Minute))), g.Y(perStorm(s, bin.Count)))
		if next.X-at.X < visible && next.Y-at.Y < visible && i < len(q.Survival)-1 {
			continue
		}
		line = append(line, draw.At(next.X, at.Y), next)
		at = next
	}
	return line
}

// drawExpirations mark when each choice gives up; those that readers look for are named first.
func drawExpirations(p *draw.Canvas, g draw.Panel, s sweeps.Sweep, shown []int) {
	var line draw.LabelRow
	order := slices.Concat(s.Highlights(), shown)
	for n, i := range order {
		k := slices.Index(shown, i)
		at, ok := choiceExpiration(s, i)
		if !ok || k < 0 || at > g.Axis.End || slices.Contains(order[:n], i) {
			continue
		}
		x := g.Axis.X(at)
		p.Stroke(draw.NewPen(draw.LinePens[k].Color, 100, 2*pt, 3*pt), draw.At(x, g.Top-4*pt), draw.At(x, g.Bottom))
		text := metrics.Span(at)
		room := draw.Interval{Left: x - draw.SmallFont.Width(text)/2, Right: x + draw.SmallFont.Width(text)/2}
		if line.IsFree(room) {
			line.Reserve(room)
			p.Text(draw.SmallFont, draw.Black, draw.At(room.Left, g.Top-7*pt), draw.AlignLeft, text)
		}
	}
}

// drawSurvivalNames names the lines on the right side, with half and all of what they show.
func drawSurvivalNames(p *draw.Canvas, g draw.Panel, s sweeps.Sweep, shown []int) {
	const pitch = 56 * pt
	for k, i := range shown {
		y := g.Top + 14*pt + k*pitch
		p.Stroke(draw.LinePens[k], draw.At(survivalNamesLeft-44*pt, y-5*pt), draw.At(survivalNamesLeft-8*pt, y-5*pt))
		name := s.Name(i)
		if role := s.Role(i); role != "" {
			name += " (" + role + ")"
		}
		room := draw.PageRight - survivalNamesLeft
		p.Text(draw.BoldFont, draw.Black, draw.At(survivalNamesLeft, y), draw.AlignLeft, draw.BoldFont.Truncate(name, room))
		p.Text(draw.SmallFont, draw.Black, draw.At(survivalNamesLeft, y+16*pt), draw.AlignLeft, draw.SmallFont.Truncate("half have an NDR after "+medianText(s, i), room))
		p.Text(draw.SmallFont, draw.Black, draw.At(survivalNamesLeft, y+31*pt), draw.AlignLeft, draw.SmallFont.Truncate("all have an NDR after "+longestText(s, i), room))
	}
}

package plots

import (
	"time"

	"mailstorm/plots/draw"
	"mailstorm/sim/metrics"
)

func anyLength(l Learned) bool { return len(l.Lengths.Steps) > 0 }

func learnedLengthsTitle(l Learned) string { return l.Lengths.Title }

// Where the curves stand: what they mean is on the right side.
const (
	lengthsRight = 690 * pt
	lengthsKeys  = lengthsRight + 22*pt
)

// drawLearnedLengths draws the share of outages that last longer than a length.
func drawLearnedLengths(p *draw.Canvas, l Learned) {
	p.Subtitle(l.Subtitle, "")
	s := &l.Lengths
	x := lengthAxis(s)
	g := draw.NewPanel(draw.TimeAxis{Left: curvesLeft, Right: lengthsRight}, marginTop+18*pt, axisLine).UpTo(100)
	drawUnseen(p, g, x, s)
	p.PanelGrid(g, 25, func(n int64) string { return metrics.Number(n) + " %" })
	drawLengthTicks(p, g, x)
	drawLengthBand(p, g, x, s.Quantiles)
	p.Stroke(draw.LinePen, lengthSteps(g, x, s)...)
	if len(s.Fitted) > 0 {
		p.Stroke(fittedPen, lengthCurve(g, x, s)...)
	}
	if s.Expiration > 0 && int64(s.Expiration) >= x.From && int64(s.Expiration) <= x.To {
		drawLengthLine(p, g, x, s.Expiration, draw.LimitPen, draw.Vermillion, "given up after "+metrics.Span(s.Expiration))
	}
	p.PanelFrame(g)
	g.Top -= 18 * pt
	p.PanelTitle(g, "LONGER", "share of outages that last longer")
	drawLengthKeys(p, s)
}

// lengthAxis reaches as far as anything that is known to be drawn, and not so far that what was met becomes narrow.
func lengthAxis(s *LearnedLengths) draw.LogAxis {
	longest := max(s.Longest, s.Steps[len(s.Steps)-1].Length, 2*time.Hour)
	most := longest
	for _, all := range [][]LearnedQuantile{s.Quantiles, s.Fitted} {
		for _, q := range all {
			most = max(most, min(q.Value, 10*longest))
		}
	}
	return draw.LogAxis{From: int64(max(min(s.Steps[0].Length/2, most/8), 3*time.Minute)), To: int64(most + most/4), First: curvesLeft, Other: lengthsRight}
}

// drawUnseen shades lengths that mail seldom meets, and those beyond all that was met.
func drawUnseen(p *draw.Canvas, g draw.Panel, x draw.LogAxis, s *LearnedLengths) {
	shade := func(from, until int, in draw.Color) {
		if until > from {
			p.Fill(in, draw.Box(from, g.Top, until, g.Bottom).Corners()...)
		}
	}
	shade(x.First, x.At(int64(s.Half)), seldomMet)
	shade(x.First, x.At(int64(s.Least)), draw.LightGrey)
	shade(x.At(int64(s.Longest)), x.Other, draw.FaintOrange)
}

var seldomMet = draw.RGB(0xf0f0f0)

func drawLengthTicks(p *draw.Canvas, g draw.Panel, x draw.LogAxis) {
	var line draw.LabelRow
	for _, n := range x.DurationMarks() {
		at, text := x.At(n), metrics.Span(time.Duration(n))
		p.Stroke(draw.GridPen, draw.At(at, g.Top), draw.At(at, g.Bottom))
		room := draw.Interval{Left: at - draw.LabelFont.Width(text)/2 - 4*pt, Right: at + draw.LabelFont.Width(text)/2 + 4*pt}
		if line.IsFree(room) && room.Right < draw.PageRight {
			line.Reserve(room)
			p.Text(draw.LabelFont, draw.Black, draw.At(at, g.Bottom+20*pt), draw.AlignCentre, text)
		}
	}
	g.Top = g.Bottom + 48*pt
	p.PanelTitle(g, "LENGTH", "of an outage; equal ratios are equally wide")
}

// drawLengthBand fills between the ends of the intervals of quantiles.
func drawLengthBand(p *draw.Canvas, g draw.Panel, x draw.LogAxis, all []LearnedQuantile) {
	var low, high []draw.Point
	for _, q := range all {
		y, right := g.Y(int64(100-q.Percent)), x.Other
		if q.High > 0 {
			right = x.At(int64(q.High))
		}
		low, high = append(low, draw.At(x.At(int64(q.Low)), y)), append(high, draw.At(right, y))
	}
	for i := len(high) - 1; i >= 0; i-- {
		low = append(low, high[i])
	}
	if len(all) > 1 {
		p.Fill(draw.TransparentSky, low...)
	}
}

// lengthSteps are the steps down of the estimate without a law.
func lengthSteps(g draw.Panel, x draw.LogAxis, s *LearnedLengths) []draw.Point {
	y := func(longer int64) int { return g.Bottom - int(draw.Proportion(longer, 1e6, int64(g.Bottom-g.Y(100)))) }
	line := []draw.Point{draw.At(x.At(int64(s.Steps[0].Length)), y(s.Steps[0].Longer))}
	for _, step := range s.Steps[1:] {
		at := x.At(int64(step.Length))
		line = append(line, draw.At(at, line[len(line)-1].Y), draw.At(at, y(step.Longer)))
	}
	return append(line, draw.At(x.Other, line[len(line)-1].Y))
}

// lengthCurve is the fitted law, between its quantiles.
func lengthCurve(g draw.Panel, x draw.LogAxis, s *LearnedLengths) []draw.Point {
	line := []draw.Point{draw.At(x.At(int64(s.Least)), g.Y(100))}
	for _, q := range s.Fitted {
		if int64(q.Value) > x.To {
			break
		}
		line = append(line, draw.At(x.At(int64(q.Value)), g.Y(int64(100-q.Percent))))
	}
	return line
}

// drawLengthLine marks a length, with its name above the panel.
func drawLengthLine(p *draw.Canvas, g draw.Panel, x draw.LogAxis, at time.Duration, pen draw.Pen, in draw.Color, name string) {
	p.Stroke(pen, draw.At(x.At(int64(at)), g.Top-4*pt), draw.At(x.At(int64(at)), g.Bottom))
	left := min(max(x.At(int64(at))-draw.SmallFont.Width(name)/2, x.First), x.Other-draw.SmallFont.Width(name))
	p.Text(draw.SmallFont, in, draw.At(left, g.Top-8*pt), draw.AlignLeft, name)
}

// drawLengthKeys says on the right side what the lines and areas mean, and what they come to.
func drawLengthKeys(p *draw.Canvas, s *LearnedLengths) {
	y := marginTop + 40*pt
	write := func(f draw.Font, in draw.Color, text string) {
		for _, line := range f.Wrap(text, draw.PageRight-lengthsKeys) {
			p.Text(f, in, draw.At(lengthsKeys, y), draw.AlignLeft, line)
			y += f.Size * 5 / 4
		}
	}
	for _, k := range []struct{ head, text string }{{"half last at most", s.Half50}, {"nine in ten", s.Half90}, {"this rests on", s.To}} {
		if k.text != "" {
			write(draw.SmallFont, draw.Grey, k.head)
			write(draw.BoldFont, draw.Black, k.text)
			y += 5 * pt
		}
	}
	y += 8 * pt
	keys := []draw.Swatch{{Pen: draw.LinePen, Name: "as met, without a law (Turnbull)"}, {Color: draw.TransparentSky, Name: "95 % interval"}}
	if s.Law != "" {
		keys = append(keys, draw.Swatch{Pen: fittedPen, Name: s.Law + " law"})
	}
	if s.Least > 0 {
		keys = append(keys, draw.Swatch{Color: draw.LightGrey, Name: "short: mail meets under 1 in 10"})
	}
	if s.Half > s.Least {
		keys = append(keys, draw.Swatch{Color: seldomMet, Name: "short: mail meets under half"})
	}
	keys = append(keys, draw.Swatch{Color: draw.FaintOrange, Name: "longer than all that were met"})
	for _, k := range keys {
		p.SwatchAt(draw.At(lengthsKeys, y-5*pt), k)
		for _, line := range draw.SmallFont.Wrap(k.Name, draw.PageRight-lengthsKeys-38*pt) {
			p.Text(draw.SmallFont, draw.Black, draw.At(lengthsKeys+38*pt, y), draw.AlignLeft, line)
			y += draw.SmallFont.Size * 5 / 4
		}
		y += 4 * pt
	}
}

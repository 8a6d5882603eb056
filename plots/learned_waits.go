package plots

import (
	"slices"
	"strconv"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/sim/metrics"
)

func anyWait(l Learned) bool { return len(l.Waits) > 0 }

func learnedWaitsTitle(l Learned) string { return l.Schedule }

// drawLearnedWaits draws for each failure how long the server waited, over what the profile predicts.
func drawLearnedWaits(p *draw.Canvas, l Learned) {
	p.Subtitle(l.Subtitle, "")
	g := draw.NewPanel(draw.TimeAxis{Left: curvesLeft, Right: curvesRight}, marginTop, axisLine)
	y := waitAxis(l, g)
	for _, n := range y.DurationMarks() {
		p.Stroke(draw.GridPen, draw.At(g.Axis.Left, y.At(n)), draw.At(g.Axis.Right, y.At(n)))
	}
	var rows draw.LabelRow
	for _, n := range y.DurationMarks() {
		if room := (draw.Interval{Left: y.At(n) - 8*pt, Right: y.At(n) + 8*pt}); rows.IsFree(room) {
			rows.Reserve(room)
			p.Text(draw.LabelFont, draw.Black, draw.At(g.Axis.Left-8*pt, y.At(n)+5*pt), draw.AlignRight, metrics.Span(time.Duration(n)))
		}
	}
	p.PanelTitle(g, "WAIT", "until the next attempt; equal ratios are equally high")
	pitch := (g.Axis.Right - g.Axis.Left) / len(l.Waits)
	for i, w := range l.Waits {
		drawLearnedWait(p, y, w, g.Axis.Left+i*pitch+pitch/2, min(pitch, 70*pt), g.Bottom)
	}
	p.PanelFrame(g)
	g.Top = g.Bottom + 48*pt
	p.PanelTitle(g, "FAILURE", "the first, second, ... of a message that the records show")
	var keys []draw.Swatch
	if l.Profile != "" {
		keys = append(keys, draw.Swatch{Color: predictedWait, Name: "nine in ten waits and their median, by " + l.Profile})
	}
	p.SwatchLegend(g.Axis.Left, append(keys, draw.Swatch{Pen: draw.LinePen, Name: "in the records"}))
}

// waitAxis has room for all that is drawn.
func waitAxis(l Learned, g draw.Panel) draw.LogAxis {
	var all []int64
	for _, w := range l.Waits {
		for _, d := range [6]time.Duration{w.Met.Low, w.Met.Median, w.Met.High, w.Predicted.Low, w.Predicted.Median, w.Predicted.High} {
			if d > 0 {
				all = append(all, int64(d))
			}
		}
	}
	if all = append(all, int64(time.Minute)); len(all) > 1 {
		all = all[:len(all)-1]
	}
	least, most := slices.Min(all), slices.Max(all)
	return draw.LogAxis{From: max(least-least/3, 1), To: max(most+most/3, most), First: g.Bottom, Other: g.Top}
}

var predictedWait = draw.RGB(0xbfe0f4)

func drawLearnedWait(p *draw.Canvas, y draw.LogAxis, w LearnedWaits, x, wide, bottom int) {
	at := func(d time.Duration) int { return y.At(int64(d)) }
	if m := w.Predicted; m.Median > 0 {
		top, floor := at(m.High), at(m.Low)
		if floor-top < 5*pt {
			top, floor = (top+floor-5*pt)/2, (top+floor+5*pt)/2
		}
		p.Fill(predictedWait, draw.Box(x-wide*3/8, top, x+wide*3/8, floor).Corners()...)
		p.Stroke(draw.NewPen(draw.Black, 150), draw.At(x-wide*3/8, at(m.Median)), draw.At(x+wide*3/8, at(m.Median)))
	}
	if w.Met.Median > 0 {
		p.Stroke(draw.LinePen, draw.At(x, at(w.Met.High)), draw.At(x, at(w.Met.Low)))
		p.Marker(draw.Disc, draw.At(x, at(w.Met.Median)), 5*pt)
	}
	p.Text(draw.LabelFont, draw.Black, draw.At(x, bottom+20*pt), draw.AlignCentre, strconv.Itoa(w.Number))
}

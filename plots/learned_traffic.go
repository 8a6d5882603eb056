package plots

import (
	"time"

	"mailstorm/plots/draw"
)

const hoursOfWeek = 7 * 24

func anyTraffic(l Learned) bool { return len(l.Traffic.Fitted) == hoursOfWeek }

func learnedTrafficTitle(l Learned) string { return l.Traffic.Title }

// drawLearnedTraffic draws a week: what was counted as an area, what a scenario has as a line.
func drawLearnedTraffic(p *draw.Canvas, l Learned) {
	p.Subtitle(l.Subtitle, "")
	c := draw.TimeAxis{Left: curvesLeft, Right: curvesRight, End: hoursOfWeek * time.Hour}
	counted, shown := make([]int64, hoursOfWeek), len(l.Traffic.Hours) == hoursOfWeek
	for h := range l.Traffic.Hours[:min(hoursOfWeek, len(l.Traffic.Hours))] {
		counted[h] = max(l.Traffic.Hours[h], 0)
	}
	g := draw.NewPanel(c, marginTop, axisLine).UpTo(max(draw.Highest(counted), draw.Highest(l.Traffic.Fitted))).In(draw.Unit{Size: 1000})
	drawDays(p, g)
	p.PanelScale(g, "MESSAGES", "an hour that go elsewhere")
	missing := false
	if shown {
		p.AreaUnder(draw.Sky, g, counted, time.Hour)
		missing = drawMissingHours(p, g, l.Traffic.Hours)
	}
	p.Stroke(fittedPen, g.StepLine(l.Traffic.Fitted, time.Hour)...)
	p.PanelFrame(g)
	keys := []draw.Swatch{{Pen: fittedPen, Name: "in the scenario"}}
	if shown {
		keys = append(keys, draw.Swatch{Color: draw.Sky, Name: "counted"})
	}
	if missing {
		keys = append(keys, draw.Swatch{Color: draw.LightGrey, Name: "not in the records"})
	}
	p.SwatchLegend(c.Left, keys)
}

var fittedPen = draw.NewPen(draw.Black, 2*pt, 7*pt, 3*pt)

// drawDays names the days of a week under a panel, and draws a line at each midnight.
func drawDays(p *draw.Canvas, g draw.Panel) {
	for d, name := range []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"} {
		left, right := g.Axis.X(time.Duration(d)*draw.Day), g.Axis.X(time.Duration(d+1)*draw.Day)
		p.Stroke(draw.AxisPen, draw.At(left, g.Top), draw.At(left, g.Bottom+5*pt))
		p.Text(draw.BoldFont, draw.Black, draw.At((left+right)/2, g.Bottom+38*pt), draw.AlignCentre, name)
		for _, hour := range []struct {
			at   int
			name string
		}{{6, "6"}, {12, "12"}, {18, "18"}} {
			x := left + (right-left)*hour.at/24
			p.Stroke(draw.GridPen, draw.At(x, g.Top), draw.At(x, g.Bottom))
			p.Text(draw.SmallFont, draw.Black, draw.At(x, g.Bottom+20*pt), draw.AlignCentre, hour.name)
		}
	}
}

// drawMissingHours shades hours that the records do not hold.
func drawMissingHours(p *draw.Canvas, g draw.Panel, hours []int64) (some bool) {
	var spans []draw.Interval
	for h, n := range hours {
		if n < 0 {
			spans = append(spans, draw.Interval{Left: g.Axis.X(time.Duration(h) * time.Hour), Right: g.Axis.X(time.Duration(h+1) * time.Hour)})
		}
	}
	for _, s := range mergeSpans(spans) {
		p.Fill(draw.LightGrey, draw.Box(s.Left, g.Top, s.Right, g.Bottom).Corners()...)
	}
	return len(spans) > 0
}

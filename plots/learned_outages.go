package plots

import (
	"slices"
	"strconv"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/sim/metrics"
)

func anyOutage(l Learned) bool { return countOutages(l) > 0 }

func countOutages(l Learned) (n int) {
	for _, place := range l.Places {
		n += len(place.Outages)
	}
	return n
}

// learnedOutagesTitle says how many were met, and how long the longest lasted at least.
func learnedOutagesTitle(l Learned) string {
	longest, running := time.Duration(0), 0
	for _, place := range l.Places {
		for _, o := range place.Outages {
			if longest = max(longest, o.EndedFrom-o.BeganTo); o.Unended {
				running++
			}
		}
	}
	n := countOutages(l)
	if n == 0 {
		return "No outage was met"
	}
	text := draw.Count(int64(n), "outage was met", "outages were met") + "; "
	switch {
	case n == 1:
		text += "it lasted "
	default:
		text += "the longest lasted "
	}
	if longest < time.Minute {
		text += "less than an attempt could tell"
	} else {
		text += "at least " + metrics.Span(longest)
	}
	if running > 0 {
		text += "; " + metrics.Number(int64(running)) + " not over when the records end"
	}
	return text
}

const (
	outagesRight  = draw.PageRight - 76*pt // the number of outages has the rest
	outageRow     = 64 * pt                // the highest
	maxPlaces     = 16
	fewestOutages = 2 * pt // wide: shorter ones are still seen
)

// drawLearnedOutages draws a row a place: what is certain as a bar, and around it, thinner, when an outage may have begun and ended.
func drawLearnedOutages(p *draw.Canvas, l Learned) {
	c := draw.TimeAxis{Epoch: l.Begins, End: l.Lasts, Left: marginLeft, Right: outagesRight}
	places, note := l.Places, ""
	if n := len(places) - maxPlaces; n > 0 {
		places, note = places[:maxPlaces], "Not drawn: "+draw.Count(int64(n), "more destination", "more destinations")+"."
	}
	p.Subtitle(l.Subtitle, note)
	g := draw.Panel{Axis: c, Top: schedulesTop, Bottom: axisLine}
	p.DrawTimeAxis(c, axisLine, g)
	p.PanelTitle(g, "OUTAGES", "by destination")
	p.Text(draw.LabelFont, draw.Grey, draw.At(draw.PageRight, g.Top-8*pt), draw.AlignRight, "met")
	height := min((g.Bottom-g.Top)/max(len(places), 1), outageRow)
	for i, place := range places {
		drawLearnedPlace(p, c, place, g.Top+i*height, height)
	}
	p.Stroke(draw.AxisPen, draw.At(c.Left, axisLine), draw.At(c.Right, axisLine))
	keys := []draw.Swatch{{Color: certainOutage, Name: "every attempt failed"}, {Color: possibleOutage, Name: "no attempt tells"}}
	if slices.ContainsFunc(places, LearnedPlace.isOpen) {
		keys = append(keys, draw.Swatch{Pen: openPen, Name: "open: not over, or begun before"})
	}
	p.SwatchLegend(draw.PageLeft, keys)
}

// isOpen reports whether an outage was met whose beginning or whose end was not.
func (p LearnedPlace) isOpen() bool {
	return slices.ContainsFunc(p.Outages, func(o LearnedOutage) bool { return o.Unbegun || o.Unended })
}

const certainWidth, possibleWidth = 5, 2 // tenths of a row, to each side

var (
	certainOutage  = draw.Vermillion
	possibleOutage = draw.RGB(0xf3c9a8)
	openPen        = draw.NewPen(draw.Black, 3*pt)
)

func drawLearnedPlace(p *draw.Canvas, c draw.TimeAxis, place LearnedPlace, top, height int) {
	middle := top + height/2
	p.Stroke(draw.GridPen, draw.At(draw.PageLeft, top), draw.At(draw.PageRight, top))
	font := draw.LabelFont
	if height < 22*pt {
		font = draw.SmallFont
	}
	p.MarginText(font, draw.At(c.Left-overhang, middle+font.Size/3), place.Name)
	p.Text(font, draw.Black, draw.At(draw.PageRight, middle+font.Size/3), draw.AlignRight, strconv.Itoa(len(place.Outages)))
	var certain, possible []draw.Interval
	open := [2]bool{}
	for _, o := range place.Outages {
		from, until := o.BeganFrom, o.EndedTo
		if o.Unbegun {
			from, open[0] = 0, true
		}
		if o.Unended {
			until, open[1] = c.End, true
		}
		possible = append(possible, onAxis(c, from, until))
		certain = append(certain, onAxis(c, o.BeganTo, o.EndedFrom))
	}
	bars := func(all []draw.Interval, in draw.Color, tenths int) {
		for _, s := range mergeSpans(all) {
			p.Fill(in, draw.Box(s.Left, middle-height*tenths/20, s.Right, middle+height*tenths/20).Corners()...)
		}
	}
	bars(possible, possibleOutage, possibleWidth*2)
	bars(certain, certainOutage, certainWidth+2)
	for i, x := range [2]int{c.Left, c.Right} {
		if open[i] {
			p.Stroke(openPen, draw.At(x, middle-height*4/10), draw.At(x, middle+height*4/10))
		}
	}
}

// onAxis is where a span lies, within the axis and wide enough to be seen.
func onAxis(c draw.TimeAxis, from, until time.Duration) draw.Interval {
	s := draw.Interval{Left: c.X(min(max(from, 0), c.End)), Right: c.X(min(max(until, 0), c.End))}
	if s.Right-s.Left < fewestOutages {
		s.Left = min(max((s.Left+s.Right-fewestOutages)/2, c.Left), c.Right-fewestOutages)
		s.Right = s.Left + fewestOutages
	}
	return s
}

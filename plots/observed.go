package plots

import (
	"errors"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/sim/metrics"
)

// Observed is what a real mail server did, beside what was predicted for it. Times are those of the wall since serving began.
type Observed struct {
	Title    string // the answer
	Subtitle string
	End      time.Duration
	Rows     []ObservedRow
	Closed   []ObservedSpan // in which nobody could connect
}

// ObservedRow is a message.
type ObservedRow struct {
	Name                string
	Predicted, Observed []ObservedMark // in order of time
}

// ObservedMark is something that happened to it.
type ObservedMark struct {
	At   time.Duration
	What ObservedKind
}

// ObservedKind is what happened.
type ObservedKind uint8

// What may have happened.
const (
	ObservedAttempt ObservedKind = iota
	ObservedDelivery
	ObservedDelay
	ObservedNDR
)

// ObservedSpan is a span of time.
type ObservedSpan struct{ From, Until time.Duration }

// Check tells of a comparison without a time.
func (o Observed) Check() error {
	if o.End <= 0 {
		return errors.New("plots: a comparison with a real server needs a time at which the record ends")
	}
	return nil
}

func observedTitle(o Observed) string { return o.Title }

const (
	maxObservedRows = 24
	observedRow     = 80 * pt // the highest
	observedTop     = marginTop + 26*pt
)

var (
	predictedMarker = draw.Ring
	observedMarkers = map[ObservedKind]draw.Marker{ObservedDelivery: draw.Diamond, ObservedDelay: delayMarker, ObservedNDR: ndrMarker}
	observedMeaning = [draw.Markers]string{draw.Ring: "predicted", draw.Disc: "observed", draw.Diamond: "delivered by this attempt", delayMarker: "delay notice", ndrMarker: "NDR"}
)

// drawObserved draws two lines for each message, or the sums of many.
func drawObserved(p *draw.Canvas, o Observed) {
	axis := draw.TimeAxis{Left: marginLeft, Right: marginRight, End: max(o.End, time.Second)}
	g := draw.Panel{Axis: axis, Top: observedTop, Bottom: axisLine, Highest: 1, Size: 1}
	p.Subtitle(o.Subtitle, "")
	p.DurationAxis(g, "TIME", "on the wall since serving began")
	drawClosed(p, g, o.Closed)
	if len(o.Rows) > maxObservedRows {
		drawObservedSums(p, g, o)
		return
	}
	used := [draw.Markers]bool{}
	height := min((axisLine-observedTop)/max(len(o.Rows), 1), observedRow)
	for i, row := range o.Rows {
		drawObservedRow(p, g, row, observedTop+i*height, height, &used)
	}
	p.Stroke(draw.AxisPen, draw.At(axis.Left, axisLine), draw.At(axis.Right, axisLine))
	p.Legend(used, observedMeaning)
}

// drawClosed shades the spans in which nobody could connect.
func drawClosed(p *draw.Canvas, g draw.Panel, all []ObservedSpan) {
	var spans []draw.Interval
	for _, s := range all {
		if s.From < g.Axis.End && s.Until > s.From {
			left := g.Axis.X(s.From)
			spans = append(spans, draw.Interval{Left: left, Right: max(g.Axis.X(min(s.Until, g.Axis.End)), left+pt/2)})
		}
	}
	named := false
	for _, s := range mergeSpans(spans) {
		p.Fill(draw.LightGrey, draw.Box(s.Left, g.Top, s.Right, g.Bottom).Corners()...)
		if text := "port closed: what is predicted here cannot be seen"; !named {
			named = true
			left := min(s.Left, g.Axis.Right-draw.LabelFont.Width(text))
			p.Text(draw.LabelFont, draw.Black, draw.At(left, g.Top-8*pt), draw.AlignLeft, text)
		}
	}
}

// drawObservedRow draws a message: what was predicted above what was observed.
func drawObservedRow(p *draw.Canvas, g draw.Panel, row ObservedRow, top, height int, used *[draw.Markers]bool) {
	p.Stroke(draw.GridPen, draw.At(g.Axis.Left-overhang, top), draw.At(g.Axis.Right, top))
	font := draw.LabelFont
	if height < 20*pt {
		font = draw.SmallFont
	}
	p.Text(font, draw.Black, draw.At(g.Axis.Left-overhang-4*pt, top+height/2+font.Size/3), draw.AlignRight, font.Truncate(row.Name, g.Axis.Left-overhang-4*pt-draw.PageLeft))
	r := min(height/6, 6*pt)
	drawn := drawnOnce{near: max(r/2, 1), seen: map[[5]int]bool{}}
	for _, line := range []struct {
		marks  []ObservedMark
		y      int
		marker draw.Marker
	}{{row.Predicted, top + height*3/10, predictedMarker}, {row.Observed, top + height*7/10, draw.Disc}} {
		for _, m := range line.marks {
			marker := line.marker
			if other, special := observedMarkers[m.What]; special {
				marker = other
			}
			at, size := draw.At(g.Axis.X(min(max(m.At, 0), g.Axis.End)), line.y), r
			if m.What >= ObservedDelay {
				at.Y, size = line.y+r, r*3/5
			}
			used[marker] = true
			if drawn.isNew(marker, at, at) {
				p.Marker(marker, at, size)
			}
		}
	}
}

// drawObservedSums draws how many attempts were made so far.
func drawObservedSums(p *draw.Canvas, g draw.Panel, o Observed) {
	const columns = 480
	width := draw.DurationStep(g.Axis.End, columns)
	bins := int(g.Axis.End/width) + 1
	var sides [2][]int64
	for i, side := range []func(ObservedRow) []ObservedMark{func(r ObservedRow) []ObservedMark { return r.Predicted }, func(r ObservedRow) []ObservedMark { return r.Observed }} {
		counts := make([]int64, bins)
		for _, row := range o.Rows {
			for _, m := range side(row) {
				if m.What <= ObservedDelivery && m.At <= g.Axis.End {
					counts[int(max(m.At, 0)/width)]++
				}
			}
		}
		sides[i] = draw.Cumulative(counts)
	}
	g.Top += draw.PanelTitleHeight
	g = g.UpTo(max(draw.Highest(sides[0]), draw.Highest(sides[1])))
	p.PanelScale(g, "ATTEMPTS", "so far, of "+draw.Count(int64(len(o.Rows)), "message", "messages"))
	for i, pen := range []draw.Pen{draw.DashedPen, draw.LinePen} {
		p.Stroke(pen, g.StepLine(sides[i], width)...)
	}
	p.PanelFrame(g)
	at := draw.At(draw.PageLeft, draw.PageHeight-17*pt)
	for i, pen := range []draw.Pen{draw.DashedPen, draw.LinePen} {
		text := [...]string{"predicted: ", "observed: "}[i] + metrics.Number(draw.Highest(sides[i]))
		p.Stroke(pen, at, draw.At(at.X+26*pt, at.Y))
		p.Text(draw.LabelFont, draw.Black, draw.At(at.X+32*pt, at.Y+5*pt), draw.AlignLeft, text)
		at.X += 32*pt + draw.LabelFont.Width(text) + 30*pt
	}
}

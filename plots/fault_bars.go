package plots

import (
	"slices"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim"
)

// faultBar is all spans of one fault, for one line over the panels.
type faultBar struct {
	name    string
	spans   []draw.Interval
	relieve bool // nothing fails in them
}

const (
	maxFaultBars = 3
	faultHeight  = 20 * pt
)

// faultBars gathers the spans that fall into the picture; the rows beyond those that have room become one.
func faultBars(s runs.Run, c draw.TimeAxis) []faultBar {
	var rows []faultBar
	place := map[string]int{}
	for _, span := range s.Result.Spans {
		where, ok := spanOnPage(span, c)
		if !ok {
			continue
		}
		name := faultLabel(s, span)
		at, known := place[name]
		if !known {
			at = len(rows)
			place[name] = at
			rows = append(rows, faultBar{name: name, relieve: span.TakesTLS})
		}
		rows[at].spans = append(rows[at].spans, where)
	}
	if len(rows) > maxFaultBars {
		rest := faultBar{name: draw.Count(int64(len(rows)-maxFaultBars+1), "fault", "more faults")}
		for _, row := range rows[maxFaultBars-1:] {
			rest.spans = append(rest.spans, row.spans...)
		}
		rows = append(rows[:maxFaultBars-1], rest)
	}
	for i := range rows {
		rows[i].spans = mergeSpans(rows[i].spans)
	}
	return rows
}

// struckSpans are those in which a fault makes anything fail: one that needs TLS ends where its host gives TLS up.
func struckSpans(s runs.Run, c draw.TimeAxis) (struck []draw.Interval) {
	for _, span := range s.Result.Spans {
		if span.TakesTLS {
			continue
		}
		for _, other := range s.Result.Spans {
			if span.NeedsTLS && other.TakesTLS && other.Host == span.Host && other.Ends == 0 && other.Starts > span.Starts && (span.Ends == 0 || other.Starts < span.Ends) {
				span.Ends = other.Starts
			}
		}
		if where, ok := spanOnPage(span, c); ok {
			struck = append(struck, where)
		}
	}
	return struck
}

func faultLabel(s runs.Run, span sim.Span) string {
	name := span.Name
	if name == "" {
		name = span.Kind
	}
	if span.TakesTLS {
		name += " (no fault)"
	}
	if host := s.HostName(span.Host); host != "" {
		return host + ": " + name
	}
	return name
}

// spanOnPage is where a span lies; a span too short to see is half a point wide.
func spanOnPage(span sim.Span, c draw.TimeAxis) (draw.Interval, bool) {
	ends := span.Ends
	if ends == 0 {
		ends = max(c.End, span.Starts+time.Nanosecond)
	}
	if ends <= 0 || ends <= span.Starts || span.Starts > c.End {
		return draw.Interval{}, false
	}
	left := c.X(span.Starts)
	return draw.Interval{Left: left, Right: max(c.X(ends), left+pt/2)}, true
}

// mergeSpans joins stretches that touch, or seem to.
func mergeSpans(spans []draw.Interval) []draw.Interval {
	slices.SortFunc(spans, func(a, b draw.Interval) int { return a.Left - b.Left })
	joined := spans[:0]
	for _, s := range spans {
		if n := len(joined); n > 0 && s.Left <= joined[n-1].Right+pt/4 {
			joined[n-1].Right = max(joined[n-1].Right, s.Right)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// drawFaultBars draws a bar for each span over the panels, named in the wider margin, and shades the panels under it.
// What makes nothing fail is white, and shades nothing.
func drawFaultBars(p *draw.Canvas, s runs.Run, c draw.TimeAxis, top, bottom int) (panelTop int) {
	rows := faultBars(s, c)
	panelTop = top + len(rows)*faultHeight
	if bottom > panelTop {
		for _, hit := range mergeSpans(struckSpans(s, c)) { // by any fault: shades do not add up
			p.Fill(draw.FaintOrange, draw.Box(hit.Left, panelTop, hit.Right, bottom).Corners()...)
		}
	}
	for i, row := range rows {
		y := top + i*faultHeight
		if c.Left-draw.PageLeft < draw.PageRight-c.Right {
			p.Text(draw.LabelFont, draw.Black, draw.At(c.Right+12*pt, y+14*pt), draw.AlignLeft, draw.LabelFont.TruncateName(row.name, draw.PageRight-c.Right-12*pt))
		} else {
			p.MarginText(draw.LabelFont, draw.At(c.Left-overhang-6*pt, y+14*pt), row.name)
		}
		for _, s := range row.spans {
			bar := draw.Box(s.Left, y+5*pt, s.Right, y+13*pt)
			if !row.relieve {
				p.Fill(draw.Orange, bar.Corners()...)
			}
			if s.Right-s.Left > 4*pt || row.relieve {
				p.Stroke(draw.NewPen(draw.Black, 50), append(bar.Corners(), bar.Corners()[0])...)
			}
		}
	}
	return panelTop
}

package plots

import (
	"slices"
	"time"

	"mailstorm/sim"
)

// faultBar is all spans of one fault, for one line over the panels.
type faultBar struct {
	name  string
	spans []Interval
}

const (
	maxFaultBars = 3
	faultHeight  = 20 * Pt
)

// faultBars gathers the spans that fall into the picture; the rows beyond those that have room become one.
func faultBars(s Run, c TimeAxis) []faultBar {
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
			rows = append(rows, faultBar{name: name})
		}
		rows[at].spans = append(rows[at].spans, where)
	}
	if len(rows) > maxFaultBars {
		rest := faultBar{name: Count(int64(len(rows)-maxFaultBars+1), "fault", "more faults")}
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

func faultLabel(s Run, span sim.Span) string {
	name := span.Name
	if name == "" {
		name = span.Kind
	}
	if host := s.HostName(span.Host); host != "" {
		return host + ": " + name
	}
	return name
}

// spanOnPage is where a span lies; a span too short to see is half a point wide.
func spanOnPage(span sim.Span, c TimeAxis) (Interval, bool) {
	ends := span.Ends
	if ends == 0 {
		ends = max(c.End, span.Starts+time.Nanosecond)
	}
	if ends <= 0 || ends <= span.Starts || span.Starts > c.End {
		return Interval{}, false
	}
	left := c.X(span.Starts)
	return Interval{left, max(c.X(ends), left+Pt/2)}, true
}

// mergeSpans joins stretches that touch, or seem to.
func mergeSpans(spans []Interval) []Interval {
	slices.SortFunc(spans, func(a, b Interval) int { return a.left - b.left })
	joined := spans[:0]
	for _, s := range spans {
		if n := len(joined); n > 0 && s.left <= joined[n-1].right+Pt/4 {
			joined[n-1].right = max(joined[n-1].right, s.right)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// drawFaultBars draws a bar for each span over the panels, named in the wider margin, and shades the panels under it.
func drawFaultBars(p *Canvas, rows []faultBar, c TimeAxis, top, bottom int) (panelTop int) {
	panelTop = top + len(rows)*faultHeight
	var hit []Interval // by any fault: shades do not add up
	for _, row := range rows {
		hit = append(hit, row.spans...)
	}
	for _, s := range mergeSpans(hit) {
		p.Fill(FaintOrange, Rect{s.left, panelTop, s.right, bottom}.Corners()...)
	}
	for i, row := range rows {
		y := top + i*faultHeight
		if c.left-PageLeft < PageRight-c.right {
			p.Text(LabelFont, Black, Point{c.right + 12*Pt, y + 14*Pt}, AlignLeft, LabelFont.Truncate(row.name, PageRight-c.right-12*Pt))
		} else {
			p.MarginText(LabelFont, Point{c.left - overhang - 6*Pt, y + 14*Pt}, row.name)
		}
		for _, s := range row.spans {
			bar := Rect{s.left, y + 5*Pt, s.right, y + 13*Pt}
			p.Fill(Orange, bar.Corners()...)
			if s.right-s.left > 4*Pt {
				p.Stroke(Pen{Black, 50, nil}, append(bar.Corners(), bar.Corners()[0])...)
			}
		}
	}
	return panelTop
}

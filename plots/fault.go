package plots

import (
	"slices"
	"time"

	"mailstorm/sim"
)

// faultRow is all spans of one fault, for one line over the panels.
type faultRow struct {
	name  string
	spans []interval
}

const (
	faultRows   = 3
	faultHeight = 20 * pt
)

// faults gathers the spans that fall into the picture; the rows beyond those that have room become one.
func faults(s Story, c clock) []faultRow {
	var rows []faultRow
	place := map[string]int{}
	for _, span := range s.Result.Spans {
		where, ok := onPage(span, c)
		if !ok {
			continue
		}
		name := faultName(s, span)
		at, known := place[name]
		if !known {
			at = len(rows)
			place[name] = at
			rows = append(rows, faultRow{name: name})
		}
		rows[at].spans = append(rows[at].spans, where)
	}
	if len(rows) > faultRows {
		rest := faultRow{name: counted(int64(len(rows)-faultRows+1), "fault", "more faults")}
		for _, row := range rows[faultRows-1:] {
			rest.spans = append(rest.spans, row.spans...)
		}
		rows = append(rows[:faultRows-1], rest)
	}
	for i := range rows {
		rows[i].spans = merged(rows[i].spans)
	}
	return rows
}

func faultName(s Story, span sim.Span) string {
	name := span.Name
	if name == "" {
		name = span.Kind
	}
	if host := s.host(span.Host); host != "" {
		return host + ": " + name
	}
	return name
}

// onPage is where a span lies; a span too short to see is half a point wide.
func onPage(span sim.Span, c clock) (interval, bool) {
	ends := span.Ends
	if ends == 0 {
		ends = max(c.span, span.Starts+time.Nanosecond)
	}
	if ends <= 0 || ends <= span.Starts || span.Starts > c.span {
		return interval{}, false
	}
	left := c.x(span.Starts)
	return interval{left, max(c.x(ends), left+pt/2)}, true
}

// merged joins stretches that touch, or seem to.
func merged(spans []interval) []interval {
	slices.SortFunc(spans, func(a, b interval) int { return a.left - b.left })
	joined := spans[:0]
	for _, s := range spans {
		if n := len(joined); n > 0 && s.left <= joined[n-1].right+pt/4 {
			joined[n-1].right = max(joined[n-1].right, s.right)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// faultLines draws a bar for each span over the panels, named in the wider margin, and shades the panels under it.
func (p *paper) faultLines(rows []faultRow, c clock, top, bottom int) (panelTop int) {
	panelTop = top + len(rows)*faultHeight
	var hit []interval // by any fault: shades do not add up
	for _, row := range rows {
		hit = append(hit, row.spans...)
	}
	for _, s := range merged(hit) {
		p.fill(shade, box{s.left, panelTop, s.right, bottom}.corners()...)
	}
	for i, row := range rows {
		y := top + i*faultHeight
		if c.left-pageLeft < pageRight-c.right {
			p.write(labelFace, black, spot{c.right + 12*pt, y + 14*pt}, fromLeft, labelFace.fit(row.name, pageRight-c.right-12*pt))
		} else {
			p.margin(labelFace, spot{c.left - overhang - 6*pt, y + 14*pt}, row.name)
		}
		for _, s := range row.spans {
			bar := box{s.left, y + 5*pt, s.right, y + 13*pt}
			p.fill(orange, bar.corners()...)
			if s.right-s.left > 4*pt {
				p.stroke(pen{black, 50, nil}, append(bar.corners(), bar.corners()[0])...)
			}
		}
	}
	return panelTop
}

package plots

import (
	"slices"
	"strings"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// faultBar is all spans of one fault, or of those of several hosts, for one line over the panels.
type faultBar struct {
	name    string            // without its host
	hosts   []string          // one for each fault
	faults  [][]draw.Interval // their spans
	relieve bool              // nothing fails in them
}

const (
	maxFaultBars = 3
	faultHeight  = 20 * pt
)

// faultBars gathers the spans that fall into the picture. Where they have too many rows, those of a name that hold at the same times become one, then
// those of a name, and what still has no room is one row beside those that hold longest.
func faultBars(s runs.Run, c draw.TimeAxis) []faultBar {
	rows := eachFault(s, c)
	if len(rows) > maxFaultBars {
		rows = joinFaults(rows, func(a, b *faultBar) bool { return slices.Equal(a.faults[0], b.faults[0]) })
	}
	if len(rows) > maxFaultBars {
		rows = joinFaults(rows, func(_, _ *faultBar) bool { return true })
	}
	if len(rows) <= maxFaultBars {
		return rows
	}
	byLength := slices.Clone(rows)
	slices.SortStableFunc(byLength, func(a, b faultBar) int { return b.length() - a.length() })
	longest := byLength[maxFaultBars-2].length()
	rest, kept := faultBar{}, []faultBar(nil)
	for _, row := range rows {
		if row.length() >= longest && len(kept) < maxFaultBars-1 {
			kept = append(kept, row)
			continue
		}
		rest.faults = append(rest.faults, row.faults...)
	}
	rest.name = draw.Count(int64(len(rest.faults)), "fault", "more faults")
	return append(kept, rest)
}

// eachFault is a row for each fault.
func eachFault(s runs.Run, c draw.TimeAxis) (rows []faultBar) {
	place := map[[2]string]int{}
	for _, span := range s.Result.Spans {
		where, ok := spanOnPage(span, c)
		if !ok {
			continue
		}
		key := [2]string{s.HostName(span.Host), faultName(span)}
		at, known := place[key]
		if !known {
			at = len(rows)
			place[key] = at
			rows = append(rows, faultBar{name: key[1], hosts: key[:1], faults: [][]draw.Interval{nil}, relieve: span.TakesTLS})
		}
		rows[at].faults[0] = append(rows[at].faults[0], where)
	}
	for i := range rows {
		rows[i].faults[0] = mergeSpans(rows[i].faults[0])
	}
	return rows
}

// joinFaults makes one row of those that have one name and are alike.
func joinFaults(rows []faultBar, alike func(a, b *faultBar) bool) (joined []faultBar) {
	for i := range rows {
		row := &rows[i]
		k := slices.IndexFunc(joined, func(other faultBar) bool { return other.name == row.name && alike(&other, row) })
		if k < 0 {
			joined = append(joined, *row)
			continue
		}
		joined[k].hosts = slices.Concat(joined[k].hosts, row.hosts)
		joined[k].faults = slices.Concat(joined[k].faults, row.faults)
	}
	return joined
}

// label names the hosts of a fault, or counts them where their names have no room.
func (b *faultBar) label() string {
	const room = marginLeft - overhang - 6*pt - draw.PageLeft
	names := strings.Join(b.hosts, ", ")
	switch text := names + ": " + b.name; {
	case names == "":
		return b.name
	case len(b.hosts) == 1 || (draw.Font{Size: 12 * pt}).Width(text) <= room: // as a margin writes what is long
		return text
	}
	return metrics.Number(int64(len(b.hosts))) + " hosts: " + b.name
}

// length is for how much of the page any of its faults holds.
func (b *faultBar) length() (sum int) {
	for _, part := range mergeSpans(slices.Concat(b.faults...)) {
		sum += part.Right - part.Left
	}
	return sum
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

func faultName(span sim.Span) string {
	name := span.Name
	if name == "" {
		name = span.Kind
	}
	if span.TakesTLS {
		name += " (no fault)"
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
			p.Text(draw.LabelFont, draw.Black, draw.At(c.Right+12*pt, y+14*pt), draw.AlignLeft, draw.LabelFont.TruncateName(row.label(), draw.PageRight-c.Right-12*pt))
		} else {
			p.MarginText(draw.LabelFont, draw.At(c.Left-overhang-6*pt, y+14*pt), row.label())
		}
		row.draw(p, c, y+5*pt, y+13*pt)
	}
	return panelTop
}

// draw draws the bar of a row between two heights: of several faults that come and go, as high as many of them hold.
func (b *faultBar) draw(p *draw.Canvas, c draw.TimeAxis, top, bottom int) {
	if slices.ContainsFunc(b.faults, func(spans []draw.Interval) bool { return !slices.Equal(spans, b.faults[0]) }) {
		for _, part := range b.shares(c) {
			p.Fill(draw.Orange, draw.Box(part.Left, bottom-max((bottom-top)*part.many/len(b.faults), pt), part.Right, bottom).Corners()...)
		}
		return
	}
	for _, s := range b.faults[0] {
		bar := draw.Box(s.Left, top, s.Right, bottom)
		if !b.relieve {
			p.Fill(draw.Orange, bar.Corners()...)
		}
		if s.Right-s.Left > 4*pt || b.relieve {
			p.Stroke(draw.NewPen(draw.Black, 50), append(bar.Corners(), bar.Corners()[0])...)
		}
	}
}

// share is a stretch of the page in which equally many faults hold.
type share struct {
	draw.Interval
	many int
}

// shares counts the faults that hold, by columns of the page.
func (b *faultBar) shares(c draw.TimeAxis) (all []share) {
	const wide = 2 * pt
	more := make([]int, (c.Right-c.Left)/wide+2)
	for _, spans := range b.faults {
		next := 0
		for _, s := range spans {
			first, last := max((max(s.Left, c.Left)-c.Left)/wide, next), (min(s.Right, c.Right)-1-c.Left)/wide
			if first <= last {
				more[first]++
				more[last+1]--
				next = last + 1
			}
		}
	}
	many := 0
	for i, n := range more {
		many += n
		left := c.Left + i*wide
		switch k := len(all) - 1; {
		case many == 0:
		case k >= 0 && all[k].many == many && all[k].Right == left:
			all[k].Right = min(left+wide, c.Right)
		default:
			all = append(all, share{draw.Interval{Left: left, Right: min(left+wide, c.Right)}, many})
		}
	}
	return all
}

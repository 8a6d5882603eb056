package plots

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim/metrics"
)

// pathsDiffer reports whether a storm went down a few paths, and not with the same end: one of them brought duplicates.
func pathsDiffer(s runs.Run) bool {
	fewest, most := copiesRange(pathsOf(s))
	return most > 1 && fewest < most
}

func copiesRange(paths []*path) (fewest, most int) {
	for i, w := range paths {
		if n := len(w.copies); i == 0 || n < fewest {
			fewest = n
		}
		most = max(most, len(w.copies))
	}
	return fewest, most
}

// waysTitle says how far the deliveries differ, and names those with most copies and fewest.
func waysTitle(s runs.Run) string {
	paths := pathsOf(s)
	if len(paths) == 0 {
		return "No storm with 2 to 8 deliveries"
	}
	fewest, most := copiesRange(paths)
	text := numberWord(len(paths)) + " deliveries of one message: "
	if n := s.Number(metrics.Messages); n > 1 {
		text = numberWord(len(paths)) + " deliveries of " + metrics.Number(n) + " messages: "
	}
	switch {
	case most <= 1:
		return text + "no mailbox received more than one copy"
	case fewest == most:
		return text + metrics.Number(int64(most)) + " copies each"
	}
	return text + mailboxesText(paths, most) + ", " + mailboxesText(paths, fewest)
}

// mailboxesText names the delivery that has so many copies, or counts them if there are several.
func mailboxesText(paths []*path, copies int) string {
	var such []*path
	for _, w := range paths {
		if len(w.copies) == copies {
			such = append(such, w)
		}
	}
	if len(such) > 1 {
		return such[0].copiesText() + " for each of " + metrics.Number(int64(len(such)))
	}
	return such[0].copiesText() + " for " + such[0].title(paths)
}

func numberWord(n int) string {
	return strings.Fields("No One Two Three Four Five Six Seven Eight")[min(n, maxPaths)]
}

// Where the paths stand on the page: their names take its right side.
const (
	pathsLeft     = 160 * pt
	pathsRight    = 636 * pt
	pathNamesLeft = pathsRight + 62*pt
	badgeRadius   = 9 * pt
)

// pathLine is a path with its place in the picture.
type pathLine struct {
	*path
	number int
	pen    draw.Pen
	end    draw.Point // where its last copy is
	badge  draw.Point
}

// drawWays draws one line a mailbox: steps as long as copies come, then thin on to its name.
func drawWays(p *draw.Canvas, s runs.Run) {
	p.Subtitle(s.Subtitle(), "")
	c := runs.TimeAxisOf(s, pathsLeft, pathsRight)
	const floor = draw.PageHeight - 56*pt
	top := drawFaultBars(p, s, c, marginTop, floor)
	paths := pathsOf(s)
	_, most := copiesRange(paths)
	g := draw.NewPanel(c, top, floor).UpTo(int64(most))
	p.DrawTimeAxis(c, floor, g)
	p.PanelScale(g, "COPIES", "in each recipient's mailbox so far; a dot is the last one")
	p.PanelFrame(g)
	all := pathLines(g, paths)
	drawPathNames(p, g, all, paths)
	for i := range all {
		drawPathLine(p, g, all[i])
	}
	for i := range all {
		drawBadge(p, all[i].badge, all[i])
	}
}

// pathLines numbers the paths from those with most copies to those with fewest; that is also the order in which lines lie
// on each other, so that where paths share their steps the one that ends first is seen.
func pathLines(g draw.Panel, paths []*path) (all []pathLine) {
	order := slices.Clone(paths)
	slices.SortStableFunc(order, func(a, b *path) int {
		return cmp.Or(cmp.Compare(len(b.copies), len(a.copies)), cmp.Compare(b.last(), a.last()))
	})
	for i, w := range order {
		all = append(all, pathLine{path: w, number: i + 1, pen: draw.LinePens[i], end: draw.At(g.Axis.X(w.last()), g.Y(int64(len(w.copies))))})
	}
	for i := len(all) - 1; i >= 0; i-- {
		all[i].badge = freeBadgePoint(all[i].end, all[i+1:])
	}
	return all
}

// freeBadgePoint is the next place to the right of a path's end where its badge covers no other; at the edge, the next one to the left.
func freeBadgePoint(end draw.Point, others []pathLine) draw.Point {
	const beside, room = badgeRadius + 5*pt, 2*badgeRadius + pt
	for at := (draw.At(end.X+beside, end.Y)); at.X <= pathsRight+beside; at.X += room {
		if !isCovered(at, room, others) {
			return at
		}
	}
	at := draw.At(end.X-beside, end.Y)
	for isCovered(at, room, others) {
		at.X -= room
	}
	return at
}

func isCovered(at draw.Point, room int, others []pathLine) bool {
	return slices.ContainsFunc(others, func(b pathLine) bool {
		return max(at.X-b.badge.X, b.badge.X-at.X) < room && max(at.Y-b.badge.Y, b.badge.Y-at.Y) < room
	})
}

// drawPathLine draws the steps of a path on a white edge, and its end.
func drawPathLine(p *draw.Canvas, g draw.Panel, b pathLine) {
	if len(b.copies) == 0 {
		return
	}
	line := pathSteps(g, b.copies)
	p.Stroke(draw.NewPen(draw.White, b.pen.Width+150), line...)
	p.Stroke(b.pen, line...)
	p.FillPath(b.pen.Color, draw.Circle(b.end, 4*pt))
}

// pathSteps is one step up for each copy; steps too small to see are joined.
func pathSteps(g draw.Panel, copies []time.Duration) []draw.Point {
	const visible = pt / 2
	at := draw.At(g.Axis.X(copies[0]), g.Y(0))
	line := []draw.Point{at}
	for i, t := range copies {
		next := draw.At(g.Axis.X(t), g.Y(int64(i)+1))
		if next.X-at.X < visible && at.Y-next.Y < visible && i < len(copies)-1 {
			continue
		}
		if next.X > at.X {
			line = append(line, draw.At(next.X, at.Y))
		}
		line = append(line, next)
		at = next
	}
	return line
}

func drawBadge(p *draw.Canvas, at draw.Point, b pathLine) {
	p.FillPath(draw.White, draw.Circle(at, badgeRadius))
	p.StrokePath(draw.NewPen(b.pen.Color, 150), draw.Circle(at, badgeRadius))
	p.Text(draw.BoldFont, draw.Black, draw.At(at.X, at.Y+5*pt), draw.AlignCentre, strconv.Itoa(b.number))
}

// drawPathNames writes what each path is called and how it ended, on the right side, tied to its line.
func drawPathNames(p *draw.Canvas, g draw.Panel, all []pathLine, paths []*path) {
	for i, y := range spreadNames(g, all) {
		b := all[i]
		thin := draw.NewPen(b.pen.Color, 90, b.pen.Dashes...)
		from := b.end.X
		if len(b.copies) == 0 {
			from = g.Axis.Left
		}
		p.Stroke(thin, draw.At(from, b.end.Y), draw.At(g.Axis.Right, b.end.Y), draw.At(pathNamesLeft-26*pt, y), draw.At(pathNamesLeft-14*pt, y))
		drawBadge(p, draw.At(pathNamesLeft-14*pt, y), b)
		amount := ": " + b.copiesText()
		name := draw.BoldFont.TruncateName(b.title(paths), draw.PageRight-pathNamesLeft-draw.BoldFont.Width(amount))
		p.Text(draw.BoldFont, draw.Black, draw.At(pathNamesLeft, y-2*pt), draw.AlignLeft, name+amount)
		p.Text(draw.SmallFont, draw.Black, draw.At(pathNamesLeft, y+13*pt), draw.AlignLeft, draw.SmallFont.Truncate(b.endText(), draw.PageRight-pathNamesLeft))
	}
}

// spreadNames gives each name its line: beside its line if it can be, else as near as the others let it.
func spreadNames(g draw.Panel, all []pathLine) []int {
	lines := make([]int, len(all))
	pitch := min(40*pt, (g.Bottom-g.Top)/max(len(all), 1))
	for i, b := range all {
		lines[i] = b.end.Y
		if i > 0 {
			lines[i] = max(lines[i], lines[i-1]+pitch)
		}
	}
	for i := range lines {
		k := len(lines) - 1 - i
		lines[k] = min(lines[k], g.Bottom-i*pitch-8*pt)
	}
	return lines
}

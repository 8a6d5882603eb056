package plots

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/sim/metrics"
)

// LinePens tell up to mostWays lines apart, by colour and by dashes.
var LinePens = [8]Pen{
	{Blue, 2 * Pt, nil},
	{Vermillion, 2 * Pt, []int{9 * Pt, 4 * Pt}},
	{Green, 2 * Pt, []int{3 * Pt, 3 * Pt}},
	{Purple, 2 * Pt, []int{12 * Pt, 3 * Pt, 3 * Pt, 3 * Pt}},
	{Black, 2 * Pt, []int{6 * Pt, 2 * Pt}},
	{Orange, 2 * Pt, nil},
	{Sky, 2 * Pt, []int{9 * Pt, 3 * Pt, 2 * Pt, 3 * Pt, 2 * Pt, 3 * Pt}},
	{Grey, 2 * Pt, []int{2 * Pt, 2 * Pt}},
}

// pathsDiffer reports whether a storm went down a few paths, and not with the same end: one of them brought duplicates.
func pathsDiffer(s Run) bool {
	fewest, most := copiesRange(pathsOf(s))
	return most > 1 && fewest < most
}

func copiesRange(ways []*path) (fewest, most int) {
	for i, w := range ways {
		if n := len(w.copies); i == 0 || n < fewest {
			fewest = n
		}
		most = max(most, len(w.copies))
	}
	return fewest, most
}

// waysTitle says how far the brakes differ.
func waysTitle(s Run) string {
	ways := pathsOf(s)
	fewest, most := copiesRange(ways)
	switch {
	case len(ways) == 0:
		return "No storm here that went down several ways, 8 at most"
	case most <= 1:
		return numberWord(len(ways)) + " ways, and no storm: no mailbox got more than one copy"
	case fewest == most:
		return numberWord(len(ways)) + " ways, one storm: " + metrics.Number(int64(most)) + " copies each"
	}
	return numberWord(len(ways)) + " ways, one storm: " + metrics.Number(int64(fewest)) + " to " + metrics.Number(int64(most)) + " copies"
}

func numberWord(n int) string {
	return strings.Fields("No One Two Three Four Five Six Seven Eight")[min(n, maxPaths)]
}

// Where the ways stand on the page: their names take its right side.
const (
	pathsLeft     = 160 * Pt
	pathsRight    = 636 * Pt
	pathNamesLeft = pathsRight + 62*Pt
	badgeRadius   = 9 * Pt
)

// pathLine is a way with its place in the picture.
type pathLine struct {
	*path
	number int
	pen    Pen
	end    Point // where its last copy is
	badge  Point
}

// drawWays draws one line a mailbox: steps as long as copies come, then thin on to its name.
func drawWays(p *Canvas, s Run) {
	p.Subtitle(s.Subtitle(), "")
	c := TimeAxisOf(s, pathsLeft, pathsRight)
	const floor = PageHeight - 56*Pt
	top := drawFaultBars(p, faultBars(s, c), c, marginTop, floor)
	ways := pathsOf(s)
	_, most := copiesRange(ways)
	g := NewPanel(c, top, floor).UpTo(int64(most))
	p.DrawTimeAxis(c, floor, g)
	p.PanelScale(g, "COPIES", "in each recipient's mailbox so far; a dot is the last one")
	p.PanelFrame(g)
	all := pathLines(g, ways)
	drawPathNames(p, g, all, ways)
	for i := range all {
		drawPathLine(p, g, all[i])
	}
	for i := range all {
		drawBadge(p, all[i].badge, all[i])
	}
}

// pathLines numbers the ways from those with most copies to those with fewest; that is also the order in which lines lie
// on each other, so that where ways share their steps the one that ends first is seen.
func pathLines(g Panel, ways []*path) (all []pathLine) {
	order := slices.Clone(ways)
	slices.SortStableFunc(order, func(a, b *path) int {
		return cmp.Or(cmp.Compare(len(b.copies), len(a.copies)), cmp.Compare(b.last(), a.last()))
	})
	for i, w := range order {
		all = append(all, pathLine{path: w, number: i + 1, pen: LinePens[i], end: Point{g.Axis.X(w.last()), g.Y(int64(len(w.copies)))}})
	}
	for i := len(all) - 1; i >= 0; i-- {
		all[i].badge = freeBadgePoint(all[i].end, all[i+1:])
	}
	return all
}

// freeBadgePoint is the next place to the right of a way's end where its badge covers no other; at the edge, the next one to the left.
func freeBadgePoint(end Point, others []pathLine) Point {
	const beside, room = badgeRadius + 5*Pt, 2*badgeRadius + Pt
	for at := (Point{end.x + beside, end.y}); at.x <= pathsRight+beside; at.x += room {
		if !isCovered(at, room, others) {
			return at
		}
	}
	at := Point{end.x - beside, end.y}
	for isCovered(at, room, others) {
		at.x -= room
	}
	return at
}

func isCovered(at Point, room int, others []pathLine) bool {
	return slices.ContainsFunc(others, func(b pathLine) bool {
		return max(at.x-b.badge.x, b.badge.x-at.x) < room && max(at.y-b.badge.y, b.badge.y-at.y) < room
	})
}

// drawPathLine draws the steps of a way on a white edge, and its end.
func drawPathLine(p *Canvas, g Panel, b pathLine) {
	if len(b.copies) == 0 {
		return
	}
	line := pathSteps(g, b.copies)
	p.Stroke(Pen{White, b.pen.width + 150, nil}, line...)
	p.Stroke(b.pen, line...)
	p.FillPath(b.pen.color, Circle(b.end, 4*Pt))
}

// pathSteps is one step up for each copy; steps too small to see are joined.
func pathSteps(g Panel, copies []time.Duration) []Point {
	const visible = Pt / 2
	at := Point{g.Axis.X(copies[0]), g.Y(0)}
	line := []Point{at}
	for i, t := range copies {
		next := Point{g.Axis.X(t), g.Y(int64(i) + 1)}
		if next.x-at.x < visible && at.y-next.y < visible && i < len(copies)-1 {
			continue
		}
		if next.x > at.x {
			line = append(line, Point{next.x, at.y})
		}
		line = append(line, next)
		at = next
	}
	return line
}

func drawBadge(p *Canvas, at Point, b pathLine) {
	p.FillPath(White, Circle(at, badgeRadius))
	p.StrokePath(Pen{b.pen.color, 150, nil}, Circle(at, badgeRadius))
	p.Text(BoldFont, Black, Point{at.x, at.y + 5*Pt}, AlignCentre, strconv.Itoa(b.number))
}

// drawPathNames writes what each way is called and how it ended, on the right side, tied to its line.
func drawPathNames(p *Canvas, g Panel, all []pathLine, ways []*path) {
	for i, y := range spreadNames(g, all) {
		b := all[i]
		thin := Pen{b.pen.color, 90, b.pen.dashes}
		from := b.end.x
		if len(b.copies) == 0 {
			from = g.Axis.left
		}
		p.Stroke(thin, Point{from, b.end.y}, Point{g.Axis.right, b.end.y}, Point{pathNamesLeft - 26*Pt, y}, Point{pathNamesLeft - 14*Pt, y})
		drawBadge(p, Point{pathNamesLeft - 14*Pt, y}, b)
		amount := ": " + b.copiesText()
		name := BoldFont.Truncate(b.title(ways), PageRight-pathNamesLeft-BoldFont.Width(amount))
		p.Text(BoldFont, Black, Point{pathNamesLeft, y - 2*Pt}, AlignLeft, name+amount)
		p.Text(SmallFont, Black, Point{pathNamesLeft, y + 13*Pt}, AlignLeft, SmallFont.Truncate(b.endText(), PageRight-pathNamesLeft))
	}
}

// spreadNames gives each name its line: beside its branch if it can be, else as near as the others let it.
func spreadNames(g Panel, all []pathLine) []int {
	lines := make([]int, len(all))
	pitch := min(40*Pt, (g.bottom-g.top)/max(len(all), 1))
	for i, b := range all {
		lines[i] = b.end.y
		if i > 0 {
			lines[i] = max(lines[i], lines[i-1]+pitch)
		}
	}
	for i := range lines {
		k := len(lines) - 1 - i
		lines[k] = min(lines[k], g.bottom-i*pitch-8*Pt)
	}
	return lines
}

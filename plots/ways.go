package plots

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/sim/metrics"
)

// wayPens tell up to mostWays lines apart, by colour and by dashes.
var wayPens = [8]pen{
	{blue, 2 * pt, nil},
	{vermillion, 2 * pt, []int{9 * pt, 4 * pt}},
	{green, 2 * pt, []int{3 * pt, 3 * pt}},
	{purple, 2 * pt, []int{12 * pt, 3 * pt, 3 * pt, 3 * pt}},
	{black, 2 * pt, []int{6 * pt, 2 * pt}},
	{orange, 2 * pt, nil},
	{sky, 2 * pt, []int{9 * pt, 3 * pt, 2 * pt, 3 * pt, 2 * pt, 3 * pt}},
	{grey, 2 * pt, []int{2 * pt, 2 * pt}},
}

// branches reports whether a storm went down a few paths, and not with the same end: one of them brought duplicates.
func branches(s Story) bool {
	fewest, most := fewestAndMost(waysOf(s))
	return most > 1 && fewest < most
}

func fewestAndMost(ways []*way) (fewest, most int) {
	for i, w := range ways {
		if n := len(w.copies); i == 0 || n < fewest {
			fewest = n
		}
		most = max(most, len(w.copies))
	}
	return fewest, most
}

// waysTitle says how far the brakes differ.
func waysTitle(s Story) string {
	ways := waysOf(s)
	fewest, most := fewestAndMost(ways)
	switch {
	case len(ways) == 0:
		return "No storm here that went down several ways, 8 at most"
	case most <= 1:
		return inWords(len(ways)) + " ways, and no storm: no mailbox got more than one copy"
	case fewest == most:
		return inWords(len(ways)) + " ways, one storm: " + metrics.Number(int64(most)) + " copies each"
	}
	return inWords(len(ways)) + " ways, one storm: " + metrics.Number(int64(fewest)) + " to " + metrics.Number(int64(most)) + " copies"
}

func inWords(n int) string {
	return strings.Fields("No One Two Three Four Five Six Seven Eight")[min(n, mostWays)]
}

// Where the ways stand on the page: their names take its right side.
const (
	waysLeft  = 160 * pt
	waysRight = 636 * pt
	namesLeft = waysRight + 62*pt
	badge     = 9 * pt
)

// branch is a way with its place in the picture.
type branch struct {
	*way
	number int
	pen    pen
	end    spot // where its last copy is
	badge  spot
}

// drawWays draws one line a mailbox: steps as long as copies come, then thin on to its name.
func drawWays(p *paper, s Story) {
	p.subheading(s.subtitle(), "")
	c := clockOf(s, waysLeft, waysRight)
	const floor = pageHeight - 56*pt
	top := p.faultLines(faults(s, c), c, marginTop, floor)
	ways := waysOf(s)
	_, most := fewestAndMost(ways)
	g := newPanel(c, top, floor).upTo(int64(most))
	p.axis(c, floor, g)
	p.scale(g, "COPIES", "in each recipient's mailbox so far; a dot is the last one")
	p.edge(g)
	all := branchesOf(g, ways)
	p.names(g, all, ways)
	for i := range all {
		p.climb(g, all[i])
	}
	for i := range all {
		p.number(all[i].badge, all[i])
	}
}

// branchesOf numbers the ways from those with most copies to those with fewest; that is also the order in which lines lie
// on each other, so that where ways share their steps the one that ends first is seen.
func branchesOf(g panel, ways []*way) (all []branch) {
	order := slices.Clone(ways)
	slices.SortStableFunc(order, func(a, b *way) int {
		return cmp.Or(cmp.Compare(len(b.copies), len(a.copies)), cmp.Compare(b.last(), a.last()))
	})
	for i, w := range order {
		all = append(all, branch{way: w, number: i + 1, pen: wayPens[i], end: spot{g.clock.x(w.last()), g.y(int64(len(w.copies)))}})
	}
	for i := len(all) - 1; i >= 0; i-- {
		all[i].badge = freeSpot(all[i].end, all[i+1:])
	}
	return all
}

// freeSpot is the next place to the right of a way's end where its badge covers no other; at the edge, the next one to the left.
func freeSpot(end spot, others []branch) spot {
	const beside, room = badge + 5*pt, 2*badge + pt
	for at := (spot{end.x + beside, end.y}); at.x <= waysRight+beside; at.x += room {
		if !covered(at, room, others) {
			return at
		}
	}
	at := spot{end.x - beside, end.y}
	for covered(at, room, others) {
		at.x -= room
	}
	return at
}

func covered(at spot, room int, others []branch) bool {
	return slices.ContainsFunc(others, func(b branch) bool {
		return max(at.x-b.badge.x, b.badge.x-at.x) < room && max(at.y-b.badge.y, b.badge.y-at.y) < room
	})
}

// climb draws the steps of a way on a white edge, and its end.
func (p *paper) climb(g panel, b branch) {
	if len(b.copies) == 0 {
		return
	}
	line := g.climb(b.copies)
	p.stroke(pen{white, b.pen.width + 150, nil}, line...)
	p.stroke(b.pen, line...)
	p.fillPath(b.pen.color, circle(b.end, 4*pt))
}

// climb is one step up for each copy; steps too small to see are joined.
func (g panel) climb(copies []time.Duration) []spot {
	const visible = pt / 2
	at := spot{g.clock.x(copies[0]), g.y(0)}
	line := []spot{at}
	for i, t := range copies {
		next := spot{g.clock.x(t), g.y(int64(i) + 1)}
		if next.x-at.x < visible && at.y-next.y < visible && i < len(copies)-1 {
			continue
		}
		if next.x > at.x {
			line = append(line, spot{next.x, at.y})
		}
		line = append(line, next)
		at = next
	}
	return line
}

func (p *paper) number(at spot, b branch) {
	p.fillPath(white, circle(at, badge))
	p.strokePath(pen{b.pen.color, 150, nil}, circle(at, badge))
	p.write(headFace, black, spot{at.x, at.y + 5*pt}, centred, strconv.Itoa(b.number))
}

// names writes what each way is called and how it ended, on the right side, tied to its line.
func (p *paper) names(g panel, all []branch, ways []*way) {
	for i, y := range spread(g, all) {
		b := all[i]
		thin := pen{b.pen.color, 90, b.pen.dashes}
		from := b.end.x
		if len(b.copies) == 0 {
			from = g.clock.left
		}
		p.stroke(thin, spot{from, b.end.y}, spot{g.clock.right, b.end.y}, spot{namesLeft - 26*pt, y}, spot{namesLeft - 14*pt, y})
		p.number(spot{namesLeft - 14*pt, y}, b)
		amount := ": " + b.amount()
		name := headFace.fit(b.title(ways), pageRight-namesLeft-headFace.width(amount))
		p.write(headFace, black, spot{namesLeft, y - 2*pt}, fromLeft, name+amount)
		p.write(smallFace, black, spot{namesLeft, y + 13*pt}, fromLeft, smallFace.fit(b.course(), pageRight-namesLeft))
	}
}

// spread gives each name its line: beside its branch if it can be, else as near as the others let it.
func spread(g panel, all []branch) []int {
	lines := make([]int, len(all))
	pitch := min(40*pt, (g.bottom-g.top)/max(len(all), 1))
	for i, b := range all {
		lines[i] = b.end.y
		if i > 0 {
			lines[i] = max(lines[i], lines[i-1]+pitch)
		}
	}
	for i := range lines {
		k := len(lines) - 1 - i
		lines[k] = min(lines[k], g.bottom-i*pitch-8*pt)
	}
	return lines
}

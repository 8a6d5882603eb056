package plots

import "time"

// panel is a piece of the page with the clock along it and a number up it.
type panel struct {
	clock       clock
	top, bottom int
	highest     int64 // number, some air under the upper edge
	size        int64 // of the unit in which the labels count
}

const (
	headHeight = 24 * pt // for the line over a panel
	air        = 10 * pt
)

func newPanel(c clock, top, bottom int) panel {
	return panel{clock: c, top: top + headHeight, bottom: bottom, highest: 1, size: 1}
}

func (g panel) upTo(largest int64) panel {
	g.highest = max(largest, 1)
	return g
}

// in labels the panel in units of a size.
func (g panel) in(u unit) panel {
	g.size = u.size
	return g
}

func (g panel) y(n int64) int {
	return g.bottom - int(share(n, g.highest, int64(g.bottom-g.top-air)))
}

// scale draws the grid and the numbers up the side, over a head line: what it is, in bold, and what that means.
func (p *paper) scale(g panel, head, means string) {
	most := int64((g.bottom - g.top) / (24 * pt))
	step := roundSteps(g.highest, min(most, 5))
	p.ladder(g, step, func(n int64) string { return decimal(n, g.size) })
	p.head(g, head, means)
}

// ladder draws a line across the panel at each step, with its number beside it.
func (p *paper) ladder(g panel, step int64, number func(int64) string) {
	for i := range g.highest/step + 1 {
		n := i * step
		y := g.y(n)
		if n > 0 {
			p.stroke(gridPen, spot{g.clock.left, y}, spot{g.clock.right, y})
		}
		p.write(labelFace, black, spot{g.clock.left - 8*pt, y + 5*pt}, fromRight, number(n))
	}
}

// head writes the line over a panel.
func (p *paper) head(g panel, head, means string) {
	at := spot{g.clock.left, g.top - 8*pt}
	p.write(headFace, black, at, fromLeft, head)
	at.x += headFace.width(head) + 8*pt
	p.write(labelFace, grey, at, fromLeft, labelFace.fit(means, g.clock.right-at.x))
}

// edge closes a panel below, and on the left.
func (p *paper) edge(g panel) {
	p.stroke(axisPen, spot{g.clock.left, g.top}, spot{g.clock.left, g.bottom}, spot{g.clock.right, g.bottom})
}

// steps is the line over columns of so much width, from the left end of the clock to its right one.
func (g panel) steps(v []int64, width time.Duration) []spot {
	var line []spot
	for i, n := range v {
		y := g.y(n)
		left := spot{g.clock.x(g.clock.from + time.Duration(i)*width), y}
		if len(line) > 0 && line[len(line)-1].y == y {
			line = line[:len(line)-1]
		} else {
			line = append(line, left)
		}
		right := g.clock.right
		if i+1 < len(v) {
			right = g.clock.x(g.clock.from + time.Duration(i+1)*width)
		}
		line = append(line, spot{right, y})
	}
	return line
}

// area fills between the line over the columns and the floor.
func (p *paper) area(in ink, g panel, v []int64, width time.Duration) {
	if highest(v) == 0 {
		return
	}
	line := g.steps(v, width)
	ends := []spot{{line[len(line)-1].x, g.bottom}, {line[0].x, g.bottom}}
	p.fill(in, append(line, ends...)...)
}

package plots

import "time"

// Panel is a piece of the page with the clock along it and a number up it.
type Panel struct {
	Axis        TimeAxis
	top, bottom int
	highest     int64 // number, some air under the upper edge
	size        int64 // of the unit in which the labels count
}

const (
	PanelTitleHeight = 24 * Pt // for the line over a panel
	headroom         = 10 * Pt
)

func NewPanel(c TimeAxis, top, bottom int) Panel {
	return Panel{Axis: c, top: top + PanelTitleHeight, bottom: bottom, highest: 1, size: 1}
}

func (g Panel) UpTo(largest int64) Panel {
	g.highest = max(largest, 1)
	return g
}

// In labels the panel in units of a size.
func (g Panel) In(u Unit) Panel {
	g.size = u.size
	return g
}

func (g Panel) Y(n int64) int {
	return g.bottom - int(Proportion(n, g.highest, int64(g.bottom-g.top-headroom)))
}

// PanelScale draws the grid and the numbers up the side, over a head line: what it is, in bold, and what that means.
func (p *Canvas) PanelScale(g Panel, head, means string) {
	most := int64((g.bottom - g.top) / (24 * Pt))
	step := RoundStep(g.highest, min(most, 5))
	p.PanelGrid(g, step, func(n int64) string { return Decimal(n, g.size) })
	p.PanelTitle(g, head, means)
}

// PanelGrid draws a line across the panel at each step, with its number beside it.
func (p *Canvas) PanelGrid(g Panel, step int64, number func(int64) string) {
	for i := range g.highest/step + 1 {
		n := i * step
		y := g.Y(n)
		if n > 0 {
			p.Stroke(GridPen, Point{g.Axis.left, y}, Point{g.Axis.right, y})
		}
		p.Text(LabelFont, Black, Point{g.Axis.left - 8*Pt, y + 5*Pt}, AlignRight, number(n))
	}
}

// PanelTitle writes the line over a panel.
func (p *Canvas) PanelTitle(g Panel, head, means string) {
	at := Point{g.Axis.left, g.top - 8*Pt}
	p.Text(BoldFont, Black, at, AlignLeft, head)
	at.x += BoldFont.Width(head) + 8*Pt
	p.Text(LabelFont, Grey, at, AlignLeft, LabelFont.Truncate(means, g.Axis.right-at.x))
}

// PanelFrame closes a panel below, and on the left.
func (p *Canvas) PanelFrame(g Panel) {
	p.Stroke(AxisPen, Point{g.Axis.left, g.top}, Point{g.Axis.left, g.bottom}, Point{g.Axis.right, g.bottom})
}

// StepLine is the line over columns of so much width, from the left end of the clock to its right one.
func (g Panel) StepLine(v []int64, width time.Duration) []Point {
	var line []Point
	for i, n := range v {
		y := g.Y(n)
		left := Point{g.Axis.X(g.Axis.from + time.Duration(i)*width), y}
		if len(line) > 0 && line[len(line)-1].y == y {
			line = line[:len(line)-1]
		} else {
			line = append(line, left)
		}
		right := g.Axis.right
		if i+1 < len(v) {
			right = g.Axis.X(g.Axis.from + time.Duration(i+1)*width)
		}
		line = append(line, Point{right, y})
	}
	return line
}

// AreaUnder fills between the line over the columns and the floor.
func (p *Canvas) AreaUnder(in Color, g Panel, v []int64, width time.Duration) {
	if Highest(v) == 0 {
		return
	}
	line := g.StepLine(v, width)
	ends := []Point{{line[len(line)-1].x, g.bottom}, {line[0].x, g.bottom}}
	p.Fill(in, append(line, ends...)...)
}

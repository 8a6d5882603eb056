package draw

import "time"

// Panel is a piece of the page with a time axis along it and a number up it.
type Panel struct {
	Axis        TimeAxis
	Top, Bottom int
	Highest     int64 // number, some air under the upper edge
	Size        int64 // of the unit in which the labels count
}

const (
	PanelTitleHeight = 24 * Pt // for the line over a panel
	headroom         = 10 * Pt
)

// NewPanel is a panel with its title in the room between two heights of the page.
func NewPanel(c TimeAxis, top, bottom int) Panel {
	return Panel{Axis: c, Top: top + PanelTitleHeight, Bottom: bottom, Highest: 1, Size: 1}
}

// UpTo makes the panel reach a number.
func (g Panel) UpTo(largest int64) Panel {
	g.Highest = max(largest, 1)
	return g
}

// In labels the panel in units of a size.
func (g Panel) In(u Unit) Panel {
	g.Size = u.Size
	return g
}

// Y is the height of a number.
func (g Panel) Y(n int64) int {
	return g.Bottom - int(Proportion(n, g.Highest, int64(g.Bottom-g.Top-headroom)))
}

// PanelScale draws the grid and the numbers up the side, under a title: what it is, in bold, and what that means.
func (p *Canvas) PanelScale(g Panel, head, means string) {
	most := int64((g.Bottom - g.Top) / (24 * Pt))
	step := min(RoundStep(g.Highest, min(most, 5)), g.Highest) // a low panel has at least its highest number
	p.PanelGrid(g, step, func(n int64) string { return Decimal(n, g.Size) })
	p.PanelTitle(g, head, means)
}

// PanelGrid draws a line across the panel at each step, with its number beside it.
func (p *Canvas) PanelGrid(g Panel, step int64, number func(int64) string) {
	for i := range g.Highest/step + 1 {
		n := i * step
		y := g.Y(n)
		if n > 0 {
			p.Stroke(GridPen, Point{g.Axis.Left, y}, Point{g.Axis.Right, y})
		}
		p.Text(LabelFont, Black, Point{g.Axis.Left - 8*Pt, y + 5*Pt}, AlignRight, number(n))
	}
}

// PanelTitle writes the line over a panel.
func (p *Canvas) PanelTitle(g Panel, head, means string) {
	at := Point{g.Axis.Left, g.Top - 8*Pt}
	p.Text(BoldFont, Black, at, AlignLeft, head)
	at.X += BoldFont.Width(head) + 8*Pt
	p.Text(LabelFont, Grey, at, AlignLeft, LabelFont.Truncate(means, g.Axis.Right-at.X))
}

// PanelFrame closes a panel below, and on the left.
func (p *Canvas) PanelFrame(g Panel) {
	p.Stroke(AxisPen, Point{g.Axis.Left, g.Top}, Point{g.Axis.Left, g.Bottom}, Point{g.Axis.Right, g.Bottom})
}

// StepLine is the line over columns of so much width, from the left end of the axis to its right one.
func (g Panel) StepLine(v []int64, width time.Duration) []Point {
	var line []Point
	for i, n := range v {
		y := g.Y(n)
		left := Point{g.Axis.X(g.Axis.From + time.Duration(i)*width), y}
		if len(line) > 0 && line[len(line)-1].Y == y {
			line = line[:len(line)-1]
		} else {
			line = append(line, left)
		}
		right := g.Axis.Right
		if i+1 < len(v) {
			right = g.Axis.X(g.Axis.From + time.Duration(i+1)*width)
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
	ends := []Point{{line[len(line)-1].X, g.Bottom}, {line[0].X, g.Bottom}}
	p.Fill(in, append(line, ends...)...)
}

// SplitPanels divides the page among panels whose heights are as these parts.
func SplitPanels(c TimeAxis, top, bottom int, parts ...int) (panels []Panel) {
	whole := 0
	for _, part := range parts {
		whole += part
	}
	at := top
	for _, part := range parts {
		height := (bottom - top) * part / whole
		panels = append(panels, NewPanel(c, at, at+height-6*Pt))
		at += height
	}
	panels[len(panels)-1].Bottom = bottom
	return panels
}

// AreaAbove fills between the line over the columns and the top of the numbers.
func (p *Canvas) AreaAbove(in Color, g Panel, v []int64, width time.Duration) {
	line, top := g.StepLine(v, width), g.Y(g.Highest)
	ends := []Point{{line[len(line)-1].X, top}, {line[0].X, top}}
	p.Fill(in, append(line, ends...)...)
}

// VerticalLine draws a line through both panels, with its label at a height of the page.
func (p *Canvas) VerticalLine(upper, lower Panel, at time.Duration, y int, text string) {
	x := upper.Axis.X(at)
	p.Stroke(EventPen, Point{x, upper.Top}, Point{x, lower.Bottom})
	from, shift := AlignLeft, 5*Pt
	if x+shift+LabelFont.Width(text) > PageRight {
		from, shift = AlignRight, -5*Pt
	}
	p.LabelOnWhite(Point{x + shift, y}, from, text)
}

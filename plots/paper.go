package plots

import (
	"image/color"

	"gonum.org/v1/plot/vg"
)

// Lengths are hundredths of a point: integers, so that no processor can round them its own way.
const (
	Pt         = 100
	PageWidth  = 960 * Pt
	PageHeight = 540 * Pt
	PageLeft   = 24 * Pt
	PageRight  = PageWidth - 24*Pt
)

// Point is a place on the page, counted from its upper left corner.
type Point struct{ x, y int }

// Rect is a rectangle on the page.
type Rect struct{ left, top, right, bottom int }

// At is the point at these distances from the left and the upper edge.
func At(x, y int) Point { return Point{x, y} }

// Box is the rectangle with these edges.
func Box(left, top, right, bottom int) Rect { return Rect{left, top, right, bottom} }

// Corners are the corners, clockwise from the upper left one.
func (b Rect) Corners() []Point {
	return []Point{{b.left, b.top}, {b.right, b.top}, {b.right, b.bottom}, {b.left, b.bottom}}
}

// Pen is how a line looks.
type Pen struct {
	color  color.Color
	width  int
	dashes []int
}

// NewPen is a pen of a width, with the lengths of its dashes and gaps.
func NewPen(c Color, width int, dashes ...int) Pen { return Pen{c, width, dashes} }

// Canvas is a page that takes integers.
type Canvas struct{ vg vg.Canvas }

func length(n int) vg.Length { return vg.Length(float64(n) / Pt) }

// vgPoint turns a point into the coordinates of the drawing library, whose y grows upwards.
func vgPoint(s Point) vg.Point { return vg.Point{X: length(s.x), Y: length(PageHeight - s.y)} }

// Path is an outline of lines and curves.
type Path struct{ path vg.Path }

// MoveTo begins the outline.
func (p *Path) MoveTo(at Point) { p.path.Move(vgPoint(at)) }

// LineTo goes on straight.
func (p *Path) LineTo(at Point) { p.path.Line(vgPoint(at)) }

// CurveTo goes on along a cubic curve with two control points.
func (p *Path) CurveTo(first, second, to Point) {
	p.path.CubeTo(vgPoint(first), vgPoint(second), vgPoint(to))
}

// Close leads back to where the outline began.
func (p *Path) Close() { p.path.Close() }

// lines is the path through some points.
func lines(through []Point) (p Path) {
	for i, at := range through {
		if i == 0 {
			p.MoveTo(at)
			continue
		}
		p.LineTo(at)
	}
	return p
}

// Fill paints a polygon.
func (p *Canvas) Fill(c Color, corners ...Point) {
	p.FillPath(c, lines(corners))
}

// FillPath paints what a path encloses.
func (p *Canvas) FillPath(c Color, path Path) {
	path.Close()
	p.vg.SetColor(c)
	p.vg.Fill(path.path)
}

// Stroke draws a line through the points.
func (p *Canvas) Stroke(with Pen, through ...Point) {
	p.StrokePath(with, lines(through))
}

// StrokePath draws a line along a path.
func (p *Canvas) StrokePath(with Pen, path Path) {
	dashes := make([]vg.Length, len(with.dashes))
	for i, d := range with.dashes {
		dashes[i] = length(d)
	}
	p.vg.SetColor(with.color)
	p.vg.SetLineWidth(length(with.width))
	p.vg.SetLineDash(dashes, 0)
	p.vg.Stroke(path.path)
}

// Circle is a closed path of four curves: arcs would go through sines, which differ by architecture.
func Circle(at Point, radius int) (p Path) {
	k := radius * 5523 / 10000
	p.MoveTo(Point{at.x + radius, at.y})
	for _, q := range [4][3]Point{
		{{radius, k}, {k, radius}, {0, radius}},
		{{-k, radius}, {-radius, k}, {-radius, 0}},
		{{-radius, -k}, {-k, -radius}, {0, -radius}},
		{{k, -radius}, {radius, -k}, {radius, 0}},
	} {
		from := func(s Point) Point { return Point{at.x + s.x, at.y + s.y} }
		p.CurveTo(from(q[0]), from(q[1]), from(q[2]))
	}
	p.Close()
	return p
}

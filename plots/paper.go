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

func (b Rect) Corners() []Point {
	return []Point{{b.left, b.top}, {b.right, b.top}, {b.right, b.bottom}, {b.left, b.bottom}}
}

// Pen is how a line looks.
type Pen struct {
	color  color.Color
	width  int
	dashes []int
}

// Canvas is a page that takes integers.
type Canvas struct{ vg vg.Canvas }

func length(n int) vg.Length { return vg.Length(float64(n) / Pt) }

// vgPoint turns a spot into the canvas's coordinates, whose y grows upwards.
func vgPoint(s Point) vg.Point { return vg.Point{X: length(s.x), Y: length(PageHeight - s.y)} }

func vgPath(spots []Point) vg.Path {
	var p vg.Path
	for i, s := range spots {
		if i == 0 {
			p.Move(vgPoint(s))
			continue
		}
		p.Line(vgPoint(s))
	}
	return p
}

// Fill paints a polygon.
func (p *Canvas) Fill(c color.Color, corners ...Point) {
	p.FillPath(c, vgPath(corners))
}

func (p *Canvas) FillPath(c color.Color, path vg.Path) {
	path.Close()
	p.vg.SetColor(c)
	p.vg.Fill(path)
}

// Stroke draws a line through the spots.
func (p *Canvas) Stroke(with Pen, through ...Point) {
	p.StrokePath(with, vgPath(through))
}

func (p *Canvas) StrokePath(with Pen, path vg.Path) {
	dashes := make([]vg.Length, len(with.dashes))
	for i, d := range with.dashes {
		dashes[i] = length(d)
	}
	p.vg.SetColor(with.color)
	p.vg.SetLineWidth(length(with.width))
	p.vg.SetLineDash(dashes, 0)
	p.vg.Stroke(path)
}

// Circle is a closed path of four curves: arcs would go through sines, which differ by architecture.
func Circle(at Point, radius int) vg.Path {
	k := radius * 5523 / 10000
	var p vg.Path
	p.Move(vgPoint(Point{at.x + radius, at.y}))
	for _, q := range [4][3]Point{
		{{radius, k}, {k, radius}, {0, radius}},
		{{-k, radius}, {-radius, k}, {-radius, 0}},
		{{-radius, -k}, {-k, -radius}, {0, -radius}},
		{{k, -radius}, {radius, -k}, {radius, 0}},
	} {
		var c [3]vg.Point
		for i, s := range q {
			c[i] = vgPoint(Point{at.x + s.x, at.y + s.y})
		}
		p.CubeTo(c[0], c[1], c[2])
	}
	p.Close()
	return p
}

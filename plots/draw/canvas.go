// Package draw is a page to draw on: canvas, colours, pens, fonts, panels, axes, ticks, legends, markers, and labels that keep out of each other's way.
// It knows neither runs nor sweeps. All geometry is integers, hundredths of a point; only the drawing library turns them into floats.
package draw

import "gonum.org/v1/plot/vg"

// Lengths are hundredths of a point: integers, so that no processor can round them its own way.
const (
	Pt         = 100
	PageWidth  = 960 * Pt
	PageHeight = 540 * Pt
	PageLeft   = 24 * Pt
	PageRight  = PageWidth - 24*Pt
)

// Point is a place on the page, counted from its upper left corner.
type Point struct{ X, Y int }

// Rect is a rectangle on the page.
type Rect struct{ Left, Top, Right, Bottom int }

// At is the point at these distances from the left and the upper edge.
func At(x, y int) Point { return Point{x, y} }

// Box is the rectangle with these edges.
func Box(left, top, right, bottom int) Rect { return Rect{left, top, right, bottom} }

// Corners are the corners, clockwise from the upper left one.
func (b Rect) Corners() []Point {
	return []Point{{b.Left, b.Top}, {b.Right, b.Top}, {b.Right, b.Bottom}, {b.Left, b.Bottom}}
}

// Canvas is a page that takes integers.
type Canvas struct{ vg vg.Canvas }

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
	dashes := make([]vg.Length, len(with.Dashes))
	for i, d := range with.Dashes {
		dashes[i] = length(d)
	}
	p.vg.SetColor(with.Color)
	p.vg.SetLineWidth(length(with.Width))
	p.vg.SetLineDash(dashes, 0)
	p.vg.Stroke(path.path)
}

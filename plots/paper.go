package plots

import (
	"image/color"

	"gonum.org/v1/plot/vg"
)

// Lengths are hundredths of a point: integers, so that no processor can round them its own way.
const (
	pt         = 100
	pageWidth  = 960 * pt
	pageHeight = 540 * pt
	pageLeft   = 24 * pt
	pageRight  = pageWidth - 24*pt
)

// spot is a place on the page, counted from its upper left corner.
type spot struct{ x, y int }

// box is a rectangle on the page.
type box struct{ left, top, right, bottom int }

func (b box) corners() []spot {
	return []spot{{b.left, b.top}, {b.right, b.top}, {b.right, b.bottom}, {b.left, b.bottom}}
}

// pen is how a line looks.
type pen struct {
	color  color.Color
	width  int
	dashes []int
}

// paper is a page that takes integers.
type paper struct{ canvas vg.Canvas }

func length(n int) vg.Length { return vg.Length(float64(n) / pt) }

// point turns a spot into the canvas's coordinates, whose y grows upwards.
func point(s spot) vg.Point { return vg.Point{X: length(s.x), Y: length(pageHeight - s.y)} }

func outline(spots []spot) vg.Path {
	var p vg.Path
	for i, s := range spots {
		if i == 0 {
			p.Move(point(s))
			continue
		}
		p.Line(point(s))
	}
	return p
}

// fill paints a polygon.
func (p *paper) fill(c color.Color, corners ...spot) {
	p.fillPath(c, outline(corners))
}

func (p *paper) fillPath(c color.Color, path vg.Path) {
	path.Close()
	p.canvas.SetColor(c)
	p.canvas.Fill(path)
}

// stroke draws a line through the spots.
func (p *paper) stroke(with pen, through ...spot) {
	p.strokePath(with, outline(through))
}

func (p *paper) strokePath(with pen, path vg.Path) {
	dashes := make([]vg.Length, len(with.dashes))
	for i, d := range with.dashes {
		dashes[i] = length(d)
	}
	p.canvas.SetColor(with.color)
	p.canvas.SetLineWidth(length(with.width))
	p.canvas.SetLineDash(dashes, 0)
	p.canvas.Stroke(path)
}

// circle is a closed path of four curves: arcs would go through sines, which differ by architecture.
func circle(at spot, radius int) vg.Path {
	k := radius * 5523 / 10000
	var p vg.Path
	p.Move(point(spot{at.x + radius, at.y}))
	for _, q := range [4][3]spot{
		{{radius, k}, {k, radius}, {0, radius}},
		{{-k, radius}, {-radius, k}, {-radius, 0}},
		{{-radius, -k}, {-k, -radius}, {0, -radius}},
		{{k, -radius}, {radius, -k}, {radius, 0}},
	} {
		var c [3]vg.Point
		for i, s := range q {
			c[i] = point(spot{at.x + s.x, at.y + s.y})
		}
		p.CubeTo(c[0], c[1], c[2])
	}
	p.Close()
	return p
}

package draw

import "gonum.org/v1/plot/vg"

func length(n int) vg.Length { return vg.Length(float64(n) / Pt) }

// vgPoint turns a point into the coordinates of the drawing library, whose y grows upwards.
func vgPoint(s Point) vg.Point { return vg.Point{X: length(s.X), Y: length(PageHeight - s.Y)} }

// Path is an outline of lines and curves.
type Path struct{ path vg.Path }

// MoveTo begins the outline.
func (p *Path) MoveTo(at Point) { p.path.Move(vgPoint(at)) }

// LineTo adds a straight line.
func (p *Path) LineTo(at Point) { p.path.Line(vgPoint(at)) }

// CurveTo adds a cubic curve with two control points.
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

// Circle is a closed path of four curves: arcs would go through sines, which differ by architecture.
func Circle(at Point, radius int) (p Path) {
	k := radius * 5523 / 10000
	p.MoveTo(Point{at.X + radius, at.Y})
	for _, q := range [4][3]Point{
		{{radius, k}, {k, radius}, {0, radius}},
		{{-k, radius}, {-radius, k}, {-radius, 0}},
		{{-radius, -k}, {-k, -radius}, {0, -radius}},
		{{k, -radius}, {radius, -k}, {radius, 0}},
	} {
		from := func(s Point) Point { return Point{at.X + s.X, at.Y + s.Y} }
		p.CurveTo(from(q[0]), from(q[1]), from(q[2]))
	}
	p.Close()
	return p
}

// leftHalf is the left half of a disc.
func leftHalf(at Point, radius int) (p Path) {
	k := radius * 5523 / 10000
	p.MoveTo(Point{at.X, at.Y + radius})
	p.CurveTo(Point{at.X - k, at.Y + radius}, Point{at.X - radius, at.Y + k}, Point{at.X - radius, at.Y})
	p.CurveTo(Point{at.X - radius, at.Y - k}, Point{at.X - k, at.Y - radius}, Point{at.X, at.Y - radius})
	p.Close()
	return p
}

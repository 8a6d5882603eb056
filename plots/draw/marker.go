package draw

// Marker is a mark with a shape of its own, so that it needs no colour.
type Marker int

// The markers.
const (
	Disc Marker = iota
	Ring
	HalfDisc // its left half is filled
	Triangle
	Cross
	FilledSquare
	BrokenLine // upright
	Diamond
	Flag
	OpenFlag
	TwoDiamonds
	Bullseye
	Star
	Markers // how many there are
)

// Marker draws a marker; a flag's mast ends at the point.
func (p *Canvas) Marker(g Marker, at Point, r int) {
	thin := Pen{Black, max(r/4, 50), nil}
	switch g {
	case Disc:
		p.FillPath(Blue, Circle(at, r))
	case Ring:
		p.FillPath(White, Circle(at, r))
		p.StrokePath(Pen{Black, max(r*2/5, 60), nil}, Circle(at, r))
	case HalfDisc:
		p.Marker(Ring, at, r)
		p.FillPath(Blue, leftHalf(at, r*4/5))
	case Triangle:
		p.Fill(Green, Point{at.X - r, at.Y + r*4/5}, Point{at.X + r, at.Y + r*4/5}, Point{at.X, at.Y - r})
	case Cross:
		arm := r * 4 / 5
		thick := Pen{Vermillion, max(r/2, 80), nil}
		p.Stroke(thick, Point{at.X - arm, at.Y - arm}, Point{at.X + arm, at.Y + arm})
		p.Stroke(thick, Point{at.X - arm, at.Y + arm}, Point{at.X + arm, at.Y - arm})
	case FilledSquare:
		p.Fill(Black, Rect{at.X - r, at.Y - r, at.X + r, at.Y + r}.Corners()...)
	case BrokenLine:
		p.Stroke(WarningPen, Point{at.X, at.Y - 2*r}, Point{at.X, at.Y + 2*r})
	case Diamond:
		p.diamond(Sky, thin, at, r)
	case Flag:
		p.flag(Black, at, r)
	case OpenFlag:
		p.flag(White, at, r)
	case TwoDiamonds:
		p.diamond(Sky, thin, Point{at.X - r/2, at.Y}, r)
		p.diamond(Sky, thin, Point{at.X + r/2, at.Y}, r)
	case Bullseye:
		p.Marker(Ring, at, r)
		p.FillPath(Black, Circle(at, r*2/5))
	case Star:
		p.star(at, r*5/4)
	}
}

func (p *Canvas) diamond(in Color, edge Pen, at Point, r int) {
	corners := []Point{{at.X - r, at.Y}, {at.X, at.Y - r}, {at.X + r, at.Y}, {at.X, at.Y + r}}
	p.Fill(in, corners...)
	p.Stroke(edge, append(corners, corners[0])...)
}

// star has eight rays: two squares.
func (p *Canvas) star(at Point, r int) {
	half := r * 7 / 10
	p.Fill(Vermillion, Rect{at.X - half, at.Y - half, at.X + half, at.Y + half}.Corners()...)
	p.Fill(Vermillion, Point{at.X - r, at.Y}, Point{at.X, at.Y - r}, Point{at.X + r, at.Y}, Point{at.X, at.Y + r})
}

// flag is as high as four r, its cloth to the right of the mast.
func (p *Canvas) flag(cloth Color, at Point, r int) {
	top := at.Y - 4*r
	corners := []Point{{at.X, top}, {at.X + 3*r, top + r}, {at.X, top + 2*r}}
	p.Fill(cloth, corners...)
	p.Stroke(Pen{Black, 120, nil}, append(corners, Point{at.X, top}, at)...)
}

package plots

// Marker is a mark that is told by its shape, without colour.
type Marker int

// The markers.
const (
	Disc Marker = iota
	Ring
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
	case Triangle:
		p.Fill(Green, Point{at.x - r, at.y + r*4/5}, Point{at.x + r, at.y + r*4/5}, Point{at.x, at.y - r})
	case Cross:
		arm := r * 4 / 5
		thick := Pen{Vermillion, max(r/2, 80), nil}
		p.Stroke(thick, Point{at.x - arm, at.y - arm}, Point{at.x + arm, at.y + arm})
		p.Stroke(thick, Point{at.x - arm, at.y + arm}, Point{at.x + arm, at.y - arm})
	case FilledSquare:
		p.Fill(Black, Rect{at.x - r, at.y - r, at.x + r, at.y + r}.Corners()...)
	case BrokenLine:
		p.Stroke(WarningPen, Point{at.x, at.y - 2*r}, Point{at.x, at.y + 2*r})
	case Diamond:
		p.diamond(Sky, thin, at, r)
	case Flag:
		p.flag(Black, at, r)
	case OpenFlag:
		p.flag(White, at, r)
	case TwoDiamonds:
		p.diamond(Sky, thin, Point{at.x - r/2, at.y}, r)
		p.diamond(Sky, thin, Point{at.x + r/2, at.y}, r)
	case Bullseye:
		p.Marker(Ring, at, r)
		p.FillPath(Black, Circle(at, r*2/5))
	case Star:
		p.star(at, r*5/4)
	}
}

func (p *Canvas) diamond(in Color, edge Pen, at Point, r int) {
	corners := []Point{{at.x - r, at.y}, {at.x, at.y - r}, {at.x + r, at.y}, {at.x, at.y + r}}
	p.Fill(in, corners...)
	p.Stroke(edge, append(corners, corners[0])...)
}

// star has eight rays: two squares.
func (p *Canvas) star(at Point, r int) {
	half := r * 7 / 10
	p.Fill(Vermillion, Rect{at.x - half, at.y - half, at.x + half, at.y + half}.Corners()...)
	p.Fill(Vermillion, Point{at.x - r, at.y}, Point{at.x, at.y - r}, Point{at.x + r, at.y}, Point{at.x, at.y + r})
}

// flag is as high as four r, its cloth to the right of the mast.
func (p *Canvas) flag(cloth Color, at Point, r int) {
	top := at.y - 4*r
	corners := []Point{{at.x, top}, {at.x + 3*r, top + r}, {at.x, top + 2*r}}
	p.Fill(cloth, corners...)
	p.Stroke(Pen{Black, 120, nil}, append(corners, Point{at.x, top}, at)...)
}

// Legend explains the markers that a picture uses, on the last line of the page.
func (p *Canvas) Legend(used [Markers]bool, meanings [Markers]string) {
	const r, wide = 5 * Pt, 22 * Pt
	f, gap, total := LabelFont, 22*Pt, 0
	for g, isUsed := range used {
		if isUsed {
			total += wide + f.Width(meanings[g]) + gap
		}
	}
	if total-gap > PageRight-PageLeft {
		f, gap = Font{12 * Pt, false}, 8*Pt
	}
	at := Point{PageLeft, PageHeight - 17*Pt}
	for g, isUsed := range used {
		if !isUsed {
			continue
		}
		middle := Point{at.x + 8*Pt, at.y}
		if Marker(g) == Flag || Marker(g) == OpenFlag {
			middle = Point{at.x + 2*Pt, at.y + 2*r}
		}
		p.Marker(Marker(g), middle, r)
		p.Text(f, Black, Point{at.x + wide, at.y + 5*Pt}, AlignLeft, meanings[g])
		at.x += wide + f.Width(meanings[g]) + gap
	}
}

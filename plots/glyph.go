package plots

// Marker is a mark with a meaning: its shape tells it without colour.
type Marker int

// The glyphs.
const (
	keptMarker        Marker = iota // kept: a full disc
	notKeptMarker                   // not kept: a ring
	acceptedMarker                  // heard 250: a full triangle
	deferredMarker                  // heard 4xx, or nothing: a cross
	rejectedMarker                  // heard 5xx: a full square
	unconfirmedMarker               // kept, but not heard 250: the line between both
	firstCopyMarker                 // first copy in a mailbox: a diamond
	ndrMarker                       // a full flag
	delayMarker                     // an empty flag
	secondCopyMarker                // second copy in a mailbox: two diamonds
	visibleMarker                   // shown to who asks: a ring with a pupil
	alertMarker                     // told to an administrator: a star
	Markers                         // how many there are
)

var markerMeanings = [Markers]string{"kept", "not kept", "heard 250", "heard 4xx or nothing", "heard 5xx", "kept, 250 not heard",
	"first copy", "NDR", "delay notice", "second copy", "shown to who asks", "alert"}

// Marker draws a glyph; a flag's mast ends at the spot.
func (p *Canvas) Marker(g Marker, at Point, r int) {
	thin := Pen{Black, max(r/4, 50), nil}
	switch g {
	case keptMarker:
		p.FillPath(Blue, Circle(at, r))
	case notKeptMarker:
		p.FillPath(White, Circle(at, r))
		p.StrokePath(Pen{Black, max(r*2/5, 60), nil}, Circle(at, r))
	case acceptedMarker:
		p.Fill(Green, Point{at.x - r, at.y + r*4/5}, Point{at.x + r, at.y + r*4/5}, Point{at.x, at.y - r})
	case deferredMarker:
		arm := r * 4 / 5
		thick := Pen{Vermillion, max(r/2, 80), nil}
		p.Stroke(thick, Point{at.x - arm, at.y - arm}, Point{at.x + arm, at.y + arm})
		p.Stroke(thick, Point{at.x - arm, at.y + arm}, Point{at.x + arm, at.y - arm})
	case rejectedMarker:
		p.Fill(Black, Rect{at.x - r, at.y - r, at.x + r, at.y + r}.Corners()...)
	case unconfirmedMarker:
		p.Stroke(WarningPen, Point{at.x, at.y - 2*r}, Point{at.x, at.y + 2*r})
	case firstCopyMarker:
		p.diamond(Sky, thin, at, r)
	case ndrMarker:
		p.flag(Black, at, r)
	case delayMarker:
		p.flag(White, at, r)
	case secondCopyMarker:
		p.diamond(Sky, thin, Point{at.x - r/2, at.y}, r)
		p.diamond(Sky, thin, Point{at.x + r/2, at.y}, r)
	case visibleMarker:
		p.Marker(notKeptMarker, at, r)
		p.FillPath(Black, Circle(at, r*2/5))
	case alertMarker:
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

// Legend explains the glyphs that a picture uses, on the last line of the page.
func (p *Canvas) Legend(used [Markers]bool) {
	const r, wide = 5 * Pt, 22 * Pt
	f, gap, total := LabelFont, 22*Pt, 0
	for g, yes := range used {
		if yes {
			total += wide + f.Width(markerMeanings[g]) + gap
		}
	}
	if total-gap > PageRight-PageLeft {
		f, gap = Font{12 * Pt, false}, 8*Pt
	}
	at := Point{PageLeft, PageHeight - 17*Pt}
	for g, yes := range used {
		if !yes {
			continue
		}
		middle := Point{at.x + 8*Pt, at.y}
		if Marker(g) == ndrMarker || Marker(g) == delayMarker {
			middle = Point{at.x + 2*Pt, at.y + 2*r}
		}
		p.Marker(Marker(g), middle, r)
		p.Text(f, Black, Point{at.x + wide, at.y + 5*Pt}, AlignLeft, markerMeanings[g])
		at.x += wide + f.Width(markerMeanings[g]) + gap
	}
}

package plots

// glyph is a mark with a meaning: its shape tells it without colour.
type glyph int

// The glyphs.
const (
	taken      glyph = iota // kept: a full disc
	untaken                 // not kept: a ring
	thanked                 // heard 250: a full triangle
	putOff                  // heard 4xx, or nothing: a cross
	turnedAway              // heard 5xx: a full square
	unsure                  // kept, but not heard 250: the line between both
	arrival                 // first copy in a mailbox: a diamond
	ndr                     // a full flag
	notice                  // an empty flag
	again                   // second copy in a mailbox: two diamonds
	findable                // shown to who asks: a ring with a pupil
	alarm                   // told to an administrator: a star
	glyphs                  // how many there are
)

var glyphMeanings = [glyphs]string{"kept", "not kept", "heard 250", "heard 4xx or nothing", "heard 5xx", "kept, 250 not heard",
	"first copy", "NDR", "delay notice", "second copy", "shown to who asks", "alert"}

// mark draws a glyph; a flag's mast ends at the spot.
func (p *paper) mark(g glyph, at spot, r int) {
	thin := pen{black, max(r/4, 50), nil}
	switch g {
	case taken:
		p.fillPath(blue, circle(at, r))
	case untaken:
		p.fillPath(white, circle(at, r))
		p.strokePath(pen{black, max(r*2/5, 60), nil}, circle(at, r))
	case thanked:
		p.fill(green, spot{at.x - r, at.y + r*4/5}, spot{at.x + r, at.y + r*4/5}, spot{at.x, at.y - r})
	case putOff:
		arm := r * 4 / 5
		thick := pen{vermillion, max(r/2, 80), nil}
		p.stroke(thick, spot{at.x - arm, at.y - arm}, spot{at.x + arm, at.y + arm})
		p.stroke(thick, spot{at.x - arm, at.y + arm}, spot{at.x + arm, at.y - arm})
	case turnedAway:
		p.fill(black, box{at.x - r, at.y - r, at.x + r, at.y + r}.corners()...)
	case unsure:
		p.stroke(gapPen, spot{at.x, at.y - 2*r}, spot{at.x, at.y + 2*r})
	case arrival:
		p.diamond(sky, thin, at, r)
	case ndr:
		p.flag(black, at, r)
	case notice:
		p.flag(white, at, r)
	case again:
		p.diamond(sky, thin, spot{at.x - r/2, at.y}, r)
		p.diamond(sky, thin, spot{at.x + r/2, at.y}, r)
	case findable:
		p.mark(untaken, at, r)
		p.fillPath(black, circle(at, r*2/5))
	case alarm:
		p.star(at, r*5/4)
	}
}

func (p *paper) diamond(in ink, edge pen, at spot, r int) {
	corners := []spot{{at.x - r, at.y}, {at.x, at.y - r}, {at.x + r, at.y}, {at.x, at.y + r}}
	p.fill(in, corners...)
	p.stroke(edge, append(corners, corners[0])...)
}

// star has eight rays: two squares.
func (p *paper) star(at spot, r int) {
	half := r * 7 / 10
	p.fill(vermillion, box{at.x - half, at.y - half, at.x + half, at.y + half}.corners()...)
	p.fill(vermillion, spot{at.x - r, at.y}, spot{at.x, at.y - r}, spot{at.x + r, at.y}, spot{at.x, at.y + r})
}

// flag is as high as four r, its cloth to the right of the mast.
func (p *paper) flag(cloth ink, at spot, r int) {
	top := at.y - 4*r
	corners := []spot{{at.x, top}, {at.x + 3*r, top + r}, {at.x, top + 2*r}}
	p.fill(cloth, corners...)
	p.stroke(pen{black, 120, nil}, append(corners, spot{at.x, top}, at)...)
}

// legend explains the glyphs that a picture uses, on the last line of the page.
func (p *paper) legend(used [glyphs]bool) {
	const r, wide = 5 * pt, 22 * pt
	f, gap, total := labelFace, 22*pt, 0
	for g, yes := range used {
		if yes {
			total += wide + f.width(glyphMeanings[g]) + gap
		}
	}
	if total-gap > pageRight-pageLeft {
		f, gap = face{12 * pt, false}, 8*pt
	}
	at := spot{pageLeft, pageHeight - 17*pt}
	for g, yes := range used {
		if !yes {
			continue
		}
		middle := spot{at.x + 8*pt, at.y}
		if glyph(g) == ndr || glyph(g) == notice {
			middle = spot{at.x + 2*pt, at.y + 2*r}
		}
		p.mark(glyph(g), middle, r)
		p.write(f, black, spot{at.x + wide, at.y + 5*pt}, fromLeft, glyphMeanings[g])
		at.x += wide + f.width(glyphMeanings[g]) + gap
	}
}

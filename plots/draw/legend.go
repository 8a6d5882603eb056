package draw

// Swatch explains a filled area, or without a colour a line: that over it where no pen is named.
type Swatch struct {
	Color Color
	Name  string
	Pen   Pen
}

// SwatchLegend explains areas and lines, on the last line of the page.
func (p *Canvas) SwatchLegend(left int, all []Swatch) {
	at := Point{left, PageHeight - 17*Pt}
	for _, w := range all {
		right := p.SwatchAt(at, w)
		p.Text(LabelFont, Black, Point{right + 6*Pt, at.Y + 5*Pt}, AlignLeft, w.Name)
		at.X = right + 6*Pt + LabelFont.Width(w.Name) + 26*Pt
	}
}

// SwatchAt draws a swatch without its name, and tells where it ends.
func (p *Canvas) SwatchAt(at Point, w Swatch) (right int) {
	field := Rect{at.X, at.Y - 6*Pt, at.X + 16*Pt, at.Y + 6*Pt}
	switch {
	case w.Color != nil:
		p.Fill(w.Color, field.Corners()...)
		p.Stroke(Pen{Black, 60, nil}, append(field.Corners(), field.Corners()[0])...)
	case w.Pen.Width > 0:
		field.Right += 14 * Pt // for dashes
		p.Stroke(w.Pen, Point{field.Left, at.Y}, Point{field.Right, at.Y})
	default:
		p.Stroke(TotalPen, Point{field.Left, at.Y}, Point{field.Right, at.Y})
	}
	return field.Right
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
		middle := Point{at.X + 8*Pt, at.Y}
		if Marker(g) == Flag || Marker(g) == OpenFlag {
			middle = Point{at.X + 2*Pt, at.Y + 2*r}
		}
		p.Marker(Marker(g), middle, r)
		p.Text(f, Black, Point{at.X + wide, at.Y + 5*Pt}, AlignLeft, meanings[g])
		at.X += wide + f.Width(meanings[g]) + gap
	}
}

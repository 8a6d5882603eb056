package draw

// Swatch explains a filled area, or without a colour the line over it.
type Swatch struct {
	Color Color
	Name  string
}

// SwatchLegend explains areas, on the last line of the page.
func (p *Canvas) SwatchLegend(left int, all []Swatch) {
	at := Point{left, PageHeight - 17*Pt}
	for _, w := range all {
		field := Rect{at.X, at.Y - 6*Pt, at.X + 16*Pt, at.Y + 6*Pt}
		if w.Color == nil {
			p.Stroke(TotalPen, Point{field.Left, at.Y}, Point{field.Right, at.Y})
		} else {
			p.Fill(w.Color, field.Corners()...)
			p.Stroke(Pen{Black, 60, nil}, append(field.Corners(), field.Corners()[0])...)
		}
		p.Text(LabelFont, Black, Point{at.X + 22*Pt, at.Y + 5*Pt}, AlignLeft, w.Name)
		at.X += 22*Pt + LabelFont.Width(w.Name) + 26*Pt
	}
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

package draw

import "strings"

// Align says which part of a text is at its point.
type Align int

const (
	AlignLeft Align = iota
	AlignCentre
	AlignRight
)

// Text puts a text on the page; the point is on its base line.
func (p *Canvas) Text(f Font, in Color, at Point, from Align, text string) {
	if text == "" {
		return
	}
	switch from {
	case AlignCentre:
		at.X -= f.Width(text) / 2
	case AlignRight:
		at.X -= f.Width(text)
	}
	p.vg.SetColor(in)
	p.vg.FillString(f.at(length(f.Size)), vgPoint(at), text)
}

// MarginText writes a name into the left margin, smaller or shortened if it must be; the point is where the name ends.
func (p *Canvas) MarginText(f Font, at Point, name string) {
	room := at.X - PageLeft
	if f.Width(name) > room {
		f = Font{12 * Pt, f.Bold}
	}
	p.Text(f, Black, at, AlignRight, f.TruncateName(name, room))
}

// MarginPair writes two names into the left margin, on one line if they fit there, else on two, of which the first is raised. The point is
// where a single line ends.
func (p *Canvas) MarginPair(f Font, at Point, raised int, first, second string) {
	room, line := at.X-PageLeft, f.Size*8/7
	if f.Width(first+" "+second) <= room {
		p.Text(f, Black, at, AlignRight, first+" "+second)
		return
	}
	at.Y -= raised
	p.MarginText(f, at, first)
	p.MarginText(f, Point{at.X, at.Y + line}, second)
}

// Title writes the title of the page.
func (p *Canvas) Title(title string) {
	f := Shrink(TitleFont, title, PageRight-PageLeft)
	p.Text(f, Black, Point{PageLeft, 34 * Pt}, AlignLeft, f.Truncate(title, PageRight-PageLeft))
}

// Subtitle writes the line under the title, and at its end what the picture leaves out.
func (p *Canvas) Subtitle(text, leftOut string) {
	const line = 56 * Pt
	room := PageRight - PageLeft
	if leftOut != "" {
		room -= SmallFont.Width(leftOut) + 12*Pt
	}
	p.Text(LabelFont, Grey, Point{PageLeft, line}, AlignLeft, LabelFont.Truncate(text, room))
	p.Text(SmallFont, Grey, Point{PageRight, line}, AlignRight, leftOut)
}

// Paragraph writes a text on a limited number of lines.
func (p *Canvas) Paragraph(f Font, in Color, at Point, wide, most int, text string) {
	lines := f.Wrap(text, wide)
	if len(lines) > most {
		lines = append(lines[:most-1], strings.Join(lines[most-1:], " "))
	}
	for i, line := range lines {
		p.Text(f, in, Point{at.X, at.Y + i*f.Size*5/4}, AlignLeft, f.Truncate(line, wide))
	}
}

// LabelOnWhite writes on a drawn ground: the text clears its own room.
func (p *Canvas) LabelOnWhite(at Point, from Align, text string) {
	left := at.X
	if from == AlignRight {
		left -= LabelFont.Width(text)
	}
	p.Fill(White, Rect{left - 3*Pt, at.Y - 13*Pt, left + LabelFont.Width(text) + 3*Pt, at.Y + 4*Pt}.Corners()...)
	p.Text(LabelFont, Black, at, from, text)
}

// BarLabel writes into a black bar, or beside it where it is too short.
func (p *Canvas) BarLabel(bar Rect, text string) {
	wide, y := BoldFont.Width(text), bar.Bottom-3*Pt-Pt/2
	switch {
	case wide+12*Pt <= bar.Right-bar.Left:
		p.Text(BoldFont, White, Point{(bar.Left + bar.Right) / 2, y}, AlignCentre, text)
	case bar.Right+8*Pt+wide <= PageRight:
		p.Text(BoldFont, Black, Point{bar.Right + 8*Pt, y}, AlignLeft, text)
	default:
		p.Text(BoldFont, Black, Point{bar.Left - 8*Pt, y}, AlignRight, text)
	}
}

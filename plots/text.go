package plots

import (
	"slices"
	"sort"
	"strings"
	"sync"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
)

// face is a size and weight of the one typeface; sizes are lengths.
type face struct {
	size int
	bold bool
}

// The faces. Nothing is smaller than 12 pt: the pictures are made to be projected.
var (
	titleFace   = face{21 * pt, true}
	headFace    = face{14 * pt, true}
	labelFace   = face{14 * pt, false}
	smallFace   = face{13 * pt, false}
	smallestFit = 15 * pt // to which a long title may shrink
)

// typeface is the built-in one, regular and bold. It does not come from plot's cache, which other packages may change.
var typeface = sync.OnceValue(func() (faces [2]font.Face) {
	for _, f := range liberation.Collection() {
		switch upright := f.Font.Variant == "Sans" && f.Font.Style == 0; {
		case upright && f.Font.Weight == 0:
			faces[0] = f
		case upright:
			faces[1] = f
		}
	}
	return faces
})

func (f face) at(size font.Length) font.Face {
	cut := typeface()[0]
	if f.bold {
		cut = typeface()[1]
	}
	cut.Font.Size = size
	return cut
}

// width is how much room a text takes. At a size of one em's units the library adds up whole numbers.
func (f face) width(text string) int {
	units := int64(typeface()[0].Face.UnitsPerEm())
	natural := f.at(font.Length(units))
	return int(int64(natural.Width(text)) * int64(f.size) / units)
}

// fit shortens a text until it takes no more than so much room.
func (f face) fit(text string, room int) string {
	if f.width(text) <= room {
		return text
	}
	letters := []rune(text)
	short := func(n int) string { return string(letters[:n]) + "…" }
	n := sort.Search(len(letters), func(n int) bool { return f.width(short(n)) > room })
	if n == 0 {
		return ""
	}
	return short(n - 1)
}

// side says which part of a text stands at its spot.
type side int

const (
	fromLeft side = iota
	centred
	fromRight
)

// write puts a text on the page; the spot is on its base line.
func (p *paper) write(f face, in ink, at spot, from side, text string) {
	if text == "" {
		return
	}
	switch from {
	case centred:
		at.x -= f.width(text) / 2
	case fromRight:
		at.x -= f.width(text)
	}
	p.canvas.SetColor(in)
	p.canvas.FillString(f.at(length(f.size)), point(at), text)
}

// margin writes a name into the left margin, smaller or shortened if it must be; the spot is where the name ends.
func (p *paper) margin(f face, at spot, name string) {
	room := at.x - pageLeft
	if f.width(name) > room {
		f = face{12 * pt, f.bold}
	}
	p.write(f, black, at, fromRight, f.fit(name, room))
}

// heading writes the title of the page.
func (p *paper) heading(title string) {
	f := titleFace
	for f.size > smallestFit && f.width(title) > pageRight-pageLeft {
		f.size -= pt
	}
	p.write(f, black, spot{pageLeft, 34 * pt}, fromLeft, f.fit(title, pageRight-pageLeft))
}

// subheading writes the line under the title, and at its end what the picture leaves out.
func (p *paper) subheading(text, leftOut string) {
	const line = 56 * pt
	room := pageRight - pageLeft
	if leftOut != "" {
		room -= smallFace.width(leftOut) + 12*pt
	}
	p.write(labelFace, grey, spot{pageLeft, line}, fromLeft, labelFace.fit(text, room))
	p.write(smallFace, grey, spot{pageRight, line}, fromRight, leftOut)
}

// lines breaks a text between words, but not between a number and its unit.
func (f face) lines(text string, room int) (lines []string) {
	line := ""
	for _, word := range words(text) {
		if line != "" && f.width(line+" "+word) > room {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	return append(lines, line)
}

// words are the parts of a text that stay together.
func words(text string) (all []string) {
	for _, w := range strings.Fields(text) {
		unit := slices.Contains([]string{"%", "d", "h", "min", "s", "kB", "MB", "GB"}, strings.TrimRight(w, ".,:;"))
		if n := len(all); unit && n > 0 && strings.ContainsAny(all[n-1][len(all[n-1])-1:], "0123456789") {
			all[n-1] += " " + w
			continue
		}
		all = append(all, w)
	}
	return all
}

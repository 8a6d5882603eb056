package draw

import (
	"slices"
	"sort"
	"strings"
	"sync"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
)

// Font is a size and weight of the one typeface; sizes are lengths.
type Font struct {
	Size int
	Bold bool
}

// Regular is the typeface at a size.
func Regular(size int) Font { return Font{size, false} }

// Bold is the bold typeface at a size.
func Bold(size int) Font { return Font{size, true} }

// The fonts. Nothing is smaller than 12 pt: the pictures are made to be projected.
var (
	TitleFont    = Font{21 * Pt, true}
	BoldFont     = Font{14 * Pt, true}
	LabelFont    = Font{14 * Pt, false}
	SmallFont    = Font{13 * Pt, false}
	minTitleSize = 15 * Pt // to which a long title may shrink
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

func (f Font) at(size font.Length) font.Face {
	cut := typeface()[0]
	if f.Bold {
		cut = typeface()[1]
	}
	cut.Font.Size = size
	return cut
}

// Width is how much room a text takes. At a size of one em's units the library adds up whole numbers.
func (f Font) Width(text string) int {
	units := int64(typeface()[0].Face.UnitsPerEm())
	natural := f.at(font.Length(units))
	return int(int64(natural.Width(text)) * int64(f.Size) / units)
}

// Truncate shortens a text until it takes no more than so much room.
func (f Font) Truncate(text string, room int) string {
	if f.Width(text) <= room {
		return text
	}
	letters := []rune(text)
	short := func(n int) string { return string(letters[:n]) + "…" }
	n := sort.Search(len(letters), func(n int) bool { return f.Width(short(n)) > room })
	if n == 0 {
		return ""
	}
	return short(n - 1)
}

// TruncateName shortens a name in its middle: names of hosts begin alike, and their ends tell them apart.
func (f Font) TruncateName(name string, room int) string {
	if f.Width(name) <= room {
		return name
	}
	letters := []rune(name)
	short := func(n int) string { return string(letters[:(n+1)/2]) + "…" + string(letters[len(letters)-n/2:]) }
	n := sort.Search(len(letters), func(n int) bool { return f.Width(short(n)) > room })
	if n == 0 {
		return ""
	}
	return short(n - 1)
}

// Wrap breaks a text between words, but not between a number and its unit.
func (f Font) Wrap(text string, room int) (lines []string) {
	line := ""
	for _, word := range unbreakableWords(text) {
		if line != "" && f.Width(line+" "+word) > room {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	return append(lines, line)
}

// unbreakableWords are the parts of a text that stay together.
func unbreakableWords(text string) (all []string) {
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

// Shrink is the font in which a text fits, if one does that is still large.
func Shrink(f Font, text string, room int) Font {
	for f.Size > minTitleSize && f.Width(text) > room {
		f.Size -= Pt
	}
	return f
}

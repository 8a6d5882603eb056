package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// SetExcerpt puts a line below the message, with a caret under a part of it. It gives the column of the part, and its width, in
// characters.
func (p *Problem) SetExcerpt(number int, text string, part Span) (column, width int) {
	part.From = min(part.From, len(text))
	part.To = min(max(part.To, part.From), len(text))
	column = utf8.RuneCountInString(text[:part.From]) + 1
	width = max(1, utf8.RuneCountInString(text[part.From:part.To]))
	from := 0
	if part.From > widestLine*3/4 && len(text) > widestLine {
		from = runeStart(text, part.From-widestLine/2)
	}
	window, visible := windowOf(text, from)
	before, under := text[from:part.From], text[part.From:max(part.From, min(part.To, from+visible))]
	if from > 0 {
		before = CutMark + before
	}
	p.Excerpt = append(p.Excerpt, ExcerptLine{number, window})
	p.Caret = underline(before, under)
	return column, width
}

const (
	widestLine = 160
	CutMark    = "..."
)

// windowOf keeps a readable window of a line that may be a megabyte long, and says how many bytes of it are visible.
func windowOf(line string, from int) (window string, visible int) {
	to := len(line)
	if to-from > widestLine {
		to = max(from, runeStart(line, from+widestLine))
	}
	window = Printable(line[from:to])
	if from > 0 {
		window = CutMark + window
	}
	if to < len(line) {
		window += CutMark
	}
	return window, to - from
}

// runeStart is the start of the character at a place.
func runeStart(text string, at int) int {
	for back := range utf8.UTFMax {
		if at-back >= 0 && at < len(text) && utf8.RuneStart(text[at-back]) {
			return at - back
		}
	}
	return at
}

// underline underlines. A tab above is a tab below, so that both lines shift alike.
func underline(before, under string) string {
	var b strings.Builder
	for _, r := range before {
		if r == '\t' {
			b.WriteByte('\t')
		} else {
			b.WriteString(strings.Repeat(" ", RuneWidth(r)))
		}
	}
	width := 0
	for _, r := range under {
		width += RuneWidth(r)
	}
	return b.String() + strings.Repeat("^", max(width, 1))
}

// wideRunes are the characters that take two columns of a terminal: those of East Asia, and pictures.
var wideRunes = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115f, 1}, {0x231a, 0x231b, 1}, {0x23e9, 0x23ec, 1}, {0x23f0, 0x23f3, 3}, {0x25fd, 0x25fe, 1}, {0x2614, 0x2615, 1},
		{0x2648, 0x2653, 1}, {0x267f, 0x2693, 0x14}, {0x26a1, 0x26ce, 0x2d}, {0x26d4, 0x26ea, 0x16}, {0x26f2, 0x26f3, 1}, {0x26f5, 0x26fa, 5},
		{0x2705, 0x2705, 1}, {0x270a, 0x270b, 1}, {0x2728, 0x274c, 0x24}, {0x2753, 0x2755, 1}, {0x2757, 0x2757, 1}, {0x2795, 0x2797, 1},
		{0x2b1b, 0x2b1c, 1}, {0x2b50, 0x2b55, 5}, {0x2e80, 0x303e, 1}, {0x3041, 0x33ff, 1}, {0x3400, 0x4dbf, 1}, {0x4e00, 0xa4cf, 1},
		{0xa960, 0xa97c, 1}, {0xac00, 0xd7a3, 1}, {0xf900, 0xfaff, 1}, {0xfe30, 0xfe6f, 1}, {0xff00, 0xff60, 1}, {0xffe0, 0xffe6, 1},
	},
	R32: []unicode.Range32{
		{0x1f18e, 0x1f18e, 1}, {0x1f191, 0x1f19a, 1}, {0x1f200, 0x1f320, 1}, {0x1f32d, 0x1f64f, 1}, {0x1f680, 0x1f6ff, 1}, {0x1f7e0, 0x1f7eb, 1},
		{0x1f900, 0x1f9ff, 1}, {0x1fa70, 0x1faff, 1}, {0x20000, 0x3fffd, 1},
	},
}

// RuneWidth is how many of a terminal a character takes.
func RuneWidth(r rune) int {
	switch {
	case r == utf8.RuneError || IsUnprintable(r):
		return 1 // shown as a question mark
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.Is(wideRunes, r):
		return 2
	}
	return 1
}

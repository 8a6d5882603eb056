package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Ranks of sources.
const (
	rankScenario = iota
	rankProfile
	rankOverride
)

// source is a text that problems point into: a file, or one override of the command line.
type source struct {
	name   string // a path, or "--set KEY=VALUE"
	text   string
	rank   int   // the scenario, then profiles, then overrides in their order
	breaks []int // offsets of the line feeds
	told   int   // problems so far
}

// span is a part of a text, in bytes; the zero value is nowhere.
type span struct{ from, to int }

func newSource(name, text string) *source {
	s := &source{name: name, text: text}
	for i := range len(text) {
		if text[i] == '\n' {
			s.breaks = append(s.breaks, i)
		}
	}
	return s
}

// line finds the number of the line that holds an offset, where it starts, and its text.
func (s *source) line(at int) (number, starts int, text string) {
	n, _ := slices.BinarySearch(s.breaks, at)
	if n > 0 {
		starts = s.breaks[n-1] + 1
	}
	ends := len(s.text)
	if n < len(s.breaks) {
		ends = s.breaks[n]
	}
	return n + 1, starts, strings.TrimSuffix(s.text[starts:ends], "\r")
}

// problem points at a span; head is the header of the table around it, shown above when it stands on another line.
func (s *source) problem(at, head span, format string, args ...any) *Problem {
	p := &Problem{File: printable(s.name), Message: fmt.Sprintf(format, args...), rank: s.rank, at: at.from}
	if s.told++; at == (span{}) || s.rank >= rankOverride || s.told > mostKept {
		return p
	}
	number, starts, text := s.line(at.from)
	before := text[:min(at.from-starts, len(text))]
	under := text[len(before):min(max(at.to-starts, len(before)), len(text))]
	p.Line, p.Col, p.Width = number, utf8.RuneCountInString(before)+1, max(1, utf8.RuneCountInString(under))
	if above, _, text := s.line(head.from); head != (span{}) && above < number {
		p.shown = append(p.shown, shownLine{above, printable(cut(text, 0))})
	}
	from := 0
	if len(before) > widestLine {
		from = len(before) - widestLine/2
	}
	p.shown = append(p.shown, shownLine{number, printable(cut(text, from))})
	p.caret = caret(before[from:], p.Width)
	return p
}

const widestLine = 160

// cut keeps a readable window of a line that may be a megabyte long.
func cut(line string, from int) string {
	if len(line)-from > widestLine {
		return line[from:from+widestLine] + "..."
	}
	return line[from:]
}

// printable keeps a hostile file from talking to the terminal.
func printable(line string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r != '\t' && (r < ' ' || r >= 0x7f && r < 0xa0) {
			return '?'
		}
		return r
	}, line)
}

// caret underlines; a tab above is a tab below, so that both lines shift alike.
func caret(before string, width int) string {
	blank := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, before)
	return blank + strings.Repeat("^", min(width, widestLine))
}

// quoted shows a word of a scenario in a message, shortened when it is a novel.
func quoted(word string) string {
	if utf8.RuneCountInString(word) > 60 {
		word = string([]rune(word)[:57]) + "..."
	}
	return fmt.Sprintf("%q", word)
}

package scenarios

import (
	"fmt"
	"slices"
	"strings"
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
	nodes  int   // keys, tables and values of lists
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

// number is that of the line that holds an offset.
func (s *source) number(at int) int {
	n, _ := slices.BinarySearch(s.breaks, at)
	return n + 1
}

// line finds the number of the line that holds an offset, where it starts, and its text.
func (s *source) line(at int) (number, starts int, text string) {
	n := s.number(at) - 1
	if n > 0 {
		starts = s.breaks[n-1] + 1
	}
	ends := len(s.text)
	if n < len(s.breaks) {
		ends = s.breaks[n]
	}
	return n + 1, starts, strings.TrimSuffix(s.text[starts:ends], "\r")
}

// problem points at a span, or at the whole text; head is the header of the table around it, shown above when it stands on
// another line. An override has no lines and columns; its text is short.
func (s *source) problem(at, head span, format string, args ...any) *Problem {
	p := &Problem{File: printable(s.name), Message: printable(fmt.Sprintf(format, args...)), rank: s.rank, at: at.from}
	s.told++
	number, starts, text := s.line(at.from)
	switch {
	case s.told > mostKept:
	case s.rank >= rankOverride && at != (span{}):
		p.show(0, text, span{at.from - starts, at.to - starts})
	case s.rank >= rankOverride || s.name == "":
	case at == (span{}):
		p.Line, p.Col, p.Width = 1, 1, 1
	default:
		if above, _, text := s.line(head.from); head != (span{}) && above < number {
			window, _ := cut(text, 0)
			p.shown = append(p.shown, shownLine{above, window})
		}
		p.Line = number
		p.Col, p.Width = p.show(number, text, span{at.from - starts, at.to - starts})
	}
	return p
}

package parse

import (
	"fmt"
	"slices"
	"strings"
)

// Ranks of sources.
const (
	RankScenario = iota
	RankProfile
	RankOverride
)

// Source is a text that problems point into: a file, or one override of the command line.
type Source struct {
	Name      string // a path, or "--set KEY=VALUE"
	Text      string
	Rank      int   // the scenario, then profiles, then overrides in their order
	breaks    []int // offsets of the line feeds
	Reported  int   // problems so far
	NodeCount int   // keys, tables and values of lists
}

// Span is a part of a text, in bytes; the zero value is nowhere.
type Span struct{ From, To int }

func NewSource(name, text string) *Source {
	s := &Source{Name: name, Text: text}
	for i := range len(text) {
		if text[i] == '\n' {
			s.breaks = append(s.breaks, i)
		}
	}
	return s
}

// number is that of the line that holds an offset.
func (s *Source) number(at int) int {
	n, _ := slices.BinarySearch(s.breaks, at)
	return n + 1
}

// line finds the number of the line that holds an offset, where it starts, and its text.
func (s *Source) line(at int) (number, starts int, text string) {
	n := s.number(at) - 1
	if n > 0 {
		starts = s.breaks[n-1] + 1
	}
	ends := len(s.Text)
	if n < len(s.breaks) {
		ends = s.breaks[n]
	}
	return n + 1, starts, strings.TrimSuffix(s.Text[starts:ends], "\r")
}

// Problem points at a span, or at the whole text; head is the header of the table around it, shown above when it stands on
// another line. An override has no lines and columns; its text is short.
func (s *Source) Problem(at, head Span, format string, args ...any) *Problem {
	p := &Problem{File: Printable(s.Name), Message: Printable(fmt.Sprintf(format, args...)), Rank: s.Rank, Offset: at.From}
	s.Reported++
	number, starts, text := s.line(at.From)
	switch {
	case s.Reported > MostProblems:
	case s.Rank >= RankOverride && at != (Span{}):
		p.SetExcerpt(0, text, Span{at.From - starts, at.To - starts})
	case s.Rank >= RankOverride || s.Name == "":
	case at == (Span{}):
		p.Line, p.Col, p.Width = 1, 1, 1
	default:
		if above, _, text := s.line(head.From); head != (Span{}) && above < number {
			window, _ := windowOf(text, 0)
			p.Excerpt = append(p.Excerpt, ExcerptLine{above, window})
		}
		p.Line = number
		p.Col, p.Width = p.SetExcerpt(number, text, Span{at.From - starts, at.To - starts})
	}
	return p
}

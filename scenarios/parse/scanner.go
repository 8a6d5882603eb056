package parse

import "strings"

// The TOML decoder keeps no places of keys and values, so the scanner walks the same text and does. It runs first: what
// it cannot follow ends the walk, and the decoder reads only a little further, enough to say in its own words what is wrong.

const (
	LongestName = 320 // characters of a key: an address has as many

	Deepest  = 16 // nested lists and inline tables, parts of a dotted key; the decoder takes seconds for thousands
	overhang = 80 // bytes that the decoder sees beyond the place where the walk ended
)

// MostNodes bounds what a file becomes: a key of a letter costs a kilobyte and more.
const MostNodes = 100_000

var ManyNodes = Grouped(MostNodes) + " keys, tables and values of lists"

type scanner struct {
	src     *Source
	text    string
	at      int
	depth   int
	stopped bool
	root    *Node
	table   *Node
	problem *Problem
}

// scan gives the tree of keys without values, and the part of the text that is safe to decode.
func scan(src *Source) (root *Node, safe string, p *Problem) {
	s := &scanner{src: src, text: src.Text, root: &Node{Source: src}}
	s.table = s.root
	for s.gap(); !s.stopped && s.at < len(s.text); s.gap() {
		if s.peek() == '[' {
			s.header()
		} else {
			s.pair(s.table)
		}
		s.spaces()
		if !s.stopped && s.at < len(s.text) && !strings.ContainsRune("#\r\n", rune(s.peek())) {
			s.stopped = true
		}
	}
	if s.stopped {
		return s.root, s.text[:min(s.at+overhang, len(s.text))], s.problem
	}
	return s.root, s.text, nil
}

func (s *scanner) peek() byte {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return 0
}

func (s *scanner) take(c byte) bool {
	if s.peek() != c || s.at == len(s.text) {
		s.stopped = true
		return false
	}
	s.at++
	return true
}

func (s *scanner) refuse(at Span, message string) {
	if s.problem == nil {
		s.problem = s.src.Problem(at, Span{}, "%s", message)
	}
	s.stopped = true
}

// grow counts what a file holds before the decoder makes anything of it.
func (s *scanner) grow(at Span) {
	if s.src.NodeCount++; s.src.NodeCount > MostNodes {
		s.refuse(at, "more than "+ManyNodes+", the limit for one file")
	}
}

func (s *scanner) spaces() {
	for s.peek() == ' ' || s.peek() == '\t' {
		s.at++
	}
}

// gap passes white space, line ends and comments.
func (s *scanner) gap() {
	for s.at < len(s.text) && !s.stopped {
		switch s.text[s.at] {
		case ' ', '\t', '\r', '\n':
			s.at++
		case '#':
			s.comment()
		default:
			return
		}
	}
}

func (s *scanner) comment() {
	if n := strings.IndexByte(s.text[s.at:], '\n'); n >= 0 {
		s.at += n
	} else {
		s.at = len(s.text)
	}
}

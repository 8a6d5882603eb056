package parse

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

func (s *scanner) header() {
	from := s.at
	if strings.HasPrefix(s.text[from:], "[[") {
		s.refuse(Span{from, from + 2},
			"arrays of tables are not used here; give each table a name, as in [host.relay.fault.evening]")
		return
	}
	s.at++
	table := s.path(s.root)
	if !s.stopped && s.take(']') {
		s.again(table, Span{from, s.at})
		table.HeaderSpan = Span{from, s.at}
		s.table = table
	}
}

// again refuses what is written a second time.
func (s *scanner) again(n *Node, at Span) {
	first := n.ValueSpan
	if first == (Span{}) {
		first = n.HeaderSpan
	}
	if first != (Span{}) {
		s.refuse(at, fmt.Sprintf("%s is defined twice; it is already defined in line %d", shortened(n.Path()), s.src.number(first.From)))
	}
}

func (s *scanner) pair(into *Node) {
	from := s.at
	n := s.path(into)
	to := len(strings.TrimRight(s.text[:s.at], " \t"))
	if s.stopped || !s.take('=') {
		return
	}
	if s.again(n, Span{from, to}); s.stopped {
		return
	}
	s.spaces()
	s.value(n)
}

// path walks a dotted key and gives the node at its end.
func (s *scanner) path(n *Node) *Node {
	for depth := 1; ; depth++ {
		s.spaces()
		name, at, ok := s.name()
		if !ok {
			s.stopped = true
			return n
		}
		if depth > Deepest {
			s.refuse(at, fmt.Sprintf("this key has more than %d parts", Deepest))
			return n
		}
		if !s.named(name, at) {
			return n
		}
		if n.Child[name] == nil {
			if s.grow(at); s.stopped {
				return n
			}
		}
		n = n.ensureChild(name)
		if n.KeySpan == (Span{}) || n.HeaderSpan == (Span{}) {
			n.KeySpan = at
		}
		s.spaces()
		if s.peek() != '.' {
			return n
		}
		if n.ValueSpan != (Span{}) {
			s.refuse(at, fmt.Sprintf("%s already has a value, in line %d", shortened(n.Path()), s.src.number(n.ValueSpan.From)))
			return n
		}
		s.at++
	}
}

// named refuses names that fill a screen, or talk to it.
func (s *scanner) named(name string, at Span) bool {
	switch {
	case utf8.RuneCountInString(name) > LongestName:
		s.refuse(at, fmt.Sprintf("this name has more than %d characters", LongestName))
	case strings.ContainsFunc(name, IsUnprintable):
		s.refuse(at, "this name contains a character that cannot be displayed")
	}
	return !s.stopped
}

func (s *scanner) name() (name string, at Span, ok bool) {
	if c := s.peek(); c == '"' || c == '\'' {
		from := s.at
		at = s.quoted()
		if name = s.text[at.From:at.To]; at.From == from && !s.stopped {
			s.refuse(at, "this key is empty")
		}
		if c == '"' && strings.ContainsRune(name, '\\') {
			return unescaped(s.text[from:s.at]), at, !s.stopped
		}
		return name, at, !s.stopped
	}
	from := s.at
	for bareKey(s.peek()) {
		s.at++
	}
	return s.text[from:s.at], Span{from, s.at}, s.at > from
}

func bareKey(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_'
}

func (s *scanner) value(n *Node) {
	switch s.peek() {
	case '"', '\'':
		n.ValueSpan = s.quoted()
	case '[':
		s.nested(n, ']', func() {
			if s.grow(Span{s.at, s.at + 1}); !s.stopped {
				s.value(n.addElement(s.src))
			}
		})
	case '{':
		s.nested(n, '}', func() { s.pair(n) })
	default:
		from := s.at
		for s.at < len(s.text) && !strings.ContainsRune(",]}#\r\n", rune(s.text[s.at])) {
			s.at++
		}
		n.ValueSpan = Span{from, from + len(strings.TrimRight(s.text[from:s.at], " \t"))}
	}
}

// nested walks a list or an inline table.
func (s *scanner) nested(n *Node, end byte, each func()) {
	from := s.at
	if s.depth++; s.depth > Deepest {
		s.refuse(Span{from, from + 1}, fmt.Sprintf("this is nested more than %d levels deep", Deepest))
		return
	}
	s.at++
	for s.gap(); !s.stopped && s.peek() != end; s.gap() {
		if s.unclosed(from, end, end == '}'); s.stopped {
			return
		}
		each()
		if s.gap(); s.peek() != end && s.peek() != ',' {
			s.unclosed(from, end, false)
		}
		if s.stopped || s.peek() != end && !s.take(',') {
			return
		}
	}
	if s.take(end) {
		n.ValueSpan = Span{from, s.at}
	}
	s.depth--
}

// What begins so is no element of a list: a header, and a key; but [true] is one.
var (
	newTable = regexp.MustCompile(`^\[[A-Za-z][^\[\]\r\n]*\]`)
	newKey   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]*[ \t]*=`)
	newWord  = regexp.MustCompile(`^\[(true|false|inf|nan)\b`)
)

// unclosed ends the walk where something new begins, or nothing, and points at the bracket that is still open. In an inline
// table a key is nothing new where one may stand.
func (s *scanner) unclosed(from int, end byte, key bool) {
	rest := s.text[s.at:min(s.at+excerpt, len(s.text))]
	switch {
	case s.stopped:
	case rest == "":
	case s.src.number(from) == s.src.number(s.at):
		return
	case newTable.MatchString(rest) && !newWord.MatchString(rest):
	case !key && newKey.MatchString(rest):
	case end == ']' && rest[0] == '=':
	default:
		return
	}
	s.refuse(Span{from, from + 1}, fmt.Sprintf("this is not closed; \"%c\" is missing", end))
}

// quoted passes a string and gives the part between its quotes, or all of it when that is empty.
func (s *scanner) quoted() Span {
	from, mark := s.at, s.text[s.at:s.at+1]
	if long := strings.Repeat(mark, 3); strings.HasPrefix(s.text[s.at:], long) {
		mark = long
	}
	s.at += len(mark)
	for !strings.HasPrefix(s.text[s.at:], mark) {
		if s.at >= len(s.text) || s.text[s.at] == '\n' && len(mark) == 1 {
			s.refuse(Span{from, s.at}, "this text is not closed; write "+mark+" after it")
			return Span{from, s.at}
		}
		if s.text[s.at] == '\\' && mark[0] == '"' && s.at+1 < len(s.text) {
			s.at++
		}
		s.at++
	}
	s.at += len(mark)
	for range 2 { // up to two quotes may stand before the closing three
		if len(mark) == 3 && s.peek() == mark[0] && s.at < len(s.text) {
			s.at++
		}
	}
	if inner := (Span{from + len(mark), s.at - len(mark)}); inner.From < inner.To && !strings.ContainsRune("\r\n", rune(s.text[inner.From])) {
		return inner
	}
	return Span{from, s.at}
}

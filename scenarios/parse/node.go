package scenarios

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

// node is a value, a list or a table of a TOML document, with its place.
type node struct {
	name  string
	src   *source
	up    *node
	key   span // the key
	is    span // the value; none for a table that has a header, or that dotted keys make
	head  span // the header of a table
	value any  // string, int64, float64, bool, time.Time
	shape shape
	inner []*node // of a table or a list, in the order of the file
	named map[string]*node
}

type shape uint8

const (
	absent shape = iota // named on the way, never filled
	scalarShape
	listShape
	tableShape
)

func (s shape) String() string { return [...]string{"absent", "scalar", "list", "table"}[s] }

// child finds or makes the node of a key.
func (n *node) child(name string) *node {
	if c := n.named[name]; c != nil {
		return c
	}
	c := &node{name: name, src: n.src, up: n}
	if n.named == nil {
		n.named = map[string]*node{}
	}
	n.named[name] = c
	n.inner = append(n.inner, c)
	return c
}

func (n *node) element(src *source) *node {
	c := &node{src: src, up: n}
	n.inner = append(n.inner, c)
	return c
}

// clone is a copy of the tree, for overrides to change.
func (n *node) clone(up *node) *node {
	c := *n
	c.up = up
	c.inner = make([]*node, len(n.inner))
	if n.named != nil {
		c.named = make(map[string]*node, len(n.named))
	}
	for i, inner := range n.inner {
		c.inner[i] = inner.clone(&c)
		if c.named != nil {
			c.named[inner.name] = c.inner[i]
		}
	}
	return &c
}

// fill puts the decoded values into the places that the scan found.
func (n *node) fill(v any) {
	switch v := v.(type) {
	case map[string]any:
		n.shape = tableShape
		for _, name := range slices.Sorted(maps.Keys(v)) {
			n.child(name).fill(v[name])
		}
	case []map[string]any:
		n.shape = listShape
		for i := range v {
			n.at(i).fill(v[i])
		}
	case []any:
		n.shape = listShape
		for i := range v {
			n.at(i).fill(v[i])
		}
	default:
		n.shape, n.value = scalarShape, v
	}
}

func (n *node) at(i int) *node {
	for len(n.inner) <= i {
		n.element(n.src)
	}
	return n.inner[i]
}

// path is the dotted key of the node, quoted where TOML wants it.
func (n *node) path() string {
	if n.up == nil {
		return ""
	}
	if n.name == "" && n.up.shape == listShape {
		return n.up.path()
	}
	name := toml.Key{n.name}.String()
	if above := n.up.path(); above != "" {
		return above + "." + name
	}
	return name
}

// place is where a reader looks for the node: its value, or the header of the table.
func (n *node) place() span {
	for _, at := range []span{n.head, n.is, n.key} {
		if at != (span{}) {
			return at
		}
	}
	return span{}
}

// header is that of the table around the node.
func (n *node) header() span {
	for up := n.up; up != nil; up = up.up {
		if up.src == n.src && up.head != (span{}) {
			return up.head
		}
	}
	return span{}
}

func (n *node) problem(format string, args ...any) *Problem {
	head := n.header()
	if n.head != (span{}) {
		head = span{}
	}
	return n.src.problem(n.place(), head, format, args...)
}

// misnamed points at the key and not at the value.
func (n *node) misnamed(format string, args ...any) *Problem {
	at := n.key
	if at == (span{}) {
		at = n.place()
	}
	head := n.header()
	if n.head != (span{}) {
		head = span{}
	}
	return n.src.problem(at, head, format, args...)
}

// parse reads a document into a tree.
func parse(src *source) (*node, *Problem) {
	root, safe, p := scan(src)
	if p == nil {
		p = root.decode(safe)
	}
	if f := foreign(src); f != nil && (p == nil || f.at <= p.at+1 || foreignWords.MatchString(p.Message)) {
		p = f // the decoder's place for it is beside it
	}
	if p != nil {
		return nil, p
	}
	return root, nil
}

// decode gives the tree its values.
func (n *node) decode(safe string) *Problem {
	src := n.src
	var tree map[string]any
	if _, err := toml.Decode(safe, &tree); err != nil {
		return syntax(src, err)
	}
	if safe != src.text {
		return src.problem(span{max(len(safe)-overhang, 0), len(safe)}, span{}, "this is no TOML")
	}
	n.fill(tree)
	n.shape = tableShape
	return nil
}

// foreign finds the first byte that no TOML file holds.
func foreign(src *source) *Problem {
	for i, r := range src.text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(src.text[i:], "\ufffd"):
		case r == '\r' && !strings.HasPrefix(src.text[i:], "\r\n"):
		case r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f:
		default:
			continue
		}
		at := span{i, i + 1}
		switch c := src.text[i]; {
		case strings.Count(src.text[:min(len(src.text), 80)], "\x00") > 10:
			return src.problem(at, span{}, "this is no UTF-8 but UTF-16, it seems; save the file as UTF-8")
		case c >= utf8.RuneSelf:
			return src.problem(at, span{}, "the byte 0x%02X is no UTF-8; save the file as UTF-8", c)
		default:
			return src.problem(at, span{}, notTOML+"it holds the control character %U", rune(c))
		}
	}
	return nil
}

// foreignWords are the decoder's, for what foreign finds.
var foreignWords = regexp.MustCompile(`control characters|NULL bytes|invalid UTF-8`)

const notTOML = "not valid TOML: "

// syntax words the decoder's complaint like all others.
func syntax(src *source, err error) *Problem {
	pe, ok := err.(toml.ParseError)
	if !ok {
		return src.problem(span{}, span{}, "%s", strings.TrimPrefix(err.Error(), "toml: "))
	}
	from := runeStart(src.text, min(max(pe.Position.Start, 0), len(src.text)))
	at := span{from, min(from+max(pe.Position.Len, 1), len(src.text)+1)}
	for _, kind := range []string{"int64", "float64"} {
		if number, beyond := strings.CutSuffix(pe.Message, " is out of range for "+kind); beyond {
			return src.problem(at, span{}, notTOML+"%s is too large a number", shortened(number))
		}
	}
	return src.problem(at, span{}, notTOML+"%s%s", shortened(pe.Message), unquoted(src, from))
}

// shortened keeps both ends of a message that repeats a long value.
func shortened(message string) string {
	if len(message) < 300 {
		return message
	}
	return strings.ToValidUTF8(message[:60]+"..."+message[len(message)-60:], "?")
}

func unescaped(literal string) string {
	var v struct{ V string }
	if _, err := toml.Decode("V = "+literal, &v); err != nil {
		return literal
	}
	return v.V
}

// Package parse reads a TOML document into a tree whose nodes know where they stand, and words problems with a caret below the mistake.
package parse

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

// Node is a value, a list or a table of a TOML document, with its place.
type Node struct {
	Name       string
	Source     *Source
	Parent     *Node
	KeySpan    Span // the key
	ValueSpan  Span // the value; none for a table that has a header, or that dotted keys make
	HeaderSpan Span // the header of a table
	Value      any  // string, int64, float64, bool, time.Time
	Kind       Kind
	Children   []*Node // of a table or a list, in the order of the file
	Child      map[string]*Node
}

type Kind uint8

const (
	Absent Kind = iota // named on the way, never filled
	Scalar
	List
	Table
)

func (s Kind) String() string { return [...]string{"absent", "scalar", "list", "table"}[s] }

// ensureChild finds or makes the node of a key.
func (n *Node) ensureChild(name string) *Node {
	if c := n.Child[name]; c != nil {
		return c
	}
	c := &Node{Name: name, Source: n.Source, Parent: n}
	if n.Child == nil {
		n.Child = map[string]*Node{}
	}
	n.Child[name] = c
	n.Children = append(n.Children, c)
	return c
}

func (n *Node) addElement(src *Source) *Node {
	c := &Node{Source: src, Parent: n}
	n.Children = append(n.Children, c)
	return c
}

// Clone is a copy of the tree, for overrides to change.
func (n *Node) Clone(up *Node) *Node {
	c := *n
	c.Parent = up
	c.Children = make([]*Node, len(n.Children))
	if n.Child != nil {
		c.Child = make(map[string]*Node, len(n.Child))
	}
	for i, inner := range n.Children {
		c.Children[i] = inner.Clone(&c)
		if c.Child != nil {
			c.Child[inner.Name] = c.Children[i]
		}
	}
	return &c
}

// setValue puts the decoded values into the places that the scan found.
func (n *Node) setValue(v any) {
	switch v := v.(type) {
	case map[string]any:
		n.Kind = Table
		for _, name := range slices.Sorted(maps.Keys(v)) {
			n.ensureChild(name).setValue(v[name])
		}
	case []map[string]any:
		n.Kind = List
		for i := range v {
			n.Element(i).setValue(v[i])
		}
	case []any:
		n.Kind = List
		for i := range v {
			n.Element(i).setValue(v[i])
		}
	default:
		n.Kind, n.Value = Scalar, v
	}
}

func (n *Node) Element(i int) *Node {
	for len(n.Children) <= i {
		n.addElement(n.Source)
	}
	return n.Children[i]
}

// Path is the dotted key of the node, quoted where TOML wants it.
func (n *Node) Path() string {
	if n.Parent == nil {
		return ""
	}
	if n.Name == "" && n.Parent.Kind == List {
		return n.Parent.Path()
	}
	name := toml.Key{n.Name}.String()
	if above := n.Parent.Path(); above != "" {
		return above + "." + name
	}
	return name
}

// Position is where a reader looks for the node: its value, or the header of the table.
func (n *Node) Position() Span {
	for _, at := range []Span{n.HeaderSpan, n.ValueSpan, n.KeySpan} {
		if at != (Span{}) {
			return at
		}
	}
	return Span{}
}

// EnclosingHeader is that of the table around the node.
func (n *Node) EnclosingHeader() Span {
	for up := n.Parent; up != nil; up = up.Parent {
		if up.Source == n.Source && up.HeaderSpan != (Span{}) {
			return up.HeaderSpan
		}
	}
	return Span{}
}

func (n *Node) Problem(format string, args ...any) *Problem {
	head := n.EnclosingHeader()
	if n.HeaderSpan != (Span{}) {
		head = Span{}
	}
	return n.Source.Problem(n.Position(), head, format, args...)
}

// KeyProblem points at the key and not at the value.
func (n *Node) KeyProblem(format string, args ...any) *Problem {
	at := n.KeySpan
	if at == (Span{}) {
		at = n.Position()
	}
	head := n.EnclosingHeader()
	if n.HeaderSpan != (Span{}) {
		head = Span{}
	}
	return n.Source.Problem(at, head, format, args...)
}

// Document reads a document into a tree.
func Document(src *Source) (*Node, *Problem) {
	root, safe, p := scan(src)
	if p == nil {
		p = root.decode(safe)
	}
	if f := foreign(src); f != nil && (p == nil || f.Offset <= p.Offset+1 || foreignWords.MatchString(p.Message)) {
		p = f // the decoder's place for it is beside it
	}
	if p != nil {
		return nil, p
	}
	return root, nil
}

// decode gives the tree its values.
func (n *Node) decode(safe string) *Problem {
	src := n.Source
	var tree map[string]any
	if _, err := toml.Decode(safe, &tree); err != nil {
		return syntax(src, err)
	}
	if safe != src.Text {
		return src.Problem(Span{max(len(safe)-overhang, 0), len(safe)}, Span{}, "this is not valid TOML")
	}
	n.setValue(tree)
	n.Kind = Table
	return nil
}

// foreign finds the first byte that no TOML file holds.
func foreign(src *Source) *Problem {
	for i, r := range src.Text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(src.Text[i:], "\ufffd"):
		case r == '\r' && !strings.HasPrefix(src.Text[i:], "\r\n"):
		case r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f:
		default:
			continue
		}
		at := Span{i, i + 1}
		switch c := src.Text[i]; {
		case strings.Count(src.Text[:min(len(src.Text), 80)], "\x00") > 10:
			return src.Problem(at, Span{}, "this file seems to be UTF-16; save it as UTF-8")
		case c >= utf8.RuneSelf:
			return src.Problem(at, Span{}, "the byte 0x%02X is not valid UTF-8; save the file as UTF-8", c)
		default:
			return src.Problem(at, Span{}, notTOML+"it contains the control character %U", rune(c))
		}
	}
	return nil
}

// foreignWords are the decoder's, for what foreign finds.
var foreignWords = regexp.MustCompile(`control characters|NULL bytes|invalid UTF-8`)

const notTOML = "not valid TOML: "

// syntax words the decoder's complaint like all others.
func syntax(src *Source, err error) *Problem {
	pe, ok := err.(toml.ParseError)
	if !ok {
		return src.Problem(Span{}, Span{}, "%s", strings.TrimPrefix(err.Error(), "toml: "))
	}
	from := runeStart(src.Text, min(max(pe.Position.Start, 0), len(src.Text)))
	at := Span{from, min(from+max(pe.Position.Len, 1), len(src.Text)+1)}
	for _, kind := range []string{"int64", "float64"} {
		if number, beyond := strings.CutSuffix(pe.Message, " is out of range for "+kind); beyond {
			return src.Problem(at, Span{}, notTOML+"the number %s is too large", shortened(number))
		}
	}
	if says := cmp.Or(thousands(src, from), slip(src, from)); says != "" {
		return src.Problem(at, Span{}, notTOML+"%s", says)
	}
	if hint := unquoted(src, from); hint != "" {
		return src.Problem(at, Span{}, notTOML+"%s", strings.TrimPrefix(hint, "; "))
	}
	return src.Problem(at, Span{}, notTOML+"%s", shortened(pe.Message))
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

package parse

import (
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// SetElements makes a list of the parts of a text, each where it stands.
func (n *Node) SetElements(parts []string) {
	n.Kind = List
	from := n.ValueSpan.From
	for _, part := range parts {
		from += strings.Index(n.Source.Text[from:], part)
		n.addElement(n.Source).ValueSpan = Span{from, from + len(part)}
		from += len(part)
	}
}

func (n *Node) Has(key string) bool { return n.Child[key] != nil && n.Child[key].Kind != Absent }

// Leaves visits all that is no table, and empty tables, with the dotted key.
func (n *Node) Leaves(prefix string, visit func(n *Node, key string)) {
	for _, e := range n.Children {
		key := e.Name
		if prefix != "" {
			key = prefix + "." + toml.Key{e.Name}.String()
		}
		if e.Kind == Table && len(e.Children) > 0 {
			e.Leaves(key, visit)
		} else if e.Kind != Absent {
			visit(e, key)
		}
	}
}

func (n *Node) ChildText(key string) string {
	if v := n.Child[key]; v != nil {
		return v.Text()
	}
	return ""
}

// Resembles reports whether a key of the node is, or is meant to be, one of some.
func (n *Node) Resembles(keys ...string) bool {
	return slices.ContainsFunc(n.Children, func(e *Node) bool { return slices.Contains(keys, e.Name) || Suggestion(e.Name, keys) != "" })
}

// First is the value of the first key that is there, else the table itself.
func (n *Node) First(keys ...string) *Node {
	for _, key := range keys {
		if c := n.Child[key]; c != nil && c.Kind != Absent {
			return c
		}
	}
	return n
}

// Elements is the elements of a list, or a single value as a list of one.
func Elements(n *Node) []*Node {
	switch {
	case n == nil:
		return nil
	case n.Kind == List:
		return n.Children
	}
	return []*Node{n}
}

func (n *Node) ChildNames() []string {
	var names []string
	for _, inner := range n.Children {
		names = append(names, inner.Name)
	}
	return names
}

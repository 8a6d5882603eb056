package scenarios

import (
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// elements makes a list of the parts of a text, each where it stands.
func (n *node) elements(parts []string) {
	n.shape = listShape
	from := n.is.from
	for _, part := range parts {
		from += strings.Index(n.src.text[from:], part)
		n.element(n.src).is = span{from, from + len(part)}
		from += len(part)
	}
}

func (n *node) has(key string) bool { return n.named[key] != nil && n.named[key].shape != absent }

// leaves visits all that is no table, and empty tables, with the dotted key.
func (n *node) leaves(prefix string, visit func(n *node, key string)) {
	for _, e := range n.inner {
		key := e.name
		if prefix != "" {
			key = prefix + "." + toml.Key{e.name}.String()
		}
		if e.shape == tableShape && len(e.inner) > 0 {
			e.leaves(key, visit)
		} else if e.shape != absent {
			visit(e, key)
		}
	}
}

func (n *node) textOf(key string) string {
	if v := n.named[key]; v != nil {
		return v.text()
	}
	return ""
}

// resembles reports whether a key of the node is, or is meant to be, one of some.
func (n *node) resembles(keys ...string) bool {
	return slices.ContainsFunc(n.inner, func(e *node) bool { return slices.Contains(keys, e.name) || suggestion(e.name, keys) != "" })
}

// first is the value of the first key that is there, else the table itself.
func (n *node) first(keys ...string) *node {
	for _, key := range keys {
		if c := n.named[key]; c != nil && c.shape != absent {
			return c
		}
	}
	return n
}

// several is the elements of a list, or a single value as a list of one.
func several(n *node) []*node {
	switch {
	case n == nil:
		return nil
	case n.shape == listShape:
		return n.inner
	}
	return []*node{n}
}

func (n *node) names() []string {
	var names []string
	for _, inner := range n.inner {
		names = append(names, inner.name)
	}
	return names
}

package scenarios

import (
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"
)

// override puts one KEY=VALUE of the command line into the tree. A value that is no TOML is a text: 12h means "12h".
func override(root *node, set string, order int) *Problem {
	key, value, ok := cutKey(set)
	src := &source{name: "--set " + set, text: key + "=" + value, rank: rankOverride + order}
	if !ok || strings.ContainsAny(key, "\r\n") {
		return src.problem(span{}, span{}, "write KEY=VALUE, as in --set host.exo.profile=exchange-online-dane")
	}
	if !isValue(value) {
		src.text = key + "=" + asText(strings.TrimSpace(value))
	}
	tree, p := parse(src)
	if p != nil {
		reason := strings.TrimPrefix(p.Message, notTOML)
		p.Message = "the key " + quoted(key) + " is no dotted TOML key: " + reason
		return p
	}
	if p := stranger(root, tree); p != nil {
		return p
	}
	root.merge(tree)
	return nil
}

// asText writes any text as a TOML string.
func asText(value string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range strings.ToValidUTF8(value, "?") {
		switch {
		case c == '"' || c == '\\':
			b.WriteString("\\" + string(c))
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, "\\u%04X", c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// stranger complains of a host or a table of mail that the file does not have: an override changes, it founds nothing. It knows hosts and
// mail that are named without their kind, too.
func stranger(root, over *node) *Problem {
	for _, n := range over.inner {
		for _, kind := range []string{"host", "mail"} {
			if known := root.named[kind]; known != nil && known.named[n.name] != nil && n.shape == tableShape {
				return n.misnamed("unknown key %s; did you mean %q?", quoted(n.name), kind+"."+n.name)
			}
		}
	}
	for _, kind := range []string{"host", "mail"} {
		o := over.named[kind]
		if o == nil || o.shape != tableShape || o.is != (span{}) {
			continue
		}
		known := root.named[kind]
		if known == nil {
			known = new(node)
		}
		for _, n := range o.inner {
			if known.named[n.name] == nil {
				p := n.misnamed("no %s %s", kind, quoted(n.name))
				p.among(plurals[kind], n.name, known.names())
				return p
			}
		}
	}
	return nil
}

var plurals = map[string]string{"host": "hosts", "mail": "tables of mail"}

// cutKey cuts at the first equals sign that stands outside quotes.
func cutKey(set string) (key, value string, ok bool) {
	var quote rune
	for i, c := range set {
		switch {
		case c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote == 0 && c == '=':
			return set[:i], strings.TrimSpace(set[i+1:]), i > 0
		}
	}
	return set, "", false
}

// isValue reports whether a text is exactly one TOML value.
func isValue(value string) bool {
	src := newSource("", "v = "+value)
	root, safe, p := scan(src)
	if p != nil || safe != src.text || len(root.inner) != 1 {
		return false
	}
	var tree map[string]any
	_, err := toml.Decode(safe, &tree)
	return err == nil && len(tree) == 1 && !isTimeOfDay(tree["v"])
}

// merge lets a tree of overrides prevail. What it names keeps its place in the order; what is new comes last.
func (n *node) merge(over *node) {
	for _, o := range over.inner {
		old := n.named[o.name]
		if old != nil && old.shape == tableShape && o.shape == tableShape && o.is == (span{}) {
			old.merge(o)
			continue
		}
		if old == nil {
			old = n.child(o.name)
		}
		*old = *o
		old.up = n
		for _, inner := range old.inner {
			inner.up = old
		}
	}
}

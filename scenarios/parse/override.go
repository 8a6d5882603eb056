package parse

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/BurntSushi/toml"
)

// Override puts one KEY=VALUE of the command line into the tree. A value that is no TOML is a text: 12h means "12h".
func Override(root *Node, set string, order int) *Problem {
	key, value, ok := CutKey(set)
	key = bareStar.ReplaceAllString(key, `$1"*"$2`)
	src := &Source{Name: "--set " + set, Text: key + "=" + value, Rank: RankOverride + order}
	if !ok || strings.ContainsAny(key, "\r\n") {
		return src.Problem(Span{}, Span{}, "write KEY=VALUE, as in --set host.exo.profile=exchange-online-dane")
	}
	if !isValue(value) {
		src.Text = key + "=" + QuoteText(strings.TrimSpace(value))
	}
	tree, p := Document(src)
	if p != nil {
		reason := strings.TrimPrefix(p.Message, notTOML)
		p.Message = "the key " + Quoted(key) + " is not a valid dotted TOML key: " + reason
		return p
	}
	if p := unknownTable(root, tree); p != nil {
		return p
	}
	root.merge(tree)
	return nil
}

// bareStar is the name * without the quotes of TOML, which some shells of Windows drop.
var bareStar = regexp.MustCompile(`(\.)\*(\.|$)`)

// QuoteText writes any text as a TOML string.
func QuoteText(value string) string {
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

// unknownTable complains of a host or a table of mail that the file does not have: an override changes, it founds nothing. It knows hosts and
// mail that are named without their kind, too.
func unknownTable(root, over *Node) *Problem {
	for _, n := range over.Children {
		for _, kind := range []string{"host", "mail"} {
			if known := root.Child[kind]; known != nil && known.Child[n.Name] != nil && n.Kind == Table {
				return n.KeyProblem("unknown key %s; did you mean %q?", Quoted(n.Name), kind+"."+n.Name)
			}
		}
	}
	for _, kind := range []string{"host", "mail"} {
		o := over.Child[kind]
		if o == nil || o.Kind != Table || o.ValueSpan != (Span{}) {
			continue
		}
		known := root.Child[kind]
		if known == nil {
			known = new(Node)
		}
		for _, n := range o.Children {
			if known.Child[n.Name] == nil {
				p := n.KeyProblem("there is no %s %s", kind, Quoted(n.Name))
				p.Suggest(plurals[kind], n.Name, known.ChildNames())
				return p
			}
		}
	}
	return nil
}

var plurals = map[string]string{"host": "hosts", "mail": "tables of mail"}

// CutKey cuts at the first equals sign that stands outside quotes.
func CutKey(set string) (key, value string, ok bool) {
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
	src := NewSource("", "v = "+value)
	root, safe, p := scan(src)
	if p != nil || safe != src.Text || len(root.Children) != 1 {
		return false
	}
	var tree map[string]any
	_, err := toml.Decode(safe, &tree)
	return err == nil && len(tree) == 1 && !isLocalTime(tree["v"])
}

// merge lets a tree of overrides prevail. What it names keeps its place in the order; what is new comes last.
func (n *Node) merge(over *Node) {
	for _, o := range over.Children {
		old := n.Child[o.Name]
		if old != nil && old.Kind == Table && o.Kind == Table && o.ValueSpan == (Span{}) {
			old.merge(o)
			continue
		}
		if old == nil {
			old = n.ensureChild(o.Name)
		}
		*old = *o
		old.Parent = n
		for _, inner := range old.Children {
			inner.Parent = old
		}
	}
}

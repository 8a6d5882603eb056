package parse

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

const everyForm = `# keys of every form
title = "a" # comment = "no key"
'single' = 1
"double" = 2
"with \u0041 escape" = 3
a.b."c.d" = [1, 2, [3, "]"], # x = 1
  { inside = "}", more.deep = '''
  not = "a key"
  ''' },
]
text = """
x = 1 \""" still
[no.table]
quotes """"
date = 2026-01-05 08:00:00
[table]
k = {p = 1, q = {r = "x=1", s = []}}
  [ table . "sub" ]   # header
  t = 'C:\'
[other]
`

func TestPositions(t *testing.T) {
	src := NewSource("every", everyForm)
	root, p := Document(src)
	if p != nil {
		t.Fatal(p)
	}
	for path, want := range map[string]string{
		"title": "a", "single": "1", "double": "2", "a|b|c.d|0": "1", "a|b|c.d|2|1": "]", "a|b|c.d|3|inside": "}", "date": "2026-01-05 08:00:00",
		"table|k|p": "1", "table|k|q|r": "x=1", "table|k|q|s": "[]", "table|sub|t": `C:\`, "table|k": `{p = 1, q = {r = "x=1", s = []}}`, "with A escape": "3",
	} {
		n := root
		for part := range strings.SplitSeq(path, "|") {
			if n.Kind == List {
				n = n.Children[part[0]-'0']
			} else {
				n = n.Child[part]
			}
			if n == nil {
				t.Fatalf("%s: nothing there", path)
			}
		}
		if got := src.Text[n.ValueSpan.From:n.ValueSpan.To]; got != want {
			t.Errorf("%s at %q, want %q", path, got, want)
		}
	}
	if h := root.Child["table"].Child["sub"].Child["t"].EnclosingHeader(); src.Text[h.From:h.To] != `[ table . "sub" ]` {
		t.Errorf("header %v", h)
	}
	if got := keysOf(root, nil); len(got) < 18 {
		t.Errorf("only %d keys", len(got))
	}
}

// keysOf lists the keys of a tree below a prefix that have a place of their own.
func keysOf(n *Node, prefix toml.Key) (keys []string) {
	for _, c := range n.Children {
		key := prefix
		if n.Kind != List {
			key = append(slices.Clone(prefix), c.Name)
			if c.ValueSpan != (Span{}) || c.HeaderSpan != (Span{}) {
				keys = append(keys, key.String())
			}
		}
		keys = append(keys, keysOf(c, key)...)
	}
	return keys
}

// The scan finds the keys that the decoder finds, and each value where it stands.
func FuzzPositions(f *testing.F) {
	f.Add(everyForm)
	f.Add("a.b = 1\na.c = 2\n[d]\n[d.e.f]\nx = {}\r\n")
	f.Add("x = [\n  {a = 1},\n  {a = 2, b = 3},\n]\n")
	f.Add("\xfe\xff")
	f.Add("k = \"\"\"a\\\"\"\"\"\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		src := NewSource("fuzz", text)
		root, p := Document(src)
		var tree map[string]any
		md, err := toml.Decode(text, &tree)
		if p != nil {
			_ = p.Error()
			if err == nil && !strings.Contains(text, "[[") && !refusedByRule(p.Message) && !ofUTF16(text) {
				t.Fatalf("%q is TOML, and the scan says %s", text, p.Message)
			}
			return
		}
		want, got := map[string]bool{}, map[string]bool{}
		for _, k := range md.Keys() {
			want[k.String()] = true
		}
		for _, k := range keysOf(root, nil) {
			got[k] = true
		}
		if !maps.Equal(want, got) {
			t.Fatalf("%q: the decoder has %v, the scan %v", text, want, got)
		}
		checkPlaces(t, src, root)
	})
}

// ofUTF16 tells a mark that the decoder passes over, whatever comes behind it; the scan says what to do about it.
func ofUTF16(text string) bool {
	return strings.HasPrefix(text, "\xfe\xff") || strings.HasPrefix(text, "\xff\xfe")
}

func refusedByRule(message string) bool {
	return strings.HasPrefix(message, "this key has more than") || message == "this key is empty" || strings.HasPrefix(message, "this is nested more than") || strings.HasPrefix(message, "this name ")
}

// checkPlaces holds every place within the text, and a short text or number at the place where it is written.
func checkPlaces(t *testing.T, src *Source, n *Node) {
	for _, c := range n.Children {
		if c.ValueSpan.To > len(src.Text) || c.ValueSpan.From > c.ValueSpan.To || c.Kind == Absent {
			t.Fatalf("%q: %s is at %v", src.Text, c.Path(), c.ValueSpan)
		}
		if s, ok := c.Value.(string); ok && s != "" && !strings.ContainsAny(src.Text, "\\\r\n") && src.Text[c.ValueSpan.From:c.ValueSpan.To] != s {
			t.Fatalf("%q: %q is at %q", src.Text, s, src.Text[c.ValueSpan.From:c.ValueSpan.To])
		}
		_ = c.Problem("x").Error()
		checkPlaces(t, src, c)
	}
}

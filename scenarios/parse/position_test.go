package scenarios

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
	src := newSource("every", everyForm)
	root, p := parse(src)
	if p != nil {
		t.Fatal(p)
	}
	for path, want := range map[string]string{
		"title": "a", "single": "1", "double": "2", "a|b|c.d|0": "1", "a|b|c.d|2|1": "]", "a|b|c.d|3|inside": "}", "date": "2026-01-05 08:00:00",
		"table|k|p": "1", "table|k|q|r": "x=1", "table|k|q|s": "[]", "table|sub|t": `C:\`, "table|k": `{p = 1, q = {r = "x=1", s = []}}`, "with A escape": "3",
	} {
		n := root
		for part := range strings.SplitSeq(path, "|") {
			if n.shape == listShape {
				n = n.inner[part[0]-'0']
			} else {
				n = n.named[part]
			}
			if n == nil {
				t.Fatalf("%s: nothing there", path)
			}
		}
		if got := src.text[n.is.from:n.is.to]; got != want {
			t.Errorf("%s at %q, want %q", path, got, want)
		}
	}
	if h := root.named["table"].named["sub"].named["t"].header(); src.text[h.from:h.to] != `[ table . "sub" ]` {
		t.Errorf("header %v", h)
	}
	if got := keysOf(root, nil); len(got) < 18 {
		t.Errorf("only %d keys", len(got))
	}
}

// keysOf lists the keys of a tree below a prefix that have a place of their own.
func keysOf(n *node, prefix toml.Key) (keys []string) {
	for _, c := range n.inner {
		key := prefix
		if n.shape != listShape {
			key = append(slices.Clone(prefix), c.name)
			if c.is != (span{}) || c.head != (span{}) {
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
		src := newSource("fuzz", text)
		root, p := parse(src)
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
	return strings.HasPrefix(message, "this key has more than") || message == "an empty key" || strings.HasPrefix(message, "this is nested more than") || strings.HasPrefix(message, "this name ")
}

// checkPlaces holds every place within the text, and a short text or number at the place where it is written.
func checkPlaces(t *testing.T, src *source, n *node) {
	for _, c := range n.inner {
		if c.is.to > len(src.text) || c.is.from > c.is.to || c.shape == absent {
			t.Fatalf("%q: %s is at %v", src.text, c.path(), c.is)
		}
		if s, ok := c.value.(string); ok && s != "" && !strings.ContainsAny(src.text, "\\\r\n") && src.text[c.is.from:c.is.to] != s {
			t.Fatalf("%q: %q is at %q", src.text, s, src.text[c.is.from:c.is.to])
		}
		_ = c.problem("x").Error()
		checkPlaces(t, src, c)
	}
}

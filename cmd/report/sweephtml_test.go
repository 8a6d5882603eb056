package report

import (
	"strings"
	"testing"
)

// A table of a sweep keeps its texts left and its figures right, and what a key is set to stays text.
func TestPassage(t *testing.T) {
	g := &grid{head: []string{"value", "limits", "good\nmail"}, texts: 2}
	g.add("<b>12h</b>", "none", "0.1 %")
	s := section{title: "T", words: []string{"w"}, table: g, notes: []string{"n"}, shell: "mailstorm sweep 'a&b'"}
	var b strings.Builder
	if err := inHTML(&b, "sections.html", sheaf{Title: "a < b", Answer: []string{"first", "second"}, Parts: []passage{passageOf(&s)}}); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`<title>a &lt; b</title>`, `<p class="lead">first</p>`, `<p>second</p>`, `<th scope="col" class="number">good mail</th>`, `<th scope="col">limits</th>`,
		`<tr><th scope="row">&lt;b&gt;12h&lt;/b&gt;</th><td>none</td><td class="number">0.1 %</td></tr>`, `<li>n</li>`, `<code>mailstorm sweep &#39;a&amp;b&#39;</code>`} {
		if !strings.Contains(b.String(), part) {
			t.Errorf("no %s", part)
		}
	}
}

package webpage

import (
	"strings"
	"testing"

	"mailstorm/cmd/report/layout"
)

// A table of a sweep keeps its texts left and its figures right, and what a key is set to stays text.
func TestPassage(t *testing.T) {
	g := &layout.Table{Head: []string{"value", "limits", "good\nmail"}, TextColumns: 2}
	g.Add("<b>12h</b>", "none", "0.1 %")
	s := layout.Section{Title: "T", Paragraphs: []string{"w"}, Table: g, Notes: []string{"n"}, Command: "mailstorm sweep 'a&b'"}
	var b strings.Builder
	if err := execute(&b, "sections.html", sectionsView{Title: "a < b", Answer: []string{"first", "second"}, Facts: []Fact{{"who", "a & b"}}, Parts: []sectionView{viewSection(&s)}}); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`<title>a &lt; b</title>`, `<p class="lead">first</p>`, `<dt>who</dt><dd>a &amp; b</dd>`, `<p>second</p>`, `<th scope="col" class="number">good mail</th>`, `<th scope="col">limits</th>`,
		`<tr><th scope="row">&lt;b&gt;12h&lt;/b&gt;</th><td>none</td><td class="number">0.1 %</td></tr>`, `<li>n</li>`, `<code>mailstorm sweep &#39;a&amp;b&#39;</code>`} {
		if !strings.Contains(b.String(), part) {
			t.Errorf("no %s", part)
		}
	}
}

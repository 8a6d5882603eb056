package webpage

import (
	"bytes"
	"html"
	"strings"
	"testing"

	"mailstorm/cmd/report/player"
)

// The player weighs less than 40 kB beside its data, and its policy allows nothing but its own style and script.
func TestPlayerIsSmallAndShut(t *testing.T) {
	var b bytes.Buffer
	p := Player{Title: "<script>alert(1)</script>", Version: "1", Style: player.Style(), Script: player.Script(), Data: []byte("{}")}
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	if len(page) >= 40_000 {
		t.Errorf("without data the page has %d bytes, want less than 40,000", len(page))
	}
	for _, want := range []string{"default-src 'none'", "script-src 'sha256-", "<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>"} {
		if !strings.Contains(page, want) && !strings.Contains(html.UnescapeString(page), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, unwanted := range []string{"unsafe-inline", "unsafe-eval", "http:", "https:", "innerHTML"} {
		if strings.Contains(page, unwanted) || unwanted != "http:" && strings.Contains(player.Script(), unwanted) {
			t.Errorf("the page, or its script, has %s", unwanted)
		}
	}
}

// Whoever replaces a page asks it first which scenario it plays.
func TestPlayedScenario(t *testing.T) {
	for _, c := range []struct{ data, want string }{
		{`{"stage":{"schema":"mailstorm/stage/v1","scenario":"a \"b\" \u003cc","title":"d"}}`, `a "b" <c`},
		{`{"scenario":"a"}`, ""},
	} {
		var b bytes.Buffer
		p := Player{Title: "a storm", Style: player.Style(), Script: player.Script(), Data: []byte(c.data)}
		if err := p.Write(&b); err != nil {
			t.Fatal(err)
		}
		if got := PlayedScenario(&b); got != c.want {
			t.Errorf("%s plays %q, want %q", c.data, got, c.want)
		}
	}
}

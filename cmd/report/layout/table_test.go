package layout

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// A table that is too wide does without its spare columns, says which, and no more; Markdown has all of them.
func TestSpareColumnsAreNamed(t *testing.T) {
	g := &Table{Head: []string{"value", "median", "against 24h,\nmedian", "against 24h,\n95 %"}, TextColumns: 1}
	g.Add("12h", "12:09 (12:08 to 12:09)", "-12:00", "-12:00 (-12:01 to -11:59)")
	all := []Section{{Table: g.Optional(3, 2), Notes: []string{"Another word."}}}
	for _, c := range []struct {
		width int
		words string
	}{
		{100, "- Another word."},
		{60, "- Not enough space for \"against 24h, 95 %\"; see --format csv. - Another word."},
		{40, "- Not enough space for \"against 24h, median\" and \"against 24h, 95 %\"; see --format csv. - Another word."},
	} {
		var b bytes.Buffer
		p := NewPage(&b, Style{Width: c.width})
		p.Sections(all)
		p.Flush()
		_, notes, _ := strings.Cut(b.String(), "\n-")
		if got := strings.Join(strings.Fields("-"+notes), " "); got != c.words {
			t.Errorf("at %d columns the notes are %q, want %q", c.width, got, c.words)
		}
		if wide := slices.MaxFunc(strings.Split(b.String(), "\n"), func(a, b string) int { return len(a) - len(b) }); len(wide) > c.width {
			t.Errorf("at %d columns there is a line of %d: %s", c.width, len(wide), wide)
		}
	}
	var b bytes.Buffer
	p := NewPage(&b, Style{})
	p.Sections([]Section{{}, {Title: "Tables"}})
	if p.Flush(); b.String() != "Tables\n" {
		t.Errorf("without an answer the report begins with %q", b.String())
	}
	var md strings.Builder
	markdownSections(&md, all)
	if !strings.Contains(md.String(), "| -12:00 (-12:01 to -11:59) |") || strings.Contains(md.String(), "no room") {
		t.Error(md.String())
	}
}

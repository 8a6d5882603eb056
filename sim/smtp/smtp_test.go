package smtp

import (
	"testing"

	"pgregory.net/rapid"
)

func TestParseReply(t *testing.T) {
	for text, want := range map[string]Reply{
		"250 2.0.0": OK, "421": {Code: 421}, "450 4.4.318": {450, Status(4, 4, 318)}, "550 4.4.7": {550, Status(4, 4, 7)},
		"554 4.3.2": {554, Status(4, 3, 2)},
	} {
		got, err := ParseReply(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "4.4.7", "99", "600", "250 4.0.0", "450 2.0.0", "450 4.4", "450 4.4.1000", "450 4.4.x", "450 4 4", "450  ok then", "4a0"} {
		if r, err := ParseReply(text); err == nil {
			t.Errorf("%q is taken for %v", text, r)
		}
	}
}

func TestStatusKeepsItsNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		class, subject, detail := rapid.Uint32Range(2, 5).Draw(t, "class"), rapid.Uint32Range(0, 999).Draw(t, "subject"), rapid.Uint32Range(0, 999).Draw(t, "detail")
		e := Status(class, subject, detail)
		if e.Class() != class || e.Subject() != subject || e.Detail() != detail {
			t.Fatalf("%v is not %d.%d.%d", e, class, subject, detail)
		}
	})
}

func TestWordsAndChoices(t *testing.T) {
	for i, word := range Connect.Words() {
		var p Phase
		if !p.Choose(word) || p != Phase(i) || p.String() != word {
			t.Errorf("%q chooses %v", word, p)
		}
	}
	for i, word := range None.Words() {
		var c Cause
		if !c.Choose(word) || c != Cause(i) || c.String() != word || word == "" {
			t.Errorf("%q chooses %v", word, c)
		}
	}
	var p Phase
	if p.Choose("hello") {
		t.Error("a phase that nobody knows was chosen")
	}
}

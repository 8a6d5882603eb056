package manual

import "testing"

func TestRoffHasNoRequests(t *testing.T) {
	for text, want := range map[string]string{".SH x": `\&.SH x`, "'it'": `\(aqit\(aq`, `a\b --c`: `a\eb \-\-c`, "plain": "plain"} {
		if got := roff(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

package parse

import "testing"

func TestNearest(t *testing.T) {
	words := []string{"json", "csv", "markdown", "out", "drop-mid-data", "drop-after-data"}
	for word, want := range map[string]string{"jsno": "json", "cvs": "csv", "mark": "markdown", "xml-and-more": "", "run": "", "drop": ""} {
		if got := Nearest(word, words); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
}

package parse

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	words := []string{"json", "csv", "markdown", "out", "drop-mid-data", "drop-after-data"}
	for word, want := range map[string]string{"jsno": "json", "cvs": "csv", "mark": "markdown", "xml-and-more": "", "run": "", "drop": ""} {
		if got := Nearest(word, words); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
}

func TestNearestWordsComeFirst(t *testing.T) {
	words := []string{"attempts", "sessions", "deliveries", "duplicates", "duplicates.max"}
	if got := strings.Join(nearestFirst("duplicate", words), " "); got != "duplicates duplicates.max attempts sessions deliveries" {
		t.Error(got)
	}
	if got := nearestFirst("xyzzy", words); got[0] != "attempts" {
		t.Error(got)
	}
}

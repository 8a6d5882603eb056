package main

import "testing"

// An image may have the sizes that the refusal names, its ends included, and no dot more or less.
func TestSizesIncludeTheirEnds(t *testing.T) {
	for word, fits := range map[string]bool{"320x180": true, "7680x7680": true, "319x180": false, "320x179": false, "7681x4320": false, "4320x7681": false} {
		var s imageSize
		if err := s.Set(word); (err == nil) != fits {
			t.Errorf("%s: %v", word, err)
		} else if fits && s.String() != word {
			t.Errorf("%s is shown as %s", word, &s)
		}
	}
}

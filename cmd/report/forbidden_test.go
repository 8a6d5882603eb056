package report

import "testing"

// The ends of what a service takes may be set; what lies beyond either is advised against, with both ends named.
func TestValuesThatTheServiceTakesIncludeTheEnds(t *testing.T) {
	p := &Plan{Allowed: []int64{43_200, 86_400}, Lifetimes: []int64{43_199, 43_200, 86_400, 86_401}}
	const beyond = " But only 12 h to 24 h may be set: leave such values out."
	for choice, want := range []string{beyond, "", "", beyond} {
		if got := p.forbidden(choice); got != want {
			t.Errorf("%d s: %q, want %q", p.Lifetimes[choice], got, want)
		}
	}
	p.Allowed = nil
	if got := p.forbidden(0); got != "" {
		t.Errorf("nothing is documented, and yet %q", got)
	}
}

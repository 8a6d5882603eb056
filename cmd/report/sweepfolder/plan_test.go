package sweepfolder

import "testing"

// The ends of what a service takes may be set, and nothing beyond either.
func TestValuesThatTheServiceTakesIncludeTheEnds(t *testing.T) {
	p := &Plan{Allowed: []int64{43_200, 86_400}, Lifetimes: []int64{43_199, 43_200, 86_400, 86_401}}
	for choice, want := range []bool{true, false, false, true} {
		if got := p.Forbidden(choice); got != want {
			t.Errorf("%d s: %v, want %v", p.Lifetimes[choice], got, want)
		}
	}
	p.Allowed = nil
	if p.Forbidden(0) {
		t.Error("nothing is documented, and yet it is forbidden")
	}
}

package estimate

import (
	"math"
	"testing"
)

// Of 300 replications 100 are of common storms: an event of which nobody saw one may come in as large a share of them as 100 leave open, or in
// a little less of them and some of the others.
func TestNothingSeenInStrata(t *testing.T) {
	r := Events{runs: 300, weight: [Strata]float64{100, 200}, share: [Strata]float64{.9, .1}}
	best := 0.0
	for p := 0.; p < .05; p += 1e-6 { // of common storms; the rest of the doubt is that of rare ones
		if left := .025 / math.Pow(1-p, 100); left <= 1 {
			best = max(best, .9*p+.1*(1-math.Pow(left, 1./200)))
		}
	}
	if got := r.unseenShare(.025); got < best-1e-6 || got > best+1e-6 {
		t.Errorf("%v, want %v", got, best)
	}
	one := Events{runs: 300, weight: [Strata]float64{300}, share: [Strata]float64{1}}
	if got, want := one.unseenShare(.025), 1-math.Pow(.025, 1./300); got != want {
		t.Errorf("without strata %v, want %v", got, want)
	}
	even := Events{runs: 300, weight: [Strata]float64{150, 150}, share: [Strata]float64{.5, .5}}
	if got, want := even.unseenShare(.025), 1-math.Pow(.025, 1./300); got < want-1e-12 || got > want+1e-12 {
		t.Errorf("strata that are taken as they come: %v, want %v", got, want)
	}
}

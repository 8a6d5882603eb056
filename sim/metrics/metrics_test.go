package metrics

import (
	"math/rand"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Nearest rank: the smallest value such that at least the share of all values is not above it.
func TestQuantileIsNearestRank(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(-50, 50), 1, 60).Draw(t, "values")
		percent := rapid.Int64Range(0, 100).Draw(t, "percent")
		sorted := slices.Sorted(slices.Values(values))
		got, ok := Quantile(slices.Clone(values), percent, 100)
		if !ok {
			t.Fatal("no quantile of something")
		}
		want := sorted[0]
		for i, v := range sorted {
			if int64(i)*100 < percent*int64(len(sorted)) {
				want = v
			}
		}
		if got != want {
			t.Fatalf("p%d of %v is %d, want %d", percent, sorted, got, want)
		}
	})
	if _, ok := Quantile(nil, 50, 100); ok {
		t.Error("a quantile of nothing")
	}
}

func TestLookup(t *testing.T) {
	for _, i := range rand.Perm(int(Last)) {
		if id, ok := Lookup(Catalogue[i].Name); !ok || id != ID(i) {
			t.Errorf("%s leads to %d, %v", Catalogue[i].Name, id, ok)
		}
	}
	if _, ok := Lookup("duplicate"); ok {
		t.Error("a name that nobody gave leads somewhere")
	}
}

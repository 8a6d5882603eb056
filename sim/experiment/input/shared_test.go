package input

import (
	"slices"
	"testing"

	"mailstorm/sim/random"
)

// However many outages share a law, what few observations of it leave open of a sum over outages is what all laws that may be true make of it.
func TestSharedLawsLeaveAsMuchOpen(t *testing.T) {
	l := Stated(library, 38)
	long := func(v int64) float64 { return max(0, float64(v)-20*hour) / 1e9 }
	for _, factors := range []int{1, 3, 10, 30} {
		for _, runs := range []int{400, 1500} {
			nums, ones, weights := make([]int64, runs), make([]int64, runs), make([]float64, runs)
			var all []Factor
			for k := range factors {
				f := Factor{Law: l}
				for i := range runs {
					f.Values = append(f.Values, library.Draw(random.NewSeed(5).Draw(77, uint64(k), uint64(i))))
					nums[i] += int64(long(f.Values[i]))
					ones[i], weights[i] = 1, 1
				}
				all = append(all, f)
			}
			got := NewPosterior(weights, all...).Resample(random.NewSeed(1)).Ratio(nums, ones).Laws
			var want []float64
			for turn := range uint64(posteriorDraws) {
				sum, before := 0.0, int64(0)
				for i, m := range l.draw(&stream{seed: random.NewSeed(1), purpose: ofLaws, subject: random.Mix(turn, 0)}) {
					sum += float64(m*long((before+l.edges[i])/2)) * float64(factors)
					before = l.edges[i]
				}
				want = append(want, sum)
			}
			slices.Sort(got)
			slices.Sort(want)
			for _, at := range []int{posteriorDraws / 40, posteriorDraws / 2, posteriorDraws * 39 / 40} {
				if off := got[at] / want[at]; off < 0.88 || off > 1.12 {
					t.Errorf("%d factors, %d runs: draw %d is %.0f, not %.0f", factors, runs, at, got[at], want[at])
				}
			}
		}
	}
}

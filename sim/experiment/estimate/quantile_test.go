package estimate

import (
	"mailstorm/sim/metrics"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestQuantilesAreNearestRank(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(0, 40), 1, 60).Draw(t, "values")
		var h BatchHistograms
		var all []int64
		var rows uint32
		for len(values) > 0 { // in several rows
			n := rapid.IntRange(1, len(values)).Draw(t, "row")
			var row []uint32
			for _, v := range values[:n] {
				row, all = append(row, uint32(v)), append(all, v)
			}
			h.Add(0, int(rows), Bins(row))
			rows, values = rows+1, values[n:]
		}
		q := h.Quantiles(Simple(int(rows)), 0)
		for percent, got := range map[int64]QuantileEstimate{50: q.P50, 95: q.P95, 100: q.Max} {
			if want, _ := metrics.Quantile(all, percent, 100); int64(got.Minute) != want {
				t.Fatalf("%d %% of %v is %d, want %d", percent, all, got.Minute, want)
			}
		}
		if q.Count != uint64(len(all)) || !slices.IsSortedFunc(q.Survival, func(a, b Bin) int { return int(a.Minute) - int(b.Minute) }) {
			t.Fatalf("%+v", q)
		}
		for _, b := range q.Survival {
			n := 0
			for _, v := range all {
				if v > int64(b.Minute) {
					n++
				}
			}
			if uint64(n) != b.Count {
				t.Fatalf("%d wait after %d min, want %d of %v", b.Count, b.Minute, n, all)
			}
		}
	})
}

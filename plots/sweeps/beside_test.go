package sweeps

import (
	"testing"

	"mailstorm/sim/experiment/analysis"
)

// A value that rounds to its limit has as many digits as tell them apart.
func TestFullBesideALimit(t *testing.T) {
	r := ShareFormat.Read(analysis.Estimate{Value: .00535, Low: .0014, High: .0279, Known: true, Bounded: true})
	for _, c := range []struct {
		limits []int64
		want   string
	}{
		{nil, "0.5 %"},
		{[]int64{5_000_000}, "0.54 %"},
		{[]int64{6_000_000}, "0.5 %"},
		{[]int64{5_350_000}, "0.5 %"},
	} {
		if got := ShareFormat.FullBeside(r, c.limits); got != c.want {
			t.Errorf("beside %v: %s, not %s", c.limits, got, c.want)
		}
	}
}

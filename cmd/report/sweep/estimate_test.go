package sweep

import (
	"testing"

	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
)

func TestBrief(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 0.00001: "0", 0.0963: "0.0963", 0.5: "0.5", 5.349: "5.35", 12.34: "12.3", 99.96: "100", 1234.5: "1,235", -0.64: "-0.64"} {
		if got := brief(v); got != want {
			t.Errorf("%v is %s, not %s", v, got, want)
		}
	}
}

func TestChange(t *testing.T) {
	e := analysis.Estimate{Value: 0.0064, Low: -0.001, High: 0.02, Known: true, Bounded: true}
	for _, c := range []struct {
		got, want string
	}{
		{change(e, experiment.BouncedGood), "+0.64 (-0.1 to +2)"},
		{between(e, experiment.BouncedGood), "0.64 (-0.1 to 2)"},
		{change(analysis.Estimate{Known: true}, experiment.MeanTold), "0"},
		{change(analysis.Estimate{Value: -720, Low: -720, High: -720, Known: true, Bounded: true}, experiment.MeanTold), "-12 h"},
		{between(analysis.Estimate{Value: 57_512, Low: 48_900, High: 63_411, Known: true, Bounded: true}, experiment.WireBytes), "57.5 (48.9 to 63.4) kB"},
		{between(analysis.Estimate{Value: 57_512, Known: true}, experiment.WireBytes), "57.5 kB"},
		{change(analysis.Estimate{}, experiment.MeanTold), "-"},
	} {
		if c.got != c.want {
			t.Errorf("%s, not %s", c.got, c.want)
		}
	}
}

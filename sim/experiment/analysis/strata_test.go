package analysis

import (
	"math"
	"testing"
	"time"

	"mailstorm/sim/experiment"
)

// stratified is a plan over expirations of which storms with a long outage are the rare ones.
func stratified(t testing.TB, runs uint32, mean time.Duration) *experiment.Plan {
	p := sweep(t, runs, mean, 40, 24, 12)
	if p.Strata = experiment.StrataOf(p.Choices[0].Config, 0, 12*time.Hour); p.Strata == nil {
		t.Fatal("nothing is rare")
	}
	return p
}

// However the storms are taken, the mean of many estimates is the truth: of messages deferred in an exponential outage a share of exp(-690/240)
// outlasts the last attempt before 12 hours. And the estimates differ less.
func TestStrataAreUnbiasedAndNarrower(t *testing.T) {
	takesLong(t)
	const blocks, runs = 40, 90
	truth := math.Exp(-690. / 240)
	var spread [2]float64
	for i := range spread {
		p := stratified(t, runs, 4*time.Hour)
		if i == 0 {
			p.Strata = nil
		}
		p.Standards[0] = p.Standards[0][:1]
		var sum, squares float64
		for block := range int64(blocks) {
			p.Seed = 1 + block*runs
			late := collect(t, p, rows(t, p, 2)).Choices[1].Measures[experiment.BouncedLate].Value
			sum, squares = sum+late, squares+late*late
		}
		mean := sum / blocks
		spread[i] = math.Sqrt(squares/blocks - mean*mean)
		if off := (mean - truth) / (spread[i] / math.Sqrt(blocks)); math.Abs(off) > 4 {
			t.Errorf("strata %v: the mean of %d estimates is %.4f, %.1f standard errors from the truth, %.4f", p.Strata != nil, blocks, mean, off, truth)
		}
	}
	if gain := spread[0] * spread[0] / (spread[1] * spread[1]); gain < 3 {
		t.Errorf("strata make the variance %.1f times smaller only", gain)
	} else {
		t.Logf("the variance is %.1f times smaller", gain)
	}
}

package english

import (
	"math/big"

	"mailstorm/sim/metrics"
)

// Difference says how far a value is from another: "12 more, 30 %"; empty where there is no telling.
func Difference(actual, wanted metrics.Value, unit metrics.Unit) string {
	if !actual.Known || !wanted.Known {
		return ""
	}
	a, w := big.NewRat(actual.Num, max(actual.Den, 1)), big.NewRat(wanted.Num, max(wanted.Den, 1))
	gap := new(big.Rat).Sub(a, w)
	word := " more"
	switch gap.Sign() {
	case 0:
		return ""
	case -1:
		word = " less"
		gap.Neg(gap)
	}
	size := metrics.Value{Num: gap.Num().Int64(), Den: gap.Denom().Int64(), Known: true}
	said := Exactly(size, unit) + word
	if unit == metrics.Count && word == " less" {
		said = Exactly(size, unit) + " fewer"
	}
	if w.Sign() == 0 {
		return said
	}
	return said + ", " + percents(gap.Quo(gap, w)) + " %"
}

// percents writes a share with as many digits as people read.
func percents(share *big.Rat) string {
	share.Mul(share, big.NewRat(100, 1))
	switch {
	case share.Cmp(big.NewRat(1, 10)) < 0:
		return "less than 0.1"
	case share.Cmp(big.NewRat(10, 1)) < 0 && !share.IsInt():
		return share.FloatString(1)
	default:
		return share.FloatString(0)
	}
}

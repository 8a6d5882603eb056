package experiment

import (
	"math"
	"math/bits"

	"gonum.org/v1/gonum/stat/distuv"
)

// influence is a number and how each replication pulls at it: n-1 times what leaving the replication out would change (the jackknife's
// pseudo-values, less the number). Sums and differences of numbers from the same replications have the sums and differences of the pulls:
// so whatever two choices share in a replication cancels.
type influence struct {
	value float64
	pull  []float64 // by replication
	runs  int       // that have anything to divide by
}

// ratio is the sum of nums divided by the sum of dens.
func ratio(nums, dens []int64) influence {
	var num, den float64
	r := influence{pull: make([]float64, len(nums))}
	for i := range nums {
		num += float64(nums[i])
		den += float64(dens[i])
		r.runs += int(one(dens[i] != 0))
	}
	if r.runs == 0 {
		return influence{}
	}
	r.value = num / den
	if constant(nums, dens) {
		return r
	}
	for i := range r.pull {
		if rest := den - float64(dens[i]); rest > 0 {
			r.pull[i] = float64(len(nums)-1) * (float64(nums[i]) - float64(r.value*float64(dens[i]))) / rest
		}
	}
	return r
}

// constant reports whether all replications have exactly the same ratio; floats would make a hair of a difference of it.
func constant(nums, dens []int64) bool {
	var num, den uint64
	for i := range nums {
		n, d := uint64(nums[i]), uint64(dens[i])
		if den == 0 {
			num, den = n, d
		}
		hi, lo := bits.Mul64(n, den)
		hi2, lo2 := bits.Mul64(num, d)
		if hi != hi2 || lo != lo2 {
			return false
		}
	}
	return true
}

// known reports whether there is such a number.
func (a *influence) known() bool { return a.runs > 0 }

// plus is a + factor * b, unknown where one of them is.
func (a *influence) plus(factor float64, b *influence) influence {
	if !a.known() || !b.known() {
		return influence{}
	}
	c := influence{value: a.value + factor*b.value, pull: make([]float64, len(a.pull)), runs: min(a.runs, b.runs)}
	for i := range c.pull {
		c.pull[i] = a.pull[i] + factor*b.pull[i]
	}
	return c
}

// estimate is the number with its interval.
func (a *influence) estimate() Estimate {
	if !a.known() {
		return Estimate{}
	}
	e := Estimate{Value: a.value, Low: a.value, High: a.value, Known: true, Bounded: a.runs > 1}
	if e.Bounded {
		spread, skew := moments(a.pull)
		reach := student(a.runs-1) / math.Sqrt(float64(len(a.pull)))
		e.Low -= spread * bent(reach, skew, len(a.pull))
		e.High -= spread * bent(-reach, skew, len(a.pull))
	}
	return e
}

// moments are standard deviation and skewness.
func moments(values []float64) (spread, skew float64) {
	n := float64(len(values))
	var mean, square, cube float64
	for _, v := range values {
		mean += v / n
	}
	for _, v := range values {
		d := v - mean
		square += d * d / n
		cube += d * d * d / n
	}
	if square == 0 {
		return 0, 0
	}
	return math.Sqrt(square * n / (n - 1)), cube / math.Pow(square, 1.5)
}

// bent is Hall's transformation of a quantile of Student's t, divided by the root of n, for data that are skewed: a long tail to the right
// that few replications show makes the number more likely too small than too large (P. Hall, On the removal of skewness by transformation,
// J. R. Statist. Soc. B 54 (1992) 221).
func bent(t, skew float64, n int) float64 {
	if math.Abs(skew) < 1e-6 {
		return t
	}
	return 3 / skew * (math.Cbrt(1+skew*(t-skew/float64(6*n))) - 1)
}

// tail is the chance, on either side, that an interval does not hold the truth.
const tail = 0.025

func student(freedom int) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(freedom)}.Quantile(1 - tail)
}

// apart is the difference a - b of two numbers whose replications have nothing in common (Zou and Donner's MOVER: it keeps intervals that
// are longer on one side).
func apart(a, b Estimate) Estimate {
	if !a.Known || !b.Known {
		return Estimate{}
	}
	d := a.Value - b.Value
	return Estimate{Value: d, Low: d - math.Hypot(a.Value-a.Low, b.High-b.Value), High: d + math.Hypot(a.High-a.Value, b.Value-b.Low),
		Known: true, Bounded: a.Bounded && b.Bounded}
}

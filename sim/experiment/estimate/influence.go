package estimate

import (
	"math"
	"math/bits"

	"gonum.org/v1/gonum/stat/distuv"
)

// Influence is a number and the influence of each replication on it: the jackknife's pseudo-values within the replication's stratum, less
// the number. Sums and differences of numbers from the same replications have the sums and differences of the influences: so whatever two
// choices share in a replication cancels.
type Influence struct {
	Value  float64
	Values []float64 // by replication
	Runs   int       // that have anything to divide by
	Design *Design
}

// Zero is nothing in each replication, to which others are added.
func Zero(design *Design) Influence {
	runs := len(design.stratum)
	return Influence{Values: make([]float64, runs), Runs: runs, Design: design}
}

// Ratio is the mean of nums over all storms divided by that of dens.
func Ratio(nums, dens []int64, by *Design) Influence {
	_, num := by.means(nums)
	each, den := by.means(dens)
	r := Influence{Values: make([]float64, len(nums)), Design: by}
	for _, d := range dens {
		if d != 0 {
			r.Runs++
		}
	}
	if r.Runs == 0 || den == 0 {
		return Influence{}
	}
	r.Value = num / den
	if constant(nums, dens) {
		return r
	}
	for i := range r.Values {
		k := by.stratum[i]
		rest := den - float64(by.share[k]*(float64(dens[i])-each[k]))/float64(max(by.runs[k]-1, 1))
		if rest > 0 {
			r.Values[i] = (float64(nums[i]) - float64(r.Value*float64(dens[i]))) / rest
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

// Known reports whether there is such a number.
func (a *Influence) Known() bool { return a.Runs > 0 }

// Plus is a + factor * b, unknown where one of them is.
func (a *Influence) Plus(factor float64, b *Influence) Influence {
	if !a.Known() || !b.Known() {
		return Influence{}
	}
	c := Influence{Value: a.Value + float64(factor*b.Value), Values: make([]float64, len(a.Values)), Runs: min(a.Runs, b.Runs), Design: a.Design}
	for i := range c.Values {
		c.Values[i] = a.Values[i] + factor*b.Values[i]
	}
	return c
}

// Estimate is the number with its 95 % confidence interval.
func (a *Influence) Estimate() Estimate { return a.Within(Tail) }

// Within is the number with the interval that misses the truth on either side with that chance.
func (a *Influence) Within(tail float64) Estimate { return a.IntervalAtLeast(tail, 0) }

// IntervalAtLeast is that of within, with so many degrees of freedom at least.
func (a *Influence) IntervalAtLeast(tail float64, least int) Estimate {
	if !a.Known() {
		return Estimate{}
	}
	e := Estimate{Value: a.Value, Low: a.Value, High: a.Value, Known: true, Bounded: a.Runs > 1 && a.Design.hasSpread()}
	if e.Bounded {
		spread, skew, freedom := a.Moments()
		reach := StudentQuantile(max(freedom, float64(least)), tail)
		e.Low -= spread * hallQuantile(reach, skew)
		e.High -= spread * hallQuantile(-reach, skew)
	}
	return e
}

// means are the means of the influences, by stratum.
func (a *Influence) means() (mean [Strata]float64) {
	for i, v := range a.Values {
		mean[a.Design.stratum[i]] += v / float64(a.Design.runs[a.Design.stratum[i]])
	}
	return mean
}

// Moments are the standard error of the number, its skewness, and the degrees of freedom of the error.
func (a *Influence) Moments() (spread, skew, free float64) {
	mean := a.means()
	var powers [Strata][3]float64 // of the distances from the mean: squares, cubes, fourth powers
	for i, v := range a.Values {
		k := a.Design.stratum[i]
		d, n := v-mean[k], float64(a.Design.runs[k])
		square := d * d
		powers[k][0] += square / n
		powers[k][1] += float64(square*d) / n
		powers[k][2] += float64(square*square) / n
	}
	var variance, biased, third, fourth, carried float64
	for k, n := range a.Design.runs {
		if n < 2 || powers[k][0] == 0 {
			continue
		}
		share, n := a.Design.share[k], float64(n)
		here := share * share * powers[k][0] / (n - 1)
		variance += here
		biased += share * share * powers[k][0] / n
		third += share * share * share * powers[k][1] / (n * n)
		fourth += here * here / (n - 1)
		carried += here * here / n * powers[k][2] / (powers[k][0] * powers[k][0])
	}
	if variance == 0 {
		return 0, 0, float64(a.Runs - 1)
	}
	square := variance * variance
	return math.Sqrt(variance), third / math.Pow(biased, 1.5), min(square/fourth, degreesOfFreedom(square/carried, a.Runs))
}

// degreesOfFreedom are the degrees of freedom of a variance that so many replications carry: a third of all where the law is normal. Where hardly two
// of few carry it, there may be others like them that nobody saw, and one says next to nothing of their size.
func degreesOfFreedom(carriers float64, runs int) float64 {
	const least, steep = 0.3, 6
	missed := 1 + min(1, 20/float64(runs))
	return min(3*carriers, least+steep*max(0, carriers-missed), float64(runs-1))
}

// hallQuantile is Hall's transformation of a quantile of Student's t for a number with that skewness: a long tail to the right
// that few replications show makes the number more likely too small than too large (P. Hall, On the removal of skewness by transformation,
// J. R. Statist. Soc. B 54 (1992) 221).
func hallQuantile(t, skew float64) float64 {
	if math.Abs(skew) < 1e-7 {
		return t
	}
	return 3 / skew * (math.Cbrt(1+skew*(t-skew/6)) - 1)
}

// StudentQuantile is how many standard errors one arm of an interval is that misses the truth with that chance.
func StudentQuantile(freedom, tail float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Quantile(1 - tail)
}

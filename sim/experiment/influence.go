package experiment

import (
	"math"
	"math/bits"

	"gonum.org/v1/gonum/stat/distuv"
)

// influence is a number and how each replication pulls at it: the jackknife's pseudo-values within the replication's stratum, less the
// number. Sums and differences of numbers from the same replications have the sums and differences of the pulls: so whatever two
// choices share in a replication cancels.
type influence struct {
	value float64
	pull  []float64 // by replication
	runs  int       // that have anything to divide by
	by    *sampling
}

// ratio is the mean of nums over all storms divided by that of dens.
func ratio(nums, dens []int64, by *sampling) influence {
	_, num := by.means(nums)
	each, den := by.means(dens)
	r := influence{pull: make([]float64, len(nums)), by: by}
	for _, d := range dens {
		r.runs += int(one(d != 0))
	}
	if r.runs == 0 || den == 0 {
		return influence{}
	}
	r.value = num / den
	if constant(nums, dens) {
		return r
	}
	for i := range r.pull {
		k := by.of[i]
		rest := den - float64(by.share[k]*(float64(dens[i])-each[k]))/float64(max(by.runs[k]-1, 1))
		if rest > 0 {
			r.pull[i] = (float64(nums[i]) - float64(r.value*float64(dens[i]))) / rest
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
	c := influence{value: a.value + float64(factor*b.value), pull: make([]float64, len(a.pull)), runs: min(a.runs, b.runs), by: a.by}
	for i := range c.pull {
		c.pull[i] = a.pull[i] + factor*b.pull[i]
	}
	return c
}

// estimate is the number with its 95 % confidence interval.
func (a *influence) estimate() Estimate { return a.within(tail) }

// within is the number with the interval that misses the truth on either side with that chance.
func (a *influence) within(tail float64) Estimate { return a.interval(tail, 0) }

// interval is that of within, with so many degrees of freedom at least.
func (a *influence) interval(tail float64, least int) Estimate {
	if !a.known() {
		return Estimate{}
	}
	e := Estimate{Value: a.value, Low: a.value, High: a.value, Known: true, Bounded: a.runs > 1 && a.by.filled()}
	if e.Bounded {
		spread, skew, freedom := a.moments()
		reach := student(max(freedom, float64(least)), tail)
		e.Low -= spread * bent(reach, skew)
		e.High -= spread * bent(-reach, skew)
	}
	return e
}

// filled reports whether each stratum has two replications at least.
func (s *sampling) filled() bool {
	for k, n := range s.runs {
		if s.share[k] > 0 && n < 2 {
			return false
		}
	}
	return true
}

// moments are the standard error of the number, its skewness, and the degrees of freedom of the error.
func (a *influence) moments() (spread, skew, free float64) {
	var mean [strata]float64
	var powers [strata][3]float64 // of the distances from the mean: squares, cubes, fourth powers
	for i, v := range a.pull {
		mean[a.by.of[i]] += v / float64(a.by.runs[a.by.of[i]])
	}
	for i, v := range a.pull {
		k := a.by.of[i]
		d, n := v-mean[k], float64(a.by.runs[k])
		square := d * d
		powers[k][0] += square / n
		powers[k][1] += float64(square*d) / n
		powers[k][2] += float64(square*square) / n
	}
	var variance, biased, third, fourth, carried float64
	for k, n := range a.by.runs {
		if n < 2 || powers[k][0] == 0 {
			continue
		}
		share, n := a.by.share[k], float64(n)
		here := share * share * powers[k][0] / (n - 1)
		variance += here
		biased += share * share * powers[k][0] / n
		third += share * share * share * powers[k][1] / (n * n)
		fourth += here * here / (n - 1)
		carried += here * here / n * powers[k][2] / (powers[k][0] * powers[k][0])
	}
	if variance == 0 {
		return 0, 0, float64(a.runs - 1)
	}
	square := variance * variance
	return math.Sqrt(variance), third / math.Pow(biased, 1.5), min(square/fourth, freedom(square/carried, a.runs))
}

// freedom are the degrees of freedom of a variance that so many replications carry: a third of all where the law is normal. Where hardly two
// of few carry it, there may be others like them that nobody saw, and one says next to nothing of their size.
func freedom(carriers float64, runs int) float64 {
	const least, steep = 0.3, 6
	missed := 1 + min(1, 20/float64(runs))
	return min(3*carriers, least+steep*max(0, carriers-missed), float64(runs-1))
}

// bent is Hall's transformation of a quantile of Student's t for a number with that skewness: a long tail to the right
// that few replications show makes the number more likely too small than too large (P. Hall, On the removal of skewness by transformation,
// J. R. Statist. Soc. B 54 (1992) 221).
func bent(t, skew float64) float64 {
	if math.Abs(skew) < 1e-7 {
		return t
	}
	return 3 / skew * (math.Cbrt(1+skew*(t-skew/6)) - 1)
}

// tail is the chance, on either side, that an interval does not hold the truth.
const tail = 0.025

func student(freedom, tail float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Quantile(1 - tail)
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

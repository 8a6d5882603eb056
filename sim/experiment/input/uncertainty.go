package input

import (
	"math"
	"slices"

	"mailstorm/sim/experiment/estimate"
	"mailstorm/sim/random"
)

// So many laws that may be true are tried, and as many times the replications are taken to have turned out otherwise.
const (
	posteriorDraws   = 400
	replicationDraws = 200
)

// Resamples are weights of replications, as if the laws were others, and as if the replications alone were.
type Resamples struct{ laws, replications [][]float64 }

// Resample draws them.
func (p *Posterior) Resample(seed random.Seed) *Resamples {
	return &Resamples{p.turns(posteriorDraws, seed, p.DrawLaws), p.turns(replicationDraws, seed, p.DrawReplications)}
}

// turns are the weights of some turns.
func (p *Posterior) turns(count uint64, seed random.Seed, write func(seed random.Seed, turn uint64, weights []float64)) (all [][]float64) {
	for turn := range count {
		w := make([]float64, len(p.weights))
		write(seed, turn, w)
		all = append(all, w)
	}
	return all
}

// Replications is how many the weights are for.
func (r *Resamples) Replications() int { return len(r.laws[0]) }

// Uncertainty is what a number would be under each of the resamples; nil: nothing is uncertain but what replications tell.
type Uncertainty struct{ Laws, Replications []float64 }

// Ratio is the uncertainty of the ratio of two sums over replications.
func (r *Resamples) Ratio(nums, dens []int64) *Uncertainty {
	return &Uncertainty{ratios(r.laws, nums, dens), ratios(r.replications, nums, dens)}
}

// ratios are those of sums under each row of weights.
func ratios(weights [][]float64, nums, dens []int64) []float64 {
	all, positive := make([]float64, len(weights)), len(nums) > 0 && slices.Min(nums) >= 0
	for b, w := range weights {
		num, den := 0.0, 0.0
		for i := range nums {
			num += float64(w[i] * float64(nums[i]))
			den += float64(w[i] * float64(dens[i]))
		}
		if den > 0 {
			all[b] = num / den
		}
		if positive { // weights of shared laws may be negative, what is counted is not
			all[b] = max(0, all[b])
		}
	}
	return all
}

// Plus is a + factor * b, draw by draw; nil is nothing.
func (a *Uncertainty) Plus(factor float64, b *Uncertainty) *Uncertainty {
	switch {
	case b == nil:
		return a
	case a == nil:
		return &Uncertainty{plus(nil, factor, b.Laws), plus(nil, factor, b.Replications)}
	default:
		return &Uncertainty{plus(a.Laws, factor, b.Laws), plus(a.Replications, factor, b.Replications)}
	}
}

// plus is a + factor * b; nil is nothing.
func plus(a []float64, factor float64, b []float64) []float64 {
	c := make([]float64, len(b))
	for i := range c {
		c[i] = float64(factor * b[i])
		if a != nil {
			c[i] += a[i]
		}
	}
	return c
}

// Widen makes an interval at least as wide as the laws that may be true leave it.
func (a *Uncertainty) Widen(e estimate.Estimate, tail float64) estimate.Estimate {
	if a == nil || !e.Bounded {
		return e
	}
	low, high := Interval(a.Laws, a.Replications)
	low, high = moveEnd(e.Value, low, a.signed(), tail), moveEnd(e.Value, high, a.signed(), tail)
	e.Low, e.High = min(e.Low, low), max(e.High, high)
	return e
}

// moveEnd is the end of a 95 % interval moved to where that of another one is: by the factor if the sign of the number is beyond doubt,
// for then such numbers are skewed, and else by the distance.
func moveEnd(value, end float64, signed bool, tail float64) float64 {
	if signed && value*end > 0 {
		return value * math.Pow(end/value, estimate.ArmFactor(tail))
	}
	return value + estimate.ArmFactor(tail)*(end-value)
}

// signed reports whether the number has the same sign whatever is true.
func (a *Uncertainty) signed() bool {
	least, most := min(slices.Min(a.Laws), slices.Min(a.Replications)), max(slices.Max(a.Laws), slices.Max(a.Replications))
	return least > 0 || most < 0
}

// VarianceShare is what part of the variance comes from few observations, which no replication takes away.
func (a *Uncertainty) VarianceShare() float64 {
	if a == nil {
		return 0
	}
	return VarianceShare(a.Laws, a.Replications)
}

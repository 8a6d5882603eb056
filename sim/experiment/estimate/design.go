package estimate

import (
	"cmp"
	"math"
	"slices"
)

// Strata is how many kinds of replications there may be.
const Strata = 2

// Design is how replications were sampled: of which stratum each is, and how much it counts.
type Design struct {
	stratum []uint8         // by replication
	share   [Strata]float64 // of all storms, by stratum
	weight  [Strata]int64   // of a replication, by stratum: one integer for sums of integers
	runs    [Strata]int
}

// Simple is the design of replications that all count the same.
func Simple(runs int) *Design {
	return &Design{stratum: make([]uint8, runs), share: [Strata]float64{1}, weight: [Strata]int64{1, 1}, runs: [Strata]int{runs}}
}

// Stratified is the design of replications of several strata, each of which makes up that share of all. A stratum that is still empty
// counts for nothing.
func Stratified(runs int, stratum func(run uint32) uint8, share [Strata]float64) *Design {
	d := &Design{stratum: make([]uint8, runs), share: share}
	for r := range d.stratum {
		d.stratum[r] = stratum(uint32(r))
		d.runs[d.stratum[r]]++
	}
	for k, n := range d.runs {
		if n == 0 {
			d.share[k], d.share[1-k] = 0, 1
		}
	}
	d.weight = [Strata]int64{1, 1}
	const fine = 1 << 20
	for k, n := range d.runs {
		if n > 0 {
			d.weight[k] = max(1, int64(math.Round(fine*d.share[k]*float64(runs)/float64(n))))
		}
	}
	return d
}

// Weight is what part of all storms a replication stands for.
func (d *Design) Weight(run int) float64 {
	return d.share[d.stratum[run]] / float64(d.runs[d.stratum[run]])
}

// Weights are those of all replications.
func (d *Design) Weights() []float64 {
	all := make([]float64, len(d.stratum))
	for i := range all {
		all[i] = d.Weight(i)
	}
	return all
}

// means are the means of values by stratum, and the mean over all storms.
func (d *Design) means(values []int64) (by [Strata]float64, all float64) {
	for i, v := range values {
		by[d.stratum[i]] += float64(v)
	}
	for k, n := range d.runs {
		if n > 0 {
			by[k] /= float64(n)
		}
		all += float64(d.share[k] * by[k])
	}
	return by, all
}

// hasSpread reports whether each stratum has two replications at least.
func (d *Design) hasSpread() bool {
	for k, n := range d.runs {
		if d.share[k] > 0 && n < 2 {
			return false
		}
	}
	return true
}

// Subset is the design of some of the replications, which are given by their numbers.
func (d *Design) Subset(kept []int) *Design {
	n := &Design{share: d.share, weight: d.weight}
	for _, i := range kept {
		n.stratum = append(n.stratum, d.stratum[i])
		n.runs[d.stratum[i]]++
	}
	return n
}

// Quantile is the smallest value that so many percent of all storms do not exceed.
func (d *Design) Quantile(values []int64, percent int64) int64 {
	order, all := make([]int, len(values)), int64(0)
	for i := range order {
		order[i] = i
		all += d.weight[d.stratum[i]]
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	sum := int64(0)
	for _, i := range order {
		if sum += d.weight[d.stratum[i]]; 100*sum >= percent*all {
			return values[i]
		}
	}
	return values[order[len(order)-1]]
}

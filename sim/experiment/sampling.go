package experiment

import (
	"cmp"
	"math"
	"slices"
)

// sampling is how the replications of a plan were taken: of which stratum each is, and how much it counts.
type sampling struct {
	of     []uint8         // by replication
	share  [strata]float64 // of all storms, by stratum
	weight [strata]int64   // of a replication, by stratum: one integer for sums of integers
	runs   [strata]int
}

// even is the sampling of replications that all count the same.
func even(runs int) *sampling {
	return &sampling{of: make([]uint8, runs), share: [strata]float64{1}, weight: [strata]int64{1, 1}, runs: [strata]int{runs}}
}

// sampling is that of the first replications of a plan. A stratum that is still empty counts for nothing.
func (p *Plan) sampling(runs int) *sampling {
	s := even(runs)
	if p.Strata == nil {
		return s
	}
	s.runs = [strata]int{}
	for r := range s.of {
		s.of[r] = stratum(uint32(r))
		s.runs[s.of[r]]++
	}
	s.share = [strata]float64{commonStorms: 1 - p.Strata.Rare, rareStorms: p.Strata.Rare}
	for k, n := range s.runs {
		if n == 0 {
			s.share[k], s.share[1-k] = 0, 1
		}
	}
	const fine = 1 << 20
	for k, n := range s.runs {
		if n > 0 {
			s.weight[k] = max(1, int64(math.Round(fine*s.share[k]*float64(runs)/float64(n))))
		}
	}
	return s
}

// each is what part of all storms a replication stands for.
func (s *sampling) each(run int) float64 { return s.share[s.of[run]] / float64(s.runs[s.of[run]]) }

// means are the means of values by stratum, and the mean over all storms.
func (s *sampling) means(values []int64) (by [strata]float64, all float64) {
	for i, v := range values {
		by[s.of[i]] += float64(v)
	}
	for k, n := range s.runs {
		if n > 0 {
			by[k] /= float64(n)
		}
		all += float64(s.share[k] * by[k])
	}
	return by, all
}

// narrow is the sampling of some of the replications, which are given by their numbers.
func (s *sampling) narrow(kept []int) *sampling {
	n := &sampling{share: s.share, weight: s.weight}
	for _, i := range kept {
		n.of = append(n.of, s.of[i])
		n.runs[s.of[i]]++
	}
	return n
}

// quantile is the smallest value that so many percent of all storms do not exceed.
func (s *sampling) quantile(values []int64, percent int64) int64 {
	order, all := make([]int, len(values)), int64(0)
	for i := range order {
		order[i] = i
		all += s.weight[s.of[i]]
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	sum := int64(0)
	for _, i := range order {
		if sum += s.weight[s.of[i]]; 100*sum >= percent*all {
			return values[i]
		}
	}
	return values[order[len(order)-1]]
}

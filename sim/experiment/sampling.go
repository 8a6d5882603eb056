package experiment

import (
	"cmp"
	"math"
	"slices"
)

// Design is how the replications of a plan were taken: of which stratum each is, and how much it counts.
type Design struct {
	stratum []uint8          // by replication
	share   [Strata2]float64 // of all storms, by stratum
	weight  [Strata2]int64   // of a replication, by stratum: one integer for sums of integers
	runs    [Strata2]int
}

// SimpleDesign is the sampling of replications that all count the same.
func SimpleDesign(runs int) *Design {
	return &Design{stratum: make([]uint8, runs), share: [Strata2]float64{1}, weight: [Strata2]int64{1, 1}, runs: [Strata2]int{runs}}
}

// design is that of the first replications of a plan. A stratum that is still empty counts for nothing.
func (p *Plan) design(runs int) *Design {
	s := SimpleDesign(runs)
	if p.Strata == nil {
		return s
	}
	s.runs = [Strata2]int{}
	for r := range s.stratum {
		s.stratum[r] = stratum(uint32(r))
		s.runs[s.stratum[r]]++
	}
	s.share = [Strata2]float64{commonStorms: 1 - p.Strata.Rare, rareStorms: p.Strata.Rare}
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

// Weight is what part of all storms a replication stands for.
func (s *Design) Weight(run int) float64 {
	return s.share[s.stratum[run]] / float64(s.runs[s.stratum[run]])
}

// means are the means of values by stratum, and the mean over all storms.
func (s *Design) means(values []int64) (by [Strata2]float64, all float64) {
	for i, v := range values {
		by[s.stratum[i]] += float64(v)
	}
	for k, n := range s.runs {
		if n > 0 {
			by[k] /= float64(n)
		}
		all += float64(s.share[k] * by[k])
	}
	return by, all
}

// Subset is the sampling of some of the replications, which are given by their numbers.
func (s *Design) Subset(kept []int) *Design {
	n := &Design{share: s.share, weight: s.weight}
	for _, i := range kept {
		n.stratum = append(n.stratum, s.stratum[i])
		n.runs[s.stratum[i]]++
	}
	return n
}

// Quantile is the smallest value that so many percent of all storms do not exceed.
func (s *Design) Quantile(values []int64, percent int64) int64 {
	order, all := make([]int, len(values)), int64(0)
	for i := range order {
		order[i] = i
		all += s.weight[s.stratum[i]]
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	sum := int64(0)
	for _, i := range order {
		if sum += s.weight[s.stratum[i]]; 100*sum >= percent*all {
			return values[i]
		}
	}
	return values[order[len(order)-1]]
}

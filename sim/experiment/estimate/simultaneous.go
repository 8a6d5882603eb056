package estimate

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Simultaneous are comparisons that are made from the same storms, and go together: the values stand in a row, and who is better than one
// neighbour is likely to be better than the next. So their intervals need not be as long as if each could err by itself (Bonferroni). How long
// they must be, signs tell that are drawn for batches of replications: the largest of all studentized comparisons, over many draws, has
// the law of the largest error (wild bootstrap; V. Chernozhukov, D. Chetverikov, K. Kato, Ann. Statist. 41 (2013) 2786).
type Simultaneous struct{ errors []errorSums }

const (
	signBatches = 64
	signDraws   = 1000
)

// errorSums is the error of a number, by batch.
type errorSums struct {
	sums   [signBatches]float64
	paired bool // it is compared with the others that are, and not with a limit
}

// AddPaired adds a number that is compared with the others that are added so.
func (s *Simultaneous) AddPaired(of *Influence) {
	s.errors = append(s.errors, errorSums{of.batchErrors(), true})
}

// AddLimited adds a number that is compared with a limit.
func (s *Simultaneous) AddLimited(of *Influence) {
	s.errors = append(s.errors, errorSums{of.batchErrors(), false})
}

// Tail is the chance with which each comparison may err on either side, so that all together err with that chance; ok is false where there
// are too few of them. The signs of a draw are 64 random bits.
func (s *Simultaneous) Tail(doubt float64, signs func(draw uint64) uint64) (tail float64, ok bool) {
	if len(s.errors) < 2 {
		return 0, false
	}
	spreads := s.spreads()
	largest := make([]float64, signDraws)
	for draw := range largest {
		largest[draw] = s.worst(spreads, signs(uint64(draw)))
	}
	slices.Sort(largest)
	at := largest[signDraws-1-int(doubt*signDraws)]
	return roundTo3(1 - distuv.UnitNormal.CDF(max(at, 1))), true
}

// roundTo3 keeps three digits.
func roundTo3(v float64) float64 {
	size := math.Pow(10, math.Floor(math.Log10(max(v, 1e-12)))-2)
	return math.Round(v/size) * size
}

// batchErrors sums the errors of replications up, put into batches one after the other.
func (a *Influence) batchErrors() (sums [signBatches]float64) {
	mean := a.means()
	var turn [Strata]int
	for i, v := range a.Values {
		k := a.Design.stratum[i]
		sums[turn[k]%signBatches] += float64((v - mean[k]) * a.Design.Weight(i))
		turn[k]++
	}
	return sums
}

// spreads are the sizes of the errors of all comparisons: of each pair, and of each number by itself on the diagonal.
func (s *Simultaneous) spreads() [][]float64 {
	all := make([][]float64, len(s.errors))
	for i := range s.errors {
		all[i] = make([]float64, len(s.errors))
		for j := range s.errors[:i+1] {
			squares := 0.0
			for b := range signBatches {
				d := s.errors[i].sums[b]
				if i != j {
					d -= s.errors[j].sums[b]
				}
				squares += float64(d * d)
			}
			all[i][j] = math.Sqrt(squares)
		}
	}
	return all
}

// worst is the largest studentized comparison when batches have these signs.
func (s *Simultaneous) worst(spreads [][]float64, signs uint64) (most float64) {
	errors := make([]float64, len(s.errors))
	for i := range s.errors {
		for b, v := range s.errors[i].sums {
			if signs>>b&1 == 1 {
				v = -v
			}
			errors[i] += v
		}
	}
	for i := range s.errors {
		if spread := spreads[i][i]; !s.errors[i].paired && spread > 0 {
			most = max(most, math.Abs(errors[i])/spread)
		}
		for j := range s.errors[:i] {
			if spread := spreads[i][j]; s.errors[i].paired && s.errors[j].paired && spread > 0 {
				most = max(most, math.Abs(errors[i]-errors[j])/spread)
			}
		}
	}
	return most
}

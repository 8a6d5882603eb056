package experiment

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"mailstorm/sim/random"
)

// The comparisons of one round are made from the same storms, and go together: the values stand in a row, and who is better than one
// neighbour is likely to be better than the next. So their intervals need not be as long as if each could err by itself (Bonferroni). How long
// they must be, signs tell that are drawn for batches of replications: the largest of all studentized comparisons, over many draws, has
// the law of the largest error (wild bootstrap; V. Chernozhukov, D. Chetverikov, K. Kato, Ann. Statist. 41 (2013) 2786).
const (
	signBatches = 64
	signDraws   = 1000
)

// jointTail is the chance with which each comparison may err on either side, so that all together err with that chance.
func (c *comparison) jointTail(doubt float64) float64 {
	k := len(c.eligible())
	alone := doubt / float64(max(1, 2*k*(1+len(c.decision.Limits))))
	columns := c.errors()
	if len(columns) < 2 || !c.hasIntervals() || c.speaksOfQuantiles() {
		return alone
	}
	spreads := c.spreads(columns)
	largest := make([]float64, signDraws)
	for draw := range largest {
		largest[draw] = c.worst(columns, spreads, random.NewSeed(c.plan.Seed).Draw(random.Rank, uint64(c.summary.Runs), uint64(draw)))
	}
	slices.Sort(largest)
	at := largest[signDraws-1-int(doubt*signDraws)]
	return max(threeDigitsOf(1-distuv.UnitNormal.CDF(max(at, 1))), alone)
}

// speaksOfQuantiles reports whether the decision does: how they go together with other numbers is not known.
func (c *comparison) speaksOfQuantiles() bool {
	return slices.ContainsFunc(c.decision.Limits, func(l Limit) bool { return l.Subject.Quantile != NoQuantile }) ||
		slices.ContainsFunc(c.decision.Weights, func(w Weight) bool { return w.Subject.Quantile != NoQuantile })
}

// threeDigitsOf keeps three digits.
func threeDigitsOf(v float64) float64 {
	size := math.Pow(10, math.Floor(math.Log10(max(v, 1e-12)))-2)
	return math.Round(v/size) * size
}

// ErrorSums is the error of a number, by batch: of the cost of a choice, or of a measure that a limit speaks of.
type ErrorSums struct {
	sums [signBatches]float64
	cost bool // it is compared with other costs, and not with a limit
}

// errors are those of all choices that ran to the end.
func (c *comparison) errors() (all []ErrorSums) {
	runs := int(c.summary.Runs)
	for _, i := range c.eligible() {
		if c.summary.Choices[i].runs(c.summary) < runs || c.summary.from == nil {
			continue
		}
		cost := Influence{values: make([]float64, runs), runs: runs, design: c.plan.design(runs)}
		for _, w := range c.decision.Weights {
			if part := c.summary.influence(i, w.Subject, runs); part != nil {
				cost = cost.Plus(w.Cost, part)
			}
		}
		all = append(all, ErrorSums{cost.BatchErrors(), true})
		for _, l := range c.decision.Limits {
			if part := c.summary.influence(i, l.Subject, runs); part != nil {
				all = append(all, ErrorSums{part.BatchErrors(), false})
			}
		}
	}
	return all
}

// BatchErrors sums the errors of replications up, dealt into batches one after the other.
func (a *Influence) BatchErrors() (sums [signBatches]float64) {
	var mean [Strata2]float64
	for i, v := range a.values {
		mean[a.design.stratum[i]] += v / float64(a.design.runs[a.design.stratum[i]])
	}
	var turn [Strata2]int
	for i, v := range a.values {
		k := a.design.stratum[i]
		sums[turn[k]%signBatches] += float64((v - mean[k]) * a.design.Weight(i))
		turn[k]++
	}
	return sums
}

// spreads are the sizes of the errors of all comparisons: of each pair of costs, and of each number by itself on the diagonal.
func (c *comparison) spreads(columns []ErrorSums) [][]float64 {
	all := make([][]float64, len(columns))
	for i := range columns {
		all[i] = make([]float64, len(columns))
		for j := range columns[:i+1] {
			squares := 0.0
			for b := range signBatches {
				d := columns[i].sums[b]
				if i != j {
					d -= columns[j].sums[b]
				}
				squares += float64(d * d)
			}
			all[i][j] = math.Sqrt(squares)
		}
	}
	return all
}

// worst is the largest studentized comparison when batches have these signs.
func (c *comparison) worst(columns []ErrorSums, spreads [][]float64, signs uint64) (most float64) {
	errors := make([]float64, len(columns))
	for i := range columns {
		for b, v := range columns[i].sums {
			if signs>>b&1 == 1 {
				v = -v
			}
			errors[i] += v
		}
	}
	for i := range columns {
		if spread := spreads[i][i]; !columns[i].cost && spread > 0 {
			most = max(most, math.Abs(errors[i])/spread)
		}
		for j := range columns[:i] {
			if spread := spreads[i][j]; columns[i].cost && columns[j].cost && spread > 0 {
				most = max(most, math.Abs(errors[i]-errors[j])/spread)
			}
		}
	}
	return most
}

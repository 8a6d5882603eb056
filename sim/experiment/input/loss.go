package input

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Interval holds 95 % of the draws. Few replications whose law is skewed show its long tail too rarely, and resampled they show it no
// oftener; so on that side it ends where Efron's accelerated percentiles do, by the skewness that reruns add.
func Interval(draws, reruns []float64) (low, high float64) {
	sorted := slices.Sorted(slices.Values(draws))
	at := func(z float64) float64 {
		return sorted[min(len(sorted)-1, int(distuv.UnitNormal.CDF(z)*float64(len(sorted))))]
	}
	bend := 0.0
	if whole := variance(draws); whole > 0 {
		bend = thirdMoment(reruns) / math.Pow(whole, 1.5) / 6
	}
	return at(-acceleratedQuantile(max(0, -bend))), at(acceleratedQuantile(max(0, bend)))
}

// acceleratedQuantile is the normal quantile of 97.5 % after bias and acceleration, which for a mean are the same.
func acceleratedQuantile(by float64) float64 {
	z := by + distuv.UnitNormal.Quantile(0.975)
	if by*z >= 0.5 {
		return math.Inf(1)
	}
	return by + z/(1-by*z)
}

// VarianceShare is the part of the variance of draws that comes from few observations; the rest comes from few replications, as reruns tell.
func VarianceShare(draws, reruns []float64) float64 {
	whole := variance(draws)
	if whole == 0 {
		return 0
	}
	return min(1, max(0, 1-variance(reruns)/whole))
}

func mean(values []float64) (sum float64) {
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

func variance(values []float64) (sum float64) {
	middle := mean(values)
	for _, v := range values {
		sum += (v - middle) * (v - middle)
	}
	return sum / float64(max(1, len(values)-1))
}

// thirdMoment is the third moment about the mean.
func thirdMoment(values []float64) (sum float64) {
	middle := mean(values)
	for _, v := range values {
		d := v - middle
		sum += d * d * d
	}
	return sum / float64(len(values))
}

// ExpectedLoss is what a choice costs more, on average over the draws, than the best under each draw. The costs are by choice and draw.
func ExpectedLoss(costs [][]float64, choice int) float64 {
	sum := 0.0
	for b := range costs[choice] {
		sum += costs[choice][b] - least(costs, b)
	}
	return sum / float64(len(costs[choice]))
}

// ExpectedLossAfter is what the choice that then looks best would lose on average, were there more observations than the n there are: then the
// mean of a posterior that rests on n observations and a spacing moves by more/(n+1+more) of its variance. They cannot take away what
// comes from few replications; how much that is, the same costs by rerun tell.
func ExpectedLossAfter(costs, reruns [][]float64, n, more int) float64 {
	move := math.Sqrt(ShareOfDifferences(costs, reruns) * float64(more) / float64(n+1+more))
	seen := make([][]float64, len(costs))
	for i, draws := range costs {
		middle := mean(draws)
		for _, c := range draws {
			seen[i] = append(seen[i], middle+move*(c-middle))
		}
	}
	sum := 0.0
	for b := range costs[0] {
		sum += least(seen, b) - least(costs, b)
	}
	return max(0, sum/float64(len(costs[0])))
}

// ShareOfDifferences is the part that VarianceShare tells, of all differences to the first choice together: what all choices share decides
// nothing.
func ShareOfDifferences(costs, reruns [][]float64) float64 {
	whole, chance := 0.0, 0.0
	for i := range costs {
		whole += variance(minus(costs[i], costs[0]))
		chance += variance(minus(reruns[i], reruns[0]))
	}
	if whole == 0 {
		return 0
	}
	return min(1, max(0, 1-chance/whole))
}

func minus(a, b []float64) []float64 {
	c := slices.Clone(a)
	for i := range c {
		c[i] -= b[i]
	}
	return c
}

func least(costs [][]float64, draw int) float64 {
	low := math.Inf(1)
	for _, c := range costs {
		low = min(low, c[draw])
	}
	return low
}

package survival

import (
	"math"
	"slices"
)

// mixture is a problem of nonparametric maximum likelihood: each spell has come from some cell; how many came from each is unknown. The
// likelihood is that of a Poisson process, so its logarithm is the sum of log(row * counts) less the sum of cost * counts.
type mixture struct {
	rows [][]float64
	cost []float64
}

// precision is how much the logarithm of the likelihood may lack.
const precision = 1e-3

// solve improves counts until nothing is left to gain: Wang's constrained Newton method (J. R. Statist. Soc. B 69 (2007) 185).
func (m *mixture) solve(counts []float64) []float64 {
	if counts == nil {
		counts = m.peaks()
	}
	n := float64(len(m.rows))
	m.normalise(counts)
	for range 200 {
		fits := m.fits(counts)
		gains := m.gains(fits)
		if n*(slices.Max(gains)-1) < precision {
			break
		}
		support := supportOf(counts, gains)
		better := m.newton(counts, fits, support)
		if !m.step(counts, better) {
			m.em(counts, gains)
		}
		m.normalise(counts)
	}
	return counts
}

// peaks puts each spell where it is likeliest.
func (m *mixture) peaks() []float64 {
	counts := make([]float64, len(m.cost))
	for _, row := range m.rows {
		best := 0
		for j := range row {
			if row[j]/m.cost[j] > row[best]/m.cost[best] {
				best = j
			}
		}
		counts[best]++
	}
	return counts
}

// normalise makes the costs sum up to the number of spells, as they do where the likelihood is greatest.
func (m *mixture) normalise(counts []float64) {
	sum := 0.0
	for j, c := range counts {
		sum += float64(c * m.cost[j])
	}
	for j := range counts {
		counts[j] *= float64(len(m.rows)) / sum
	}
}

func (m *mixture) fits(counts []float64) []float64 {
	fits := make([]float64, len(m.rows))
	for j, c := range counts {
		if c > 0 {
			for k, row := range m.rows {
				fits[k] += float64(c * row[j])
			}
		}
	}
	return fits
}

// gains say how much the likelihood grows with the count of a cell, for its cost: 1 where it has what it should.
func (m *mixture) gains(fits []float64) []float64 {
	gains := make([]float64, len(m.cost))
	for k, row := range m.rows {
		by := 1 / max(fits[k], 1e-290) // where a law all but excludes a spell
		for j, r := range row {
			gains[j] += float64(r * by)
		}
	}
	for j := range gains {
		gains[j] /= m.cost[j]
	}
	return gains
}

func (m *mixture) logLikelihood(counts []float64) (sum float64) {
	for _, f := range m.fits(counts) {
		sum += math.Log(f)
	}
	for j, c := range counts {
		sum -= float64(c * m.cost[j])
	}
	return sum
}

// supportOf are the cells that have something, and those where gains peak.
func supportOf(counts, gains []float64) (support []int) {
	for j, g := range gains {
		peak := g > 1 && (j == 0 || g >= gains[j-1]) && (j == len(gains)-1 || g > gains[j+1])
		if counts[j] > 0 || peak {
			support = append(support, j)
		}
	}
	return support
}

// newton is where the quadratic approximation of the likelihood is greatest, by coordinate descent over the support.
func (m *mixture) newton(counts, fits []float64, support []int) []float64 {
	columns := make([][]float64, len(support))
	for s, j := range support {
		columns[s] = make([]float64, len(fits))
		for k, row := range m.rows {
			columns[s][k] = row[j] / fits[k]
		}
	}
	hessian := make([][]float64, len(support))
	slope := make([]float64, len(support))
	better := slices.Clone(counts)
	for s, j := range support {
		hessian[s] = make([]float64, len(support))
		for t := range s + 1 {
			hessian[s][t] = dot(columns[s], columns[t])
			hessian[t][s] = hessian[s][t]
		}
		slope[s] = 2*sum(columns[s]) - m.cost[j]
	}
	at := make([]float64, len(support))
	for s, j := range support {
		at[s] = counts[j]
	}
	descend(hessian, slope, at)
	for s, j := range support {
		better[j] = at[s]
	}
	return better
}

// descend minimises x'Hx/2 - slope'x over x that are not negative.
func descend(hessian [][]float64, slope, x []float64) {
	for range 100 {
		most := 0.0
		for s := range x {
			move := (slope[s] - dot(hessian[s], x)) / max(hessian[s][s], math.SmallestNonzeroFloat64)
			to := max(0, x[s]+move)
			most = max(most, math.Abs(to-x[s]))
			x[s] = to
		}
		if most < 1e-7 {
			return
		}
	}
}

func dot(a, b []float64) (sum float64) {
	for i := range a {
		sum += float64(a[i] * b[i])
	}
	return sum
}

func sum(a []float64) (sum float64) {
	for _, x := range a {
		sum += x
	}
	return sum
}

// step goes to the better counts, or a part of the way, if that gains anything.
func (m *mixture) step(counts, better []float64) bool {
	now := m.logLikelihood(counts)
	for part := 1.0; part > 1e-3; part /= 2 {
		next := make([]float64, len(counts))
		for j := range next {
			if next[j] = counts[j] + float64(part*(better[j]-counts[j])); next[j] < 1e-5 {
				next[j] = 0
			}
		}
		if m.logLikelihood(next) > now {
			copy(counts, next)
			return true
		}
	}
	return false
}

// em is a step of the EM algorithm, which always gains.
func (m *mixture) em(counts, gains []float64) {
	for j := range counts {
		counts[j] = max(counts[j], 1e-9) * gains[j]
	}
}

package input

import (
	"slices"

	"mailstorm/sim/random"
)

// Factor is a law and what each replication drew from it. Factors that share a law share what is uncertain about it.
type Factor struct {
	Law    *Law
	Values []int64
}

// Posterior gives weights to replications that were simulated once, as if they had come from other laws and had turned out otherwise.
// The weights of a turn belong to all choices: so differences and costs have their uncertainty, too.
type Posterior struct {
	weights []float64 // of the replications as they were sampled
	laws    []*Law
	margins []margin
}

// margin says which group of cells each replication lies in.
type margin struct {
	law    int
	groups []int // of cells
	of     []int // of replications; of a shared law for the first factor, then for the second, and so on
	count  int
	shared bool // by more factors than can be raked
}

// mostRaked factors of one law are raked: the more there are, the fewer weights fit all of them.
const mostRaked = 3

// fewestInGroup replications stand for a group of cells.
const fewestInGroup = 8

// NewPosterior takes the replications' weights, which are positive and make up for how they were sampled, and the laws they drew from.
func NewPosterior(weights []float64, factors ...Factor) *Posterior {
	p := &Posterior{weights: weights}
	var values [][]int64 // by law
	for _, f := range factors {
		i := slices.Index(p.laws, f.Law)
		if i < 0 {
			i = len(p.laws)
			p.laws, values = append(p.laws, f.Law), append(values, nil)
		}
		values[i] = append(values[i], f.Values...)
	}
	for _, f := range factors {
		if i := slices.Index(p.laws, f.Law); len(values[i]) <= mostRaked*len(weights) {
			p.margins = append(p.margins, newMargin(i, f, 2))
		}
	}
	for i, l := range p.laws {
		if len(values[i]) > mostRaked*len(weights) {
			m := newMargin(i, Factor{l, values[i]}, 3)
			m.shared = true
			p.margins = append(p.margins, m)
		}
	}
	return p
}

// newMargin joins neighbouring cells, the largest values first, until each group has enough replications: from group to group so many halves as many.
func newMargin(law int, f Factor, halves int) margin {
	m := margin{law: law, groups: make([]int, len(f.Law.edges)), of: make([]int, len(f.Values))}
	held := make([]int, len(f.Law.edges))
	for i, v := range f.Values {
		m.of[i] = f.Law.cell(v)
		held[m.of[i]]++
	}
	rest, here, enough := len(f.Values), 0, fewestInGroup
	for c := len(held) - 1; c >= 0; c-- {
		m.groups[c] = m.count
		here += held[c]
		if rest-here >= enough && here >= enough {
			rest -= here
			here, enough = 0, enough*halves/2
			m.count++
		}
	}
	m.count++
	for i, c := range m.of {
		m.of[i] = m.groups[c]
	}
	return m
}

// DrawReplications writes the weights of a turn under the laws on average, had other replications been drawn: what more runs would narrow.
func (p *Posterior) DrawReplications(seed random.Seed, turn uint64, weights []float64) {
	p.resample(seed, turn, weights)
	p.rake(p.means(), weights)
}

// DrawLaws writes the weights of a turn under laws of those that may be true, had other replications been drawn from them.
func (p *Posterior) DrawLaws(seed random.Seed, turn uint64, weights []float64) {
	p.resample(seed, turn, weights)
	cells := make([][]float64, len(p.laws))
	for i, l := range p.laws {
		cells[i] = l.draw(&stream{seed: seed, purpose: ofLaws, subject: random.Mix(turn, uint64(i))})
	}
	p.rake(cells, weights)
}

// resample is Rubin's Bayesian bootstrap over the replications.
func (p *Posterior) resample(seed random.Seed, turn uint64, weights []float64) {
	c := stream{seed: seed, purpose: ofRuns, subject: turn}
	for i, w := range p.weights {
		weights[i] = w * c.exponential()
	}
}

func (p *Posterior) means() [][]float64 {
	cells := make([][]float64, len(p.laws))
	for i, l := range p.laws {
		cells[i] = l.mean()
	}
	return cells
}

// rakingRounds of raking are enough for several laws; one law needs one.
const rakingRounds = 12

// rake fits the weights to the masses of the cells of each law, one after the other (Deming and Stephan). Then come laws that many factors
// share: see calibrate.
func (p *Posterior) rake(cells [][]float64, weights []float64) {
	if len(p.margins) == 0 {
		return
	}
	goals, own := make([][]float64, len(p.margins)), 0
	for i := range p.margins {
		goals[i] = p.margins[i].goals(cells[p.margins[i].law])
		if !p.margins[i].shared {
			own++
		}
	}
	for round := range rakingRounds {
		for i := range p.margins {
			if !p.margins[i].shared {
				p.margins[i].fit(goals[i], weights)
			}
		}
		if own <= 1 && round == 0 {
			break
		}
	}
	for i := range p.margins {
		if p.margins[i].shared {
			p.margins[i].calibrate(goals[i], weights)
		}
	}
}

// calibrate changes each weight by a number for each of the values that the replication drew, such that the values have the masses of the goals, all
// factors together (Deville and Särndal 1992, the linear method). Harm adds up over outages, and so do these numbers.
func (m *margin) calibrate(goals, weights []float64) {
	n, factors := len(weights), float64(len(m.of)/len(weights))
	counts := make([][]float64, n)
	for i := range counts {
		counts[i] = make([]float64, m.count)
	}
	for k, g := range m.of {
		counts[k%n][g]++
	}
	matrix, missing, all := make([][]float64, m.count), make([]float64, m.count), 0.0
	for g := range matrix {
		matrix[g] = make([]float64, m.count)
	}
	for i, w := range weights {
		all += w
		for g, x := range counts[i] {
			if x == 0 {
				continue
			}
			missing[g] -= float64(w * x)
			for h, y := range counts[i] {
				matrix[g][h] += float64(w * x * y)
			}
		}
	}
	for g := range missing {
		missing[g] += float64(all * factors * goals[g])
		matrix[g][g] += float64(1e-9 * all)
	}
	by := solved(matrix, missing)
	for i := range weights {
		sum := 1.0
		for g, x := range counts[i] {
			sum += float64(by[g] * x)
		}
		weights[i] *= sum
	}
}

// solved is the solution of linear equations whose matrix is symmetric and positive (Gauss). It overwrites them.
func solved(matrix [][]float64, right []float64) []float64 {
	n := len(right)
	for g := range n {
		for h := g + 1; h < n; h++ {
			factor := matrix[h][g] / matrix[g][g]
			for c := g; c < n; c++ {
				matrix[h][c] -= float64(factor * matrix[g][c])
			}
			right[h] -= float64(factor * right[g])
		}
	}
	for g := n - 1; g >= 0; g-- {
		for c := g + 1; c < n; c++ {
			right[g] -= float64(matrix[g][c] * right[c])
		}
		right[g] /= matrix[g][g]
	}
	return right
}

// goals adds up the masses of the cells of each group.
func (m *margin) goals(cells []float64) []float64 {
	goals := make([]float64, m.count)
	for c, mass := range cells {
		goals[m.groups[c]] += mass
	}
	return goals
}

func (m *margin) fit(goals, weights []float64) {
	factors := make([]float64, m.count)
	for i, w := range weights {
		factors[m.of[i]] += w
	}
	for g := range factors {
		factors[g] = goals[g] / factors[g]
	}
	for i := range weights {
		weights[i] *= factors[m.of[i]]
	}
}

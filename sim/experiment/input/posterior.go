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
	of     []int // of replications
	count  int
}

// fewestInGroup replications stand for a group of cells.
const fewestInGroup = 8

// NewPosterior takes the replications' weights, which are positive and make up for how they were sampled, and the laws they drew from.
func NewPosterior(weights []float64, factors ...Factor) *Posterior {
	p := &Posterior{weights: weights}
	for _, f := range factors {
		i := slices.Index(p.laws, f.Law)
		if i < 0 {
			i = len(p.laws)
			p.laws = append(p.laws, f.Law)
		}
		p.margins = append(p.margins, newMargin(i, f))
	}
	return p
}

// newMargin joins neighbouring cells, the largest values first, until each group has enough replications.
func newMargin(law int, f Factor) margin {
	m := margin{law: law, groups: make([]int, len(f.Law.edges)), of: make([]int, len(f.Values))}
	held := make([]int, len(f.Law.edges))
	for i, v := range f.Values {
		m.of[i] = f.Law.cell(v)
		held[m.of[i]]++
	}
	rest, here := len(f.Values), 0
	for c := len(held) - 1; c >= 0; c-- {
		m.groups[c] = m.count
		here += held[c]
		if rest-here >= fewestInGroup && here >= fewestInGroup {
			rest -= here
			here = 0
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

// rake fits the weights to the masses of the cells of each law, one after the other (Deming and Stephan).
func (p *Posterior) rake(cells [][]float64, weights []float64) {
	if len(p.margins) == 0 {
		return
	}
	goals := make([][]float64, len(p.margins))
	for i := range p.margins {
		goals[i] = p.margins[i].goals(cells[p.margins[i].law])
	}
	for range rakingRounds {
		for i := range p.margins {
			p.margins[i].fit(goals[i], weights)
		}
		if len(p.margins) == 1 {
			return
		}
	}
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

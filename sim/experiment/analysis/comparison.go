package analysis

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/estimate"
	"mailstorm/sim/experiment/input"
	"mailstorm/sim/random"
)

// comparison compares the costs of choices, all by the same storms.
type comparison struct {
	decision experiment.Decision
	plan     *experiment.Plan
	summary  *Summary
	tail     float64 // of each comparison on which the answer rests
}

// newComparison divides the doubt that the guarantee leaves among the rounds, half for the first, a sixth for the second, a twelfth for the
// third, so that all together never have more however many follow; and within a round among all comparisons together.
func newComparison(d experiment.Decision, p *experiment.Plan, s *Summary) *comparison {
	c := &comparison{decision: d, plan: p, summary: s}
	look := float64(1 + slices.IndexFunc(p.Rounds(), func(n uint32) bool { return n >= min(s.Runs, p.Runs) }))
	c.tail = c.simultaneousTail((1 - guarantee(p).Confidence) / (look * (look + 1)))
	return c
}

// guarantee is that of a plan.
func guarantee(p *experiment.Plan) experiment.Guarantee {
	if p.Guarantee == (experiment.Guarantee{}) {
		return experiment.DefaultGuarantee
	}
	return p.Guarantee
}

// eligible are the choices that can be set.
func (c *comparison) eligible() (all []int) {
	for i := range c.plan.Choices {
		if !c.plan.Choices[i].Barred {
			all = append(all, i)
		}
	}
	return all
}

// hasIntervals reports whether there are intervals to decide by.
func (c *comparison) hasIntervals() bool { return c.summary.Runs > 1 }

// simultaneousTail is the chance with which each comparison may err on either side, so that all together err with that chance.
func (c *comparison) simultaneousTail(doubt float64) float64 {
	alone := doubt / float64(max(1, 2*len(c.eligible())*(1+len(c.decision.Limits))))
	if !c.hasIntervals() || asksQuantiles(&c.decision) {
		return alone
	}
	var all estimate.Simultaneous
	runs := int(c.summary.Runs)
	for _, i := range c.eligible() {
		if c.summary.from == nil || c.summary.runs(i) < runs {
			continue // only those that ran to the end
		}
		cost := c.influence([]term{{i, 1}}, runs)
		all.AddPaired(&cost)
		for _, l := range c.decision.Limits {
			if part := c.summary.influence(i, l.Subject, runs); part != nil {
				all.AddLimited(part)
			}
		}
	}
	seed := random.NewSeed(c.plan.Seed)
	tail, ok := all.Tail(doubt, func(draw uint64) uint64 { return seed.Draw(random.Rank, uint64(runs), draw) })
	if !ok {
		return alone
	}
	return max(tail, alone)
}

// asksQuantiles reports whether a limit or a weight is one over messages: how they go together with other numbers is not known.
func asksQuantiles(d *experiment.Decision) bool {
	return slices.ContainsFunc(d.Limits, func(l experiment.Limit) bool { return l.Subject.Quantile != experiment.NoQuantile }) ||
		slices.ContainsFunc(d.Weights, func(w experiment.Weight) bool { return w.Subject.Quantile != experiment.NoQuantile })
}

// term is a choice and the sign with which its cost counts.
type term struct {
	choice int
	sign   float64
}

// difference is what a choice costs more than another one, in the replications that both have.
func (c *comparison) difference(choice, than int, tail float64) Estimate {
	if choice == than {
		return Estimate{Known: true, Bounded: c.hasIntervals()}
	}
	return c.sum([]term{{choice, 1}, {than, -1}}, tail, c.summary.runs(choice, than))
}

// cost is what a choice costs, with its 95 % interval.
func (c *comparison) cost(choice int) Estimate {
	return c.sum([]term{{choice, 1}}, estimate.Tail, c.summary.runs(choice))
}

// firstRoundCost is what a choice costs by the first round.
func (c *comparison) firstRoundCost(choice int) float64 {
	runs := min(int(c.plan.Rounds()[0]), c.summary.runs(choice))
	return c.sum([]term{{choice, 1}}, estimate.Tail, runs).Value
}

// sum adds up what choices cost; what is unknown costs nothing.
func (c *comparison) sum(terms []term, tail float64, runs int) Estimate {
	influence := c.influence(terms, runs)
	e := c.uncertainty(terms, runs).Widen(influence.Within(tail), tail)
	rest := c.rest(terms, runs, estimate.ArmFactor(tail))
	return Estimate{Value: e.Value + rest.Value, Low: e.Low + rest.Value - rest.Low, High: e.High + rest.Value + rest.High, Known: true, Bounded: runs > 1}
}

// influence is that of a sum of costs, so far as it has one.
func (c *comparison) influence(terms []term, runs int) estimate.Influence {
	sum := estimate.Zero(c.plan.Design(runs))
	for _, w := range c.decision.Weights {
		for _, t := range terms {
			if part := c.summary.influence(t.choice, w.Subject, runs); part != nil {
				sum = sum.Plus(t.sign*w.Cost, part)
			}
		}
	}
	return sum
}

// uncertainty is what few observations leave open of a sum of costs.
func (c *comparison) uncertainty(terms []term, runs int) (sum *input.Uncertainty) {
	for _, w := range c.decision.Weights {
		for _, t := range terms {
			sum = sum.Plus(t.sign*w.Cost, c.summary.uncertainty(t.choice, w.Subject, runs))
		}
	}
	return sum
}

// rest is what has no influence of a sum of costs, with the lengths of its arms. How quantiles go together with other measures is not known:
// their intervals are added.
func (c *comparison) rest(terms []term, runs int, armFactor float64) (sum Estimate) {
	add := func(cost float64, e Estimate) {
		sum.Value += float64(cost * e.Value)
		below, above := cost*armFactor*(e.Value-e.Low), cost*armFactor*(e.High-e.Value)
		sum.Low += max(below, -above)
		sum.High += max(above, -below)
	}
	for _, w := range c.decision.Weights {
		if len(terms) > 1 && w.Subject.Quantile != experiment.NoQuantile {
			if e := c.summary.quantileDifference(terms[0].choice, terms[1].choice, w.Subject.Quantile); e.Known {
				add(w.Cost, e)
				continue
			}
		}
		for _, t := range terms {
			if c.summary.influence(t.choice, w.Subject, runs) == nil {
				add(t.sign*w.Cost, c.summary.Choices[t.choice].Estimate(w.Subject))
			}
		}
	}
	return sum
}

// compare orders choices by a number: the least first, of equal ones that in force, then the one that expires later.
func (c *comparison) compare(i, j int, of func(choice int) float64) int {
	return cmp.Or(cmp.Compare(steady(of(i)), steady(of(j))), c.changes(i)-c.changes(j),
		cmp.Compare(c.expiration(j), c.expiration(i)))
}

// changes is 0 for the choice in force, and 1 for all others.
func (c *comparison) changes(choice int) int {
	if choice == c.plan.Current {
		return 0
	}
	return 1
}

func (c *comparison) expiration(choice int) time.Duration { return c.plan.Choices[choice].Lifetime() }

// steady rounds a number on which an answer turns, so that it is the same where an architecture fuses operations.
func steady(v float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', 8, 64), 64)
	if err != nil {
		return v
	}
	return r
}

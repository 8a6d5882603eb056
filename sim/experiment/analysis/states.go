package analysis

import (
	"slices"

	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/estimate"
)

// State is what replications came to in one state of the world.
type State struct {
	Plan    *experiment.Plan
	Summary *Summary
}

// StateComparison is what choices come to over several states of the world, which nobody chooses.
type StateComparison struct {
	Costs         [][]Estimate // by choice and state
	Violates      [][]bool     // by choice and state: whether it breaks a limit there beyond doubt
	MayViolate    [][]bool     // that it may break one
	Worst         []Estimate   // by choice: its cost where that is highest; unknown where it breaks a limit in any state, or cannot be set
	Regret        []Estimate   // by choice: what it costs more than the best of a state, where that is most
	Expected      []Estimate   // by choice, with a prior
	Maximin       int          // the choice whose worst case costs least; -1: none holds the limits in each state
	MinimaxRegret int          // the choice with the least worst regret
	LeastExpected int          // the choice with the least expected cost; -1: no prior
	Rivals        []int        // choices of which the expected cost is not known to be higher
}

// CompareStates holds the choices of several states against each other (L. J. Savage, The theory of statistical decision, J. Am. Stat. Assoc. 46
// (1951) 55). All states met the same seeds; how their errors go together is not known, so where they are added their intervals are, too.
func CompareStates(d experiment.Decision, states []State, prior []float64) StateComparison {
	w := StateComparison{Maximin: -1, MinimaxRegret: -1, LeastExpected: -1}
	var comparisons []*comparison
	for _, s := range states {
		comparisons = append(comparisons, newComparison(d, s.Plan, s.Summary))
	}
	for i := range states[0].Plan.Choices {
		w.check(comparisons, i)
	}
	var fit []int
	for i := range w.Costs {
		if !states[0].Plan.Choices[i].Barred && !slices.Contains(w.Violates[i], true) {
			fit = append(fit, i)
		}
	}
	w.regret(comparisons, fit)
	w.Maximin, w.MinimaxRegret = leastCost(comparisons[0], fit, w.Worst), leastCost(comparisons[0], fit, w.Regret)
	if len(prior) > 0 {
		w.expectCosts(comparisons, fit, prior)
	}
	return w
}

// check adds what a choice comes to in each state.
func (w *StateComparison) check(comparisons []*comparison, choice int) {
	var costs []Estimate
	var breaks, doubts []bool
	for _, c := range comparisons {
		v := c.check(choice)
		costs, breaks, doubts = append(costs, v.Cost), append(breaks, len(v.Violated) > 0), append(doubts, len(v.Uncertain) > 0)
	}
	w.Costs, w.Violates, w.MayViolate = append(w.Costs, costs), append(w.Violates, breaks), append(w.MayViolate, doubts)
}

// regret finds the worst case of each choice, and where it costs most above the best of a state.
func (w *StateComparison) regret(comparisons []*comparison, fit []int) {
	w.Worst, w.Regret = make([]Estimate, len(w.Costs)), make([]Estimate, len(w.Costs))
	for s, c := range comparisons {
		column := make([]Estimate, len(w.Costs))
		for _, i := range fit {
			column[i] = w.Costs[i][s]
		}
		best := leastCost(c, fit, column)
		for _, i := range fit {
			w.Worst[i], w.Regret[i] = worse(w.Worst[i], w.Costs[i][s]), worse(w.Regret[i], c.difference(i, best, estimate.Tail))
		}
	}
}

func worse(a, b Estimate) Estimate {
	if !a.Known || b.Value > a.Value {
		return b
	}
	return a
}

// leastCost is the choice with the least number; -1: there is none.
func leastCost(c *comparison, choices []int, of []Estimate) int {
	if len(choices) == 0 {
		return -1
	}
	return slices.MinFunc(choices, func(i, j int) int {
		return c.compare(i, j, func(choice int) float64 { return of[choice].Value })
	})
}

// expectCosts weighs the states by how likely they are.
func (w *StateComparison) expectCosts(comparisons []*comparison, fit []int, prior []float64) {
	w.Expected = make([]Estimate, len(w.Costs))
	for _, i := range fit {
		w.Expected[i] = mixture(prior, func(s int) Estimate { return w.Costs[i][s] })
	}
	if w.LeastExpected = leastCost(comparisons[0], fit, w.Expected); w.LeastExpected < 0 {
		return
	}
	for _, i := range fit {
		more := mixture(prior, func(s int) Estimate { return comparisons[s].difference(i, w.LeastExpected, comparisons[s].tail) })
		if i != w.LeastExpected && (steady(more.Low) <= 0 || !more.Bounded) {
			w.Rivals = append(w.Rivals, i)
		}
	}
}

// mixture is the mean of a number over states.
func mixture(prior []float64, of func(state int) Estimate) Estimate {
	sum := Estimate{Known: true, Bounded: true}
	for s, p := range prior {
		e := of(s)
		sum.Value, sum.Low, sum.High = sum.Value+float64(p*e.Value), sum.Low+float64(p*e.Low), sum.High+float64(p*e.High)
		sum.Known, sum.Bounded = sum.Known && e.Known, sum.Bounded && e.Bounded
	}
	return sum
}

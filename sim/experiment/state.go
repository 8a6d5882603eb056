package experiment

import (
	"cmp"
	"slices"
)

// Under is what replications came to in one state of the world.
type Under struct {
	Plan    *Plan
	Summary *Summary
}

// Weighing is what choices come to over several states of the world, which nobody chooses.
type Weighing struct {
	Costs    [][]Estimate // by choice and state
	Breaks   [][]bool     // by choice and state: whether it breaks a limit there beyond doubt
	Doubts   [][]bool     // that it may break one
	Worst    []Estimate   // by choice: its cost where that is highest; unknown where it breaks a limit in any state, or cannot be set
	Regret   []Estimate   // by choice: what it costs more than the best of a state, where that is most
	Expected []Estimate   // by choice, with a prior
	Maximin  int          // the choice whose worst case costs least; -1: none holds the limits in each state
	Minimax  int          // the choice with the least worst regret
	Likely   int          // the choice with the least expected cost; -1: no prior
	Rivals   []int        // choices of which the expected cost is not known to be higher
}

// Weigh holds the choices of several states against each other (L. J. Savage, The theory of statistical decision, J. Am. Stat. Assoc. 46
// (1951) 55). All states met the same seeds; how their errors go together is not known, so where they are added their intervals are, too.
func (d Decision) Weigh(states []Under, prior []float64) Weighing {
	w := Weighing{Maximin: -1, Minimax: -1, Likely: -1}
	var courts []*court
	for _, s := range states {
		courts = append(courts, newCourt(d, s.Plan, s.Summary))
	}
	for i := range states[0].Plan.Choices {
		w.judge(courts, i)
	}
	var fit []int
	for i := range w.Costs {
		if !states[0].Plan.Choices[i].Barred && !slices.Contains(w.Breaks[i], true) {
			fit = append(fit, i)
		}
	}
	w.regret(courts, fit)
	w.Maximin, w.Minimax = lowest(courts[0], fit, w.Worst), lowest(courts[0], fit, w.Regret)
	if len(prior) > 0 {
		w.expect(courts, fit, prior)
	}
	return w
}

// judge adds what a choice comes to in each state.
func (w *Weighing) judge(courts []*court, choice int) {
	var costs []Estimate
	var breaks, doubts []bool
	for _, c := range courts {
		v := c.judge(choice)
		costs, breaks, doubts = append(costs, v.Cost), append(breaks, len(v.Breaks) > 0), append(doubts, len(v.Doubts) > 0)
	}
	w.Costs, w.Breaks, w.Doubts = append(w.Costs, costs), append(w.Breaks, breaks), append(w.Doubts, doubts)
}

// regret finds the worst case of each choice, and where it costs most above the best of a state.
func (w *Weighing) regret(courts []*court, fit []int) {
	w.Worst, w.Regret = make([]Estimate, len(w.Costs)), make([]Estimate, len(w.Costs))
	for s, c := range courts {
		column := make([]Estimate, len(w.Costs))
		for _, i := range fit {
			column[i] = w.Costs[i][s]
		}
		best := lowest(c, fit, column)
		for _, i := range fit {
			w.Worst[i], w.Regret[i] = higher(w.Worst[i], w.Costs[i][s]), higher(w.Regret[i], c.more(i, best, tail))
		}
	}
}

func higher(a, b Estimate) Estimate {
	if !a.Known || b.Value > a.Value {
		return b
	}
	return a
}

// lowest is the choice with the least number, of equal ones that in force and then the one that expires later; -1: there is none.
func lowest(c *court, choices []int, of []Estimate) int {
	if len(choices) == 0 {
		return -1
	}
	return slices.MinFunc(choices, func(i, j int) int {
		return cmp.Or(cmp.Compare(steady(of[i].Value), steady(of[j].Value)), cmp.Compare(one(i != c.plan.Current), one(j != c.plan.Current)),
			cmp.Compare(c.expiration(j), c.expiration(i)))
	})
}

// expect weighs the states by how likely they are.
func (w *Weighing) expect(courts []*court, fit []int, prior []float64) {
	w.Expected = make([]Estimate, len(w.Costs))
	for _, i := range fit {
		w.Expected[i] = mixed(prior, func(s int) Estimate { return w.Costs[i][s] })
	}
	if w.Likely = lowest(courts[0], fit, w.Expected); w.Likely < 0 {
		return
	}
	for _, i := range fit {
		more := mixed(prior, func(s int) Estimate { return courts[s].more(i, w.Likely, courts[s].tail) })
		if i != w.Likely && (steady(more.Low) <= 0 || !more.Bounded) {
			w.Rivals = append(w.Rivals, i)
		}
	}
}

// mixed is the mean of a number over states.
func mixed(prior []float64, of func(state int) Estimate) Estimate {
	sum := Estimate{Known: true, Bounded: true}
	for s, p := range prior {
		e := of(s)
		sum.Value, sum.Low, sum.High = sum.Value+float64(p*e.Value), sum.Low+float64(p*e.Low), sum.High+float64(p*e.High)
		sum.Known, sum.Bounded = sum.Known && e.Known, sum.Bounded && e.Bounded
	}
	return sum
}

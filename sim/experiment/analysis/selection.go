package analysis

import (
	"slices"

	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/estimate"
)

// Advise chooses the value that costs least among those that hold the limits, as surely as the plan guarantees.
func Advise(d experiment.Decision, p *experiment.Plan, s *Summary) Advice {
	c := newComparison(d, p, s)
	a := c.advise()
	if a.ImpliedLimits = c.impliedLimits(&a); len(a.ImpliedLimits) > 0 {
		less := experiment.Decision{Weights: d.Weights}
		for i, l := range d.Limits {
			if !slices.Contains(a.ImpliedLimits, i) {
				less.Limits = append(less.Limits, l)
			}
		}
		free := newComparison(less, p, s).advise()
		a.WithoutImplied = &free
	}
	return a
}

// advise screens the choices by the limits, and selects among those that are left.
func (c *comparison) advise() (a Advice) {
	a.Indifference, a.Next = c.indifference(), -1
	possible, feasible := c.screen(&a)
	switch eligible := c.eligible(); {
	case len(eligible) == 0:
		a.Answer = Barred
	case len(possible) == 0:
		a.Answer = Infeasible
	case len(eligible) > 1 && c.summary.same(eligible):
		a.Answer, a.Best = Equal, feasible
	default:
		c.selectBest(&a, possible, feasible)
	}
	if first := a.First(); first >= 0 {
		c.compareWith(first, &a, possible)
	}
	return a
}

// screen checks the limits, and lists the choices that may hold them and those that do, the cheapest first.
func (c *comparison) screen(a *Advice) (possible, feasible []int) {
	for i := range c.plan.Choices {
		v := c.check(i)
		a.Verdicts = append(a.Verdicts, v)
		if c.plan.Choices[i].Barred || len(v.Violated) > 0 {
			continue
		}
		if possible = append(possible, i); v.feasible() {
			feasible = append(feasible, i)
		}
	}
	byCost := func(i, j int) int {
		return c.compare(i, j, func(choice int) float64 { return a.Verdicts[choice].Cost.Value })
	}
	slices.SortStableFunc(possible, byCost)
	slices.SortStableFunc(feasible, byCost)
	return possible, feasible
}

// selectBest finds what is good enough: what holds the limits and costs no more than the indifference zone above anything that may hold
// them. While something that holds them looks cheaper, though it is less sure, nothing is decided.
func (c *comparison) selectBest(a *Advice, possible, feasible []int) {
	for _, b := range feasible {
		dearer := func(i int) bool { return i != b && !(steady(c.difference(b, i, c.tail).High) <= a.Indifference) }
		if c.hasIntervals() && !slices.ContainsFunc(possible, dearer) {
			a.Best = append(a.Best, b)
		}
	}
	cheaper := func(i int) bool {
		return !slices.Contains(a.Best, i) && steady(c.difference(i, a.Best[0], estimate.Tail).Value) < 0
	}
	if len(a.Best) > 0 && !slices.ContainsFunc(feasible, cheaper) {
		a.Answer = Decided
		return
	}
	a.Best = nil
	for _, i := range possible {
		worse := func(b int) bool { return steady(c.difference(i, b, c.tail).Low) > 0 }
		if !slices.ContainsFunc(feasible, worse) || !c.hasIntervals() {
			a.Open = append(a.Open, i)
		}
	}
	a.NoneByEstimate = len(a.Open) > 0 && !slices.ContainsFunc(a.Open, c.feasibleByEstimate)
	a.RunsNeeded, a.ObservationsNeeded = c.runsNeeded(a)
}

// compareWith compares all choices with the first, by differences in the same storms: what was dropped early met fewer.
func (c *comparison) compareWith(first int, a *Advice, possible []int) {
	for i := range a.Verdicts {
		a.Verdicts[i].Difference = c.difference(i, first, estimate.Tail)
	}
	for _, i := range possible {
		if i != first && (a.Next < 0 || steady(a.Verdicts[i].Difference.Value) < steady(a.Verdicts[a.Next].Difference.Value)) {
			a.Next = i
		}
	}
	if len(c.plan.Observed) > 0 {
		a.Risk = c.inputRisk(first, possible)
	}
}

// indifference is what makes no difference, in the unit of the weights. A part of the costs is reckoned from the first round, and stays.
func (c *comparison) indifference() float64 {
	g := guarantee(c.plan)
	if !g.Relative {
		factor, _ := c.decision.Per()
		return g.Indifference / factor
	}
	var costs []float64
	for _, i := range c.eligible() {
		costs = append(costs, c.firstRoundCost(i))
	}
	slices.Sort(costs)
	if len(costs) == 0 {
		return 0
	}
	return steady(max(0, g.Indifference*costs[len(costs)/2]))
}

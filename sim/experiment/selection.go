package experiment

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

// Guarantee says how sure an answer has to be: with the chance Confidence, what is chosen costs at most Loss more than the best of what
// holds the limits (the indifference zone of ranking and selection; S.-H. Kim and B. L. Nelson, Selecting the best system, 2006).
type Guarantee struct {
	Confidence   float64 // 0.95
	Indifference float64 // as the report writes costs, see Per; with Relative: a part of the median of what the values cost by the first round
	Relative     bool
}

// DefaultGuarantee is the promise of who asks for none.
var DefaultGuarantee = Guarantee{Confidence: 0.95, Indifference: 0.05, Relative: true}

// Rounds are the numbers of replications after which it is asked whether the answer is sure: twice as many each time.
func (p *Plan) Rounds() (all []uint32) {
	first := p.First
	if first == 0 {
		first = p.Runs
	}
	for n := uint64(first); n < uint64(p.Runs); n *= 2 {
		all = append(all, uint32(n))
	}
	return append(all, p.Runs)
}

// Answer is what a decision comes to.
type Answer uint8

// The answers.
const (
	Undecided  Answer = iota // more replications may tell
	Decided                  // one value, or several between which it makes no difference
	Infeasible               // no value holds all limits
	Equal                    // all values come to the same in each replication
	Barred                   // no value that can be set is among them
)

var answerWords = [...]string{"undecided", "decided", "excluded", "equal", "barred"}

func (a Answer) String() string { return answerWords[a] }

// Advice is the answer to a decision.
type Advice struct {
	Answer             Answer
	Best               []int     // choices, the one to prefer first; several where it makes no difference
	Open               []int     // where nothing is decided: what may still be the best, the cheapest first
	Next               int       // the cheapest of the others that may hold the limits; -1: none
	Verdicts           []Verdict // as Plan.Choices
	Indifference       float64   // what makes no difference, in the unit of the weights
	RunsNeeded         uint64    // replications that would decide, about; 0: nobody can say
	ObservationsNeeded uint64    // where no replications would: observations that would, about; 0: they are not what is missing
	Risk               InputRisk // of choosing the first by few observations; zero where nothing rests on any
	ImpliedLimits      []int     // limits that follow the expiration itself, and forbid some of it
	WithoutImplied     *Advice   // what would be advised without them
}

// First is the one to prefer of the best, or where nothing is decided the cheapest that may be it; -1: none.
func (a *Advice) First() int {
	for _, i := range slices.Concat(a.Best, a.Open) {
		return i
	}
	return -1
}

// Certain reports whether the question is answered.
func (a *Advice) Certain() bool { return a.Answer != Undecided }

// Verdict is what a decision says of one choice.
type Verdict struct {
	Violated   []int    // indices into Decision.Limits that it breaks beyond doubt
	Uncertain  []int    // that it may break: the limit lies within the interval
	Cost       Estimate // with its 95 % interval
	Difference Estimate // to the cost of the first of Best, or of Open
}

// feasible reports whether a choice keeps all limits beyond doubt.
func (v *Verdict) feasible() bool { return len(v.Violated)+len(v.Uncertain) == 0 }

// Status is what advice makes of a choice.
type Status uint8

// The standings, better ones first.
const (
	Best     Status = iota // one of those to choose
	Open                   // it may be the best
	Inferior               // another one is better
	Rejected               // it breaks a limit beyond doubt, or cannot be set
)

var statusWords = [...]string{"best", "in question", "another is better", "refused"}

func (s Status) String() string { return statusWords[s] }

// Status is what the advice makes of a choice.
func (a *Advice) Status(choice int) Status {
	switch v := &a.Verdicts[choice]; {
	case slices.Contains(a.Best, choice):
		return Best
	case len(v.Violated) > 0 || a.Answer == Barred:
		return Rejected
	case slices.Contains(a.Open, choice) || len(v.Uncertain) > 0 && !(v.Difference.Low > 0):
		return Open
	default:
		return Inferior
	}
}

// Advise chooses the value that costs least among those that hold the limits, as surely as the plan promises.
func (d Decision) Advise(p *Plan, s *Summary) Advice {
	c := newComparison(d, p, s)
	a := c.advise()
	if a.ImpliedLimits = c.impliedLimits(&a); len(a.ImpliedLimits) > 0 {
		less := Decision{Weights: d.Weights}
		for i, l := range d.Limits {
			if !slices.Contains(a.ImpliedLimits, i) {
				less.Limits = append(less.Limits, l)
			}
		}
		free := newComparison(less, p, s)
		unbound := free.advise()
		a.WithoutImplied = &unbound
	}
	return a
}

// comparison has before it what a verdict needs.
type comparison struct {
	decision Decision
	plan     *Plan
	summary  *Summary
	tail     float64 // of each comparison on which the answer rests
}

// newComparison deals the doubt that the promise leaves out to the rounds, half to the first, a sixth to the second, a twelfth to the third, so that all
// together never have more however many follow; and within a round to all comparisons together.
func newComparison(d Decision, p *Plan, s *Summary) *comparison {
	c := &comparison{decision: d, plan: p, summary: s}
	look := float64(1 + slices.IndexFunc(p.Rounds(), func(n uint32) bool { return n >= min(s.Runs, p.Runs) }))
	c.tail = c.jointTail((1 - p.guarantee().Confidence) / (look * (look + 1)))
	return c
}

func (p *Plan) guarantee() Guarantee {
	if p.Guarantee == (Guarantee{}) {
		return DefaultGuarantee
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

func (c *comparison) advise() (a Advice) {
	a.Indifference, a.Next = c.indifference(), -1
	var open, holding []int
	for i := range c.plan.Choices {
		v := c.check(i)
		a.Verdicts = append(a.Verdicts, v)
		if c.plan.Choices[i].Barred || len(v.Violated) > 0 {
			continue
		}
		if open = append(open, i); v.feasible() {
			holding = append(holding, i)
		}
	}
	c.sortByCost(a.Verdicts, open)
	c.sortByCost(a.Verdicts, holding)
	switch eligible := c.eligible(); {
	case len(eligible) == 0:
		a.Answer = Barred
	case len(open) == 0:
		a.Answer = Infeasible
	case len(eligible) > 1 && c.allEqual(eligible):
		a.Answer, a.Best = Equal, holding
	default:
		c.selectBest(&a, open, holding)
	}
	first := a.First()
	for i := range a.Verdicts {
		if first >= 0 {
			a.Verdicts[i].Difference = c.difference(i, first, Tail)
		}
	}
	for _, i := range open { // by differences in the same storms: what was dropped early met fewer
		if i != first && (a.Next < 0 || steady(a.Verdicts[i].Difference.Value) < steady(a.Verdicts[a.Next].Difference.Value)) {
			a.Next = i
		}
	}
	if first >= 0 && len(c.plan.Observed) > 0 && c.summary.from != nil {
		a.Risk = c.inputRisk(first, open)
	}
	return a
}

// selectBest finds what is good enough: what holds the limits and costs no more than the loss above anything that may hold them. While something
// that holds them looks cheaper, though it is less sure, nothing is decided.
func (c *comparison) selectBest(a *Advice, open, holding []int) {
	for _, b := range holding {
		good := func(i int) bool { return i == b || steady(c.difference(b, i, c.tail).High) <= a.Indifference }
		if c.hasIntervals() && !slices.ContainsFunc(open, func(i int) bool { return !good(i) }) {
			a.Best = append(a.Best, b)
		}
	}
	cheaper := func(i int) bool {
		return !slices.Contains(a.Best, i) && steady(c.difference(i, a.Best[0], Tail).Value) < 0
	}
	if len(a.Best) > 0 && !slices.ContainsFunc(holding, cheaper) {
		a.Answer = Decided
		return
	}
	a.Best = nil
	for _, i := range open {
		worse := func(b int) bool { return steady(c.difference(i, b, c.tail).Low) > 0 }
		if !slices.ContainsFunc(holding, worse) || !c.hasIntervals() {
			a.Open = append(a.Open, i)
		}
	}
	a.RunsNeeded = c.runsNeeded(a)
}

// hasIntervals reports whether there are intervals to decide by.
func (c *comparison) hasIntervals() bool { return c.summary.Runs > 1 }

// steady rounds a number on which an answer turns, so that it is the same where an architecture fuses operations.
func steady(v float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', 8, 64), 64)
	if err != nil {
		return v
	}
	return r
}

// sortByCost puts the cheapest first, then the choice in force, then the longer expiration.
func (c *comparison) sortByCost(v []Verdict, choices []int) {
	slices.SortStableFunc(choices, func(i, j int) int {
		return cmp.Or(
			cmp.Compare(steady(v[i].Cost.Value), steady(v[j].Cost.Value)),
			cmp.Compare(one(i != c.plan.Current), one(j != c.plan.Current)),
			cmp.Compare(c.expiration(j), c.expiration(i)),
		)
	})
}

func (c *comparison) expiration(choice int) time.Duration { return c.plan.Choices[choice].lifetime() }

// allEqual reports whether choices came to the same in all that is measured, in each replication.
func (c *comparison) allEqual(choices []int) bool {
	for _, i := range choices[1:] {
		if c.summary.from == nil || !c.summary.from.same(i, choices[0]) {
			return false
		}
	}
	return true
}

// indifference is what makes no difference, in the unit of the weights. A part of the costs is reckoned from the first round, and stays.
func (c *comparison) indifference() float64 {
	promise := c.plan.guarantee()
	if !promise.Relative {
		factor, _ := c.decision.Per()
		return promise.Indifference / factor
	}
	var costs []float64
	for _, i := range c.eligible() {
		costs = append(costs, c.firstRoundCost(i))
	}
	slices.Sort(costs)
	if len(costs) == 0 {
		return 0
	}
	return steady(max(0, promise.Indifference*costs[len(costs)/2]))
}

// check holds the limits against a choice, and adds up what it costs.
func (c *comparison) check(choice int) (v Verdict) {
	for i, l := range c.decision.Limits {
		e := c.summary.estimate(choice, l.Subject, c.tail)
		switch {
		case !e.Known && c.unmeasured(choice, l.Subject):
			v.Uncertain = append(v.Uncertain, i)
		case !e.Known: // nothing happened that it speaks of
		case steady(e.Low) > l.Most:
			v.Violated = append(v.Violated, i)
		case steady(e.High) > l.Most || !c.hasIntervals():
			v.Uncertain = append(v.Uncertain, i)
		}
	}
	v.Cost = c.cost([]term{{choice, 1}}, Tail)
	return v
}

// unmeasured reports whether a measure is unknown because there is no standard to measure it by, or none that met the same mail; otherwise
// nothing happened that it speaks of.
func (c *comparison) unmeasured(choice int, s Subject) bool {
	standard, needed := s.standard()
	if !needed {
		return false
	}
	whole := [...]Measure{BouncedGood, BouncedLong}[standard]
	of := &c.summary.Choices[choice].Measures
	return standard >= len(c.plan.standards(choice)) || !of[whole].Known && of[FalseNDRs].Known
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
	return c.cost([]term{{choice, 1}, {than, -1}}, tail)
}

// firstRoundCost is what a choice costs by the first round.
func (c *comparison) firstRoundCost(choice int) float64 {
	runs := min(int(c.plan.Rounds()[0]), c.summary.Choices[choice].runs(c.summary))
	return c.costOver([]term{{choice, 1}}, Tail, runs).Value
}

func (c *comparison) cost(sides []term, tail float64) Estimate {
	runs := math.MaxInt
	for _, s := range sides {
		runs = min(runs, c.summary.Choices[s.choice].runs(c.summary))
	}
	return c.costOver(sides, tail, runs)
}

// costOver adds up what choices cost; what is unknown costs nothing. How quantiles go together with other measures is not known: their
// intervals are added.
func (c *comparison) costOver(sides []term, tail float64, runs int) Estimate {
	sum := Influence{values: make([]float64, runs), runs: runs, design: c.plan.design(runs)}
	fixed, slack, laws := 0.0, Estimate{}, (*Uncertainty)(nil)
	add := func(cost float64, e Estimate) {
		fixed += float64(cost * e.Value)
		slack.Widen(cost*ArmFactor(tail), e)
	}
	for _, w := range c.decision.Weights {
		if len(sides) > 1 && w.Subject.Quantile != NoQuantile {
			if e := c.summary.quantileDifference(sides[0].choice, sides[1].choice, w.Subject.Quantile); e.Known {
				add(w.Cost, e)
				continue
			}
		}
		for _, s := range sides {
			if part := c.summary.influence(s.choice, w.Subject, runs); part != nil {
				sum = sum.Plus(s.sign*w.Cost, part)
				laws = laws.Plus(s.sign*w.Cost, c.summary.from.uncertainty(s.choice, w.Subject, runs))
			} else {
				add(s.sign*w.Cost, c.summary.Choices[s.choice].Estimate(w.Subject))
			}
		}
	}
	e := laws.Widen(sum.Within(tail), tail)
	e.Known, e.Bounded = true, runs > 1
	e.Value, e.Low, e.High = e.Value+fixed, e.Low+fixed-slack.Low, e.High+fixed+slack.High
	return e
}

// ArmFactor is how much longer the arms of an interval are that misses the truth with that chance than those of a 95 % interval.
func ArmFactor(to float64) float64 {
	if to == Tail {
		return 1
	}
	return distuv.UnitNormal.Quantile(1-to) / distuv.UnitNormal.Quantile(1-Tail)
}

// Widen widens by an interval whose covariance with the others is not known.
func (e *Estimate) Widen(factor float64, o Estimate) {
	below, above := factor*(o.Value-o.Low), factor*(o.High-o.Value)
	e.Low += max(below, -above)
	e.High += max(above, -below)
}

// Between this many times a limit or a cost and its interval no number of replications is said that would tell them apart.
const mostTimes = 1e4

// runsNeeded says after about how many replications the cheapest of what may hold the limits would be known to be good enough: the arms of
// intervals shrink with the root of their number. Where observations are too few, it says how many would be enough.
func (c *comparison) runsNeeded(a *Advice) uint64 {
	likely := slices.IndexFunc(a.Open, func(i int) bool { return c.feasibleByEstimate(i) })
	if likely < 0 || !c.hasIntervals() {
		return 0
	}
	b := a.Open[likely]
	factor, few := c.timesToDecide(b)
	for _, i := range a.Open {
		if i == b {
			continue
		}
		e := c.difference(b, i, c.tail)
		times, seen := c.timesRuns(e.High-e.Value, a.Indifference-e.Value, c.inputShare(b, i))
		if !c.feasibleByEstimate(i) { // it drops out when it is known to break a limit
			if clear, seen2 := c.timesToDecide(i); clear < times {
				times, seen = clear, seen2
			}
		}
		factor, few = max(factor, times), max(few, seen)
	}
	if factor <= mostTimes {
		return uint64(math.Ceil(factor * float64(c.summary.Runs)))
	}
	a.ObservationsNeeded = few
	return 0
}

// timesRuns is how many times as many replications make an arm as short as the room that there is; where none do because observations are too
// few, how many of those would.
func (c *comparison) timesRuns(arm, room, data float64) (times float64, few uint64) {
	times = timesForWidth(arm, room, data)
	if !math.IsInf(times, 1) || data == 0 || room <= 0 {
		return times, 0
	}
	seen := uint32(0)
	for _, o := range c.plan.Observed {
		seen = max(seen, o.Seen)
	}
	if need := float64(seen) * data * (arm / room) * (arm / room); need < 1e6 {
		return times, uint64(math.Ceil(max(need, float64(seen+1))))
	}
	return times, 0
}

// inputShare is what part of the variance of a difference of costs comes from few observations.
func (c *comparison) inputShare(choice, other int) float64 {
	if c.summary.from == nil {
		return 0
	}
	laws, runs := (*Uncertainty)(nil), min(c.summary.Choices[choice].runs(c.summary), c.summary.Choices[other].runs(c.summary))
	for _, w := range c.decision.Weights {
		for _, s := range []term{{choice, 1}, {other, -1}} {
			if c.summary.influence(s.choice, w.Subject, runs) != nil {
				laws = laws.Plus(s.sign*w.Cost, c.summary.from.uncertainty(s.choice, w.Subject, runs))
			}
		}
	}
	return laws.InputShare()
}

// timesForWidth is how many times as many replications make an arm as long as the room that there is, where a part of its square stays.
func timesForWidth(arm, room, stays float64) float64 {
	if arm <= 0 {
		return 1
	}
	part := room / arm * (room / arm)
	if room <= 0 || part <= stays {
		return math.Inf(1)
	}
	return max(1, (1-stays)/(part-stays))
}

// feasibleByEstimate reports whether a choice holds all limits by its estimates.
func (c *comparison) feasibleByEstimate(choice int) bool {
	return !slices.ContainsFunc(c.decision.Limits, func(l Limit) bool {
		e := c.summary.Choices[choice].Estimate(l.Subject)
		return e.Known && steady(e.Value) > l.Most
	})
}

// timesToDecide is how many times as many replications, or else how many observations, would say of each limit whether a choice holds it.
func (c *comparison) timesToDecide(choice int) (most float64, few uint64) {
	most = 1
	for _, l := range c.decision.Limits {
		e, data := c.summary.estimate(choice, l.Subject, c.tail), 0.0
		if c.summary.from != nil && l.Subject.Quantile == NoQuantile {
			data = c.summary.from.uncertainty(choice, l.Subject, c.summary.Choices[choice].runs(c.summary)).InputShare()
		}
		if !e.Known || e.High <= l.Most || e.Low > l.Most {
			continue
		}
		times, seen := c.timesRuns(e.Value-e.Low, e.Value-l.Most, data)
		if e.Value <= l.Most {
			times, seen = c.timesRuns(e.High-e.Value, l.Most-e.Value, data)
		}
		most, few = max(most, times), max(few, seen)
	}
	return most, few
}

// impliedLimits are the limits that forbid a choice because they follow its expiration, and nothing else: senders of dead mail wait for the
// expiration itself and the check behind it, whatever the storms are.
func (c *comparison) impliedLimits(a *Advice) (limits []int) {
	for i, l := range c.decision.Limits {
		broken := slices.ContainsFunc(a.Verdicts, func(v Verdict) bool { return slices.Contains(v.Violated, i) })
		if broken && c.followsExpiration(l.Subject) {
			limits = append(limits, i)
		}
	}
	return limits
}

// The check that writes an NDR comes a moment after the expiration, not always the same.
const checkDelay = 30 * time.Minute

// followsExpiration reports whether a time to the NDR is the expiration and a moment more, for all choices.
func (c *comparison) followsExpiration(s Subject) bool {
	if s.Quantile >= SilenceP50 || s.Quantile == NoQuantile && s.Measure != MeanTold {
		return false
	}
	var shortest, longest time.Duration
	for i := range c.plan.Choices {
		e, lifetime := c.summary.Choices[i].Estimate(s), c.expiration(i)
		if over := e.Value - lifetime.Minutes(); !e.Known || over < 0 || over > checkDelay.Minutes() {
			return false
		}
		if i == 0 {
			shortest, longest = lifetime, lifetime
		}
		shortest, longest = min(shortest, lifetime), max(longest, lifetime)
	}
	return longest > shortest
}

package experiment

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Decision is what an organisation wants: limits that hold or do not, then weights among what is left.
type Decision struct {
	Limits  []Limit
	Weights []Weight
	Unit    string // of all costs, as "EUR" or "h"; empty: nobody named one
}

// AddsUp reports whether all weights are costs of a delivery, so that so many of them cost so many times as much.
func (d *Decision) AddsUp() bool {
	return !slices.ContainsFunc(d.Weights, func(w Weight) bool { return !w.Subject.AddsUp() })
}

// Per is by what costs are multiplied to be read, and in what they are then: "EUR per 1000 mails"; "" where nobody named a unit.
func (d *Decision) Per() (factor float64, unit string) {
	switch {
	case d.Unit == "":
		return 1, ""
	case !d.AddsUp():
		return 1, d.Unit
	default:
		return 1000, d.Unit + " per 1000 mails"
	}
}

// money is a cost in words.
func (d *Decision) money(cost float64) string {
	factor, unit := d.Per()
	return strings.TrimSpace(plain(factor*cost) + " " + unit)
}

// Limit is a bound on a measure, or on a quantile over messages. The longest time has no interval: it keeps a limit or breaks it.
type Limit struct {
	Subject Subject
	Most    float64 // in the unit of the subject: a share, minutes, bytes, a count
	Written string  // as the user wrote it
}

// Weight is what one unit of a measure costs.
type Weight struct {
	Subject Subject
	Cost    float64
	Written string
}

// Advice is the answer to a decision.
type Advice struct {
	Best, Second int       // indices into Plan.Choices; -1: none. The second may break a limit where no other is left
	Verdicts     []Verdict // as Plan.Choices
	Turns        string    // what would have to change for the runner-up to win, in words
	Certain      bool      // the best one is better than the second beyond the confidence interval
}

// Verdict is what a decision says of one choice.
type Verdict struct {
	Breaks []int // indices into Decision.Limits that it breaks beyond doubt
	Doubts []int // that it may break: the limit lies within the interval
	Cost   Estimate
}

// Standing is what advice makes of a choice.
type Standing uint8

// The standings, better ones first.
const (
	Best     Standing = iota // the one to choose
	Hopeful                  // the one to choose, though it may break a limit
	Allowed                  // it keeps the limits, another one is better
	Doubtful                 // it may break a limit
	Refused                  // it breaks a limit beyond doubt
)

var standingWords = [...]string{"best", "best but in doubt", "allowed", "in doubt", "refused"}

func (s Standing) String() string { return standingWords[s] }

// standing is what the limits make of a choice.
func (v *Verdict) standing() Standing {
	switch {
	case len(v.Breaks) > 0:
		return Refused
	case len(v.Doubts) > 0:
		return Doubtful
	default:
		return Allowed
	}
}

// Standing is what the advice makes of a choice.
func (a *Advice) Standing(choice int) Standing {
	switch {
	case choice == a.Best && len(a.Verdicts[choice].Doubts) > 0:
		return Hopeful
	case choice == a.Best:
		return Best
	}
	return a.Verdicts[choice].standing()
}

// Advise chooses: first those that keep the limits, then those that may break one; among them the least cost, then the current choice, then
// the longer expiration of the watched host. What breaks a limit beyond doubt is never the best, and nothing may be.
func (d Decision) Advise(p *Plan, s *Summary) Advice {
	c := court{d, p, s}
	a := Advice{Best: -1, Second: -1}
	order := make([]int, len(s.Choices))
	for i := range s.Choices {
		order[i] = i
		a.Verdicts = append(a.Verdicts, c.judge(i))
	}
	slices.SortStableFunc(order, func(i, j int) int { return c.compare(a.Verdicts, i, j) })
	if len(order) > 0 && a.Verdicts[order[0]].standing() != Refused {
		a.Best, order = order[0], order[1:]
	}
	if len(order) > 0 {
		a.Second = order[0]
	}
	a.Turns, a.Certain = c.turns(&a), c.certain(&a)
	return a
}

// court has before it what a verdict needs.
type court struct {
	decision Decision
	plan     *Plan
	summary  *Summary
}

// judge holds the limits against a choice, and adds up what it costs.
func (c *court) judge(choice int) (v Verdict) {
	for i, l := range c.decision.Limits {
		e := c.summary.Choices[choice].Estimate(l.Subject)
		switch {
		case !e.Known && c.unasked(choice, l.Subject):
			v.Doubts = append(v.Doubts, i)
		case !e.Known: // nothing happened that it speaks of
		case e.Low > l.Most:
			v.Breaks = append(v.Breaks, i)
		case e.High > l.Most:
			v.Doubts = append(v.Doubts, i)
		}
	}
	v.Cost = c.cost(choice, -1)
	return v
}

// unasked reports whether a measure is unknown because there is no standard to measure it by, or none that met the same mail; otherwise
// nothing happened that it speaks of.
func (c *court) unasked(choice int, s Subject) bool {
	standard, needed := s.standard()
	if !needed {
		return false
	}
	whole := [...]Measure{BouncedGood, BouncedLong}[standard]
	of := &c.summary.Choices[choice].Measures
	return standard >= len(c.plan.standards(choice)) || !of[whole].Known && of[FalseNDRs].Known
}

// cost is what a choice costs; less that of another one in the same replications, unless that is -1. What is unknown costs nothing.
func (c *court) cost(choice, other int) Estimate {
	sum := influence{pull: make([]float64, c.summary.Runs), runs: int(c.summary.Runs), by: c.plan.sampling(int(c.summary.Runs))}
	fixed, slack := 0.0, Estimate{}
	for _, w := range c.decision.Weights {
		if e := c.paired(choice, other, w.Subject); e.Known {
			fixed += w.Cost * e.Value
			slack.add(w.Cost, e)
			continue
		}
		for _, side := range [...]struct {
			choice int
			cost   float64
		}{{choice, w.Cost}, {other, -w.Cost}} {
			if side.choice < 0 {
				continue
			}
			e := c.summary.Choices[side.choice].Estimate(w.Subject)
			if part := c.influence(side.choice, w.Subject); part != nil {
				sum = sum.plus(side.cost, part)
				continue
			}
			fixed += side.cost * e.Value
			slack.add(side.cost, e)
		}
	}
	e := sum.estimate()
	e.Known, e.Bounded = true, c.summary.Runs > 1
	e.Value, e.Low, e.High = e.Value+fixed, e.Low+fixed-slack.Low, e.High+fixed+slack.High
	return e
}

// paired is what a choice has more of a quantile than another one, where both have it.
func (c *court) paired(choice, other int, s Subject) Estimate {
	if s.Quantile == NoQuantile || other < 0 {
		return Estimate{}
	}
	return c.summary.between(choice, other, s.Quantile)
}

// influence is that of a measure, where the summary has it.
func (c *court) influence(choice int, s Subject) *influence {
	if s.Quantile != NoQuantile || c.summary.influences == nil || !c.summary.influence(choice, s).known() {
		return nil
	}
	return c.summary.influence(choice, s)
}

// add widens by an interval whose covariance with the others is not known.
func (e *Estimate) add(factor float64, o Estimate) {
	below, above := factor*(o.Value-o.Low), factor*(o.High-o.Value)
	e.Low += max(below, -above)
	e.High += max(above, -below)
}

// compare puts the better of two choices first.
func (c *court) compare(v []Verdict, i, j int) int {
	return cmp.Or(
		cmp.Compare(v[i].standing(), v[j].standing()),
		cmp.Compare(len(v[i].Breaks), len(v[j].Breaks)),
		cmp.Compare(c.excess(v, i), c.excess(v, j)),
		c.prefer(v, i, j),
	)
}

// excess is how many times a limit the choice comes to, where it breaks it beyond doubt; of several, the most.
func (c *court) excess(v []Verdict, choice int) (most float64) {
	for _, i := range v[choice].Breaks {
		l := c.decision.Limits[i]
		most = max(most, c.summary.Choices[choice].Estimate(l.Subject).Value/l.Most)
	}
	return most
}

// prefer compares two choices as if both kept the limits.
func (c *court) prefer(v []Verdict, i, j int) int {
	return cmp.Or(
		cmp.Compare(v[i].Cost.Value, v[j].Cost.Value),
		cmp.Compare(one(i != c.plan.Current), one(j != c.plan.Current)),
		cmp.Compare(c.expiration(j), c.expiration(i)),
	)
}

func (c *court) expiration(choice int) time.Duration {
	of := c.plan.Choices[choice].Config
	if of == nil || of.Watch >= len(of.Hosts) || of.Hosts[of.Watch].Profile == nil {
		return 0
	}
	return of.Hosts[of.Watch].Profile.Lifetime
}

// certain reports whether more replications would not change the order of the first two.
func (c *court) certain(a *Advice) bool {
	if a.Best < 0 || a.Second < 0 || a.Verdicts[a.Best].standing() != Allowed {
		return false
	}
	if a.Verdicts[a.Second].standing() == Refused {
		return true
	}
	d := c.cost(a.Best, a.Second)
	return d.Bounded && d.High < 0
}

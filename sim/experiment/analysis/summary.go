package analysis

import (
	"slices"
	"time"

	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/estimate"
	"mailstorm/sim/experiment/input"
)

// What a summary is made of has its names here, too.
type (
	Estimate         = estimate.Estimate
	Quantiles        = estimate.Quantiles
	QuantileEstimate = estimate.QuantileEstimate
)

// Summary is what all rows of a plan come to.
type Summary struct {
	Runs    uint32
	Choices []Outcome // as Plan.Choices

	from *sample // nil in a Summary that no Collector made
}

// Outcome is what one choice came to.
type Outcome struct {
	Runs       uint32
	Measures   [experiment.Measures]Estimate // ratio estimators over all deliveries of all replications, clustered by replication
	Difference [experiment.Measures]Estimate // to the current choice, paired: both met the same storms
	Unpaired   [experiment.Measures]Estimate // the same difference as if they had not: to show what pairing gains
	Told       Quantiles                     // of all dead deliveries (see MeanTold), over messages: minutes until their sender was told
	Silence    Quantiles                     // over messages, minutes
	Extra      []RunQuantiles                // of Plan.Extra, over replications
	Custom     []CustomEstimate              // as Plan.Custom
}

// CustomEstimate is what a choice came to in one thing that is asked beside the measures.
type CustomEstimate struct {
	Subject              experiment.Subject
	Estimate, Difference Estimate // Difference: to the current choice, paired
}

// RunQuantiles are over replications, one value each, all times Scale; nearest rank.
type RunQuantiles struct {
	Mean         Estimate
	P5, P50, P95 int64
	Least, Most  int64
	Known        uint32 // replications that had a value
}

// summary is what the replications so far come to.
func (s *sample) summary() *Summary {
	s.forget()
	sum := &Summary{Runs: s.runs, Choices: make([]Outcome, len(s.choices)), from: s}
	for i := range s.choices {
		s.estimateChoice(i, &sum.Choices[i])
	}
	for i := range s.choices {
		o := &sum.Choices[i]
		for m := range experiment.Measures {
			o.Difference[m] = s.difference(i, experiment.Subject{Measure: m}, o.Measures[m])
			o.Unpaired[m] = estimate.Unpaired(o.Measures[m], sum.Choices[s.plan.Current].Measures[m])
		}
		for k := range o.Custom {
			c := &o.Custom[k]
			c.Difference = s.difference(i, c.Subject, c.Estimate)
		}
		for q := experiment.ToldP50; q <= experiment.SilenceMax; q++ {
			at, _ := o.quantile(q)
			at.Difference = sum.quantileDifference(i, s.plan.Current, q)
		}
	}
	return sum
}

// estimateChoice fills in what a choice came to by itself.
func (s *sample) estimateChoice(choice int, o *Outcome) {
	c, runs, until := &s.choices[choice], s.runsOf(choice), notifiedBy(&s.plan.Choices[choice])
	o.Runs = uint32(runs)
	for m := range experiment.Measures {
		o.Measures[m] = s.estimate(choice, experiment.Subject{Measure: m}, runs, estimate.Tail)
	}
	for _, of := range s.plan.Custom {
		o.Custom = append(o.Custom, CustomEstimate{Subject: of, Estimate: s.estimate(choice, of, runs, estimate.Tail)})
	}
	by := s.plan.Design(runs)
	o.Told, o.Silence = c.told.Quantiles(by, until), c.silent.Quantiles(by, until)
	for _, values := range c.extra {
		o.Extra = append(o.Extra, overReplications(values, by))
	}
}

// The check that writes an NDR comes a moment after the expiration, not always the same.
const checkDelay = 30 * time.Minute

// notifiedBy is the moment, in minutes, by which those who wait for a choice's expiration are told; 0: nobody knows.
func notifiedBy(c *experiment.Choice) uint32 {
	if lifetime := c.Lifetime(); lifetime > 0 {
		return uint32((lifetime + checkDelay + time.Minute - 1) / time.Minute)
	}
	return 0
}

// Estimate is that of a subject. The longest time has no interval.
func (o *Outcome) Estimate(s experiment.Subject) Estimate {
	is, _ := o.both(s)
	return is
}

// Change is the paired difference of a subject to the current choice.
func (o *Outcome) Change(s experiment.Subject) Estimate {
	_, difference := o.both(s)
	return difference
}

// both are the estimate and the difference of a subject; what nobody asked is unknown.
func (o *Outcome) both(s experiment.Subject) (is, difference Estimate) {
	switch {
	case s.IsMeasure():
		return o.Measures[s.Measure], o.Difference[s.Measure]
	case s.Quantile != experiment.NoQuantile:
		q, of := o.quantile(s.Quantile)
		return q.Estimate(of.Count > 0), q.Difference
	}
	for _, c := range o.Custom {
		if c.Subject == s {
			return c.Estimate, c.Difference
		}
	}
	return Estimate{}, Estimate{}
}

// quantile finds a quantile over messages, and those that it belongs to.
func (o *Outcome) quantile(q experiment.Quantile) (*QuantileEstimate, *Quantiles) {
	of := &o.Told
	if q >= experiment.SilenceP50 {
		of = &o.Silence
	}
	switch q {
	case experiment.ToldP50, experiment.SilenceP50:
		return &of.P50, of
	case experiment.ToldP95, experiment.SilenceP95:
		return &of.P95, of
	default:
		return &of.Max, of
	}
}

// quantileDifference is what one choice has more of a quantile than another.
func (s *Summary) quantileDifference(choice, other int, q experiment.Quantile) Estimate {
	a, of := s.Choices[choice].quantile(q)
	b, as := s.Choices[other].quantile(q)
	if of.Count == 0 || as.Count == 0 {
		return Estimate{}
	}
	if slices.Equal(a.Jackknife, b.Jackknife) && slices.Equal(of.Survival, as.Survival) {
		return Estimate{Known: true, Bounded: a.Bounded && b.Bounded}
	}
	return a.Minus(b)
}

// runs are those that choices have in common.
func (s *Summary) runs(choices ...int) int {
	if s.from == nil {
		return int(s.Runs)
	}
	least := s.Choices[choices[0]].Runs
	for _, i := range choices[1:] {
		least = min(least, s.Choices[i].Runs)
	}
	return int(least)
}

// influence is that of a subject of a choice over its first replications; nil where it has none.
func (s *Summary) influence(choice int, of experiment.Subject, runs int) *estimate.Influence {
	if of.Quantile != experiment.NoQuantile || s.from == nil {
		return nil
	}
	if part := s.from.influence(choice, of, runs); part.Known() {
		return part
	}
	return nil
}

// uncertainty is what few observations leave open of a subject; nil where it has no influence.
func (s *Summary) uncertainty(choice int, of experiment.Subject, runs int) *input.Uncertainty {
	if s.influence(choice, of, runs) == nil {
		return nil
	}
	return s.from.uncertainty(choice, of, runs)
}

// estimate is that of a subject, with the interval that misses the truth on either side with that chance.
func (s *Summary) estimate(choice int, of experiment.Subject, tail float64) Estimate {
	if of.Quantile == experiment.NoQuantile && s.from != nil {
		return s.from.estimate(choice, of, s.runs(choice), tail)
	}
	return s.Choices[choice].Estimate(of).AtTail(tail)
}

// same reports whether choices are known to have come to the same in all that is measured, in each replication.
func (s *Summary) same(choices []int) bool {
	for _, i := range choices[1:] {
		if s.from == nil || !s.from.same(i, choices[0]) {
			return false
		}
	}
	return true
}

// Mean is that of a number that follows from the extra metrics of a run, over replications; of those without such a number it is Missing.
func (s *Summary) Mean(choice int, of func(extra []int64) int64) Estimate {
	e := s.overRuns(s.from.runsOf(choice), func(run int) int64 { return of(s.from.extras(choice, run)) })
	return e.Clamp(0, max(e.High, 0)) // nothing that is counted is less than nothing
}

// MeanDifference is what a choice has more of such a number than another one, paired: both met the same storms.
func (s *Summary) MeanDifference(choice, other int, of func(extra []int64) int64) Estimate {
	return s.overRuns(s.runs(choice, other), func(run int) int64 {
		a, b := of(s.from.extras(choice, run)), of(s.from.extras(other, run))
		if a == experiment.Missing || b == experiment.Missing {
			return experiment.Missing
		}
		return a - b
	})
}

func (s *Summary) overRuns(runs int, value func(run int) int64) Estimate {
	values := make([]int64, runs)
	for i := range values {
		values[i] = value(i)
	}
	return overReplications(values, s.from.plan.Design(runs)).Mean
}

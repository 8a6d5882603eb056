// Package sweeps reads a sweep for its pictures: estimates in whole steps, the order of the values, and what may be said of them in words.
package sweeps

import (
	"errors"
	"slices"

	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
)

// Sweep is what the pictures need of many runs.
type Sweep struct {
	Plan     *experiment.Plan
	Keys     []string // that are varied, as the user wrote them; one for each of a choice's values
	Summary  *analysis.Summary
	Decision experiment.Decision
	Advice   *analysis.Advice // nil: nobody asked for any
	Title    string           // of the scenario
	Profiles []string         // how the hosts retry, "exo: exchange-online"; nil: as the configurations of the plan say
	NoAdvice string           // why nothing is advised, behind a colon; empty: nothing forbids it
	Beyond   string           // a sentence why some of the values cannot be set; empty: all can
	Caveat   string           // a sentence that goes with the advice, as that it is another one under another profile; empty: none
}

// Check says what a picture would miss.
func (s Sweep) Check() error {
	switch {
	case s.Plan == nil || s.Summary == nil:
		return errors.New("plots: a sweep needs a plan and a summary")
	case len(s.Plan.Choices) == 0 || len(s.Plan.Choices) != len(s.Summary.Choices):
		return errors.New("plots: a sweep needs one outcome for each choice, and a choice")
	case !s.has(s.Plan.Current):
		return errors.New("plots: the current choice is not in the plan")
	}
	return nil
}

func (s Sweep) has(choice int) bool { return choice >= 0 && choice < len(s.Plan.Choices) }

// Advised is the choice that the advice names; -1 without one.
func (s Sweep) Advised() int {
	if s.Advice == nil || len(s.Advice.Best) == 0 || !s.has(s.Advice.Best[0]) {
		return -1
	}
	return s.Advice.Best[0]
}

// Leading is the best one, or what looks best so far; -1 without either.
func (s Sweep) Leading() int {
	if s.Advice == nil || !s.has(s.Advice.First()) {
		return -1
	}
	return s.Advice.First()
}

// RunnerUp is what the advice names after the best one; -1 without any.
func (s Sweep) RunnerUp() int {
	if s.Advice == nil || !s.has(s.Advice.Next) {
		return -1
	}
	return s.Advice.Next
}

// Alternative is what the current choice is compared with: the best one, else the second, else the one farthest away that can be set; -1 when
// it is alone.
func (s Sweep) Alternative() int {
	for _, i := range [2]int{s.Advised(), s.RunnerUp()} {
		if i >= 0 && i != s.Plan.Current {
			return i
		}
	}
	order := s.Order()
	settable := slices.DeleteFunc(slices.Clone(order), func(i int) bool { return i != s.Plan.Current && s.Plan.Choices[i].Barred })
	if len(settable) > 1 {
		order = settable
	}
	if at := slices.Index(order, s.Plan.Current); len(order) == 1 {
		return -1
	} else if 2*at >= len(order)-1 {
		return order[0]
	}
	return order[len(order)-1]
}

// Unsettable is the last of the values that cannot be set and lie beyond those that can; -1: there is none.
func (s Sweep) Unsettable() int {
	order := s.Order()
	if last := order[len(order)-1]; HasNumericAxis(s) && s.Plan.Choices[last].Barred && last != s.Plan.Current {
		return last
	}
	return -1
}

// BouncedMeasure is the measure of bounced mail: good mail, or where several values are so long that they bounce none of it, what five days would
// deliver, by which they differ.
func (s Sweep) BouncedMeasure() experiment.Measure {
	first := analysis.Estimate{}
	for i := range s.Summary.Choices {
		of := &s.Summary.Choices[i].Measures
		good, long := of[experiment.BouncedGood], of[experiment.BouncedLong]
		switch {
		case !good.Known || !long.Known || good.High != 0:
		case first.Known && first.Value != long.Value:
			return experiment.BouncedLong
		default:
			first = long
		}
	}
	return experiment.BouncedGood
}

// Estimate reads a measure of a choice. None can be negative, and no share be more than all.
func (s Sweep) Estimate(g Format, choice int, m experiment.Measure) Reading {
	r, most := g.Read(s.Summary.Choices[choice].Measures[m]), int64(MaxSteps)
	if experiment.Catalogue[m].Share {
		most = 1e9
	}
	for _, n := range [3]*int64{&r.Value, &r.Low, &r.High} {
		*n = min(max(*n, 0), most)
	}
	return r
}

// AnyKnown reports whether a measure is known of any choice.
func (s Sweep) AnyKnown(m experiment.Measure) bool {
	for i := range s.Summary.Choices {
		if s.Summary.Choices[i].Measures[m].Known {
			return true
		}
	}
	return false
}

// AnyNotified reports whether there was an NDR for mail to a dead destination.
func (s Sweep) AnyNotified() bool {
	return slices.ContainsFunc(s.Summary.Choices, func(o analysis.Outcome) bool { return o.Told.Count > 0 })
}

// AnyLate reports whether any mail was late enough for a DSN.
func (s Sweep) AnyLate() bool {
	return s.AnyNotified() || slices.ContainsFunc(s.Summary.Choices, func(o analysis.Outcome) bool { return o.Silence.Count > 0 })
}

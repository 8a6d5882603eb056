package analysis

import (
	"math"
	"slices"

	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/estimate"
)

// estimate is that of a subject over the first replications of a choice, with the interval that misses the truth on either side with that chance.
func (s *sample) estimate(choice int, of experiment.Subject, runs int, tail float64) Estimate {
	influence := s.influence(choice, of, runs)
	laws := s.uncertainty(choice, of, runs)
	if settled := s.structural(choice, of); settled || !countsEvents(of) || !influence.Known() {
		e := influence.Within(tail)
		if !settled {
			e = laws.Widen(e, tail)
		}
		return e.Clamp(0, max(e.High, 0))
	}
	nums, dens := s.series(choice, of, runs)
	events := estimate.EventsOfRatio(nums, dens, influence.Design)
	return laws.Widen(events.Widen(influence.IntervalAtLeast(tail, events.DegreesOfFreedom()), 1, tail), tail).Clamp(0, highest(of))
}

// difference is what a choice has more of a subject than the current one, in the replications that both have; is is the choice's own estimate.
func (s *sample) difference(choice int, of experiment.Subject, is Estimate) Estimate {
	current := s.plan.Current
	settled := s.structural(choice, of)
	if s.structural(current, of) && !settled {
		return is // to nothing at all
	}
	runs := min(s.runsOf(choice), s.runsOf(current))
	d := s.influence(choice, of, runs).Plus(-1, s.influence(current, of, runs))
	if choice == current || settled || !d.Known() {
		return d.Estimate()
	}
	laws := s.uncertainty(choice, of, runs).Plus(-1, s.uncertainty(current, of, runs))
	if !countsEvents(of) {
		return laws.Widen(d.Estimate(), estimate.Tail)
	}
	nums, dens := s.series(choice, of, runs)
	nums2, dens2 := s.series(current, of, runs)
	events := estimate.CountEvents(dens, d.Design, func(run int) estimate.Event {
		a, of, b, as := nums[run], dens[run], nums2[run], dens2[run]
		return estimate.Event{Some: a != b || a > 0 && of != as, All: a == of && b == 0 || a == 0 && b == as}
	})
	e := events.Widen(d.IntervalAtLeast(estimate.Tail, events.DegreesOfFreedom()), math.Copysign(1, d.Value), estimate.Tail)
	return laws.Widen(e, estimate.Tail).Clamp(-highest(of), highest(of))
}

// structural reports whether more replications could not change what never happened: because it cannot happen, or because the choice is the
// very standard that the subject compares with, or expires later and so delivers what the standard does.
func (s *sample) structural(choice int, of experiment.Subject) bool {
	standard, needed := of.Standard()
	by := s.plan.StandardsOf(choice)
	switch at := &s.plan.Choices[choice]; {
	case of.Quantile == experiment.NoQuantile && slices.Contains(s.plan.StructuralZeros, of.Measure):
		return true
	case !needed || standard >= len(by):
		return false
	case at.Config == by[standard]:
		return true
	default:
		nums, _ := s.series(choice, of, s.runsOf(choice))
		base := experiment.Choice{Config: by[standard]}
		return base.Lifetime() > 0 && at.Lifetime() > base.Lifetime() && !slices.ContainsFunc(nums, func(n int64) bool { return n > 0 })
	}
}

// countsEvents reports whether the subject counts what happens to deliveries: nothing of it in some replications is no proof that it cannot.
func countsEvents(s experiment.Subject) bool {
	return s.Share() || s.Quantile == experiment.NoQuantile && (s.Measure == experiment.ExtraCopies || s.Measure == experiment.Duplicates)
}

// highest is the largest value that such a subject can have.
func highest(s experiment.Subject) float64 {
	if s.Share() {
		return 1
	}
	return math.Inf(1)
}

// overReplications sums up one value a replication.
func overReplications(values []int64, by *estimate.Design) RunQuantiles {
	var known []int64
	var kept []int
	for i, v := range values {
		if v != experiment.Missing {
			known, kept = append(known, v), append(kept, i)
		}
	}
	q := RunQuantiles{Known: uint32(len(known))}
	if len(known) == 0 {
		return q
	}
	by = by.Subset(kept)
	mean := estimate.Ratio(known, slices.Repeat([]int64{1}, len(known)), by)
	q.Mean = mean.Estimate()
	q.P5, q.P50, q.P95 = by.Quantile(known, 5), by.Quantile(known, 50), by.Quantile(known, 95)
	q.Least, q.Most = slices.Min(known), slices.Max(known)
	return q
}

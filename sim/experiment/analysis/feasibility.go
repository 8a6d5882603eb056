package analysis

import (
	"slices"
	"time"

	"mailstorm/sim/experiment"
)

// check says which limits a choice violates, and adds up what it costs.
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
	v.Cost = c.cost(choice)
	return v
}

// unmeasured reports whether a measure is unknown because there is no standard to measure it by, or none that met the same mail; otherwise
// nothing happened that it speaks of.
func (c *comparison) unmeasured(choice int, s experiment.Subject) bool {
	standard, needed := s.Standard()
	if !needed {
		return false
	}
	whole := [...]experiment.Measure{experiment.BouncedGood, experiment.BouncedLong}[standard]
	of := &c.summary.Choices[choice].Measures
	return standard >= len(c.plan.StandardsOf(choice)) || !of[whole].Known && of[experiment.FalseNDRs].Known
}

// feasibleByEstimate reports whether a choice keeps all limits by its estimates.
func (c *comparison) feasibleByEstimate(choice int) bool {
	return !slices.ContainsFunc(c.decision.Limits, func(l experiment.Limit) bool {
		e := c.summary.Choices[choice].Estimate(l.Subject)
		return e.Known && steady(e.Value) > l.Most
	})
}

// impliedLimits are the limits that forbid a choice because they follow its expiration, and nothing else: senders of dead mail wait for the
// expiration itself and the check behind it, whatever the storms are.
func (c *comparison) impliedLimits(a *Advice) (limits []int) {
	for i, l := range c.decision.Limits {
		violated := slices.ContainsFunc(a.Verdicts, func(v Verdict) bool { return slices.Contains(v.Violated, i) })
		if violated && c.followsExpiration(l.Subject) {
			limits = append(limits, i)
		}
	}
	return limits
}

// followsExpiration reports whether a time to the NDR is the expiration and a moment more, for all choices.
func (c *comparison) followsExpiration(s experiment.Subject) bool {
	if s.Quantile >= experiment.SilenceP50 || s.Quantile == experiment.NoQuantile && s.Measure != experiment.MeanTold {
		return false
	}
	var all []time.Duration
	for i := range c.plan.Choices {
		e, lifetime := c.summary.Choices[i].Estimate(s), c.expiration(i)
		if over := e.Value - lifetime.Minutes(); !e.Known || over < 0 || over > checkDelay.Minutes() {
			return false
		}
		all = append(all, lifetime)
	}
	return len(all) > 0 && slices.Max(all) > slices.Min(all)
}

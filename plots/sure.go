package plots

import (
	"slices"
	"strings"

	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// most is a limit as people say it: "at most 0.5 % good mail bounced", "median wait for the NDR within 20 h".
func most(l experiment.Limit) string {
	g := gaugeOf(l.Subject.Measure)
	if l.Subject.Unit() == metrics.Duration {
		return l.Subject.Words() + " within " + timeGauge.trim(timeGauge.whole(l.Most), 3)
	}
	return "at most " + g.trim(max(g.whole(l.Most), 0), 3) + " " + l.Subject.Words()
}

// sure are the sentences under the headline: how sure it is, or what stands against advice.
func (s Sweep) sure() (all []string) {
	a := s.Advice
	switch {
	case a == nil && s.NoAdvice != "" && s.rival() >= 0 && !s.Plan.Choices[s.rival()].Barred:
		all = append(all, "What was seen: "+s.finding(s.rival(), s.name(s.rival()))+".")
	case a == nil:
	case a.Answer == experiment.Undecided:
		all = append(all, s.doubt())
	case a.Answer == experiment.Infeasible:
		all = append(all, s.excluded())
	case a.Answer == experiment.Decided:
		all = append(all, s.confidence())
	}
	if s.Beyond != "" {
		text := s.Beyond
		if far, saved := s.beyond(); far >= 0 {
			text += " " + s.name(far) + " would save " + saved + " of all mail that " + s.name(s.Plan.Current) + " bounces."
		}
		all = append(all, text)
	}
	return all
}

// confidence says what the answer promises.
func (s Sweep) confidence() string {
	promise := s.Plan.Guarantee
	if promise == (experiment.Guarantee{}) {
		promise = experiment.DefaultGuarantee
	}
	chance := shareGauge.trim(shareGauge.whole(promise.Confidence), 3)
	if len(s.Decision.Weights) == 0 {
		return "Sure to " + chance + ": it keeps all limits."
	}
	which := "no value"
	if len(s.Decision.Limits) > 0 {
		which = "no value that keeps the limits"
	}
	return "Sure to " + chance + ": " + which + " costs less by more than " + s.Decision.Money(s.Advice.Indifference) + "."
}

// doubt says what looks best so far, and what stands against it.
func (s Sweep) doubt() string {
	first := s.Advice.First()
	if !s.has(first) {
		return ""
	}
	text := "So far " + s.name(first) + " looks cheapest"
	if len(s.Advice.Open) < 2 {
		text = s.name(first) + " is all that is left"
	}
	if v := s.Advice.Verdicts[first]; len(v.Uncertain) > 0 {
		text += ", but may break the limit: " + s.written(v.Uncertain)
	}
	return text + "."
}

// excluded says which limit forbids which values.
func (s Sweep) excluded() string {
	var parts []string
	for k := range s.Decision.Limits {
		var breaking []int
		for i := range s.Advice.Verdicts {
			if slices.Contains(s.Advice.Verdicts[i].Violated, k) {
				breaking = append(breaking, i)
			}
		}
		if len(breaking) > 0 {
			parts = append(parts, "\""+most(s.Decision.Limits[k])+"\" forbids "+strings.ReplaceAll(s.or(breaking), " or ", " and "))
		}
	}
	return "The limit " + strings.Join(parts, "; the limit ") + "."
}

// changes says what would change the advice, as the map of prices has it; and what would be advised without limits that follow the value
// itself.
func (s Sweep) changes() (all []string) {
	a := s.Advice
	if a == nil {
		return nil
	}
	if len(a.ImpliedLimits) > 0 && a.WithoutImplied != nil {
		text := "Who writes to a dead destination waits for the value itself, whatever the storms are; without the limit \"" + s.written(a.ImpliedLimits) + "\" "
		switch u := a.WithoutImplied; {
		case u.Answer == experiment.Decided && s.has(u.First()):
			all = append(all, text+"it would be "+s.name(u.First())+".")
		case u.Answer == experiment.Undecided:
			all = append(all, text+"nothing would be decided yet.")
		}
	}
	if a.Answer != experiment.Decided || len(s.Decision.Weights) == 0 {
		return all
	}
	before := len(all)
	for k, w := range s.Decision.Weights {
		here, others := s.turn(k)
		if here == nil {
			continue
		}
		text := s.or(here.Choices) + " is cheapest while " + w.Subject.Words() + " costs " + s.stated(w, here)
		for _, r := range others {
			text += "; " + s.name(r.Choices[0]) + " " + s.Decision.PriceRange(w, r.From, r.To)
		}
		all = append(all, text+".")
	}
	if len(all) == before {
		all = append(all, "No price of any one measure would change it.")
	}
	return all
}

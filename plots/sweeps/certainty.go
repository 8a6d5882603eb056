package sweeps

import (
	"slices"
	"strings"

	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
)

// Certainty are the sentences under the headline: the confidence, or what prevents advice.
func (s Sweep) Certainty() (all []string) {
	a := s.Advice
	switch {
	case a == nil && s.NoAdvice != "" && s.Alternative() >= 0 && s.AnyLate() && !s.Plan.Choices[s.Alternative()].Barred:
		all = append(all, "Observed: "+s.Finding(s.Alternative(), s.Name(s.Alternative()))+".")
	case a == nil:
	case a.Answer == analysis.Undecided:
		all = append(all, s.doubt())
	case a.Answer == analysis.Infeasible:
		all = append(all, s.excluded())
	case a.Answer == analysis.Decided:
		all = append(all, s.confidence())
	}
	if s.Beyond != "" {
		text := s.Beyond
		if far, saved := s.UnsettableSaving(); far >= 0 {
			text += " " + s.Name(far) + " would needlessly bounce " + saved + " less of all mail than " + s.Name(s.Plan.Current) + "."
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
	chance := ShareFormat.Trim(ShareFormat.Whole(promise.Confidence), 3)
	if len(s.Decision.Weights) == 0 {
		return "Confidence " + chance + ": it meets all limits."
	}
	which := "no other value"
	if len(s.Decision.Limits) > 0 {
		which = "no other value that meets the limits"
	}
	return "Confidence " + chance + ": " + which + " is cheaper by more than " + s.Decision.Money(s.Advice.Indifference) + "."
}

// doubt says what looks best so far, and which limit it may break.
func (s Sweep) doubt() string {
	first := s.Advice.First()
	if !s.has(first) {
		return ""
	}
	text := "So far " + s.Name(first) + " looks cheapest"
	if len(s.Advice.Open) < 2 {
		text = s.Name(first) + " is the only value left"
	}
	if v := s.Advice.Verdicts[first]; len(v.Uncertain) > 0 {
		text += ", but may break the limit: " + s.LimitTexts(v.Uncertain)
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
			parts = append(parts, "\""+limitText(s.Decision.Limits[k])+"\" excludes "+strings.ReplaceAll(s.Join(breaking), " or ", " and "))
		}
	}
	return "The limit " + strings.Join(parts, "; the limit ") + "."
}

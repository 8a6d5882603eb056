package sweeps

import (
	"slices"

	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
)

// PriceRangeText is a range of a price, and the price itself.
func (s Sweep) PriceRangeText(w experiment.Weight, r *analysis.PriceSegment) string {
	return s.Decision.PriceRange(w, r.From, r.To) + ", now " + s.Decision.Price(w, w.Cost)
}

// PriceRanges is the stretch of a price in which the stated one lies, and the certain ones next to it; nil where no price of it would turn anything.
func (s Sweep) PriceRanges(weight int) (here *analysis.PriceSegment, beside []analysis.PriceSegment) {
	all := analysis.NewPrices(s.Decision, s.Plan, s.Summary).Segments(weight)
	if len(all) < 2 {
		return nil, nil
	}
	at := slices.IndexFunc(all, func(r analysis.PriceSegment) bool { return s.Decision.Weights[weight].Cost < r.To })
	if at < 0 {
		return nil, nil
	}
	for i := at - 1; i >= 0 && len(beside) == 0; i-- {
		if len(all[i].Choices) == 1 {
			beside = append(beside, all[i])
		}
	}
	for _, r := range all[at+1:] {
		if len(r.Choices) == 1 {
			return &all[at], append(beside, r)
		}
	}
	return &all[at], beside
}

// Sensitivity says what would change the advice, according to the map of prices; and what would be advised without limits that follow the value
// itself.
func (s Sweep) Sensitivity() (all []string) {
	a := s.Advice
	if a == nil {
		return nil
	}
	if len(a.ImpliedLimits) > 0 && a.WithoutImplied != nil {
		text := "The limit \"" + s.LimitTexts(a.ImpliedLimits) + "\" depends on the value itself, not on the storms. Without it, "
		switch u := a.WithoutImplied; {
		case u.Answer == analysis.Decided && s.has(u.First()):
			all = append(all, text+"the advice would be "+s.Name(u.First())+".")
		case u.Answer == analysis.Undecided:
			all = append(all, text+"the answer would not be decided yet.")
		}
	}
	if a.Answer != analysis.Decided || len(s.Decision.Weights) == 0 {
		return all
	}
	before := len(all)
	for k, w := range s.Decision.Weights {
		here, others := s.PriceRanges(k)
		if here == nil {
			continue
		}
		text := s.Join(here.Choices) + " is cheapest while " + w.Subject.Words() + " costs " + s.PriceRangeText(w, here)
		for _, r := range others {
			text += "; " + s.Name(r.Choices[0]) + " " + s.Decision.PriceRange(w, r.From, r.To)
		}
		all = append(all, text+".")
	}
	if len(all) == before {
		all = append(all, "No change of a single price would change the advice.")
	}
	return all
}

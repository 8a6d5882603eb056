package sweep

import (
	"slices"
	"strings"

	"mailstorm/cmd/report/layout"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
)

// costsOf is a difference of costs with its interval.
func costsOf(d *sweepfolder.Decision, e analysis.Estimate) string {
	factor, unit := perUnit(d)
	return strings.TrimSpace(brief(factor*e.Value) + " (" + brief(factor*e.Low) + " to " + brief(factor*e.High) + ") " + unit)
}

func writtenLimits(d *sweepfolder.Decision, limits []int) (all []string) {
	for _, i := range limits {
		all = append(all, d.Limits[i].String())
	}
	return all
}

// decisionTable is the table of limits and costs.
func (s *Sweep) decisionTable() *layout.Section {
	a := s.Findings[0].Advice
	if a == nil {
		return nil
	}
	d := s.Plan.Decision
	g := &layout.Table{Head: []string{"value", "limits"}, TextColumns: 2}
	if len(d.Weights) > 0 {
		g.Head = append(g.Head, "cost")
	}
	factor, unit := perUnit(d)
	if unit != "" && len(d.Weights) > 0 {
		g.Head[2] = "cost, " + unit
	}
	for i, v := range a.Verdicts {
		cells := []string{s.Plan.Marked(i), verdictWords(v, d)}
		if len(d.Weights) > 0 {
			cost := noValue
			if v.Cost.Known {
				cost = brief(factor*v.Cost.Value) + " (" + brief(factor*v.Cost.Low) + " to " + brief(factor*v.Cost.High) + ")"
			}
			cells = append(cells, cost)
		}
		g.Add(cells...)
	}
	t := &layout.Section{Title: "The decision", Table: g}
	if len(d.Weights) > 0 {
		var costs []string
		for _, w := range d.Weights {
			costs = append(costs, w.String())
		}
		t.Paragraphs = []string{"Costs" + inUnit(d) + ": " + strings.Join(costs, "; ") + "."}
	}
	var names []string
	for i, w := range append(slices.Clone(d.Limits), d.Weights...) {
		if subject, ok := experiment.LookupSubject(w.Subject); ok && !slices.Contains(names, w.Subject) {
			subject.OfAll = i >= len(d.Limits) && subject.Group != ""
			names = append(names, w.Subject)
			t.Notes = append(t.Notes, w.Subject+": "+subject.Meaning()+".")
		}
	}
	if wants, _ := s.Plan.Wants(); slices.ContainsFunc(wants.Weights, func(w experiment.Weight) bool { return w.Subject.Group != "" }) {
		t.Notes = append(t.Notes, "Costs of mail to some recipients are divided by all deliveries, so that costs add up.")
	}
	return t
}

// inUnit says what costs are counted in, if somebody named it.
func inUnit(d *sweepfolder.Decision) string {
	if d.Unit == "" {
		return ""
	}
	return " in " + d.Unit
}

// money writes one in the unit of the decision.
func money(d *sweepfolder.Decision, v float64) string {
	wants, _ := (&sweepfolder.Plan{Decision: d}).Wants()
	return wants.Money(v)
}

// perUnit is by what costs are multiplied to be read, and their unit then.
func perUnit(d *sweepfolder.Decision) (factor float64, unit string) {
	wants, _ := (&sweepfolder.Plan{Decision: d}).Wants()
	return wants.Per()
}

// verdictWords says what a decision makes of one choice.
func verdictWords(v analysis.Verdict, d *sweepfolder.Decision) string {
	var parts []string
	if len(v.Violated) > 0 {
		parts = append(parts, "breaks "+strings.Join(writtenLimits(d, v.Violated), ", "))
	}
	if len(v.Uncertain) > 0 {
		parts = append(parts, "may break "+strings.Join(writtenLimits(d, v.Uncertain), ", "))
	}
	if len(parts) == 0 {
		return "meets all"
	}
	return strings.Join(parts, "; ")
}

// excessOf is what a value costs more in a world than the best there.
func excessOf(d *sweepfolder.Decision, a *analysis.Advice, value int) string {
	v := &a.Verdicts[value]
	switch more := v.Difference; {
	case len(v.Violated) > 0 || a.First() < 0:
		return "breaks a limit"
	case more.Value == 0 && more.Low == more.High:
		return "0"
	}
	return costsOf(d, v.Difference)
}

package report

import (
	"slices"
	"strings"

	"mailstorm/sim/experiment"
)

// decided is the table of limits and costs.
func (s *Sweep) decided() *section {
	a := s.Findings[0].Advice
	if a == nil {
		return nil
	}
	d := s.Plan.Decision
	g := &grid{head: []string{"value", "limits"}, texts: 2}
	if len(d.Weights) > 0 {
		g.head = append(g.head, "cost")
	}
	factor, unit := d.per()
	if unit != "" && len(d.Weights) > 0 {
		g.head[2] = "cost, " + unit
	}
	for i, v := range a.Verdicts {
		cells := []string{s.Plan.Marked(i), verdictWords(v, d)}
		if len(d.Weights) > 0 {
			cost := nothing
			if v.Cost.Known {
				cost = brief(factor*v.Cost.Value) + " (" + brief(factor*v.Cost.Low) + " to " + brief(factor*v.Cost.High) + ")"
			}
			cells = append(cells, cost)
		}
		g.add(cells...)
	}
	t := &section{title: "The decision", table: g}
	if len(d.Weights) > 0 {
		var costs []string
		for _, w := range d.Weights {
			costs = append(costs, w.String())
		}
		t.words = []string{"Costs" + d.in() + ": " + strings.Join(costs, "; ") + "."}
	}
	var names []string
	for i, w := range append(slices.Clone(d.Limits), d.Weights...) {
		if subject, ok := experiment.LookupSubject(w.Subject); ok && !slices.Contains(names, w.Subject) {
			subject.OfAll = i >= len(d.Limits) && subject.Group != ""
			names = append(names, w.Subject)
			t.notes = append(t.notes, w.Subject+": "+subject.Meaning()+".")
		}
	}
	if wants, _ := s.Plan.Wants(); slices.ContainsFunc(wants.Weights, func(w experiment.Weight) bool { return w.Subject.Group != "" }) {
		t.notes = append(t.notes, "A cost of the mail to some recipients is divided by all deliveries, so that costs add up.")
	}
	return t
}

// in says what costs are counted in, if somebody named it.
func (d *Decision) in() string {
	if d.Unit == "" {
		return ""
	}
	return " in " + d.Unit
}

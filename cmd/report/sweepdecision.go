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
		g.head, g.texts = []string{"value", "limits", "cost"}, 2
	}
	for i, v := range a.Verdicts {
		cells := []string{s.Plan.Marked(i), verdictWords(v, d)}
		if len(d.Weights) > 0 {
			cost := nothing
			if v.Cost.Known {
				cost = brief(v.Cost.Value) + " (" + brief(v.Cost.Low) + " to " + brief(v.Cost.High) + ")"
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
		t.words = []string{"Costs: " + strings.Join(costs, "; ") + "."}
	}
	var names []string
	for _, w := range append(slices.Clone(d.Limits), d.Weights...) {
		if subject, ok := experiment.LookupSubject(w.Subject); ok && !slices.Contains(names, w.Subject) {
			names = append(names, w.Subject)
			t.notes = append(t.notes, w.Subject+": "+subject.Meaning()+".")
		}
	}
	return t
}

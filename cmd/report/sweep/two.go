package sweep

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/sim/experiment"
)

// Two are two sweeps that are over, side by side.
type Two struct {
	Names  [2]string
	Sweeps [2]*Sweep
}

// comparedMeasures are the measures that two sweeps are compared by.
var comparedMeasures = []experiment.Measure{experiment.BouncedGood, experiment.BouncedLost, experiment.FalseNDRs, experiment.Duplicates, experiment.Waiting, experiment.MeanSilence, experiment.WireBytes}

// headline says whether the advice is the same.
func (t *Two) headline() string {
	var advised [2]string
	for i, s := range t.Sweeps {
		a := s.Findings[0].Advice
		if a == nil {
			return "Two sweeps side by side: " + t.Names[0] + " and " + t.Names[1] + ", without advice to compare."
		}
		if advised[i] = s.advisedIn(a); !a.Certain() {
			advised[i] = "not decided yet"
		}
	}
	if advised[0] == advised[1] {
		return "The advice is the same with both sweeps: " + advised[0] + "."
	}
	return fmt.Sprintf("The advice differs: %s with %s, %s with %s.", advised[0], t.Names[0], advised[1], t.Names[1])
}

func (t *Two) sections() []layout.Section {
	a, b := t.Sweeps[0], t.Sweeps[1]
	g := &layout.Table{Head: []string{"measure", "value", t.Names[0], t.Names[1]}, TextColumns: 2}
	var alone []string
	for _, m := range comparedMeasures {
		if !a.known(m) || !b.known(m) {
			continue
		}
		name := experiment.Catalogue[m].Name
		if experiment.Catalogue[m].Share {
			name += ", %"
		}
		for i := range a.Plan.Choices {
			if k := t.counterpart(i); k >= 0 {
				g.Add(name, a.Plan.Label(i), between(a.outcome(i).Measures[m], m), between(b.outcome(k).Measures[m], m))
				name = ""
			}
		}
	}
	for i := range a.Plan.Choices {
		if t.counterpart(i) < 0 {
			alone = append(alone, a.Plan.Label(i))
		}
	}
	s := layout.Section{Table: g, Notes: []string{fmt.Sprintf("%s with %s, %s with %s. Ranges in brackets are 95 %% confidence intervals; where two overlap, the difference may be chance.",
		replications(a.main().Runs), t.Names[0], replications(b.main().Runs), t.Names[1])}}
	if len(alone) > 0 {
		s.Notes = append(s.Notes, "Only with "+t.Names[0]+": "+english.Listed(alone, 10)+".")
	}
	if len(g.Rows) == 0 {
		s = layout.Section{Paragraphs: []string{"They have no value in common, so no measure can be compared."}}
	}
	all := []layout.Section{s}
	if differs := a.Plan.Differs(b.Plan); len(differs) > 0 {
		names := strings.NewReplacer(" there, ", " in "+t.Names[0]+", ", " here", " in "+t.Names[1])
		plans := layout.Section{Title: "What differs between the sweeps"}
		for _, line := range differs {
			plans.Notes = append(plans.Notes, names.Replace(line))
		}
		all = append(all, plans)
	}
	return all
}

// counterpart is the choice of the second sweep that is a choice of the first; -1: it has none.
func (t *Two) counterpart(choice int) int {
	a, b := t.Sweeps[0].Plan, t.Sweeps[1].Plan
	if !slices.Equal(a.Keys, b.Keys) {
		return -1
	}
	return slices.IndexFunc(b.Choices, func(values []string) bool { return slices.Equal(values, a.Choices[choice]) })
}

// TwoText writes two sweeps side by side.
func TwoText(to io.Writer, t *Two, style layout.Style) error {
	return layout.SectionsText(to, t.headline(), t.sections(), style)
}

// TwoMarkdown writes the same for a pull request or a ticket.
func TwoMarkdown(to io.Writer, t *Two) error {
	return layout.SectionsMarkdown(to, t.headline(), t.sections())
}

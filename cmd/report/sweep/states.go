package sweep

import (
	"fmt"
	"strconv"
	"strings"

	"mailstorm/cmd/report/layout"
	"mailstorm/sim/experiment/analysis"
)

// weighing is what the choices come to over the states; nil where there are none, or not all is there yet.
func (s *Sweep) weighing() *analysis.StateComparison {
	if len(s.Plan.States) == 0 || s.Findings[0].Advice == nil {
		return nil
	}
	d, _ := s.Plan.Wants()
	var under []analysis.State
	for _, state := range s.Plan.States {
		f := &s.Findings[state.Variant]
		if f.Summary == nil {
			return nil
		}
		under = append(under, analysis.State{Plan: s.plans[state.Variant], Summary: f.Summary})
	}
	w := analysis.CompareStates(d, under, s.Plan.Prior)
	return &w
}

// statesSentence is what the states come to, for those who read one paragraph: the advice above is that of the scenario as it is written.
func (s *Sweep) statesSentence() (all []string) {
	w := s.weighing()
	if w == nil {
		return nil
	}
	var words []string
	for _, state := range s.Plan.States {
		words = append(words, s.advisedIn(s.Findings[state.Variant].Advice)+" if "+s.Plan.StateWords(state))
	}
	all = append(all, "This is for the scenario as written. In the other states of the world: "+strings.Join(words, "; ")+".")
	return append(all, s.rules(w)...)
}

// rules says what each rule for choices without a prior would choose, and what the prior does.
func (s *Sweep) rules(w *analysis.StateComparison) []string {
	if w.Maximin < 0 {
		return []string{"No value meets the limits in every state."}
	}
	if len(s.Plan.Decision.Weights) == 0 {
		return nil
	}
	all := []string{fmt.Sprintf("%s has the lowest worst-case cost (maximin): %s. %s has the lowest worst-case regret: %s more than the best value of that state.", s.Plan.Label(w.Maximin),
		costsOf(s.Plan.Decision, w.Worst[w.Maximin]), s.Plan.Label(w.MinimaxRegret), costsOf(s.Plan.Decision, w.Regret[w.MinimaxRegret]))}
	switch {
	case w.LeastExpected < 0:
	case len(w.Rivals) > 0:
		all = append(all, fmt.Sprintf("With probabilities of %s for the states, no value is advised: %s has the lowest expected cost, but these runs cannot tell it from %s.",
			s.Plan.PriorWords(", ", " %"), s.Plan.Label(w.LeastExpected), s.Plan.SpanOf(w.Rivals)))
	default:
		all = append(all, fmt.Sprintf("With probabilities of %s for the states, choose %s: its expected cost is %s, and every other value costs more, beyond the interval.",
			s.Plan.PriorWords(", ", " %"), s.Plan.Label(w.LeastExpected), costsOf(s.Plan.Decision, w.Expected[w.LeastExpected])))
	}
	return all
}

// few is up to how many states stand side by side with intervals.
const few = 3

// statesTable is the table of choices under each state of the world.
func (s *Sweep) statesTable() *layout.Section {
	if len(s.Plan.StateKeys) == 0 {
		return nil
	}
	t := &layout.Section{Title: "States of the world"}
	for _, side := range s.Plan.Sides() {
		t.Paragraphs = append(t.Paragraphs, side+".")
	}
	w := s.weighing()
	if w == nil {
		return t
	}
	weighs := len(s.Plan.Decision.Weights) > 0
	t.Table = &layout.Table{Head: []string{"value"}, TextColumns: 1}
	var columns []int // of the states, the last first
	for i, state := range s.Plan.States {
		name := stateName(i)
		t.Paragraphs = append(t.Paragraphs, "State "+name+": "+s.Plan.StateWords(state)+".")
		t.Table.Head = append(t.Table.Head, "state "+name)
		columns = append([]int{i + 1}, columns...)
	}
	t.Table.Optional(columns...)
	if weighs {
		t.Table.Head = append(t.Table.Head, "worst", "worst regret")
	}
	if len(s.Plan.Prior) > 0 && weighs {
		t.Table.Head = append(t.Table.Head, "expected")
	}
	for i := range s.Plan.Choices {
		t.Table.Add(s.underStates(w, i, weighs)...)
	}
	return t
}

// stateName is A to Z, then numbers.
func stateName(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return strconv.Itoa(i + 1)
}

// underStates are the cells of a choice.
func (s *Sweep) underStates(w *analysis.StateComparison, choice int, weighs bool) []string {
	cells := []string{s.Plan.Marked(choice)}
	for state := range s.Plan.States {
		switch cost := w.Costs[choice][state]; {
		case w.Violates[choice][state]:
			cells = append(cells, "breaks")
		case w.MayViolate[choice][state] && !weighs:
			cells = append(cells, "may break")
		case !weighs:
			cells = append(cells, "meets all")
		case len(s.Plan.States) <= few:
			cells = append(cells, costsOf(s.Plan.Decision, cost))
		default:
			cells = append(cells, brief(cost.Value))
		}
	}
	if !weighs {
		return cells
	}
	numbers := []analysis.Estimate{w.Worst[choice], w.Regret[choice]}
	if len(s.Plan.Prior) > 0 && w.Expected != nil {
		numbers = append(numbers, w.Expected[choice])
	}
	for _, e := range numbers {
		if e.Known {
			cells = append(cells, brief(e.Value))
		} else {
			cells = append(cells, noValue)
		}
	}
	return cells
}

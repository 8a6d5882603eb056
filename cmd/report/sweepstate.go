package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mailstorm/sim/experiment"
)

// Sides says of each key that somebody varied though nobody chooses it that it is shown and not advised.
func (p *Plan) Sides() (all []string) {
	for i, key := range p.StateKeys {
		if why := p.StateWhy[i]; why != "" {
			all = append(all, fmt.Sprintf("%s is a state of the world, not a choice: shown side by side, not advised (%s)", key, why))
		}
	}
	return all
}

// stateFlags are the flags that ask for the states.
func (p *Plan) stateFlags() (words []string) {
	if len(p.States) == 0 {
		return nil
	}
	for i, key := range p.StateKeys {
		var values []string
		for _, s := range p.States {
			values = appendNew(values, s.Values[i])
		}
		words = append(words, "--state", ShellWord(key+"="+strings.Join(values, ",")))
	}
	if len(p.Prior) > 0 {
		words = append(words, "--prior", p.priorWords(",", "%"))
	}
	return words
}

func (p *Plan) priorWords(between, unit string) string {
	var words []string
	for _, share := range p.Prior {
		words = append(words, strconv.FormatFloat(100*share, 'g', 10, 64)+unit)
	}
	return strings.Join(words, between)
}

// weighing is what the choices come to over the states; nil where there are none, or not all is there yet.
func (s *Sweep) weighing() *experiment.StateComparison {
	if len(s.Plan.States) == 0 || s.Findings[0].Advice == nil {
		return nil
	}
	d, _ := s.Plan.Wants()
	var under []experiment.State
	for _, state := range s.Plan.States {
		f := &s.Findings[state.Variant]
		if f.Summary == nil {
			return nil
		}
		under = append(under, experiment.State{Plan: s.plans[state.Variant], Summary: f.Summary})
	}
	w := d.CompareStates(under, s.Plan.Prior)
	return &w
}

// weighed is what the states come to, for those who read one paragraph: the advice above is that of the scenario as it is written.
func (s *Sweep) weighed() (all []string) {
	w := s.weighing()
	if w == nil {
		return nil
	}
	var words []string
	for _, state := range s.Plan.States {
		words = append(words, s.there(s.Findings[state.Variant].Advice)+" if "+s.Plan.stateWords(state))
	}
	all = append(all, "So it is as the scenario is written. Under the states of the world: "+strings.Join(words, "; ")+".")
	return append(all, s.rules(w)...)
}

func (p *Plan) stateWords(state State) string {
	var words []string
	for i, key := range p.StateKeys {
		words = append(words, key+" = "+state.Values[i])
	}
	return strings.Join(words, ", ")
}

// rules says what each rule for choices without a prior would choose, and what the prior does.
func (s *Sweep) rules(w *experiment.StateComparison) []string {
	if w.Maximin < 0 {
		return []string{"No value holds the limits in each of the states."}
	}
	if len(s.Plan.Decision.Weights) == 0 {
		return nil
	}
	all := []string{fmt.Sprintf("%s costs least in its worst case (maximin): %s. %s has the least worst regret: %s above the best of that state.", s.Plan.Label(w.Maximin),
		s.Plan.Decision.costs(w.Worst[w.Maximin]), s.Plan.Label(w.MinimaxRegret), s.Plan.Decision.costs(w.Regret[w.MinimaxRegret]))}
	switch {
	case w.LeastExpected < 0:
	case len(w.Rivals) > 0:
		all = append(all, fmt.Sprintf("If the states have chances of %s, no value is advised: %s costs least, and these runs cannot tell it from %s.",
			s.Plan.priorWords(", ", " %"), s.Plan.Label(w.LeastExpected), s.Plan.spanOf(w.Rivals)))
	default:
		all = append(all, fmt.Sprintf("If the states have chances of %s, choose %s: it is expected to cost %s, and each other more, beyond the interval.",
			s.Plan.priorWords(", ", " %"), s.Plan.Label(w.LeastExpected), s.Plan.Decision.costs(w.Expected[w.LeastExpected])))
	}
	return all
}

// few is up to how many states stand side by side with intervals.
const few = 3

// stated is the table of choices under each state of the world.
func (s *Sweep) stated() *section {
	if len(s.Plan.StateKeys) == 0 {
		return nil
	}
	t := &section{title: "States of the world"}
	for _, side := range s.Plan.Sides() {
		t.words = append(t.words, side+".")
	}
	w := s.weighing()
	if w == nil {
		return t
	}
	weighs := len(s.Plan.Decision.Weights) > 0
	t.table = &grid{head: []string{"value"}, texts: 1}
	for i, state := range s.Plan.States {
		name := stateName(i)
		t.words = append(t.words, "State "+name+": "+s.Plan.stateWords(state)+".")
		t.table.head = append(t.table.head, "state "+name)
		t.table.spare = append([]int{i + 1}, t.table.spare...)
	}
	if weighs {
		t.table.head = append(t.table.head, "worst", "worst regret")
	}
	if len(s.Plan.Prior) > 0 && weighs {
		t.table.head = append(t.table.head, "expected")
	}
	for i := range s.Plan.Choices {
		t.table.add(s.underStates(w, i, weighs)...)
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
func (s *Sweep) underStates(w *experiment.StateComparison, choice int, weighs bool) []string {
	cells := []string{s.Plan.Marked(choice)}
	for state := range s.Plan.States {
		switch cost := w.Costs[choice][state]; {
		case w.Violates[choice][state]:
			cells = append(cells, "breaks")
		case w.MayViolate[choice][state] && !weighs:
			cells = append(cells, "may break")
		case !weighs:
			cells = append(cells, "holds")
		case len(s.Plan.States) <= few:
			cells = append(cells, s.Plan.Decision.costs(cost))
		default:
			cells = append(cells, brief(cost.Value))
		}
	}
	if !weighs {
		return cells
	}
	numbers := []experiment.Estimate{w.Worst[choice], w.Regret[choice]}
	if len(s.Plan.Prior) > 0 && w.Expected != nil {
		numbers = append(numbers, w.Expected[choice])
	}
	for _, e := range numbers {
		if e.Known {
			cells = append(cells, brief(e.Value))
		} else {
			cells = append(cells, nothing)
		}
	}
	return cells
}

// worldsJSON are the worlds with what is advised in them.
func (s *Sweep) worldsJSON() (all []string) {
	if len(s.Robust) == 0 {
		return nil
	}
	here := s.Findings[0].Advice.First()
	for _, i := range s.Plan.worlds() {
		a, v, more := s.Findings[i].Advice, &s.Plan.Variants[i], "null"
		if here >= 0 && a.First() >= 0 {
			more = costJSON(a.Verdicts[here].Difference)
		}
		all = append(all, object(field("world", text(v.World)), field("where", text(v.Where)), field("answer", text(a.Answer.String())), field("best", s.labels(a.Best)),
			field("certain", strconv.FormatBool(a.Certain())), field("more", more)))
	}
	return all
}

func (s *Sweep) labels(choices []int) string {
	var all []string
	for _, i := range choices {
		all = append(all, s.Plan.Label(i))
	}
	return list(texts(all))
}

// statesJSON is what the choices come to over the states of the world.
func (s *Sweep) statesJSON() string {
	w := s.weighing()
	if w == nil {
		return "null"
	}
	var states, choices []string
	for i, state := range s.Plan.States {
		fields := []string{field("values", list(texts(state.Values))), field("best", s.labels(s.Findings[state.Variant].Advice.Best))}
		if len(s.Plan.Prior) > 0 {
			fields = append(fields, field("prior", programmed(s.Plan.Prior[i])))
		}
		states = append(states, object(fields...))
	}
	for i := range s.Plan.Choices {
		var costs []string
		for state := range s.Plan.States {
			costs = append(costs, object(field("cost", costJSON(w.Costs[i][state])), field("breaks", strconv.FormatBool(w.Violates[i][state])), field("doubts", strconv.FormatBool(w.MayViolate[i][state]))))
		}
		fields := []string{field("values", list(texts(s.Plan.Choices[i]))), field("under", list(costs)), field("worst", costJSON(w.Worst[i])), field("regret", costJSON(w.Regret[i]))}
		if w.Expected != nil {
			fields = append(fields, field("expected", costJSON(w.Expected[i])))
		}
		choices = append(choices, object(fields...))
	}
	one := func(i int) string { return s.labels(slices.DeleteFunc([]int{i}, func(i int) bool { return i < 0 })) }
	return block([]string{field("keys", list(texts(s.Plan.StateKeys))), field("states", list(states)), field("choices", block(choices, "[]", "    ")),
		field("maximin", one(w.Maximin)), field("minimax_regret", one(w.MinimaxRegret)), field("by_prior", one(w.LeastExpected)), field("prior_rivals", s.labels(w.Rivals))}, "{}", "  ")
}

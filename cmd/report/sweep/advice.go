package sweep

import (
	"slices"
	"strconv"

	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
)

func (s *Sweep) advice(variant int) string {
	a := s.Findings[variant].Advice
	if a == nil {
		return "null"
	}
	label := func(i int) string {
		if i < 0 {
			return "null"
		}
		return encode.List(encode.Texts(s.Plan.Choices[i]))
	}
	labels := func(choices []int) string {
		var all []string
		for _, i := range choices {
			all = append(all, s.Plan.Label(i))
		}
		return encode.List(encode.Texts(all))
	}
	var verdicts []string
	for i, v := range a.Verdicts {
		cost := costJSON(v.Cost)
		verdicts = append(verdicts, encode.Object(encode.Field("values", label(i)), encode.Field("breaks", encode.List(encode.Texts(writtenLimits(s.Plan.Decision, v.Violated)))),
			encode.Field("doubts", encode.List(encode.Texts(writtenLimits(s.Plan.Decision, v.Uncertain)))), encode.Field("standing", encode.Text(a.Status(i).String())), encode.Field("cost", cost), encode.Field("more", costJSON(v.Difference))))
	}
	return encode.Object(encode.Field("answer", encode.Text(a.Answer.String())), encode.Field("best", labels(a.Best)), encode.Field("second", label(a.Next)), encode.Field("open", labels(a.Open)), encode.Field("certain", strconv.FormatBool(a.Certain())), encode.Field("cost_unit", encode.Text(costUnit(s.Plan.Decision))),
		encode.Field("confidence", programmed(s.Plan.Confidence)), encode.Field("loss", programmed(a.Indifference)), encode.Field("needs", strconv.FormatUint(a.RunsNeeded, 10)), encode.Field("follow_the_value", encode.List(encode.Texts(writtenLimits(s.Plan.Decision, a.ImpliedLimits)))),
		encode.Field("observations", riskJSON(a)), encode.Field("verdicts", encode.List(verdicts)))
}

func costJSON(e analysis.Estimate) string {
	if !e.Known {
		return "null"
	}
	return encode.Object(encode.Field("value", programmed(e.Value)), encode.Field("low", programmed(e.Low)), encode.Field("high", programmed(e.High)))
}

// costUnit is in what programs read costs; empty: nobody named it.
func costUnit(d *sweepfolder.Decision) string {
	if factor, _ := perUnit(d); factor != 1 {
		return d.Unit + " per mail"
	}
	return d.Unit
}

func (s *Sweep) same() (all []string) {
	for i, r := range s.Robust {
		var words []string
		for _, standing := range r.Statuses {
			words = append(words, standing.String())
		}
		all = append(all, encode.Object(encode.Field("values", encode.List(encode.Texts(s.Plan.Choices[i]))), encode.Field("same", strconv.FormatBool(r.Same)),
			encode.Field("standings", encode.List(encode.Texts(words))), encode.Field("depends", encode.List(encode.Texts(r.Depends)))))
	}
	return all
}

// whoLoses are the same numbers for programs.
func (s *Sweep) whoLoses() string {
	var all []string
	for _, l := range s.losses() {
		fields := []string{encode.Field("recipients", encode.Text("@"+l.domain))}
		for k, m := range experiment.Losses {
			fields = append(fields, encode.Field(experiment.Catalogue[m].Name, encode.Object(encode.Field("unit", encode.Text(unitOf(m))), encode.Field("current", estimated(l.now[k], m)),
				encode.Field("rival", estimated(l.then[k], m)), encode.Field("difference", estimated(l.change[k], m)))))
		}
		all = append(all, encode.Object(fields...))
	}
	label := func(choice int) string { return encode.List(encode.Texts(s.Plan.Choices[choice])) }
	return encode.Block([]string{encode.Field("current", label(s.Plan.Current)), encode.Field("rival", label(s.rivalChoice())),
		encode.Field("domains", encode.Block(all, "[]", "    ")), encode.Field("other_domains", strconv.Itoa(s.Plan.Others))}, "{}", "  ")
}

// worldsJSON are the worlds with what is advised in them.
func (s *Sweep) worldsJSON() (all []string) {
	if len(s.Robust) == 0 {
		return nil
	}
	here := s.Findings[0].Advice.First()
	for _, i := range s.Plan.Worlds() {
		a, v, more := s.Findings[i].Advice, &s.Plan.Variants[i], "null"
		if here >= 0 && a.First() >= 0 {
			more = costJSON(a.Verdicts[here].Difference)
		}
		all = append(all, encode.Object(encode.Field("world", encode.Text(v.World)), encode.Field("where", encode.Text(v.Where)), encode.Field("answer", encode.Text(a.Answer.String())), encode.Field("best", s.labels(a.Best)),
			encode.Field("certain", strconv.FormatBool(a.Certain())), encode.Field("more", more)))
	}
	return all
}

func (s *Sweep) labels(choices []int) string {
	var all []string
	for _, i := range choices {
		all = append(all, s.Plan.Label(i))
	}
	return encode.List(encode.Texts(all))
}

// statesJSON is what the choices come to over the states of the world.
func (s *Sweep) statesJSON() string {
	w := s.weighing()
	if w == nil {
		return "null"
	}
	var states, choices []string
	for i, state := range s.Plan.States {
		fields := []string{encode.Field("values", encode.List(encode.Texts(state.Values))), encode.Field("best", s.labels(s.Findings[state.Variant].Advice.Best))}
		if len(s.Plan.Prior) > 0 {
			fields = append(fields, encode.Field("prior", programmed(s.Plan.Prior[i])))
		}
		states = append(states, encode.Object(fields...))
	}
	for i := range s.Plan.Choices {
		var costs []string
		for state := range s.Plan.States {
			costs = append(costs, encode.Object(encode.Field("cost", costJSON(w.Costs[i][state])), encode.Field("breaks", strconv.FormatBool(w.Violates[i][state])), encode.Field("doubts", strconv.FormatBool(w.MayViolate[i][state]))))
		}
		fields := []string{encode.Field("values", encode.List(encode.Texts(s.Plan.Choices[i]))), encode.Field("under", encode.List(costs)), encode.Field("worst", costJSON(w.Worst[i])), encode.Field("regret", costJSON(w.Regret[i]))}
		if w.Expected != nil {
			fields = append(fields, encode.Field("expected", costJSON(w.Expected[i])))
		}
		choices = append(choices, encode.Object(fields...))
	}
	one := func(i int) string { return s.labels(slices.DeleteFunc([]int{i}, func(i int) bool { return i < 0 })) }
	return encode.Block([]string{encode.Field("keys", encode.List(encode.Texts(s.Plan.StateKeys))), encode.Field("states", encode.List(states)), encode.Field("choices", encode.Block(choices, "[]", "    ")),
		encode.Field("maximin", one(w.Maximin)), encode.Field("minimax_regret", one(w.MinimaxRegret)), encode.Field("by_prior", one(w.LeastExpected)), encode.Field("prior_rivals", s.labels(w.Rivals))}, "{}", "  ")
}

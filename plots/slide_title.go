package plots

import (
	"slices"
	"strings"

	"mailstorm/plots/sweeps"
	"mailstorm/sim/experiment/analysis"
	"mailstorm/sim/metrics"
)

// slideTitle is the advice in one sentence, or that there is none.
func slideTitle(s sweeps.Sweep) string {
	rival := s.Alternative()
	switch {
	case rival < 0:
		return s.Summarise(s.Plan.Current)
	case s.NoAdvice != "":
		return "No advice: " + s.NoAdvice
	case s.Advice == nil && s.Plan.Choices[rival].Barred:
		return "No advice: the other values cannot be set"
	case s.Advice == nil:
		return "No limits and no weights are given, so there is no advice. " + s.Headline(rival)
	}
	switch s.Advice.Answer {
	case analysis.Undecided:
		return "Not decided yet: " + s.Join(s.Advice.Open) + " may be the best" + stormsNeededText(s)
	case analysis.Infeasible:
		return "No value meets all limits"
	case analysis.Barred:
		return "None of these values can be set"
	case analysis.Equal:
		return "The value does not matter here: " + noDifferenceText(s)
	}
	return chosenText(s, rival)
}

// chosenText names the value, or those that do as well.
func chosenText(s sweeps.Sweep, rival int) string {
	best, word := s.Advised(), "Choose "
	if best < 0 {
		return s.Headline(rival)
	}
	if best == s.Plan.Current {
		word = "Keep "
	}
	switch {
	case len(s.Advice.Best) > 1:
		return word + s.Name(best) + "; " + s.Join(s.Advice.Best[1:]) + " would do as well"
	case best != s.Plan.Current:
		return word + s.Name(best) + ": " + s.Finding(best, "it")
	case s.Plan.Choices[rival].Barred:
		return word + s.Name(best)
	}
	return word + s.Name(best) + ": " + s.Finding(rival, s.Name(rival))
}

// stormsNeededText says how many storms would decide it.
func stormsNeededText(s sweeps.Sweep) string {
	n := int64(min(s.Advice.RunsNeeded, sweeps.MaxSteps))
	if s.Advice.NoneByEstimate && len(s.Advice.Open) == 1 {
		return ", but its estimate breaks a limit"
	}
	if s.Advice.NoneByEstimate {
		return ", but their estimates break a limit"
	}
	if n == 0 {
		return "; more storms would not decide it"
	}
	step := sweeps.Digits(n, 2)
	return "; about " + metrics.Number((n+step-1)/step*step) + " storms would decide it"
}

// noDifferenceText says why the values give the same result.
func noDifferenceText(s sweeps.Sweep) string {
	if s.AnyLate() {
		return "all values give the same result in every storm"
	}
	return "no message was late enough for a DSN"
}

// questionText is what the sweep was run for.
func questionText(s sweeps.Sweep) string {
	var names []string
	for _, key := range s.Keys {
		names = append(names, strings.ReplaceAll(key[strings.LastIndexByte(key, '.')+1:], "_", " "))
	}
	text := strings.Join(names, ", ")
	if order := s.Order(); sweeps.HasNumericAxis(s) {
		text += " between " + s.Name(order[0]) + " and " + s.Name(order[len(order)-1])
	}
	if s.Title == "" || text == "" {
		return s.Title + text
	}
	return s.Title + " (" + text + ")"
}

// basisText says what the numbers are based on: storms, profiles, intervals.
func basisText(s sweeps.Sweep) string {
	text := s.Replications()
	if profiles := profilesText(s); profiles != "" {
		text += "; profiles: " + profiles
	}
	if s.Summary.Runs > 1 {
		text += "; ranges are 95 % intervals"
	}
	return text
}

// profilesText names how the hosts retry, under all choices.
func profilesText(s sweeps.Sweep) string {
	if s.Profiles != nil {
		return strings.Join(s.Profiles, "; ")
	}
	var hosts []string
	of := map[string][]string{}
	for _, c := range s.Plan.Choices {
		if c.Config == nil {
			continue
		}
		for i := range c.Config.Hosts {
			h := &c.Config.Hosts[i]
			if h.Profile == nil || h.Profile.Name == "" || slices.Contains(of[h.Name], h.Profile.Name) {
				continue
			}
			if !slices.Contains(hosts, h.Name) {
				hosts = append(hosts, h.Name)
			}
			of[h.Name] = append(of[h.Name], h.Profile.Name)
		}
	}
	for i, host := range hosts {
		hosts[i] = host + ": " + strings.Join(of[host], ", ")
	}
	return strings.Join(hosts, "; ")
}

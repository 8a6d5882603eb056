package report

import (
	"fmt"
	"slices"
	"strings"

	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// verdictWords says what a decision makes of one choice.
func verdictWords(v experiment.Verdict, d *Decision) string {
	var parts []string
	if len(v.Violated) > 0 {
		parts = append(parts, "breaks "+strings.Join(d.written(v.Violated), ", "))
	}
	if len(v.Uncertain) > 0 {
		parts = append(parts, "may break "+strings.Join(d.written(v.Uncertain), ", "))
	}
	if len(parts) == 0 {
		return "holds all"
	}
	return strings.Join(parts, "; ")
}

// robust is the table of worlds: a row each, with what is advised there, and what the value advised costs more there than the best.
func (s *Sweep) robust() *section {
	if len(s.Robust) == 0 {
		return nil
	}
	here := s.Findings[0].Advice.First()
	weighs := here >= 0 && len(s.Plan.Decision.Weights) > 0
	g := &grid{head: []string{"where", "advised", "decided"}, texts: 3}
	if weighs {
		g.head = append(g.head, s.Plan.Label(here)+"\ncosts more there")
	}
	for _, i := range s.Plan.worlds() {
		a := s.Findings[i].Advice
		cells := []string{s.Plan.Variants[i].Where, s.there(a), yesNo(a.Certain() && (here < 0 || a.Status(here) != experiment.Open))}
		if weighs {
			cells = append(cells, s.Plan.Decision.excess(a, here))
		}
		g.add(cells...)
	}
	return &section{title: "Is the verdict the same in other worlds?", table: g, words: []string{s.worldly(), "In each world one thing is otherwise. " + s.effort()}}
}

// there is what is advised in a world, or looks cheapest so far.
func (s *Sweep) there(a *experiment.Advice) string {
	switch {
	case a.Answer == experiment.Equal:
		return "any"
	case len(a.Best) > 0:
		return s.Plan.spanOf(slices.Sorted(slices.Values(a.Best)))
	case len(a.Open) > 0:
		return s.Plan.Label(a.Open[0]) + "?"
	}
	return "none"
}

// excess is what a value costs more in a world than the best there.
func (d *Decision) excess(a *experiment.Advice, value int) string {
	if v := &a.Verdicts[value]; len(v.Violated) == 0 && a.First() >= 0 {
		return d.costs(v.Difference)
	}
	return "breaks a limit"
}

// worldly says in one sentence whether the advice is the same in all worlds.
func (s *Sweep) worldly() string {
	worlds, here := s.Plan.worlds(), s.Findings[0].Advice
	same, open, other := 0, 0, map[string][]string{}
	var answers []string
	for _, i := range worlds {
		a := s.Findings[i].Advice
		switch {
		case !a.Certain() || here.First() >= 0 && a.Status(here.First()) == experiment.Open:
			open++
		case agree(here, a):
			same++
		default:
			answer := s.there(a)
			answers = appendNew(answers, answer)
			other[answer] = append(other[answer], s.Plan.Variants[i].Where)
		}
	}
	text := fmt.Sprintf("The advice is the same in %d of %s", same, counted(int64(len(worlds)), "world", "worlds"))
	switch {
	case open == len(worlds):
		return fmt.Sprintf("None of %s is decided; more --variant-runs may tell.", counted(int64(len(worlds)), "world", "worlds"))
	case !here.Certain():
		text = fmt.Sprintf("The scenario as it is is not decided; %d of %s are", len(worlds)-open, counted(int64(len(worlds)), "world", "worlds"))
	case same == len(worlds):
		return fmt.Sprintf("The advice is the same in all of %s.", counted(int64(same), "world", "worlds"))
	}
	for _, answer := range answers {
		text += "; where " + strings.Join(other[answer], ", or where ") + ", it is " + answer
	}
	if open > 0 {
		text += fmt.Sprintf("; %s not decided", countIsAre(open))
	}
	return text + "."
}

func countIsAre(n int) string {
	if n == 1 {
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

// agree reports whether the value that one advises first is among the best of another.
func agree(here, there *experiment.Advice) bool {
	switch {
	case there.Answer == experiment.Equal || here.Answer != there.Answer:
		return here.Answer == there.Answer || len(here.Best) > 0 && there.Answer == experiment.Equal
	case len(here.Best) == 0:
		return true
	}
	return slices.Contains(there.Best, here.Best[0])
}

// effort says how many replications stand behind the rows.
func (s *Sweep) effort() string {
	return fmt.Sprintf("Each rests on the first %s.", replications(s.Plan.Variants[s.Plan.worlds()[0]].Runs))
}

func appendNew(list []string, word string) []string {
	if slices.Contains(list, word) {
		return list
	}
	return append(list, word)
}

// Caveat says, for those who see one picture only, in which worlds the advice is another one; empty: in none that was tried.
func (s *Sweep) Caveat() string {
	if len(s.Robust) == 0 || s.Findings[0].Advice.First() < 0 {
		return ""
	}
	for _, i := range s.Plan.worlds() {
		if a := s.Findings[i].Advice; !a.Certain() || !agree(s.Findings[0].Advice, a) {
			return s.worldly()
		}
	}
	return ""
}

// Watched is the first host with its profile, for the small print.
func (p *Plan) Watched() string {
	if len(p.Profiles) == 0 {
		return ""
	}
	return p.Profiles[0].Host + ": " + p.Profiles[0].Profile
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// WorldMetrics are the metrics of the run in which worlds are compared, behind those that were asked for.
var WorldMetrics = []metrics.ID{metrics.NDRCount, metrics.DeferredEmptyAt}

// ways is the table of what each world comes to with the value in force: a world may have the same verdict and yet keep mail for much longer.
func (s *Sweep) ways() *section {
	if len(s.Robust) == 0 {
		return nil
	}
	at := s.Plan.Current
	g := &grid{head: []string{"where", "NDRs", "last deferred\nmail leaves: median", "95 %", "not within\nthe run"}, texts: 1}
	for _, i := range append([]int{0}, s.Plan.worlds()...) {
		f, v := &s.Findings[i], &s.Plan.Variants[i]
		where := v.Where
		if i == 0 {
			f, where = s.early, "all is as the scenario says"
		} else if v.Notice != s.Plan.Variants[0].Notice { // no queue waits for one
			continue
		}
		extra := f.Summary.Choices[at].Extra
		ndrs, end := extra[len(extra)-2], extra[len(extra)-1]
		cells := []string{where, spreadWord(mean(ndrs.Mean, metrics.NDRCount, ndrs.Mean.Value), metrics.Count)}
		for _, q := range []int64{end.P50, end.P95} {
			cells = append(cells, spreadWord(scaled(q, metrics.DeferredEmptyAt, end.Known > 0), metrics.Duration))
		}
		g.add(append(cells, Number(int64(f.Summary.Runs-end.Known)))...)
	}
	return &section{title: "What each of these worlds comes to", table: g,
		words: []string{fmt.Sprintf("With %s, over %s: NDRs a run; when the last copy left the queue that had been deferred; replications in which there was none, or some were left.",
			s.Plan.Label(at), replications(s.early.Summary.Runs))}}
}

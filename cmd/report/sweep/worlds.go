package sweep

import (
	"fmt"
	"slices"
	"strings"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/sim/experiment/analysis"
	"mailstorm/sim/metrics"
)

// verdictsTable is the table of worlds: a row each, with what is advised there, and what the value advised costs more there than the best.
func (s *Sweep) verdictsTable() *layout.Section {
	if len(s.Robust) == 0 {
		return nil
	}
	here := s.Findings[0].Advice.First()
	weighs := here >= 0 && len(s.Plan.Decision.Weights) > 0
	g := &layout.Table{Head: []string{"assumption", "advised", "decided"}, TextColumns: 3}
	if weighs {
		g.Head = append(g.Head, s.Plan.Label(here)+" costs\nmore than the best")
	}
	for _, i := range s.Plan.Worlds() {
		a := s.Findings[i].Advice
		cells := []string{s.Plan.Variants[i].Where, s.advisedIn(a), yesNo(a.Certain() && (here < 0 || a.Status(here) != analysis.Open))}
		if weighs {
			cells = append(cells, excessOf(s.Plan.Decision, a, here))
		}
		g.Add(cells...)
	}
	return &layout.Section{Title: "Does the advice hold under other assumptions?", Table: g, Paragraphs: []string{s.worldsSentence(), "Each row changes one assumption. " + s.replicationsUsed()}}
}

// advisedIn is what is advised in a world, or looks cheapest so far.
func (s *Sweep) advisedIn(a *analysis.Advice) string {
	switch {
	case a.Answer == analysis.Equal:
		return "any"
	case len(a.Best) > 0:
		return s.Plan.SpanOf(slices.Sorted(slices.Values(a.Best)))
	case len(a.Open) > 0:
		return s.Plan.Label(a.Open[0]) + "?"
	}
	return "none"
}

// worldsSentence says in one sentence whether the advice is the same in all worlds.
func (s *Sweep) worldsSentence() string {
	worlds, here := s.Plan.Worlds(), s.Findings[0].Advice
	same, open, other := 0, 0, map[string][]string{}
	var answers []string
	for _, i := range worlds {
		a := s.Findings[i].Advice
		switch {
		case !a.Certain() || here.First() >= 0 && a.Status(here.First()) == analysis.Open:
			open++
		case agree(here, a):
			same++
		default:
			answer := s.advisedIn(a)
			answers = sweepfolder.AppendNew(answers, answer)
			other[answer] = append(other[answer], s.Plan.Variants[i].Where)
		}
	}
	text := fmt.Sprintf("The advice is the same under %d of %s", same, english.Counted(int64(len(worlds)), "other assumption", "other assumptions"))
	switch {
	case open == len(worlds):
		return fmt.Sprintf("Nothing is decided under any of %s; more --variant-runs may decide it.", english.Counted(int64(len(worlds)), "other assumption", "other assumptions"))
	case !here.Certain():
		text = fmt.Sprintf("Undecided as written, but decided under %d of %s", len(worlds)-open, english.Counted(int64(len(worlds)), "other assumption", "other assumptions"))
	case same == len(worlds):
		return fmt.Sprintf("The advice is the same under all of %s.", english.Counted(int64(same), "other assumption", "other assumptions"))
	}
	for _, answer := range answers {
		text += "; if " + strings.Join(other[answer], ", or if ") + ", it is " + answer
	}
	if open > 0 {
		text += fmt.Sprintf("; %s undecided", countIsAre(open))
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
func agree(here, there *analysis.Advice) bool {
	switch {
	case there.Answer == analysis.Equal || here.Answer != there.Answer:
		return here.Answer == there.Answer || len(here.Best) > 0 && there.Answer == analysis.Equal
	case len(here.Best) == 0:
		return true
	}
	return slices.Contains(there.Best, here.Best[0])
}

// replicationsUsed says how many replications stand behind the rows.
func (s *Sweep) replicationsUsed() string {
	return fmt.Sprintf("Each uses the first %s.", replications(s.Plan.Variants[s.Plan.Worlds()[0]].Runs))
}

// Caveat says, for those who see one picture only, in which worlds the advice is another one; empty: in none that was tried.
func (s *Sweep) Caveat() string {
	if len(s.Robust) == 0 || s.Findings[0].Advice.First() < 0 {
		return ""
	}
	for _, i := range s.Plan.Worlds() {
		if a := s.Findings[i].Advice; !a.Certain() || !agree(s.Findings[0].Advice, a) {
			return s.worldsSentence()
		}
	}
	return ""
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// WorldMetrics are the metrics of the run in which worlds are compared, behind those that were asked for.
var WorldMetrics = []metrics.ID{metrics.NDRCount, metrics.DeferredEmptyAt}

// worldsTable is the table of what each world comes to with the value in force: a world may have the same verdict and yet keep mail for much longer.
func (s *Sweep) worldsTable() *layout.Section {
	if len(s.Robust) == 0 {
		return nil
	}
	at := s.Plan.Current
	g := &layout.Table{Head: []string{"assumption", "NDRs", "last deferred\nmail leaves: median", "95 %", "not within\nthe run"}, TextColumns: 1}
	for _, i := range append([]int{0}, s.Plan.Worlds()...) {
		f, v := &s.Findings[i], &s.Plan.Variants[i]
		where := v.Where
		if i == 0 {
			f, where = s.early, "as the scenario says"
		} else if v.Notice != s.Plan.Variants[0].Notice { // no queue waits for one
			continue
		}
		extra := f.Summary.Choices[at].Extra
		ndrs, end := extra[len(extra)-2], extra[len(extra)-1]
		cells := []string{where, spreadWord(mean(ndrs.Mean, metrics.NDRCount, ndrs.Mean.Value), metrics.Count)}
		for _, q := range []int64{end.P50, end.P95} {
			cells = append(cells, spreadWord(scaled(q, metrics.DeferredEmptyAt, end.Known > 0), metrics.Duration))
		}
		g.Add(append(cells, english.Number(int64(f.Summary.Runs-end.Known)))...)
	}
	return &layout.Section{Title: "NDRs and queue under other assumptions", Table: g,
		Paragraphs: []string{fmt.Sprintf("With %s, over %s: NDRs per run; when the last deferred message left the queue; replications with no deferred message, or with some left at the end.",
			s.Plan.Label(at), replications(s.early.Summary.Runs))}}
}

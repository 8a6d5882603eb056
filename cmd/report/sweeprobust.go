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
	if len(v.Breaks) > 0 {
		parts = append(parts, "breaks "+strings.Join(d.written(v.Breaks), ", "))
	}
	if len(v.Doubts) > 0 {
		parts = append(parts, "may break "+strings.Join(d.written(v.Doubts), ", "))
	}
	if len(parts) == 0 {
		return "holds all"
	}
	return strings.Join(parts, "; ")
}

// marks stand for standings in the table.
var marks = [...]string{experiment.Best: "best", experiment.Open: "?", experiment.Allowed: "-", experiment.Refused: "no"}

// robust is the table of verdicts under all that nobody knows: a row a value, a column a profile, in it a mark for each way that the
// queue recovers and notices are sent.
func (s *Sweep) robust() *section {
	if len(s.Robust) == 0 {
		return nil
	}
	worlds := s.Plan.worlds()
	var profiles, ways []string
	for _, i := range worlds {
		v := &s.Plan.Variants[i]
		profiles, ways = appendNew(profiles, v.Profile), appendNew(ways, v.way())
	}
	g := &grid{head: []string{"value"}, texts: 1 + len(profiles)}
	for _, p := range profiles {
		g.head = append(g.head, strings.TrimPrefix(p, "exchange-online-"))
	}
	g.head = append(g.head, "same under all")
	for choice, r := range s.Robust {
		cells := []string{s.Plan.Marked(choice)}
		for _, p := range profiles {
			cells = append(cells, s.standings(r, worlds, p, ways))
		}
		g.add(append(cells, yesNo(r.Same))...)
	}
	t := &section{title: "Is the verdict the same whatever Exchange Online does?", table: g}
	t.words = []string{fmt.Sprintf("best: to choose; -: another is better; no: breaks a limit; ?: not decided. One word, or one for each of: %s. %s.", strings.Join(ways, " / "), s.effort())}
	t.notes = s.dependence()
	return t
}

func appendNew(list []string, word string) []string {
	if slices.Contains(list, word) {
		return list
	}
	return append(list, word)
}

// way is how a queue recovers, and whether anybody hears of delays.
func (v *Variant) way() string { return v.Recovery + ", " + v.Notice }

// standings are the marks of a choice under a profile, one for each way; one for all where they are the same.
func (s *Sweep) standings(r experiment.Robustness, worlds []int, profile string, ways []string) string {
	words := make([]string, len(ways))
	for i := range words {
		words[i] = nothing // nobody asked
	}
	for n, i := range worlds {
		if v := &s.Plan.Variants[i]; v.Profile == profile {
			words[slices.Index(ways, v.way())] = marks[r.Standings[n]]
		}
	}
	asked := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == nothing })
	if len(asked) > 0 && len(slices.Compact(asked)) == 1 {
		return asked[0]
	}
	return strings.Join(words, "/")
}

// effort says how many replications stand behind the columns.
func (s *Sweep) effort() string {
	n, all := s.Plan.Variants[1].Runs, s.main().Runs
	if n == all {
		return "All rest on " + replications(n)
	}
	return fmt.Sprintf("All rest on the first %s; the verdicts further up rest on %s", replications(n), Number(int64(all)))
}

// dependence says for each value on what its verdict depends.
func (s *Sweep) dependence() (notes []string) {
	same, undecided := 0, []int(nil)
	for choice, r := range s.Robust {
		open := !slices.ContainsFunc(r.Standings, func(s experiment.Standing) bool { return s != experiment.Open })
		switch {
		case r.Same:
			same++
		case open:
			undecided = append(undecided, choice)
		default:
			notes = append(notes, s.Plan.Label(choice)+" depends on "+strings.Join(r.Depends, " / ")+".")
		}
	}
	if same == len(s.Robust) {
		return []string{"The verdict on every value is the same under all of them."}
	}
	if len(undecided) > 0 {
		notes = append(notes, fmt.Sprintf("%s: not decided under any of them; more --variant-runs may tell.", s.Plan.spanOf(undecided)))
	}
	return append([]string{fmt.Sprintf("The verdict is the same under all of them for %d of %d values.", same, len(s.Robust))}, notes...)
}

// Caveat is on what the verdict on the advised value depends, for those who see one picture only; empty: on nothing that was tried.
func (s *Sweep) Caveat() string {
	a := s.Findings[0].Advice
	if a == nil || len(a.Best) == 0 || a.Best[0] >= len(s.Robust) || s.Robust[a.Best[0]].Same {
		return ""
	}
	first := a.Best[0]
	return "The verdict on " + s.Plan.Label(first) + " depends on " + strings.Join(s.Robust[first].Depends, " / ") + "."
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

// WorldMetrics are the metrics of the run in which the ways that Exchange Online may work are compared, behind those that were asked for.
var WorldMetrics = []metrics.ID{metrics.NDRCount, metrics.DeferredEmptyAt}

// ways is the table of what each way comes to with the value in force: a way may have the same verdict and yet keep mail for much longer.
func (s *Sweep) ways() *section {
	if len(s.Robust) == 0 {
		return nil
	}
	at := s.Plan.Current
	g := &grid{head: []string{"schedule", "recovery", "NDRs", "last deferred\nmail leaves: median", "95 %", "not within\nthe run"}, texts: 2}
	for _, i := range s.Plan.worlds() {
		f, v := &s.Findings[i], &s.Plan.Variants[i]
		if i == 0 {
			f = s.early
		} else if v.Notice != s.Plan.Variants[0].Notice { // no queue waits for one
			continue
		}
		extra := f.Summary.Choices[at].Extra
		ndrs, end := extra[len(extra)-2], extra[len(extra)-1]
		cells := []string{strings.TrimPrefix(v.Profile, "exchange-online-"), v.Recovery, spreadWord(mean(ndrs.Mean, metrics.NDRCount, ndrs.Mean.Value), metrics.Count)}
		for _, q := range []int64{end.P50, end.P95} {
			cells = append(cells, spreadWord(scaled(q, metrics.DeferredEmptyAt, end.Known > 0), metrics.Duration))
		}
		g.add(append(cells, Number(int64(f.Summary.Runs-end.Known)))...)
	}
	return &section{title: "What each of these ways comes to", table: g,
		words: []string{fmt.Sprintf("With %s, over %s: NDRs a run; when the last copy left the queue that had been deferred; replications in which there was none, or some were left.",
			s.Plan.Label(at), replications(s.early.Summary.Runs))}}
}

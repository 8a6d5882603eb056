package sweep

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// What the overview shows at most, so that it fits on one screen.
const (
	overviewRows    = 13
	overviewFigures = 4
	overviewReasons = 6
)

// Overview is the report on one screen: what to choose, the figures that decide, what would change it, and where the rest is.
func (s *Sweep) Overview() (all []layout.Section) {
	reasons := s.wouldChange()
	rows := min(overviewRows, len(s.Plan.Choices), overviewRows+3-len(reasons))
	table := layout.Section{Table: s.overviewTable(rows)}
	if n := len(s.Plan.Choices); n > rows {
		table.Notes = []string{fmt.Sprintf("%d of %d values; --full shows all.", rows, n)}
	}
	all = append(all, layout.Section{Paragraphs: s.recommendation(), Notes: s.remarks()}, table)
	if len(reasons) > 0 {
		all = append(all, layout.Section{Title: "What would change this", Notes: reasons})
	}
	return append(all, layout.Section{Paragraphs: []string{
		fmt.Sprintf("%s of each value, %s. Ranges in brackets are 95 %% confidence intervals. %s", replications(s.main().Runs), s.seedsBriefly(), s.Plan.TimeZone()),
		"All tables, the assumptions and the command: --full. Pictures: --format html. Numbers: --format csv or json."}})
}

// recommendation is the answer in a few sentences; where there is none, what is traded for what.
func (s *Sweep) recommendation() (all []string) {
	if s.Stopped != "" {
		all = append(all, "Stopped: "+s.Stopped+". This is the result so far.")
	}
	switch a := s.Findings[0].Advice; {
	case a != nil:
		all = append(all, s.advised(a))
	case s.Plan.NoAdvice != "" && s.Plan.Decision != nil:
		all = append(all, "No advice: "+s.Plan.NoAdvice)
	}
	if beyond := s.Plan.Beyond(); beyond != "" {
		all = append(all, beyond)
	}
	if s.Findings[0].Advice == nil && s.hasTradeOff() {
		all = append(all, s.tradeOff(s.rivalChoice()))
	}
	if s.Plan.Decision == nil {
		all = append(all, "The scenario has no [decision] table, so no value is recommended.")
	}
	return all
}

// wouldChange are the reasons for which another value may be the better one.
func (s *Sweep) wouldChange() (all []string) {
	a := s.Findings[0].Advice
	if a == nil {
		return nil
	}
	all = slices.Concat(s.unbound(a), s.statesSentence(), s.priceRanges(a), s.risk(a))
	if len(all) >= overviewReasons {
		all = append(all[:overviewReasons-1], "--full says more.")
	}
	if len(s.Robust) > 0 {
		all = append(all, s.worldsSentence())
	}
	return all
}

// figure is a column of the overview: a number for each choice.
type figure struct {
	head string
	cell func(choice int) string
}

// overviewTable has a row for each choice, or for those that matter where they are many.
func (s *Sweep) overviewTable(rows int) *layout.Table {
	limits := s.Findings[0].Advice != nil && len(s.Plan.Decision.Limits) > 0
	g := &layout.Table{Head: []string{"value"}, TextColumns: 1}
	if limits {
		g.Head, g.TextColumns = append(g.Head, "limits"), 2
	}
	figures := s.figures()
	for _, f := range figures {
		g.Head = append(g.Head, f.head)
	}
	for _, i := range s.overviewChoices(rows) {
		cells := []string{s.roleOf(i)}
		if limits {
			cells = append(cells, s.limitsBriefly(i))
		}
		for _, f := range figures {
			cells = append(cells, f.cell(i))
		}
		g.Add(cells...)
	}
	last := len(g.Head) - 1
	return g.Optional(last, last-1, last-2)
}

// roleOf is a choice with what it is: advised, in force.
func (s *Sweep) roleOf(choice int) string {
	if a := s.Findings[0].Advice; a == nil || len(a.Best) == 0 || a.Best[0] != choice {
		return s.Plan.Marked(choice)
	}
	if choice == s.Plan.Current {
		return s.Plan.Label(choice) + " (" + s.Plan.Mark() + ", best)"
	}
	return s.Plan.Label(choice) + " (best)"
}

func (s *Sweep) limitsBriefly(choice int) string {
	switch v := s.Findings[0].Advice.Verdicts[choice]; {
	case len(v.Violated) > 0:
		return "breaks"
	case len(v.Uncertain) > 0:
		return "may break"
	}
	return "meets"
}

// overviewChoices are all choices; of many the best, the current one, the ends, and some between.
func (s *Sweep) overviewChoices(rows int) []int {
	n := len(s.Plan.Choices)
	keep := []int{0, n - 1, s.Plan.Current}
	if a := s.Findings[0].Advice; a != nil && a.First() >= 0 {
		keep = append(append(keep, a.First()), a.Best...)
	}
	for k := range rows {
		keep = append(keep, k*(n-1)/max(1, rows-1))
	}
	var some []int
	for _, i := range keep {
		if len(some) < rows && !slices.Contains(some, i) {
			some = append(some, i)
		}
	}
	slices.Sort(some)
	return some
}

// figures are the numbers that decide: metrics that were asked for, limits, the cost and what it is made of; then what people ask first.
func (s *Sweep) figures() (all []figure) {
	for i, id := range s.Plan.Metrics() {
		all = append(all, figure{columnHead(metrics.Catalogue[id].Name + ", mean"), func(choice int) string {
			q := s.outcome(choice).Extra[i]
			return spreadWord(mean(q.Mean, id, q.Mean.Value), metrics.Catalogue[id].Unit)
		}})
	}
	var subjects []experiment.Subject
	if s.Findings[0].Advice != nil {
		d, _ := s.Plan.Wants()
		for _, l := range d.Limits {
			subjects = append(subjects, l.Subject)
		}
		if len(d.Weights) > 0 {
			all = append(all, s.costFigure())
		}
		subjects = append(subjects, s.costliest(d.Weights)...)
	}
	for _, m := range []experiment.Measure{experiment.BouncedGood, experiment.Waiting, experiment.Duplicates} {
		subjects = append(subjects, experiment.Subject{Measure: m})
	}
	subjects = append(subjects, experiment.Subject{Quantile: experiment.ToldP95})
	for m := range experiment.Measures {
		if s.differs(m) {
			subjects = append(subjects, experiment.Subject{Measure: m})
		}
	}
	var shown []experiment.Subject
	for _, of := range subjects {
		if len(all) < overviewFigures && !slices.Contains(shown, of) && s.isKnown(of) {
			shown = append(shown, of)
			all = append(all, s.figureOf(of, len(all) < 2))
		}
	}
	return all[:min(len(all), overviewFigures)]
}

// costliest are the subjects of weights, first that by which the costs of the choices differ most.
func (s *Sweep) costliest(weights []experiment.Weight) (subjects []experiment.Subject) {
	spread := func(w experiment.Weight) float64 {
		low, high := math.Inf(1), math.Inf(-1)
		for i := range s.Plan.Choices {
			if e := s.outcome(i).Estimate(w.Subject); e.Known {
				low, high = min(low, e.Value), max(high, e.Value)
			}
		}
		return float64(w.Cost * max(0, high-low))
	}
	weights = slices.Clone(weights)
	slices.SortStableFunc(weights, func(a, b experiment.Weight) int { return cmp.Compare(spread(b), spread(a)) })
	for _, w := range weights {
		subjects = append(subjects, w.Subject)
	}
	return subjects
}

func (s *Sweep) costFigure() figure {
	factor, unit := perUnit(s.Plan.Decision)
	head := "cost"
	if unit != "" {
		head = columnHead("cost, " + unit)
	}
	return figure{head, func(choice int) string {
		cost := s.Findings[0].Advice.Verdicts[choice].Cost
		cost.Bounded = true
		return ranging(cost, func(v float64) string { return brief(factor * v) })
	}}
}

// figureOf is a column of a subject; without intervals where there is no room for more of them.
func (s *Sweep) figureOf(of experiment.Subject, intervals bool) figure {
	write, unit := hoursMinutes, ""
	if of.Quantile == experiment.NoQuantile {
		size := 0.01
		if unit = " %"; !of.Share() {
			size, unit = unitFor(of.Measure, s.largest(of))
		}
		write = func(v float64) string { return brief(v / size) }
	}
	head := of.Words()
	if unit != "" {
		head += "," + unit
	}
	return figure{columnHead(head), func(choice int) string {
		e := s.outcome(choice).Estimate(of)
		e.Bounded = e.Bounded && intervals
		return ranging(e, write)
	}}
}

// largest is the largest estimate of a subject.
func (s *Sweep) largest(of experiment.Subject) (most float64) {
	for i := range s.Plan.Choices {
		if e := s.outcome(i).Estimate(of); e.Known {
			most = max(most, math.Abs(e.Value))
		}
	}
	return most
}

// columnHead breaks a heading such that the column need not be wide.
func columnHead(text string) string { return strings.Join(layout.Wrap(text, 17), "\n") }

func (s *Sweep) isKnown(of experiment.Subject) bool {
	for i := range s.Plan.Choices {
		if s.outcome(i).Estimate(of).Known {
			return true
		}
	}
	return false
}

// differs reports whether a measure is another one for some choice.
func (s *Sweep) differs(m experiment.Measure) bool {
	for i := range s.Plan.Choices {
		if d := s.outcome(i).Difference[m]; d.Known && (d.Value != 0 || d.Low != d.High) {
			return true
		}
	}
	return false
}

// seedsBriefly says which storms all values met.
func (s *Sweep) seedsBriefly() string {
	if first := s.Plan.Seed; s.main().Runs > 1 {
		return fmt.Sprintf("seeds from %d", first)
	}
	return "seed " + english.Number(s.Plan.Seed)
}

package sweep

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
	"mailstorm/sim/metrics"
)

// AskedMetrics are those that a comparison of many storms asks for, behind WorldMetrics.
var AskedMetrics = []metrics.ID{metrics.Copies, metrics.Duplicates, metrics.NDRCount, metrics.DeliveredFalse, metrics.LostDeliveries, metrics.Pending, metrics.HeardMax, metrics.WireBytes, metrics.WireWasted, metrics.AutoCount}

// question is what people ask first when they compare many storms: a mean over storms, or a measure.
type question struct {
	words   string
	noun    string // in a sentence
	good    int    // 1: more is better, -1: less is
	rare    bool   // it has a line only where it is not 0
	unit    metrics.Unit
	of      func(extra func(metrics.ID) int64) int64 // nil: Measure
	measure experiment.Measure
}

func plain(id metrics.ID) func(func(metrics.ID) int64) int64 {
	return func(extra func(metrics.ID) int64) int64 { return extra(id) }
}

var askedOfMany = []question{
	{words: "arrived", noun: "deliveries that arrive", good: 1, unit: metrics.Count, of: func(extra func(metrics.ID) int64) int64 { return extra(metrics.Copies) - extra(metrics.Duplicates) }},
	{words: "NDRs", noun: "NDRs", good: -1, unit: metrics.Count, of: plain(metrics.NDRCount)},
	{words: "good mail bounced, %", unit: metrics.Ratio, measure: experiment.BouncedGood},
	{words: "NDR, though it arrived", noun: "false NDRs", good: -1, rare: true, unit: metrics.Count, of: plain(metrics.DeliveredFalse)},
	{words: "neither arrived nor reported", noun: "mails lost without an NDR", good: -1, rare: true, unit: metrics.Count, of: plain(metrics.LostDeliveries)},
	{words: "still queued at the end", noun: "mails still queued at the end", good: -1, rare: true, unit: metrics.Count, of: plain(metrics.Pending)},
	{words: "duplicates", noun: "duplicates", good: -1, unit: metrics.Count, of: plain(metrics.Duplicates)},
	{words: "automatic messages", noun: "automatic messages", good: -1, rare: true, unit: metrics.Count, of: plain(metrics.AutoCount)},
	{words: "longest silence", noun: "silence", good: -1, unit: metrics.Duration, of: func(extra func(metrics.ID) int64) int64 {
		if extra(metrics.LostDeliveries) > 0 {
			return experiment.Missing // it has no end
		}
		return extra(metrics.HeardMax)
	}},
	{words: "mean wait for mail or NDR", unit: metrics.Duration, measure: experiment.Waiting},
	{words: "data transferred", unit: metrics.Bytes, of: plain(metrics.WireBytes)},
	{words: "of it for nothing", rare: true, noun: "transferred for nothing", good: -1, unit: metrics.Bytes, of: plain(metrics.WireWasted)},
}

// both are the mean of a choice, and its paired difference to the current one.
func (s *Sweep) both(q *question, choice int) (is, difference analysis.Estimate) {
	if q.of == nil {
		o := s.outcome(choice)
		return o.Measures[q.measure], o.Difference[q.measure]
	}
	of := func(extra []int64) int64 {
		begin := len(extra) - len(AskedMetrics)
		return q.of(func(id metrics.ID) int64 {
			for i, asked := range AskedMetrics {
				if asked == id {
					return extra[begin+i]
				}
			}
			return experiment.Missing
		})
	}
	return s.main().Mean(choice, of), s.main().MeanDifference(choice, s.Plan.Current, of)
}

// text writes an estimate, all of it in the unit that suits its largest number, or a larger one beside it; signs makes a difference of it.
func (q *question) text(e analysis.Estimate, beside float64, write func(float64) string) string {
	switch {
	case q.of == nil:
		return intervalBeside(e, beside, q.measure, write)
	case q.unit == metrics.Duration:
		const minute = float64(time.Minute)
		e.Value, e.Low, e.High = e.Value/minute, e.Low/minute, e.High/minute
		return intervalBeside(e, beside/minute, experiment.MeanSilence, write)
	case q.unit == metrics.Bytes:
		return intervalBeside(e, beside, experiment.WireBytes, write)
	}
	return ranging(e, write)
}

// shown reports whether a question has a line.
func (s *Sweep) shown(q *question) bool {
	any := false
	for i := range s.Plan.Choices {
		is, _ := s.both(q, i)
		any = any || is.Known && (!q.rare || is.Value != 0)
	}
	return any
}

// answers are a line for each question, with the mean of a storm: two choices side by side where there is room.
func (s *Sweep) answers() *layout.Section {
	var g *layout.Table
	if len(s.Plan.Choices) == 2 {
		g = s.answersOfTwo()
	} else {
		g = s.answersOfMany()
	}
	return &layout.Section{Table: g, Paragraphs: []string{fmt.Sprintf("%s of each, %s: means, with 95 %% confidence intervals in brackets. Differences are paired: all met the same storms. %s",
		replications(s.main().Runs), s.seeds(), s.Plan.TimeZone())}}
}

func (s *Sweep) answersOfTwo() *layout.Table {
	now, then := s.Plan.Current, 1-s.Plan.Current
	names := []string{s.Plan.Marked(now), s.Plan.Marked(then), "difference"}
	below := &layout.Table{Head: []string{"per storm", ""}, TextColumns: 1}
	beside := &layout.Table{Head: append([]string{"per storm"}, names...), TextColumns: 1, Narrow: below}
	for k := range askedOfMany {
		q := &askedOfMany[k]
		if !s.shown(q) {
			continue
		}
		size := s.greatest(q)
		before, _ := s.both(q, now)
		after, difference := s.both(q, then)
		cells := []string{q.text(before, size, brief), q.text(after, size, brief), q.text(difference, 0, risen)}
		beside.Add(append([]string{q.words}, cells...)...)
		below.Add(q.words, "")
		for i, cell := range cells {
			below.Add("  "+names[i], cell)
		}
	}
	return beside
}

func (s *Sweep) answersOfMany() *layout.Table {
	g := &layout.Table{Head: []string{"per storm", s.Plan.KeyWords(), "is", "difference"}, TextColumns: 2}
	for k := range askedOfMany {
		q := &askedOfMany[k]
		if !s.shown(q) {
			continue
		}
		words, size := q.words, s.greatest(q)
		for i := range s.Plan.Choices {
			is, difference := s.both(q, i)
			text := ""
			if i != s.Plan.Current {
				text = q.text(difference, 0, risen)
			}
			g.Add(words, s.Plan.Marked(i), q.text(is, size, brief), text)
			words = ""
		}
	}
	return g
}

// greatest is the largest number of a question, which determines the unit of all.
func (s *Sweep) greatest(q *question) (size float64) {
	for i := range s.Plan.Choices {
		if is, _ := s.both(q, i); is.Known {
			size = max(size, math.Abs(is.Value), math.Abs(is.Low), math.Abs(is.High))
		}
	}
	return size
}

// tradeoff says what a choice gains and loses beyond doubt.
func (s *Sweep) tradeoff(choice int) string {
	var gains, losses []string
	mirrored := ""
	for k := range askedOfMany {
		q := &askedOfMany[k]
		_, d := s.both(q, choice)
		if q.noun == "" || !d.Known || !d.Bounded && s.main().Runs > 1 || d.Low <= 0 && d.High >= 0 {
			continue
		}
		size := d
		if d.Value < 0 {
			size.Value, size.Low, size.High = -d.Value, -d.High, -d.Low
		}
		amount := q.text(size, 0, brief)
		if q.good > 0 {
			mirrored = amount
		} else if amount == mirrored && len(gains)+len(losses) == 1 { // each that arrives less is an NDR more
			gains, losses = nil, nil
		}
		word := "more"
		switch {
		case d.Value < 0 && q.unit == metrics.Count:
			word = "fewer"
		case d.Value < 0:
			word = "less"
		}
		if q.unit == metrics.Bytes && s.tenth(q, choice, d) {
			continue
		}
		if text := amount + " " + word + " " + q.noun; (d.Value > 0) == (q.good > 0) {
			gains = append(gains, text)
		} else {
			losses = append(losses, text)
		}
	}
	return english.Tradeoff(s.Plan.Called(choice), s.Plan.Label(s.Plan.Current), gains, losses, "no difference that "+replications(s.main().Runs)+" show beyond doubt")
}

// tenth reports whether a difference is less than a tenth, which nobody notices of a line.
func (s *Sweep) tenth(q *question, choice int, d analysis.Estimate) bool {
	is, _ := s.both(q, choice)
	return math.Abs(d.Value) < math.Abs(is.Value)/10
}

// measuresTable compares what many storms came to.
func (s *Sweep) measuresTable() *layout.Section {
	return &layout.Section{Title: "All measures", Table: s.measuresGrid(func(experiment.Measure) bool { return true })}
}

// maxSentences is how many choices are so few that each has a sentence.
const maxSentences = 4

// comparedSections are the parts of a comparison of many storms, and those that few need.
func (s *Sweep) comparedSections() (all, details []layout.Section) {
	if s.Stopped != "" {
		all = append(all, layout.Section{Paragraphs: []string{"Stopped: " + s.Stopped + ". This is the result so far."}})
	}
	if len(s.Plan.Choices) <= maxSentences {
		for i := range s.Plan.Choices {
			if i != s.Plan.Current && i != s.rivalChoice() {
				all = append(all, layout.Section{Paragraphs: []string{s.tradeoff(i)}})
			}
		}
	}
	if !s.Plan.OfDesigns() {
		all = append(all, layout.Section{Paragraphs: []string{s.Plan.ComparisonTitle()}})
	}
	answers := s.answers()
	answers.Notes = s.openQuestions(s.rivalChoice())
	all = append(all, *answers)
	for _, t := range s.extraTables() {
		all = append(all, *t)
	}
	for _, t := range []*layout.Section{s.measuresTable(), s.toldTable(), s.silenceTable()} {
		if t != nil {
			details = append(details, *t)
		}
	}
	return all, details
}

// comparedHeadline is the first sentence; of more than two choices it is about the one that is farthest from the current one.
func (s *Sweep) comparedHeadline() string { return s.tradeoff(s.rivalChoice()) }

// openQuestions names what may be more or less.
func (s *Sweep) openQuestions(choice int) (notes []string) {
	var words []string
	for k := range askedOfMany {
		q := &askedOfMany[k]
		if _, d := s.both(q, choice); d.Known && d.Value != 0 && d.Low <= 0 && d.High >= 0 {
			words = append(words, strings.TrimSuffix(q.words, ", %"))
		}
	}
	if len(words) > 0 {
		notes = []string{"Not decided, because the interval of the difference contains 0: " + english.Listed(words, len(words)) + ". More --runs narrow the intervals."}
	}
	return notes
}

// ComparisonText writes a comparison of many storms, with all measures if full.
func ComparisonText(to io.Writer, s *Sweep, files []layout.Section, full bool, style layout.Style) error {
	all, details := s.comparedSections()
	all = append(all, files...)
	if full {
		all = append(all, details...)
	} else {
		all = append(all, layout.Section{Notes: []string{"--full shows all measures, and how long people wait for NDRs and notices."}})
	}
	return layout.SectionsText(to, s.comparedHeadline(), all, style)
}

// ComparisonMarkdown writes the same for a pull request or a ticket; all measures are folded.
func ComparisonMarkdown(to io.Writer, s *Sweep, files []layout.Section) error {
	all, details := s.comparedSections()
	all = append(all, files...)
	for i := range details {
		details[i].Folded = true
	}
	return layout.SectionsMarkdown(to, s.comparedHeadline(), append(all, details...))
}

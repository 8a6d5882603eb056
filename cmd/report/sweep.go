package report

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"mailstorm/sim/experiment"
)

// Sweep is what a sweep came to, as the formats need it.
type Sweep struct {
	Plan     *Plan
	Storms   *experiment.Plan        // what statistics know of the first variant
	plans    []*experiment.Plan      // and of all
	Findings []Finding               // as Plan.Variants
	Robust   []experiment.Robustness // as Plan.Choices; empty where nothing was to be compared
	early    *Finding                // the first of Findings after as many replications as its variants have
	Stopped  string                  // why it ended early; empty: it did not
}

// Finding is what one variant came to.
type Finding struct {
	Summary *experiment.Summary
	Advice  *experiment.Advice // nil: nobody said what is wanted
}

// Gathering takes the rows of a sweep, in the order of rows.jsonl.
type Gathering struct {
	plan       *Plan
	plans      []*experiment.Plan
	collectors []*experiment.Collector
	runs       []uint32 // rows so far, in whole replications
	rows       int
	early      *Finding // what the sweep itself came to after as many replications as its variants have
}

// NewGathering begins with no row. The plans are what statistics need to know of the variants.
func NewGathering(p *Plan, plans []*experiment.Plan) *Gathering {
	g := &Gathering{plan: p, plans: plans, runs: make([]uint32, len(p.Variants))}
	for _, plan := range plans {
		g.collectors = append(g.collectors, experiment.NewCollector(plan))
	}
	return g
}

// Take hears a row.
func (g *Gathering) Take(variant int, row *experiment.Row) error {
	last := int(row.Choice) == slices.Max(g.Alive(variant))
	g.rows++
	if last {
		g.runs[variant]++
	}
	if g.plan.Shard != nil { // a part comes to nothing by itself
		return nil
	}
	if err := g.collectors[variant].Take(row); err != nil {
		return err
	}
	if variant == 0 && last && len(g.plan.worlds()) > 0 && g.runs[0] == g.plan.Variants[g.plan.worlds()[0]].Runs {
		f := g.finding(0, g.plans[g.plan.worlds()[0]])
		g.early = &f
	}
	return nil
}

// Alive are the choices of which the next replication of a variant has a row.
func (g *Gathering) Alive(variant int) []int { return g.collectors[variant].Contenders() }

// Done reports whether the question is answered, so that the sweep needs no further replication.
func (g *Gathering) Done() bool { return g.collectors[0].Done() }

// finding is what the rows of a variant so far come to, judged by what the plan promises.
func (g *Gathering) finding(variant int, by *experiment.Plan) (f Finding) {
	f.Summary = g.collectors[variant].Summary()
	if decision, wanted := g.plan.Wants(); wanted && g.plan.NoAdvice == "" {
		advice := decision.Advise(by, f.Summary)
		f.Advice = &advice
	}
	return f
}

// Runs is how many whole replications of a variant there are.
func (g *Gathering) Runs(variant int) uint32 { return g.runs[variant] }

// Enough reports whether the intervals of the sweep are narrow enough.
func (g *Gathering) Enough(precision float64) bool {
	return experiment.Enough(g.collectors[0].Summary(), precision)
}

// Sweep is what the rows so far come to.
func (g *Gathering) Sweep(stopped string) *Sweep {
	s := &Sweep{Plan: g.plan, Storms: g.plans[0], plans: g.plans, Stopped: stopped, Findings: make([]Finding, len(g.plan.Variants))}
	for i := range s.Findings {
		if g.runs[i] > 0 {
			s.Findings[i] = g.finding(i, g.plans[i])
		}
	}
	if stopped == "" && g.early != nil && g.early.Advice != nil {
		s.early = g.early
		s.Robust = s.robustness()
	}
	return s
}

// worlds are the variants that differ from the scenario in one thing that nobody knows; whose mail is concerned is another question.
func (p *Plan) worlds() (all []int) {
	for i := range p.Variants {
		if p.Variants[i].World != "" {
			all = append(all, i)
		}
	}
	return all
}

// robustness compares the verdict on the scenario with those in all worlds.
func (s *Sweep) robustness() []experiment.Robustness {
	variants := []experiment.Variant{{Where: "it is as it is", Advice: *s.Findings[0].Advice}}
	for _, i := range s.Plan.worlds() {
		variants = append(variants, experiment.Variant{Where: s.Plan.Variants[i].Where, Advice: *s.Findings[i].Advice})
	}
	if len(variants) < 2 {
		return nil
	}
	return experiment.Robust(variants)
}

// find is the finding of the variant that differs from the scenario in one thing only; nil when there is none.
func (s *Sweep) find(differs func(main, other *Variant) bool) *Finding {
	for i := 1; i < len(s.Findings); i++ {
		if s.Findings[i].Summary != nil && s.Plan.Variants[i].State == nil && differs(&s.Plan.Variants[0], &s.Plan.Variants[i]) {
			return &s.Findings[i]
		}
	}
	return nil
}

// noticed is the sweep in which delay notices alone are otherwise: with them where the scenario has none, and without where it has; word says
// which.
func (s *Sweep) noticed() (f *Finding, word string) {
	here := s.Plan.Variants[0].Notice
	for i, v := range s.Plan.Variants {
		if s.Findings[i].Summary == nil || (v.Notice == noNotice) == (here == noNotice) {
			continue
		}
		v.World, v.Where = "", ""
		if v.Notice, v.Set, v.Runs = here, s.Plan.Variants[0].Set, s.Plan.Variants[0].Runs; v.State == nil && reflect.DeepEqual(v, s.Plan.Variants[0]) {
			if word = "with " + s.Plan.Variants[i].Notice; here != noNotice {
				word = "without delay notices"
			}
			return &s.Findings[i], word
		}
	}
	return nil, ""
}

const noNotice = "no delay notices"

// NoticeWords say when delay notices are sent; 0: never.
func NoticeWords(after time.Duration) string {
	if after == 0 {
		return noNotice
	}
	return "delay notices after " + Span(after)
}

// forAll is the sweep with an expiration that concerns everybody's mail.
func (s *Sweep) forAll() *Finding {
	return s.find(func(a, b *Variant) bool { return a.Applies != b.Applies })
}

// main is what the sweep itself came to.
func (s *Sweep) main() *experiment.Summary { return s.Findings[0].Summary }

func (s *Sweep) outcome(choice int) *experiment.Outcome { return &s.main().Choices[choice] }

// known tells whether a measure has a value for any choice.
func (s *Sweep) known(m experiment.Measure) bool {
	for i := range s.main().Choices {
		if s.main().Choices[i].Measures[m].Known {
			return true
		}
	}
	return false
}

// rival is the choice that the current one is best compared with: the one to choose, else the runner-up, else the farthest.
func (s *Sweep) rival() int {
	if a := s.Findings[0].Advice; a != nil {
		for _, i := range []int{a.First(), a.Next} {
			if i >= 0 && i != s.Plan.Current {
				return i
			}
		}
	}
	if last := len(s.Plan.Choices) - 1; 2*s.Plan.Current < last {
		return last
	}
	return 0
}

// seeds says which storms all choices met.
func (s *Sweep) seeds() string {
	first, n := s.Plan.Seed, int64(s.main().Runs)
	if n == 1 {
		return fmt.Sprintf("seed %d", first)
	}
	if part := s.Plan.Variants[0].Strata; part != nil {
		return fmt.Sprintf("seeds from %d on; in two of three an outage lasts longer than %s, as in %s %% of all storms, and each counts accordingly",
			first, Span(time.Duration(part.Beyond)*time.Second), brief(100*part.Rare))
	}
	return fmt.Sprintf("seeds %d to %d", first, first+n-1)
}

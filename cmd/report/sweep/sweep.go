// Package sweep writes what a sweep came to: the answer, its tables and why, for people and for programs.
package sweep

import (
	"fmt"
	"reflect"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
)

// Sweep is what a sweep came to, as the formats need it.
type Sweep struct {
	Plan     *sweepfolder.Plan
	Storms   *experiment.Plan      // what statistics know of the first variant
	plans    []*experiment.Plan    // and of all
	Findings []Finding             // as Plan.Variants
	Robust   []analysis.Robustness // as Plan.Choices; empty where nothing was to be compared
	early    *Finding              // the first of Findings after as many replications as its variants have
	Stopped  string                // why it ended early; empty: it did not
}

// Finding is what one variant came to.
type Finding struct {
	Summary *analysis.Summary
	Advice  *analysis.Advice // nil: nobody said what is wanted
}

// robustness compares the verdict on the scenario with those in all worlds.
func (s *Sweep) robustness() []analysis.Robustness {
	variants := []analysis.Variant{{Where: "it is as it is", Advice: *s.Findings[0].Advice}}
	for _, i := range s.Plan.Worlds() {
		variants = append(variants, analysis.Variant{Where: s.Plan.Variants[i].Where, Advice: *s.Findings[i].Advice})
	}
	if len(variants) < 2 {
		return nil
	}
	return analysis.Robust(variants)
}

// find is the finding of the variant that differs from the scenario in one thing only; nil when there is none.
func (s *Sweep) find(differs func(main, other *sweepfolder.Variant) bool) *Finding {
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
		if s.Findings[i].Summary == nil || (v.Notice == sweepfolder.NoNotice) == (here == sweepfolder.NoNotice) {
			continue
		}
		v.World, v.Where = "", ""
		if v.Notice, v.Set, v.Runs = here, s.Plan.Variants[0].Set, s.Plan.Variants[0].Runs; v.State == nil && reflect.DeepEqual(v, s.Plan.Variants[0]) {
			if word = "with " + s.Plan.Variants[i].Notice; here != sweepfolder.NoNotice {
				word = "without delay notices"
			}
			return &s.Findings[i], word
		}
	}
	return nil, ""
}

// forAll is the sweep with an expiration that concerns everybody's mail.
func (s *Sweep) forAll() *Finding {
	return s.find(func(a, b *sweepfolder.Variant) bool { return a.Applies != b.Applies })
}

// main is what the sweep itself came to.
func (s *Sweep) main() *analysis.Summary { return s.Findings[0].Summary }

func (s *Sweep) outcome(choice int) *analysis.Outcome { return &s.main().Choices[choice] }

// known tells whether a measure has a value for any choice.
func (s *Sweep) known(m experiment.Measure) bool {
	for i := range s.main().Choices {
		if s.main().Choices[i].Measures[m].Known {
			return true
		}
	}
	return false
}

// rivalChoice is the choice that the current one is best compared with: the one to choose, else the runner-up, else the farthest.
func (s *Sweep) rivalChoice() int {
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
			first, english.Span(time.Duration(part.Beyond)*time.Second), brief(100*part.Rare))
	}
	return fmt.Sprintf("seeds %d to %d", first, first+n-1)
}

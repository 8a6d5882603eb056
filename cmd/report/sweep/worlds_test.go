package sweep

import (
	"testing"

	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/sim/experiment/analysis"
)

// The first sentence about worlds counts those that agree, names those that do not, and says which are not decided.
func TestWorldsInOneSentence(t *testing.T) {
	decided := func(best int) *analysis.Advice {
		return &analysis.Advice{Answer: analysis.Decided, Best: []int{best}, Verdicts: make([]analysis.Verdict, 2)}
	}
	open := &analysis.Advice{Open: []int{1}, Verdicts: make([]analysis.Verdict, 2)}
	p := &sweepfolder.Plan{Choices: [][]string{{"12h"}, {"24h"}}, Decision: &sweepfolder.Decision{}}
	for _, where := range []string{"", "it rains", "outages last twice as long", "it snows"} {
		p.Variants = append(p.Variants, sweepfolder.Variant{World: where, Where: where, Runs: 40})
	}
	for _, c := range []struct {
		want   string
		advice []*analysis.Advice // of the scenario, and of each world
	}{
		{"The advice is the same under all of 3 other assumptions.", []*analysis.Advice{decided(0), decided(0), decided(0), decided(0)}},
		{"The advice is the same under 1 of 3 other assumptions; if outages last twice as long, it is 24h; 1 is undecided.", []*analysis.Advice{decided(0), decided(0), decided(1), open}},
		{"The advice is the same under 0 of 3 other assumptions; if it rains, or if it snows, it is 24h; 1 is undecided.", []*analysis.Advice{decided(0), decided(1), open, decided(1)}},
		{"Nothing is decided under any of 3 other assumptions; more --variant-runs may decide it.", []*analysis.Advice{decided(0), open, open, open}},
		{"Undecided as written, but decided under 2 of 3 other assumptions; if it rains, or if outages last twice as long, it is 12h; 1 is undecided.",
			[]*analysis.Advice{open, decided(0), decided(0), open}},
	} {
		s := &Sweep{Plan: p}
		for _, a := range c.advice {
			s.Findings = append(s.Findings, Finding{Advice: a})
		}
		s.Robust = s.robustness()
		if got := s.worldsSentence(); got != c.want {
			t.Errorf("%q, not %q", got, c.want)
		}
		caveat := c.want
		if c.advice[3].Answer == analysis.Decided && c.advice[1].Best[0] == 0 {
			caveat = ""
		}
		if got := s.Caveat(); got != caveat {
			t.Errorf("the slide says %q, not %q", got, caveat)
		}
	}
}

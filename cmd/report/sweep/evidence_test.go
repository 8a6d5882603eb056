package sweep

import (
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/sim/experiment/analysis"
)

// Outages are counted as they were met: 30 that tell as much as 60 observations, in 10 weeks.
func TestUndecidedCountsOutagesThatWereMet(t *testing.T) {
	const week = 7 * 24 * time.Hour
	p := &sweepfolder.Plan{Choices: [][]string{{"18h"}, {"24h"}}, Decision: &sweepfolder.Decision{}, Variants: []sweepfolder.Variant{{Runs: 300}}}
	a := &analysis.Advice{Open: []int{0, 1}, ObservationsNeeded: 240, Verdicts: make([]analysis.Verdict, 2), Risk: analysis.InputRisk{Observations: 60, Met: 30, Over: 10 * week}}
	s := &Sweep{Plan: p, Findings: []Finding{{Summary: &analysis.Summary{Runs: 300}, Advice: a}}}
	if got, want := s.undecided(a), "30 observed outages are too few to tell 18h from 24h; about 120 would decide which is best (30 more weeks like those of the records)."; !strings.HasSuffix(got, want) {
		t.Errorf("%s\nnot %s", got, want)
	}
	uneven := *a // one outage a week: as many more weeks as outages, however both are rounded
	uneven.ObservationsNeeded, uneven.Risk = 261, analysis.InputRisk{Observations: 7, Met: 12, Over: 12 * week}
	if got, want := s.undecided(&uneven), "about 450 would decide which is best (440 more weeks like those of the records)."; !strings.HasSuffix(got, want) {
		t.Errorf("%s\nnot %s", got, want)
	}
	for _, c := range []struct {
		met  uint32
		want string
	}{{1, "1 observed outage is too few to tell 18h from 24h, and to say how often outages come; the intervals leave that out. Records with 8 or more are a beginning."},
		{7, "7 observed outages are too few to tell 18h from 24h, and to say how often outages come; the intervals leave that out. Records with 8 or more are a beginning."}} {
		if a.Risk.Met = c.met; !strings.HasSuffix(s.undecided(a), ". More replications do not help: "+c.want) {
			t.Errorf("%d: %s", c.met, s.undecided(a))
		}
	}
	if got, want := s.fewMet(&analysis.Advice{Best: []int{0}, Risk: a.Risk}), "7 observed outages are too few to say how often outages come; the intervals leave that out."; !strings.HasPrefix(got, want) {
		t.Errorf("%s\nnot %s", got, want)
	}
	a.Risk.Met = 0
	if got, want := s.undecided(a), "60 observed outages are too few to tell 18h from 24h; about 240 would decide which is best (30 more weeks like those of the records)."; !strings.HasSuffix(got, want) {
		t.Errorf("%s\nnot %s", got, want)
	}
}

package analysis

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/estimate"
	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
)

// pair is a plan of two choices.
func pair(runs uint32) *experiment.Plan {
	return &experiment.Plan{Choices: []experiment.Choice{{Values: []string{"24h"}, Config: &sim.Config{}}, {Values: []string{"12h"}, Config: &sim.Config{}}}, Runs: runs}
}

func TestCollectorRefusesGapsAndDoubles(t *testing.T) {
	for _, c := range []struct {
		rows [][2]uint32
		want string
	}{
		{[][2]uint32{{0, 1}}, "run 0, choice 0 is missing"},
		{[][2]uint32{{0, 0}, {0, 0}}, "came twice"},
		{[][2]uint32{{0, 0}, {1, 0}}, "run 0, choice 1 is missing"},
		{[][2]uint32{{0, 0}, {0, 1}, {0, 1}}, "came twice"},
		{[][2]uint32{{0, 0}, {0, 1}, {2, 0}}, "run 1, choice 0 is missing"},
		{[][2]uint32{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {2, 0}}, "the plan has 2 runs"},
	} {
		collector := NewCollector(pair(2))
		var err error
		for i, at := range c.rows {
			if err != nil {
				t.Fatalf("row %d of %v: %v", i-1, c.rows, err)
			}
			err = collector.Take(&experiment.Row{Run: at[0], Choice: at[1]})
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, want %q", c.rows, err, c.want)
		}
	}
	if err := NewCollector(pair(1)).Take(&experiment.Row{Extra: []int64{1}}); err == nil {
		t.Error("a row with another number of metrics is taken")
	}
	for _, n := range []int64{-1, experiment.Missing} {
		r := experiment.Row{}
		r.Set(experiment.WireBytes, n, 1)
		if err := NewCollector(pair(1)).Take(&r); err == nil {
			t.Error("a row with less than nothing is taken")
		}
	}
}

func TestHalfAReplicationDoesNotCount(t *testing.T) {
	p := small(t, 6)
	all := rows(t, p, 2)
	if whole, more := collect(t, p, all[:12]), collect(t, p, all[:14]); !reflect.DeepEqual(whole.Choices, more.Choices) {
		t.Error("rows of a replication that is not complete are counted")
	}
}

// A ratio of sums is not a mean of ratios: replications with more mail weigh more.
func TestRatiosArePooledOverMessages(t *testing.T) {
	c := NewCollector(&experiment.Plan{Choices: make([]experiment.Choice, 1), Runs: 3})
	for i, parts := range [][2]int64{{1, 10}, {90, 100}, {0, 0}} {
		r := experiment.Row{Run: uint32(i)}
		r.Set(experiment.FalseNDRs, parts[0], parts[1])
		if err := c.Take(&r); err != nil {
			t.Fatal(err)
		}
	}
	s := c.Summary()
	if e := s.Choices[0].Measures[experiment.FalseNDRs]; e.Value != 91./110 || !e.Bounded || e.Low < 0 || e.High > 1 || e.Low >= e.High {
		t.Errorf("%+v", e)
	}
	if e := s.Choices[0].Measures[experiment.MeanTold]; e.Known {
		t.Errorf("nothing divided by nothing is known: %+v", e)
	}
}

func TestOneReplicationHasNoInterval(t *testing.T) {
	p := small(t, 1)
	s := collect(t, p, rows(t, p, 1))
	for m := range experiment.Measures {
		if e := s.Choices[0].Measures[m]; e.Known && (e.Bounded || e.Low != e.Value || e.High != e.Value) {
			t.Errorf("%s: %+v", experiment.Catalogue[m].Name, e)
		}
	}
	if s.Choices[0].Measures[experiment.QueuePeak].Value == 0 {
		t.Error("no queue")
	}
}

// What did not happen in n replications may happen in the next: the truth is below 1 - 0.025^(1/n) unless something rare was missed.
func TestNothingSeenIsNoProof(t *testing.T) {
	p := pair(200)
	p.Standards = [][]*sim.Config{{p.Choices[0].Config}}
	c := NewCollector(p)
	for run := range uint32(200) {
		for choice := range uint32(2) {
			r := experiment.Row{Run: run, Choice: choice}
			r.Set(experiment.BouncedGood, 0, 100)
			r.Set(experiment.WireBytes, int64(run), 100) // what is drawn
			if err := c.Take(&r); err != nil {
				t.Fatal(err)
			}
		}
	}
	s := c.Summary()
	most := 1 - math.Pow(.025, 1./200)
	if e := s.Choices[1].Measures[experiment.BouncedGood]; e.Value != 0 || e.Low != 0 || math.Abs(e.High-most) > 1e-12 {
		t.Errorf("never seen: %+v, want up to %v", e, most)
	}
	if e := s.Choices[0].Measures[experiment.BouncedGood]; e.High != 0 || !e.Bounded {
		t.Errorf("the standard itself bounces nothing that it delivers: %+v", e)
	}
	if e := s.Choices[1].Difference[experiment.BouncedGood]; math.Abs(e.High-most) > 1e-12 || e.Low != 0 {
		t.Errorf("never seen to differ, and it cannot be less than nothing: %+v", e)
	}
	if e := s.Choices[0].Difference[experiment.BouncedGood]; e.Low != 0 || e.High != 0 || !e.Known {
		t.Errorf("nothing differs from itself: %+v", e)
	}
}

// A longer expiration delivers what the standard delivers: that it bounced none of it is no luck. What it did bounce is counted as ever.
func TestALongerExpirationBouncesNothingOfTheStandards(t *testing.T) {
	for _, bounces := range []int64{0, 1} {
		config := func(lifetime time.Duration) *sim.Config {
			return &sim.Config{Hosts: []sim.Host{{Profile: &retry.Profile{Lifetime: lifetime}}}}
		}
		p := &experiment.Plan{Runs: 30, Choices: []experiment.Choice{{Config: config(24 * time.Hour)}, {Config: config(48 * time.Hour)}, {Config: config(12 * time.Hour)}}}
		p.Standards = [][]*sim.Config{{p.Choices[0].Config}}
		c := NewCollector(p)
		for i := range uint32(90) {
			r := experiment.Row{Run: i / 3, Choice: i % 3}
			r.Set(experiment.BouncedGood, 0, 100)
			if i == 88 {
				r.Set(experiment.BouncedGood, bounces, 100)
			}
			if err := c.Take(&r); err != nil {
				t.Fatal(err)
			}
		}
		s := c.Summary()
		for choice, exact := range []bool{true, bounces == 0, false} {
			for what, e := range map[string]Estimate{"alone": s.Choices[choice].Measures[experiment.BouncedGood], "against 24 h": s.Choices[choice].Difference[experiment.BouncedGood]} {
				if e.Known != true || (e.High == 0) != exact {
					t.Errorf("choice %d %s, with %d bounced: %+v", choice, what, bounces, e)
				}
			}
		}
	}
}

// What is the same in every replication has no spread, however its floats are rounded.
func TestWhatIsAlwaysTheSameIsCertain(t *testing.T) {
	c := NewCollector(pair(5))
	for i := range uint32(10) {
		r := experiment.Row{Run: i / 2, Choice: i % 2}
		r.Set(experiment.FalseNDRs, int64(1+i%2), 3)
		r.Set(experiment.WireBytes, 0, 7)
		if err := c.Take(&r); err != nil {
			t.Fatal(err)
		}
	}
	for i, o := range c.Summary().Choices {
		v, d := float64(1+i)/3, float64(1+i)/3-1./3
		if e := o.Measures[experiment.FalseNDRs]; e != (Estimate{Value: v, Low: v, High: v, Known: true, Bounded: true}) {
			t.Errorf("choice %d: %+v", i, e)
		}
		if e := o.Difference[experiment.FalseNDRs]; e != (Estimate{Value: d, Low: d, High: d, Known: true, Bounded: true}) {
			t.Errorf("choice %d: %+v", i, e)
		}
		if e := o.Measures[experiment.WireBytes]; e != (Estimate{Value: 0, Low: 0, High: 0, Known: true, Bounded: true}) {
			t.Errorf("choice %d: %+v", i, e)
		}
	}
}

func TestMetricsOverReplications(t *testing.T) {
	q := overReplications([]int64{5, experiment.Missing, 1, 3, experiment.Missing}, estimate.Simple(5))
	if q.Known != 3 || q.Least != 1 || q.Most != 5 || q.P50 != 3 || q.P5 != 1 || q.P95 != 5 || q.Mean.Value != 3 || !(q.Mean.Low < 1 && q.Mean.High > 5) {
		t.Errorf("%+v", q)
	}
	if q := overReplications([]int64{experiment.Missing}, estimate.Simple(1)); q.Known != 0 || q.Mean.Known {
		t.Errorf("%+v", q)
	}
}

func TestEnough(t *testing.T) {
	share := func(value, half float64) Estimate {
		return Estimate{Value: value, Low: value - half, High: value + half, Known: true, Bounded: true}
	}
	s := &Summary{Choices: make([]Outcome, 3)}
	s.Choices[0].Difference[experiment.BouncedGood] = share(0, 0)
	s.Choices[1].Difference[experiment.BouncedGood] = share(.001, .001)
	s.Choices[2].Difference[experiment.BouncedGood] = share(.1, .001)
	for _, c := range []struct {
		precision float64
		want      bool
	}{{.02, true}, {.011, true}, {.009, false}} {
		if Enough(s, c.precision) != c.want {
			t.Errorf("differences of 0.1 -+ 0.001: enough for %v is %v", c.precision, !c.want)
		}
	}
	s = &Summary{Choices: make([]Outcome, 2)}
	if !Enough(s, .02) {
		t.Error("nothing is known of any share, and never will be")
	}
	s.Choices[1].Measures[experiment.FalseNDRs] = share(.5, .02)
	if Enough(s, .02) || !Enough(s, .05) {
		t.Error("a share has to be known to within a part of itself")
	}
	s.Choices[1].Measures[experiment.FalseNDRs] = Estimate{High: .03, Known: true, Bounded: true}
	if Enough(s, .01) || !Enough(s, .02) {
		t.Error("what never happened has to be known to within a part of all deliveries")
	}
	s.Choices[1].Measures[experiment.FalseNDRs] = Estimate{Known: true}
	if Enough(s, .02) {
		t.Error("one replication is enough")
	}
}

// Less than nothing is refused in every column; a value that does not exist is none.
func TestNoExtraMetricIsNegative(t *testing.T) {
	p := pair(1)
	p.Extra = []metrics.ID{metrics.NDRMax, metrics.DelayFirst}
	for n, refused := range map[int64]bool{-1: true, experiment.Missing + 1: true, experiment.Missing: false, 0: false} {
		if err := NewCollector(p).Take(&experiment.Row{Extra: []int64{7, n}}); (err != nil) != refused {
			t.Errorf("an extra metric of %d: %v", n, err)
		}
	}
}

// Whether there were enough is asked every hundred replications, and before the first never.
func TestDueEveryHundred(t *testing.T) {
	for runs, want := range map[uint32]bool{0: false, 1: false, 50: false, 99: false, 100: true, 101: false, 150: false, 200: true} {
		if Due(runs) != want {
			t.Errorf("after %d replications it is time: %v", runs, !want)
		}
	}
}

func TestShardsAreTheWhole(t *testing.T) {
	whole := rows(t, small(t, 23), 2)
	merged := make([]experiment.Row, len(whole))
	for i := range uint32(7) {
		p := small(t, 23)
		p.Shard = experiment.Shard{Index: i, Of: 7}
		c := NewCollector(p)
		for _, r := range rows(t, p, 2) {
			merged[r.Run*3+r.Choice] = r
			if err := c.Take(&r); err != nil {
				t.Fatal(err)
			}
		}
		if c.Missing() {
			t.Errorf("shard %d is not complete", i)
		}
	}
	if !reflect.DeepEqual(merged, whole) {
		t.Error("seven shards are not the whole")
	}
}

// What each set of standards measures is what it measures alone, and no storm is run twice.
func TestSetsOfStandardsAreApart(t *testing.T) {
	quiet, loud := sweep(t, 8, 12*time.Hour, 40, 24, 12), sweep(t, 8, 48*time.Hour, 60, 24, 12)
	loud.Standards[0] = []*sim.Config{loud.Choices[0].Config, loud.Choices[0].Config}
	both := &experiment.Plan{Seed: 1, Runs: 8, Standards: [][]*sim.Config{quiet.Standards[0], loud.Standards[0]}}
	for i := range quiet.Choices {
		other := loud.Choices[i]
		other.StandardSet = 1
		both.Choices = append(both.Choices, quiet.Choices[i], other)
	}
	want := [2][]experiment.Row{rows(t, quiet, 1), rows(t, loud, 1)}
	for i, r := range rows(t, both, 2) {
		w := want[i%2][i/2]
		w.Choice = uint32(i % 4)
		if !reflect.DeepEqual(r, w) {
			t.Errorf("run %d, choice %d: %v, alone %v", r.Run, r.Choice, r, w)
		}
	}
	s := collect(t, both, rows(t, both, 2))
	if e := s.Choices[1].Measures[experiment.BouncedGood]; e.High != 0 || !e.Bounded {
		t.Errorf("a standard of the second set bounces what it delivers: %+v", e)
	}
	if e := s.Choices[0].Measures[experiment.BouncedGood]; e.High == 0 {
		t.Errorf("a standard of another set is taken for that of the first: %+v", e)
	}
}

// What cannot happen is a certain nothing, and holds any limit; what can happen and was not seen has the same interval in each row.
func TestNothingIsCertainWhereItCannotHappen(t *testing.T) {
	for _, never := range [][]experiment.Measure{nil, {experiment.BouncedStrangers, experiment.FalseNDRs, experiment.ExtraCopies, experiment.Duplicates}} {
		p := pair(100)
		p.StructuralZeros = never
		c := NewCollector(p)
		for run := range p.Runs {
			for choice := range uint32(2) {
				r := experiment.Row{Run: run, Choice: choice}
				for _, m := range []experiment.Measure{experiment.BouncedStrangers, experiment.FalseNDRs, experiment.ExtraCopies, experiment.Duplicates} {
					r.Set(m, 0, 50)
				}
				if err := c.Take(&r); err != nil {
					t.Fatal(err)
				}
			}
		}
		s := c.Summary()
		d := experiment.Decision{}
		for _, m := range []experiment.Measure{experiment.BouncedStrangers, experiment.FalseNDRs, experiment.ExtraCopies, experiment.Duplicates} {
			d.Limits = append(d.Limits, experiment.Limit{Subject: experiment.Subject{Measure: m}})
			most := s.Choices[0].Measures[experiment.FalseNDRs].High
			e, diff := s.Choices[1].Measures[m], s.Choices[1].Difference[m]
			if !e.Bounded || e.Low != 0 || e.High != most || most > 0 != (never == nil) || diff.High != most {
				t.Errorf("%s, which cannot happen: %v: %+v, difference %+v", experiment.Catalogue[m].Name, never != nil, e, diff)
			}
		}
		for _, v := range Advise(d, p, s).Verdicts {
			if v.feasible() != (never != nil) {
				t.Errorf("what cannot happen: %v, limits hold: %v", never != nil, v.feasible())
			}
		}
	}
}

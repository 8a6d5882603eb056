package experiment

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/experiment/estimate"
	"mailstorm/sim/retry"
)

// pair is a plan of two choices.
func pair(runs uint32) *Plan {
	return &Plan{Choices: []Choice{{Values: []string{"24h"}, Config: &sim.Config{}}, {Values: []string{"12h"}, Config: &sim.Config{}}}, Runs: runs}
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
			err = collector.Take(&Row{Run: at[0], Choice: at[1]})
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, want %q", c.rows, err, c.want)
		}
	}
	if err := NewCollector(pair(1)).Take(&Row{Extra: []int64{1}}); err == nil {
		t.Error("a row with another number of metrics is taken")
	}
	for _, n := range []int64{-1, Missing} {
		r := Row{}
		r.set(WireBytes, n, 1)
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
	c := NewCollector(&Plan{Choices: make([]Choice, 1), Runs: 3})
	for i, parts := range [][2]int64{{1, 10}, {90, 100}, {0, 0}} {
		r := Row{Run: uint32(i)}
		r.set(FalseNDRs, parts[0], parts[1])
		if err := c.Take(&r); err != nil {
			t.Fatal(err)
		}
	}
	s := c.Summary()
	if e := s.Choices[0].Measures[FalseNDRs]; e.Value != 91./110 || !e.Bounded || e.Low < 0 || e.High > 1 || e.Low >= e.High {
		t.Errorf("%+v", e)
	}
	if e := s.Choices[0].Measures[MeanTold]; e.Known {
		t.Errorf("nothing divided by nothing is known: %+v", e)
	}
}

func TestOneReplicationHasNoInterval(t *testing.T) {
	p := small(t, 1)
	s := collect(t, p, rows(t, p, 1))
	for m := range Measures {
		if e := s.Choices[0].Measures[m]; e.Known && (e.Bounded || e.Low != e.Value || e.High != e.Value) {
			t.Errorf("%s: %+v", Catalogue[m].Name, e)
		}
	}
	if s.Choices[0].Measures[QueuePeak].Value == 0 {
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
			r := Row{Run: run, Choice: choice}
			r.set(BouncedGood, 0, 100)
			r.set(WireBytes, int64(run), 100) // what is drawn
			if err := c.Take(&r); err != nil {
				t.Fatal(err)
			}
		}
	}
	s := c.Summary()
	most := 1 - math.Pow(.025, 1./200)
	if e := s.Choices[1].Measures[BouncedGood]; e.Value != 0 || e.Low != 0 || math.Abs(e.High-most) > 1e-12 {
		t.Errorf("never seen: %+v, want up to %v", e, most)
	}
	if e := s.Choices[0].Measures[BouncedGood]; e.High != 0 || !e.Bounded {
		t.Errorf("the standard itself bounces nothing that it delivers: %+v", e)
	}
	if e := s.Choices[1].Difference[BouncedGood]; math.Abs(e.High-most) > 1e-12 || e.Low != 0 {
		t.Errorf("never seen to differ, and it cannot be less than nothing: %+v", e)
	}
	if e := s.Choices[0].Difference[BouncedGood]; e.Low != 0 || e.High != 0 || !e.Known {
		t.Errorf("nothing differs from itself: %+v", e)
	}
}

// A longer expiration delivers what the standard delivers: that it bounced none of it is no luck. What it did bounce is counted as ever.
func TestALongerExpirationBouncesNothingOfTheStandards(t *testing.T) {
	for _, bounces := range []int64{0, 1} {
		config := func(lifetime time.Duration) *sim.Config {
			return &sim.Config{Hosts: []sim.Host{{Profile: &retry.Profile{Lifetime: lifetime}}}}
		}
		p := &Plan{Runs: 30, Choices: []Choice{{Config: config(24 * time.Hour)}, {Config: config(48 * time.Hour)}, {Config: config(12 * time.Hour)}}}
		p.Standards = [][]*sim.Config{{p.Choices[0].Config}}
		c := NewCollector(p)
		for i := range uint32(90) {
			r := Row{Run: i / 3, Choice: i % 3}
			r.set(BouncedGood, 0, 100)
			if i == 88 {
				r.set(BouncedGood, bounces, 100)
			}
			if err := c.Take(&r); err != nil {
				t.Fatal(err)
			}
		}
		s := c.Summary()
		for choice, exact := range []bool{true, bounces == 0, false} {
			for what, e := range map[string]Estimate{"alone": s.Choices[choice].Measures[BouncedGood], "against 24 h": s.Choices[choice].Difference[BouncedGood]} {
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
		r := Row{Run: i / 2, Choice: i % 2}
		r.set(FalseNDRs, int64(1+i%2), 3)
		r.set(WireBytes, 0, 7)
		if err := c.Take(&r); err != nil {
			t.Fatal(err)
		}
	}
	for i, o := range c.Summary().Choices {
		v, d := float64(1+i)/3, float64(1+i)/3-1./3
		if e := o.Measures[FalseNDRs]; e != (Estimate{Value: v, Low: v, High: v, Known: true, Bounded: true}) {
			t.Errorf("choice %d: %+v", i, e)
		}
		if e := o.Difference[FalseNDRs]; e != (Estimate{Value: d, Low: d, High: d, Known: true, Bounded: true}) {
			t.Errorf("choice %d: %+v", i, e)
		}
		if e := o.Measures[WireBytes]; e != (Estimate{Value: 0, Low: 0, High: 0, Known: true, Bounded: true}) {
			t.Errorf("choice %d: %+v", i, e)
		}
	}
}

func TestMetricsOverReplications(t *testing.T) {
	q := overReplications([]int64{5, Missing, 1, 3, Missing}, estimate.Simple(5))
	if q.Known != 3 || q.Least != 1 || q.Most != 5 || q.P50 != 3 || q.P5 != 1 || q.P95 != 5 || q.Mean.Value != 3 || !(q.Mean.Low < 1 && q.Mean.High > 5) {
		t.Errorf("%+v", q)
	}
	if q := overReplications([]int64{Missing}, estimate.Simple(1)); q.Known != 0 || q.Mean.Known {
		t.Errorf("%+v", q)
	}
}

func TestCatalogueIsComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range AllSubjects() {
		back, ok := LookupSubject(s.Name())
		if !ok || back != s || seen[s.Name()] || s.Unit() == "" {
			t.Errorf("%+v has the name %q", s, s.Name())
		}
		seen[s.Name()] = true
	}
	for m, s := range Catalogue {
		if s.Meaning == "" || strings.HasSuffix(s.Meaning, ".") || s.Share != (Measure(m) <= FalseNDRs) {
			t.Errorf("%+v", s)
		}
	}
}

func TestEnough(t *testing.T) {
	share := func(value, half float64) Estimate {
		return Estimate{Value: value, Low: value - half, High: value + half, Known: true, Bounded: true}
	}
	s := &Summary{Choices: make([]Outcome, 3)}
	s.Choices[0].Difference[BouncedGood] = share(0, 0)
	s.Choices[1].Difference[BouncedGood] = share(.001, .001)
	s.Choices[2].Difference[BouncedGood] = share(.1, .001)
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
	s.Choices[1].Measures[FalseNDRs] = share(.5, .02)
	if Enough(s, .02) || !Enough(s, .05) {
		t.Error("a share has to be known to within a part of itself")
	}
	s.Choices[1].Measures[FalseNDRs] = Estimate{High: .03, Known: true, Bounded: true}
	if Enough(s, .01) || !Enough(s, .02) {
		t.Error("what never happened has to be known to within a part of all deliveries")
	}
	s.Choices[1].Measures[FalseNDRs] = Estimate{Known: true}
	if Enough(s, .02) {
		t.Error("one replication is enough")
	}
}

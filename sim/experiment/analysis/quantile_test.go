package analysis

import (
	"math"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/estimate"
	"mailstorm/sim/random"
)

// outages is a replication without a world: an exponential outage, mail every half hour until its end, and how long it waits, by the
// minute or in steps, as attempts come. Pooled over outages the waits are as exponential as these. The second choice meets another outage in
// one replication of four, and waits three quarters as long.
func outages(seed random.Seed, run uint64, mean time.Duration, step uint32) (rows [2]experiment.Row) {
	draw := func(subject uint64) uint64 { return seed.Draw(random.Lasts, subject, run) }
	lasts := [2]time.Duration{}
	lasts[0] = time.Duration(random.Gap(draw(0), int64(mean)))
	if lasts[1] = lasts[0]; draw(1)%4 == 0 {
		lasts[1] = time.Duration(random.Gap(draw(2), int64(mean)))
	}
	first := time.Duration(random.Below(draw(3), uint64(30*time.Minute)))
	for i := range rows {
		var waits []uint32
		for left := lasts[i] - first; left > 0; left -= 30 * time.Minute {
			wait := (uint32((left+time.Minute-1)/time.Minute) + step - 1) / step * step
			waits = append(waits, wait*uint32(4-i)/4)
		}
		rows[i] = experiment.Row{Run: uint32(run), Choice: uint32(i), Told: estimate.Bins(waits)}
	}
	return rows
}

// TestIntervalsOfQuantilesCoverTheTruth repeats an experiment of 200 replications 1000 times. In steps of an hour a quantile jumps, and an
// interval holds it more often than it has to.
func TestIntervalsOfQuantilesCoverTheTruth(t *testing.T) {
	takesLong(t)
	const experiments, runs = 1000, 200
	const mean = 12 * time.Hour
	for _, step := range []uint32{1, 60} {
		held := map[string]int{}
		for x := range experiments {
			c := NewCollector(&experiment.Plan{Choices: make([]experiment.Choice, 2), Runs: runs})
			seed := random.NewSeed(int64(x) * 977)
			for r := range uint64(runs) {
				for _, row := range outages(seed, r, mean, step) {
					if err := c.Take(&row); err != nil {
						t.Fatal(err)
					}
				}
			}
			s := c.Summary()
			for q, part := range map[experiment.Quantile]float64{experiment.ToldP50: 1. / 2, experiment.ToldP95: 1. / 20} {
				here := math.Ceil(-math.Log(part)*mean.Minutes()/float64(step)) * float64(step)
				there := math.Floor(here * 3 / 4)
				a, _ := s.Choices[0].quantile(q)
				b, _ := s.Choices[1].quantile(q)
				name := experiment.Subject{Quantile: q}.Name()
				held[name] += int(one(holds(a.Estimate(true), here)))
				held[name+", difference"] += int(one(holds(b.Difference, there-here)))
				held[name+", jackknife"] += int(one(holds(pulled(a, b, 0), here)))
				held[name+", difference, jackknife"] += int(one(holds(pulled(b, a, 1), there-here)))
			}
		}
		for _, name := range []string{"told.p50", "told.p50, difference", "told.p95", "told.p95, difference"} {
			t.Logf("steps of %d min: of %d intervals of %s %d held the truth (jackknife %d)", step, experiments, name, held[name], held[name+", jackknife"])
			if n := held[name]; n < 930 {
				t.Errorf("steps of %d min: %d of %d intervals of %s hold the truth, want 930", step, n, experiments, name)
			}
		}
	}
}

// pulled is a quantile, less so many times another, with the interval of the jackknife over the parts.
func pulled(a, b *QuantileEstimate, times float64) Estimate {
	n := len(a.Jackknife)
	sum := estimate.Influence{Value: float64(a.Minute) - times*float64(b.Minute), Values: make([]float64, n), Runs: n, Design: estimate.Simple(n)}
	for i := range sum.Values {
		sum.Values[i] = -float64(n-1) * (a.Jackknife[i] - times*b.Jackknife[i])
	}
	return sum.Estimate()
}

// Whatever the values are: an interval has its number in it, and what is equal does not differ.
func TestRanksAreSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		runs := rapid.Uint32Range(1, 100).Draw(t, "runs")
		c := NewCollector(&experiment.Plan{Choices: make([]experiment.Choice, 3), Runs: runs})
		some := rapid.SliceOfN(rapid.Uint32Range(0, 5000), 0, 6)
		for run := range runs {
			a, b := some.Draw(t, "a"), some.Draw(t, "b")
			for i, waits := range [][]uint32{a, b, a} {
				if err := c.Take(&experiment.Row{Run: run, Choice: uint32(i), Told: estimate.Bins(append([]uint32(nil), waits...))}); err != nil {
					t.Fatal(err)
				}
			}
		}
		s := c.Summary()
		for i := range s.Choices {
			for q := experiment.ToldP50; q <= experiment.ToldMax; q++ {
				r, of := s.Choices[i].quantile(q)
				d := r.Difference
				if r.Low > r.Minute || r.Minute > r.High || of.Count > 0 && r.High > 2*of.Max.Minute || d.Known && !(d.Low <= d.Value && d.Value <= d.High) {
					t.Fatalf("choice %d: %+v", i, r)
				}
				if !r.Bounded && r.Low != r.High {
					t.Fatalf("choice %d has an interval that it has not: %+v", i, r)
				}
			}
		}
		if d := s.Choices[2].Told.P95.Difference; d.Value != 0 || d.Low != 0 || d.High != 0 {
			t.Fatalf("equal waits differ: %+v", d)
		}
	})
}

// A quantile of one replication has no interval, and the longest wait never has one.
func TestQuantilesWithoutIntervals(t *testing.T) {
	c := NewCollector(&experiment.Plan{Choices: make([]experiment.Choice, 1), Runs: 2})
	for run, told := range [][]experiment.Bin{{{Minute: 60, Count: 2}, {Minute: 90, Count: 1}}, nil} {
		if err := c.Take(&experiment.Row{Run: uint32(run), Told: told}); err != nil {
			t.Fatal(err)
		}
	}
	o := &c.Summary().Choices[0]
	for s, want := range map[experiment.Quantile]Estimate{experiment.ToldP50: {Value: 60, Low: 60, High: 60, Known: true, Bounded: false}, experiment.ToldMax: {Value: 90, Low: 90, High: 90, Known: true, Bounded: false}, experiment.SilenceP50: {}} {
		if e := o.Estimate(experiment.Subject{Quantile: s}); !reflect.DeepEqual(e, want) {
			t.Errorf("%s: %+v", experiment.Subject{Quantile: experiment.Quantile(s)}.Name(), e)
		}
	}
}

// Where one choice was run on without the other, nothing is known of how their quantiles go together.
func TestQuantilesOfChoicesThatEndedEarlier(t *testing.T) {
	p := blank(2, 80)
	p.First, p.Decision = 20, &experiment.Decision{Weights: []experiment.Weight{{Subject: experiment.Subject{Quantile: experiment.ToldP50}, Cost: 1}}}
	c := NewCollector(p)
	c.contenders = []int{0, 1}
	for run := range uint32(40) {
		for i := range uint32(2) {
			if run >= 20 && i == 1 {
				continue
			}
			if run == 20 {
				c.contenders, c.done = []int{0}, false
			}
			if err := c.Take(&experiment.Row{Run: run, Choice: i, Told: []experiment.Bin{{Minute: 700 + 60*i + run%7, Count: 1}}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	s := c.Summary()
	if d := s.quantileDifference(0, 1, experiment.ToldP50); !d.Known || d.Value != -60 || !(d.Low < -60 && d.High > -60) {
		t.Errorf("%+v", d)
	}
}

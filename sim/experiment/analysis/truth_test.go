package analysis

import (
	"math"
	"testing"
	"time"

	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/estimate"
	"mailstorm/sim/random"
)

// A message written s after the start of an outage is bounced when the outage outlasts its last attempt, s + t, and late when it outlasts s.
// Of exponential outages with mean m that is a share of exp(-t/m), however long people write.
func TestShareBouncedIsTheExponential(t *testing.T) {
	for _, mean := range []time.Duration{12 * time.Hour, 24 * time.Hour} {
		p := sweep(t, 400, mean, 100, 24, 12)
		s := collect(t, p, rows(t, p, 2))
		for i, last := range []float64{1410, 690} {
			truth := math.Exp(-last / mean.Minutes())
			if e := s.Choices[i].Measures[experiment.BouncedLate]; !holds(e, truth) {
				t.Errorf("outages of %v, %s: bounced %v, which does not hold exp(-%v/m) = %v", mean, p.Choices[i].Label(), e, last, truth)
			} else {
				t.Logf("outages of %v, %s: exp(-%v/m) = %.4f, measured %.4f (%.4f to %.4f)", mean, p.Choices[i].Label(), last, truth, e.Value, e.Low, e.High)
			}
		}
	}
}

// model is a replication of such an outage without a world: mail at a constant rate for three days, choices 24 h and 12 h.
func model(seed random.Seed, run uint64, mean time.Duration) (rows [2]experiment.Row) {
	lasts := time.Duration(random.Gap(seed.Draw(random.Lasts, 0, run), int64(mean)))
	for i, last := range []time.Duration{1410 * time.Minute, 690 * time.Minute} {
		written := func(before time.Duration) int64 { return int64(min(max(before, 0), 72*time.Hour) / time.Minute) }
		rows[i].Run, rows[i].Choice = uint32(run), uint32(i)
		rows[i].Set(experiment.BouncedGood, written(lasts-last), 72*60)
		rows[i].Set(experiment.BouncedLate, written(lasts-last), written(lasts))
	}
	return rows
}

// truths are what the model's measures and their difference are in the long run.
func truths(mean time.Duration) (late, good, difference float64) {
	m := mean.Minutes()
	each := func(last float64) float64 { return m * math.Exp(-last/m) * (1 - math.Exp(-72*60/m)) / (72 * 60) }
	return math.Exp(-1410 / m), each(1410), each(690) - each(1410)
}

// TestIntervalsCoverTheTruth repeats an experiment of 200 replications 1000 times.
func TestIntervalsCoverTheTruth(t *testing.T) {
	const experiments, runs = 1000, 200
	for _, mean := range []time.Duration{12 * time.Hour, 24 * time.Hour, 48 * time.Hour, 96 * time.Hour} {
		var late, good, difference, unpaired, straight int
		trueLate, trueGood, trueDifference := truths(mean)
		for x := range experiments {
			p := &experiment.Plan{Choices: make([]experiment.Choice, 2), Runs: runs}
			c := NewCollector(p)
			seed := random.NewSeed(int64(x)*977 + int64(mean/time.Minute)<<32)
			for r := range uint64(runs) {
				for _, row := range model(seed, r, mean) {
					if err := c.Take(&row); err != nil {
						t.Fatal(err)
					}
				}
			}
			s := c.Summary()
			late += int(one(holds(s.Choices[0].Measures[experiment.BouncedLate], trueLate)))
			good += int(one(holds(s.Choices[0].Measures[experiment.BouncedGood], trueGood)))
			difference += int(one(holds(s.Choices[1].Difference[experiment.BouncedGood], trueDifference)))
			unpaired += int(one(holds(s.Choices[1].Unpaired[experiment.BouncedGood], trueDifference)))
			straight += int(one(holds(plainly(s.from.influence(0, experiment.Subject{Measure: experiment.BouncedLate}, runs)), trueLate)))
		}
		t.Logf("outages of %v: of %d intervals, bounced.late %d, bounced.good %d, paired difference %d held the truth (unpaired %d; Student's t as it is %d)",
			mean, experiments, late, good, difference, unpaired, straight)
		for name, n := range map[string]int{"bounced.late": late, "bounced.good": good, "difference": difference} {
			if n < 930 || n > 970 {
				t.Errorf("outages of %v: %d of %d intervals of %s hold the truth, want 930 to 970", mean, n, experiments, name)
			}
		}
	}
}

// plainly is the interval that a textbook gives: Student's t, the same on both sides.
func plainly(a *estimate.Influence) Estimate {
	e := a.Estimate()
	spread, _, _ := a.Moments()
	half := spread * estimate.StudentQuantile(float64(a.Runs-1), estimate.Tail)
	e.Low, e.High = a.Value-half, a.Value+half
	return e
}

// The same through worlds, as often as time allows.
func TestIntervalsOfWorldsCoverTheTruth(t *testing.T) {
	const experiments, runs = 60, 100
	mean := 24 * time.Hour
	p := sweep(t, experiments*runs, mean, 12, 24)
	p.Standards[0] = p.Standards[0][:1]
	all := rows(t, p, 2)
	covered := 0
	for len(all) > 0 {
		for i := range all[:runs] {
			all[i].Run = uint32(i)
		}
		part := *p
		part.Runs = runs
		covered += int(one(holds(collect(t, &part, all[:runs]).Choices[0].Measures[experiment.BouncedLate], math.Exp(-1410/mean.Minutes()))))
		all = all[runs:]
	}
	t.Logf("%d of %d intervals held the truth", covered, experiments)
	if covered < 52 { // fewer come once in 2000 times when each holds it with 95 %
		t.Errorf("%d of %d intervals hold the truth", covered, experiments)
	}
}

func TestPairingNarrowsTheDifference(t *testing.T) {
	p := sweep(t, 300, 24*time.Hour, 100, 24, 22, 12)
	s := collect(t, p, rows(t, p, 2))
	for i, least := range []float64{0, 4, 1.5} {
		o := &s.Choices[i]
		paired, unpaired := o.Difference[experiment.BouncedGood], o.Unpaired[experiment.BouncedGood]
		if i == 0 {
			if paired.High != paired.Low {
				t.Errorf("the choice in force differs from itself: %v", paired)
			}
			continue
		}
		ratio := (unpaired.High - unpaired.Low) / (paired.High - paired.Low)
		t.Logf("%s against %s: %.4f (%.4f to %.4f), unpaired %.4f to %.4f: %.1f times as wide", p.Choices[i].Label(), p.Choices[0].Label(),
			paired.Value, paired.Low, paired.High, unpaired.Low, unpaired.High, ratio)
		if ratio < least {
			t.Errorf("pairing narrows the interval %.1f times only", ratio)
		}
	}
}

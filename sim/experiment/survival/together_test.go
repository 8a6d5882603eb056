package survival

import (
	"testing"

	"mailstorm/sim/random"
)

// destinations have outages of an hour each; of each hundred that share of the second destination's falls on the first one's.
func destinations(seed int64, percent uint64) *Observed {
	s := random.NewSeed(seed)
	timelines := make([]Timeline, 3)
	var first []int64
	for d := range timelines {
		t := &timelines[d]
		t.To = 40 * week
		for i := range uint64(30) {
			at := int64(random.Below(s.Draw(1, uint64(d), i), 40*week))
			if d == 1 && random.Below(s.Draw(2, uint64(d), i), 100) < percent {
				at = first[i]
			}
			if d == 0 {
				first = append(first, at)
			}
			m := uint32(10*i + 1)
			t.Attempts = append(t.Attempts, Attempt{at - 600, m, Up}, Attempt{at + 60, m + 1, Down}, Attempt{at + 3000, m + 2, Down}, Attempt{at + 3700, m + 2, Up})
		}
	}
	return Observe(timelines)
}

func TestTogether(t *testing.T) {
	small := 0
	for seed := range int64(100) {
		_, p := Together(destinations(seed, 0), random.NewSeed(seed))
		small += counted(p <= 0.1)
	}
	if small > 18 { // of 100 independent ones 10 are below 0.1; more than 18 come once in 200 times
		t.Errorf("%d of 100 independent destinations look as if they fell together", small)
	}
	pairs, p := Together(destinations(1, 40), random.NewSeed(1))
	if pairs < 8 || p > 0.002 {
		t.Errorf("two of five outages are shared: %d pairs, p = %v", pairs, p)
	}
}

func TestOneDestinationFallsWithNone(t *testing.T) {
	w := &world{seed: random.NewSeed(1), weeks: 30, perWeek: 1, mails: 70, length: drawnLaws[0].quantile}
	if pairs, p := Together(Observe([]Timeline{w.timeline()}), random.NewSeed(1)); pairs != 0 || p != 1 {
		t.Errorf("%d pairs, p = %v", pairs, p)
	}
	if pairs, p := Together(Observe(nil), random.NewSeed(1)); pairs != 0 || p != 1 {
		t.Errorf("nothing: %d pairs, p = %v", pairs, p)
	}
}

// Mail of office hours sees no outage of a weekend, wherever it is; that is no reason to fall together.
func TestWeekendsAreNoReasonToFallTogether(t *testing.T) {
	small := 0
	for seed := range int64(12) {
		var timelines []Timeline
		for d := range int64(40) {
			w := &world{seed: random.NewSeed(100*seed + d), weeks: 7, perWeek: 1, mails: 100, length: drawnLaws[3].quantile, hours: true}
			timelines = append(timelines, w.timeline())
		}
		_, p := Together(Observe(timelines), random.NewSeed(seed))
		small += counted(p <= 0.1)
	}
	if small > 4 { // more than 4 of 12 come once in 230 times
		t.Errorf("%d of 12 independent records look as if outages fell together", small)
	}
}

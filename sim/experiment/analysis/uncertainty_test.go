package analysis

import (
	"testing"
	"time"

	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/stormtest"
)

// observing is a sweep over outages of which so many were seen: exponential ones with a mean of 6 h.
func observing(t *testing.T, seen int, runs uint32) *experiment.Plan {
	t.Helper()
	p := sweep(t, runs, 6*time.Hour, 40, 24, 12)
	p.Standards[0] = p.Standards[0][:1]
	for _, c := range append([]experiment.Choice{{Config: p.Standards[0][0]}}, p.Choices...) {
		c.Config.Hosts[1].Faults[0].Lasts = stormtest.Observed(stormtest.Exponential(6*time.Hour), seen)
	}
	p.Observed = experiment.ObservedIn(p.Choices[0].Config)
	return p
}

// What few observations leave open is part of the interval, and the fewer there are the longer it is; without it, the interval would be that of
// the replications alone.
func TestFewObservationsWidenIntervals(t *testing.T) {
	var wide [3]float64
	for i, seen := range []int{20, 200} {
		p := observing(t, seen, 120)
		if len(p.Observed) != 1 || p.Observed[0].Seen != uint32(seen) {
			t.Fatalf("%+v", p.Observed)
		}
		all := rows(t, p, 2)
		e := collect(t, p, all).Choices[1].Measures[experiment.BouncedGood]
		wide[i] = (e.High - e.Low) / e.Value
		p.Observed = nil
		for k := range all {
			all[k].Lasts = nil
		}
		e = collect(t, p, all).Choices[1].Measures[experiment.BouncedGood]
		wide[2] = (e.High - e.Low) / e.Value
	}
	t.Logf("widths over values: %v", wide)
	if !(wide[0] > 1.3*wide[1] && wide[1] >= wide[2]) {
		t.Errorf("%v", wide)
	}
}

// Where few observations decide, replications are no help, and it is said how many observations would be.
func TestRunsAreNoHelpWhereRecordsLack(t *testing.T) {
	p := observing(t, 5, 800)
	p.Choices, p.Current = p.Choices[1:], 0
	all := rows(t, p, 2)
	is := collect(t, p, all).Choices[0].Measures[experiment.BouncedGood].Value
	d := experiment.Decision{Limits: []experiment.Limit{limit(is * 1.03)}, Weights: []experiment.Weight{{Subject: good, Cost: 1}}}
	a := Advise(d, p, collect(t, p, all))
	if a.Answer != Undecided || a.ObservationsNeeded <= 5 || a.ObservationsNeeded > 1000 || a.RunsNeeded != 0 || a.Risk.Observations != 5 {
		t.Errorf("%s: few %d, needs %d, risk %+v, %+v", a.Answer, a.ObservationsNeeded, a.RunsNeeded, a.Risk, a.Verdicts)
	}
}

// The arm of an interval of which a part stays does not shrink to nothing.
func TestGapsLeaveWhatStays(t *testing.T) {
	for _, c := range []struct{ arm, room, stays, want float64 }{{2, 1, 0, 4}, {1, 2, 0, 1}, {2, 1, .2, 16}, {0, 1, 0, 1}} {
		if got := timesForWidth(c.arm, c.room, c.stays); got < c.want*0.999 || got > c.want*1.001 {
			t.Errorf("%+v: %v", c, got)
		}
	}
	if got := timesForWidth(2, 1, .25); got < 1e300 {
		t.Errorf("what stays is as long as the room, and %v times as many replications help", got)
	}
}

package experiment

import (
	"slices"
	"testing"
	"time"

	"mailstorm/sim/random"
)

// observing is a sweep over outages of which so many were seen: exponential ones with a mean of 6 h.
func observing(t *testing.T, seen int, runs uint32) *Plan {
	t.Helper()
	q := exponential(6 * time.Hour)
	var values []int64
	for i := range seen {
		values = append(values, q.Draw((2*uint64(i)+1)<<63/uint64(seen)))
	}
	p := sweep(t, runs, 6*time.Hour, 40, 24, 12)
	p.Standards[0] = p.Standards[0][:1]
	for _, c := range append([]Choice{{Config: p.Standards[0][0]}}, p.Choices...) {
		c.Config.Hosts[1].Faults[0].Lasts = random.Quantity{Samples: values}
	}
	p.Observed = ObservedIn(p.Choices[0].Config)
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
		e := collect(t, p, all).Choices[1].Measures[BouncedGood]
		wide[i] = (e.High - e.Low) / e.Value
		p.Observed = nil
		for k := range all {
			all[k].Lasts = nil
		}
		e = collect(t, p, all).Choices[1].Measures[BouncedGood]
		wide[2] = (e.High - e.Low) / e.Value
	}
	t.Logf("widths over values: %v", wide)
	if !(wide[0] > 1.3*wide[1] && wide[1] >= wide[2]) {
		t.Errorf("%v", wide)
	}
}

// Outages last beyond the longest that was seen, now and then; a scenario that is not observed is not touched.
func TestOutagesLastBeyondTheLongestSeen(t *testing.T) {
	p := observing(t, 20, 300)
	c := p.Choices[0].Config
	longest, beyond := c.Hosts[1].Faults[0].Lasts.Max(), 0
	own := Observe(c, p.Observed)
	for seed := range int64(300) {
		beyond += int(one(lasts(own, p.Observed, seed)[0] > longest))
	}
	if beyond < 3 || beyond > 40 || c.Hosts[1].Faults[0].Lasts.Max() != longest || Observe(c, nil) != c {
		t.Errorf("%d of 300 outages are longer than the longest of 20", beyond)
	}
}

// Where few observations decide, replications are no help, and it is said how many observations would be.
func TestRunsAreNoHelpWhereRecordsLack(t *testing.T) {
	p := observing(t, 5, 800)
	p.Choices, p.Current = p.Choices[1:], 0
	all := rows(t, p, 2)
	is := collect(t, p, all).Choices[0].Measures[BouncedGood].Value
	d := Decision{Limits: []Limit{limit(is * 1.03)}, Weights: []Weight{{Subject: good, Cost: 1}}}
	a := d.Advise(p, collect(t, p, all))
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

// Samples of what the law may be differ, and on average lie where the law does.
func TestSamplesOfTheLaw(t *testing.T) {
	p := observing(t, 20, 60)
	c := p.Choices[0].Config
	law, above := *p.Observed[0].Law.Quantity(), 0
	var medians []int64
	for seed := range int64(200) {
		q := Sample(c, p.Observed, seed).Hosts[1].Faults[0].Lasts
		medians = append(medians, q.Draw(1<<63))
		above += int(one(q.Draw(1<<63) > law.Draw(1<<63)))
		if q.Points[len(q.Points)-1].Share != random.All || !slices.IsSortedFunc(q.Points, func(a, b random.Point) int { return int(a.Value/1e9 - b.Value/1e9) }) {
			t.Fatalf("%+v", q.Points)
		}
	}
	slices.Sort(medians)
	if all := c.Hosts[1].Faults[0].Lasts.Samples; all[0] != all[19] || above > 0 || medians[0] != all[0] { // all are the same, so that half lies at it whatever the law
		t.Errorf("%d of 200 medians lie above that of the law; they go from %d to %d", above, medians[0], medians[199])
	}
}

package experiment

import (
	"slices"
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/experiment/stormtest"
	"mailstorm/sim/random"
)

// observed is a storm with an outage of which so many were seen: exponential ones with a mean of 6 h.
func observed(t *testing.T, seen int) *sim.Config {
	t.Helper()
	return stormtest.Outage(t, 24*time.Hour, stormtest.Observed(stormtest.Exponential(6*time.Hour), seen), 40)
}

// Outages last beyond the longest that was seen, now and then; a scenario that is not observed is not touched.
func TestOutagesLastBeyondTheLongestSeen(t *testing.T) {
	c := observed(t, 20)
	all := ObservedIn(c)
	longest, beyond := c.Hosts[1].Faults[0].Lasts.Max(), 0
	own := Observe(c, all)
	for seed := range int64(300) {
		beyond += int(one(lasts(own, all, seed)[0] > longest))
	}
	if beyond < 3 || beyond > 40 || c.Hosts[1].Faults[0].Lasts.Max() != longest || Observe(c, nil) != c {
		t.Errorf("%d of 300 outages are longer than the longest of 20", beyond)
	}
}

// Samples of what the law may be differ, and on average lie where the law does.
func TestSamplesOfTheLaw(t *testing.T) {
	c := observed(t, 20)
	observations := ObservedIn(c)
	law, above := *observations[0].Law.Quantity(), 0
	var medians []int64
	for seed := range int64(200) {
		q := Sample(c, observations, seed).Hosts[1].Faults[0].Lasts
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

package survival

import (
	"slices"
	"testing"
)

// Four outages of a host that is watched each minute: all are seen, so each is a quarter.
func TestBounds(t *testing.T) {
	line := Timeline{To: 40_000}
	add := func(from, to int64) {
		for at := from; at < to; at += 60 {
			outcome := Up
			if d := at % 10_000; d >= 1200 && d < 1200+600*(1+at/10_000) {
				outcome = Down
			}
			line.Attempts = append(line.Attempts, Attempt{At: at, Message: uint32(at), Outcome: outcome})
		}
	}
	add(0, 40_000)
	o := Observe([]Timeline{line})
	e := Fit(o)
	low, high, seen := e.Bounds(o)
	lengths := func(points []Point) (all []int64) {
		for _, p := range points {
			all = append(all, p.Length)
		}
		return all
	}
	// Outages of 10, 20, 30 and 40 minutes: the first and the last failure are a minute less apart, the successes around a minute more at most.
	for percent, minutes := range map[float64]int64{0: 10, 10: 10, 25: 15, 50: 25, 80: 37, 90: 40, 100: 40} {
		i := slices.Index(boundPercents, percent)
		if l, h, want := low[i].Length, high[i].Length, 60*minutes; l < want-120 || l > want || h < want || h > want+120 {
			t.Errorf("p%v is %d to %d, not about %d: %v, %v", percent, l, h, want, lengths(low), lengths(high))
		}
	}
	if !slices.IsSorted(lengths(low)) || !slices.IsSorted(lengths(high)) {
		t.Errorf("%v, %v", lengths(low), lengths(high))
	}
	if seen != high[len(high)-1].Length {
		t.Errorf("the longest lasted %d", seen)
	}
	if low, high, seen := (&Estimate{}).Bounds(o); low != nil || high != nil || seen > 0 {
		t.Errorf("no law has bounds %v, %v", low, high)
	}
}

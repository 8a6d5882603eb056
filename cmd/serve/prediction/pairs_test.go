package prediction

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestMatch(t *testing.T) {
	for _, row := range []struct {
		predicted, observed []time.Duration
		want                []Pair
	}{
		{nil, nil, []Pair{}},
		{[]time.Duration{0, 300}, []time.Duration{2, 299}, []Pair{{0, 0}, {1, 1}}},
		{[]time.Duration{0, 300, 600}, []time.Duration{1, 603}, []Pair{{0, 0}, {1, -1}, {2, 1}}},
		{[]time.Duration{0, 600}, []time.Duration{0, 100, 200, 600}, []Pair{{0, 0}, {-1, 1}, {-1, 2}, {1, 3}}},
	} {
		seconds := func(all []time.Duration) (scaled []time.Duration) {
			for _, d := range all {
				scaled = append(scaled, d*time.Second)
			}
			return scaled
		}
		if got := Match(seconds(row.predicted), seconds(row.observed)); !slices.Equal(got, row.want) {
			t.Errorf("%v and %v: %v, want %v", row.predicted, row.observed, got, row.want)
		}
	}
}

// Each time is in one pair, in its order; as many are paired as can be, and no other way lies closer together.
func TestMatchIsTheClosest(t *testing.T) {
	times := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 50), func(n int) time.Duration { return time.Duration(n) * time.Second }), 0, 7)
	rapid.Check(t, func(t *rapid.T) {
		predicted, observed := times.Draw(t, "predicted"), times.Draw(t, "observed")
		slices.Sort(predicted)
		slices.Sort(observed)
		pairs := Match(predicted, observed)
		i, j, apart := 0, 0, time.Duration(0)
		for _, p := range pairs {
			if p.Predicted >= 0 && p.Predicted != i || p.Observed >= 0 && p.Observed != j || p.Predicted < 0 && p.Observed < 0 {
				t.Fatalf("%v is out of order", pairs)
			}
			if p.Predicted >= 0 && p.Observed >= 0 {
				apart += (predicted[i] - observed[j]).Abs()
			}
			if p.Predicted >= 0 {
				i++
			}
			if p.Observed >= 0 {
				j++
			}
		}
		if i != len(predicted) || j != len(observed) || len(pairs) != max(i, j) {
			t.Fatalf("%v pairs %d and %d times", pairs, len(predicted), len(observed))
		}
		if least := closest(predicted, observed); apart != least {
			t.Fatalf("%v lie %v apart, %v would do", pairs, apart, least)
		}
	})
}

// closest tries all ways to leave out what has no partner.
func closest(few, many []time.Duration) time.Duration {
	if len(few) > len(many) {
		few, many = many, few
	}
	if len(few) == 0 {
		return 0
	}
	least := time.Duration(1<<63 - 1)
	for i := range len(many) - len(few) + 1 {
		least = min(least, (few[0]-many[i]).Abs()+closest(few[1:], many[i+1:]))
	}
	return least
}

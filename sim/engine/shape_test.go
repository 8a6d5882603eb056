package engine

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// The scales at which agendas are kept: many events, clumps, gaps, a lone event far ahead.
func TestShapes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	shapes := map[string]func(i int) time.Duration{
		"instant":     func(int) time.Duration { return time.Hour },
		"two":         func(i int) time.Duration { return time.Duration(i%2) * 1e15 },
		"dense":       func(i int) time.Duration { return time.Duration(r.IntN(1000)) },
		"day":         func(i int) time.Duration { return time.Duration(r.Int64N(24 * int64(time.Hour))) },
		"lone":        func(i int) time.Duration { return time.Duration(i) + time.Duration(i/49_999)<<62 },
		"late start":  func(i int) time.Duration { return 1<<62 + time.Duration(r.IntN(1e9)) },
		"powers":      func(i int) time.Duration { return 1 << (i % 63) },
		"nested":      func(i int) time.Duration { return time.Duration(r.Uint64() >> (1 + i%62)) },
		"minute grid": func(i int) time.Duration { return time.Duration(r.IntN(100)) * time.Minute },
	}
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			var a Agenda
			want := make([]Event, 50_000)
			for i := range want {
				want[i] = Event{At: shape(i), Rank: uint64(r.IntN(1000)), Turn: uint32(i)}
				a.Add(want[i])
			}
			slices.SortFunc(want, compare)
			for i := range want {
				if e, ok := a.Next(); !ok || e != want[i] {
					t.Fatalf("event %d: got %+v, want %+v", i, e, want[i])
				}
			}
			if _, ok := a.Next(); ok || a.pending != 0 {
				t.Error("not empty")
			}
		})
	}
}

package engine

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// A named law: what comes first is decided by time, kind, copy and turn, in that order, and by nothing else.
func TestTotalOrder(t *testing.T) {
	order := []Event{
		{At: 1, Rank: Rank(0, 0), Turn: 0},
		{At: 1, Rank: Rank(0, 0), Turn: 1},
		{At: 1, Rank: Rank(0, 1<<56-1), Turn: 0},
		{At: 1, Rank: Rank(1, 0), Turn: 0},
		{At: 1, Rank: Rank(255, 7), Turn: 1<<32 - 1},
		{At: 2, Rank: Rank(0, 0), Turn: 0},
	}
	for i, a := range order {
		for j, b := range order {
			a.Slot, b.Slot = uint32(j), uint32(i)
			if Before(a, b) != (i < j) || (compare(a, b) < 0) != (i < j) {
				t.Errorf("Before(%+v, %+v) = %v", a, b, Before(a, b))
			}
		}
	}
	e := Event{Rank: Rank(200, 1<<56-2)}
	if e.Kind() != 200 || e.Copy() != 1<<56-2 {
		t.Errorf("kind %d, copy %d", e.Kind(), e.Copy())
	}
}

// The order must not depend on how wide buckets are, nor on when that changes.
func TestOrderWhateverTheWidth(t *testing.T) {
	run := func(shift uint, every int) []Event {
		var a Agenda
		var out []Event
		r := rand.New(rand.NewPCG(1, 2))
		for i := range 3000 {
			at := time.Duration(r.IntN(1000)) * time.Second
			a.Add(Event{At: at, Rank: Rank(uint8(i%3), uint64(r.IntN(50))), Turn: uint32(i)})
		}
		for e, ok := a.Next(); ok; e, ok = a.Next() {
			out = append(out, e)
			if n := len(out); n < 9000 {
				gap := time.Duration(r.IntN(3)*r.IntN(200)) * time.Second
				a.Add(Event{At: e.At + gap, Rank: Rank(uint8(r.IntN(3)), uint64(r.IntN(50))), Turn: uint32(3000 + n)})
			}
			if every > 0 && len(out)%every == 0 {
				a.refile(shift)
			}
		}
		return out
	}
	want := run(0, 0)
	for shift := uint(0); shift < 63; shift += 2 {
		for _, every := range []int{1000, 211} {
			if got := run(shift, every); !slices.Equal(got, want) {
				t.Fatalf("buckets of 2^%d ns, forced every %d events, give another order", shift, every)
			}
		}
	}
}

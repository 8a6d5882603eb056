package engine

import (
	"fmt"
	"runtime"
	"testing"
	"time"
)

func TestHoldAllocatesNothing(t *testing.T) {
	for _, n := range []int{1, 10, 1_000, 100_000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			h := newAgendaHold(n)
			h.run(20*n + 10_000)
			if got := testing.AllocsPerRun(20, func() { h.run(10_000) }); got > 2 {
				t.Errorf("%v allocations in 10 000 events", got)
			}
		})
	}
}

// heapAfter is what the run-time's heap holds once garbage is gone.
func heapAfter() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestMemoryPerEvent(t *testing.T) {
	const n = 500_000
	spread := func() hold { return newAgendaHold(n) }
	instant := func() hold {
		h := &agendaHold{}
		for i := range uint32(n) {
			h.Add(Event{At: time.Hour, Turn: i})
		}
		return h
	}
	for _, c := range []struct {
		name string
		fill func() hold
		most int64
	}{
		{"spread", spread, 40},
		{"instant", instant, 64}, // sorted as one bucket, which stays as long as any of it is left
	} {
		t.Run(c.name, func(t *testing.T) {
			before := heapAfter()
			h := c.fill()
			for range 8 {
				h.run(n / 4)
				if got := (heapAfter() - before) / n; got > c.most {
					t.Errorf("%d bytes a pending event, want at most %d", got, c.most)
				}
			}
			runtime.KeepAlive(h)
		})
	}
}

func TestSmallAgendaIsSmall(t *testing.T) {
	const runs, most = 100, 50_000
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range runs {
		newAgendaHold(10).run(10)
	}
	runtime.ReadMemStats(&after)
	if got := (after.TotalAlloc - before.TotalAlloc) / runs; got > most {
		t.Errorf("%d bytes for ten events, want at most %d", got, most)
	}
}

// What is filed again and again leaves nothing behind, if it is swept.
func TestSweptAgendaIsSmall(t *testing.T) {
	const n, most = 10_000, 100
	var a Agenda
	before := heapAfter()
	for turn := range uint32(200) {
		a.Sweep(func(e Event) bool { return e.Turn < turn })
		for i := range uint64(n) {
			a.Add(Event{At: time.Hour + time.Duration(i)*time.Second, Rank: Rank(0, i), Turn: turn})
		}
	}
	if got := (heapAfter() - before) / n; got > most {
		t.Errorf("%d bytes a pending event, want at most %d", got, most)
	}
	runtime.KeepAlive(&a)
}

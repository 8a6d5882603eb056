package engine

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"
)

// onGrid rounds a time, so that many events share a moment.
func onGrid(t, grid time.Duration) time.Duration { return t / grid * grid }

// gridHold is the hold model with times on a grid.
type gridHold struct {
	queue interface {
		Add(Event)
		Next() (Event, bool)
	}
	grid time.Duration
	draw uint16
}

func (h *gridHold) fill(pending int) {
	for i := range pending {
		h.draw++
		h.queue.Add(Event{At: onGrid(gaps[h.draw]+time.Duration(i), h.grid), Slot: uint32(i), Rank: Rank(1, uint64(i))})
	}
}

func (h *gridHold) run(events int) {
	for range events {
		e, _ := h.queue.Next()
		h.draw++
		e.At = onGrid(e.At+gaps[h.draw], h.grid)
		e.Turn++
		h.queue.Add(e)
	}
}

// batches is an agenda with a list for each moment, which lost: the moments lie in a heap, and a list is sorted when its moment comes.
type batches struct {
	moments heap
	at      map[time.Duration][]Event
	now     []Event
}

func (b *batches) Add(e Event) {
	list, known := b.at[e.At]
	if !known {
		b.moments.push(Event{At: e.At})
	}
	b.at[e.At] = append(list, e)
}

func (b *batches) Next() (Event, bool) {
	for len(b.now) == 0 {
		if len(b.moments) == 0 {
			return Event{}, false
		}
		moment := b.moments.pop().At
		b.now = b.at[moment]
		delete(b.at, moment)
		slices.SortFunc(b.now, func(x, y Event) int { return cmp.Or(cmp.Compare(x.Rank, y.Rank), cmp.Compare(x.Turn, y.Turn)) })
	}
	e := b.now[0]
	b.now = b.now[1:]
	return e, true
}

// BenchmarkHoldTies has times to the nanosecond, where hardly two are equal, and to the minute, where nearly all are.
func BenchmarkHoldTies(b *testing.B) {
	for _, grid := range []time.Duration{1, time.Minute} {
		for _, pending := range []int{1_000, 100_000} {
			for _, name := range []string{"agenda", "batches"} {
				b.Run(fmt.Sprintf("%s/%v/%d", name, grid, pending), func(b *testing.B) {
					h := &gridHold{queue: &Agenda{}, grid: grid}
					if name == "batches" {
						h.queue = &batches{at: map[time.Duration][]Event{}}
					}
					h.fill(pending)
					h.run(4 * pending)
					b.ResetTimer()
					h.run(b.N)
				})
			}
		}
	}
}

// pinned is the agenda with buckets of one width for ever, whatever the storm.
type pinned struct{ Agenda }

func (p *pinned) Next() (Event, bool) {
	p.gauge = gauge{}
	return p.Agenda.Next()
}

// BenchmarkHoldWidth compares the width that the agenda finds with widths that are given: 2^30 ns is a second, 2^40 eighteen minutes.
func BenchmarkHoldWidth(b *testing.B) {
	for _, pending := range []int{1_000, 100_000, 1_000_000} {
		for _, shift := range []uint{0, 28, 31, 34, 37, 40} {
			b.Run(fmt.Sprintf("%d/%d", pending, shift), func(b *testing.B) {
				p := &pinned{}
				h := &gridHold{queue: &p.Agenda, grid: 1}
				h.fill(pending)
				if shift > 0 {
					p.refile(shift)
					h.queue = p
				}
				h.run(2 * pending)
				b.ResetTimer()
				h.run(b.N)
				b.ReportMetric(float64(p.shift), "log2-ns")
			})
		}
	}
}

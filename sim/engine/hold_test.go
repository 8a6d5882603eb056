package engine

import (
	"flag"
	"math"
	"testing"
	"time"
)

// gaps is a table of exponential gaps with a mean of an hour, so that both sides pay the same little for a draw.
var gaps = func() (table [1 << 16]time.Duration) {
	x := uint64(1)
	for i := range table {
		x = x*6364136223846793005 + 1442695040888963407
		u := (float64(x>>11) + 0.5) / (1 << 53)
		table[i] = time.Duration(-math.Log(u) * float64(time.Hour))
	}
	return table
}()

// hold is the model in which each event that is given out puts one on the agenda.
type hold interface{ run(events int) }

type agendaHold struct {
	Agenda
	draw uint16
}

func newAgendaHold(pending int) hold {
	h := &agendaHold{}
	for i := range pending {
		h.draw++
		h.Add(Event{At: gaps[h.draw] + time.Duration(i), Slot: uint32(i), Rank: Rank(1, uint64(i))})
	}
	return h
}

func (h *agendaHold) run(events int) {
	for range events {
		e, _ := h.Next()
		h.draw++
		e.At += gaps[h.draw]
		e.Turn++
		h.Add(e)
	}
}

type baselineHold struct {
	baseline
	draw uint16
}

func newBaselineHold(pending int) hold {
	h := &baselineHold{}
	for i := range pending {
		h.draw++
		h.push(int64(gaps[h.draw])+int64(i), uint32(i), 0)
	}
	return h
}

func (h *baselineHold) run(events int) {
	for range events {
		e, _ := h.pop()
		h.draw++
		h.push(e.at+int64(gaps[h.draw]), e.id, e.turn+1)
	}
}

// heapHold is the 4-ary heap by itself, which lost against the buckets around it.
type heapHold struct {
	heap
	draw uint16
}

func newHeapHold(pending int) hold {
	h := &heapHold{}
	for i := range pending {
		h.draw++
		h.push(Event{At: gaps[h.draw] + time.Duration(i), Slot: uint32(i), Rank: Rank(1, uint64(i))})
	}
	return h
}

func (h *heapHold) run(events int) {
	for range events {
		e := h.pop()
		h.draw++
		e.At += gaps[h.draw]
		e.Turn++
		h.push(e)
	}
}

var engines = []struct {
	name string
	hold func(pending int) hold
}{{"agenda", newAgendaHold}, {"baseline", newBaselineHold}, {"heap", newHeapHold}}

var sizes = []struct {
	name string
	n    int
}{{"1k", 1_000}, {"100k", 100_000}, {"1M", 1_000_000}, {"10M", 10_000_000}}

var huge = flag.Bool("large", false, "benchmarks of ten million, too: they take minutes and gigabytes")

// sized skips what nobody should wait for by accident.
func sized(b *testing.B, n int) {
	if n > 1_000_000 && !*huge {
		b.Skip("-large runs it")
	}
}

func BenchmarkHold(b *testing.B) {
	for _, engine := range engines {
		for _, size := range sizes {
			var h hold
			b.Run(engine.name+"/"+size.name, func(b *testing.B) {
				sized(b, size.n)
				if h == nil { // b.Run calls with rising b.N: one warm agenda serves all
					h = engine.hold(size.n)
					h.run(4 * size.n)
				}
				b.ReportAllocs()
				b.ResetTimer()
				h.run(b.N)
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N), "ns/event")
			})
		}
	}
}

// BenchmarkHoldRatio runs both in turns, so that a busy machine is as unfair to one as to the other.
func BenchmarkHoldRatio(b *testing.B) {
	for _, size := range sizes {
		var both [2]hold
		b.Run(size.name, func(b *testing.B) {
			sized(b, size.n)
			var spent [2]time.Duration
			for i := range both {
				if both[i] == nil {
					both[i] = engines[i].hold(size.n)
					both[i].run(4 * size.n)
				}
			}
			const batch = 100_000
			b.ResetTimer()
			for done := 0; done < b.N; done += batch {
				for i, h := range both {
					start := time.Now()
					h.run(batch)
					spent[i] += time.Since(start)
				}
			}
			batches := float64((b.N+batch-1)/batch) * batch
			b.ReportMetric(float64(spent[0])/batches, "ns/event")
			b.ReportMetric(float64(spent[1])/batches, "ns/baseline")
			b.ReportMetric(float64(spent[1])/float64(spent[0]), "x-baseline")
		})
	}
}

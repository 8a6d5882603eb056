package engine

import (
	"fmt"
	"math/bits"
	"testing"
	"time"
)

// storm is the retry model of the speed notes: messages written uniformly over a day, an attempt succeeds one time in
// twenty, the next comes after min(15 min x 1.2^k, 60 min) with 10 % jitter either way, a day after it was written a
// message expires.
type storm struct {
	seed  uint64
	tally tally
}

// draw is 64 bits for a turn of a message: of its own, so that nothing that happens elsewhere moves the figures below.
func (s *storm) draw(id, turn uint32) uint64 {
	hi, lo := bits.Mul64(uint64(id)<<32|uint64(turn)^0xa0761d6478bd642f, s.seed^0xe7037ed1a0b428db)
	hi, lo = bits.Mul64(hi^lo^0x8ebc6af09c88c6e3, 0x589965cc75374cc3)
	return hi ^ lo
}

// part64 is that part of n, in units of 2^-64.
func part64(n int64, part uint64) int64 {
	hi, _ := bits.Mul64(uint64(n), part)
	return int64(hi)
}

type tally struct{ attempts, deliveries, ndrs, bytes int64 }

const day = 24 * time.Hour

// typical is a seed whose storm of 100 000 shows the figures of the notes; seeds vary by 0.03 attempts a message.
const typical = 46

var waits = func() (table [32]int64) {
	wait := 15 * time.Minute
	for k := range table {
		table[k] = int64(min(wait, time.Hour))
		wait = min(wait*6/5, time.Hour)
	}
	return table
}()

func (s *storm) written(id uint32) int64 {
	return part64(int64(day), s.draw(id, 1<<32-1))
}

// attempt says when the next one comes, if there is one.
func (s *storm) attempt(id, turn uint32, at int64) (next int64, again bool) {
	draw := s.draw(id, turn)
	s.tally.attempts++
	s.tally.bytes += 4096 + int64(id%4096)
	if draw>>32 < 1<<32/20 {
		s.tally.deliveries++
		return 0, false
	}
	wait := waits[min(turn, uint32(len(waits)-1))]
	next = at + wait - wait/10 + part64(wait/5, draw<<32)
	if next >= s.written(id)+int64(day) {
		s.tally.ndrs++
		return 0, false
	}
	return next, true
}

func agendaStorm(messages int) tally {
	s := storm{seed: typical}
	var a Agenda
	for id := range uint32(messages) {
		a.Add(Event{At: time.Duration(s.written(id)), Rank: Rank(1, uint64(id)), Slot: id})
	}
	for e, ok := a.Next(); ok; e, ok = a.Next() {
		if next, again := s.attempt(e.Slot, e.Turn, int64(e.At)); again {
			e.At, e.Turn = time.Duration(next), e.Turn+1
			a.Add(e)
		}
	}
	return s.tally
}

func baselineStorm(messages int) tally {
	s := storm{seed: typical}
	var b baseline
	for id := range uint32(messages) {
		b.push(s.written(id), id, 0)
	}
	for e, ok := b.pop(); ok; e, ok = b.pop() {
		if next, again := s.attempt(e.id, e.turn, e.at); again {
			b.push(next, e.id, e.turn+1)
		}
	}
	return s.tally
}

var storms = []struct {
	name string
	run  func(messages int) tally
}{{"agenda", agendaStorm}, {"baseline", baselineStorm}}

func TestRetryModel(t *testing.T) {
	const messages = 100_000
	got := agendaStorm(messages)
	if s := fmt.Sprintf("%.2f", float64(got.attempts)/messages); s != "15.31" {
		t.Errorf("%s attempts a message, want 15.31", s)
	}
	if s := fmt.Sprintf("%.1f", 100*float64(got.deliveries)/messages); s != "76.6" {
		t.Errorf("%s %% delivered, want 76.6", s)
	}
	if got.deliveries+got.ndrs != messages {
		t.Errorf("%d delivered and %d returned of %d", got.deliveries, got.ndrs, messages)
	}
	if want := baselineStorm(messages); got != want {
		t.Errorf("agenda counts %+v, baseline %+v", got, want)
	}
}

func BenchmarkRetry(b *testing.B) {
	for _, storm := range storms {
		for _, size := range sizes {
			b.Run(storm.name+"/"+size.name, func(b *testing.B) {
				sized(b, size.n)
				b.ReportAllocs()
				attempts := int64(0)
				for range b.N {
					attempts += storm.run(size.n).attempts
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(attempts), "ns/attempt")
			})
		}
	}
}

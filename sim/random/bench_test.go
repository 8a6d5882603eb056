package random

import "testing"

var sink uint64

func BenchmarkDraw(b *testing.B) {
	s := NewSeed(1)
	var sum uint64
	for i := range uint64(b.N) {
		sum += s.Draw(Jitter, i>>4, i&15)
	}
	sink = sum
}

// The next draw waits for the last: the latency rather than the throughput.
func BenchmarkDrawChained(b *testing.B) {
	s := NewSeed(1)
	x := uint64(1)
	for i := range uint64(b.N) {
		x = s.Draw(Jitter, x, i)
	}
	sink = x
}

func BenchmarkMix(b *testing.B) {
	var sum uint64
	for i := range uint64(b.N) {
		sum += Mix(7, i)
	}
	sink = sum
}

func BenchmarkGap(b *testing.B) {
	s := NewSeed(1)
	var sum int64
	for i := range uint64(b.N) {
		sum += Gap(s.Draw(WrittenGap, 1, i), 1e9)
	}
	sink = uint64(sum)
}

func BenchmarkSpread(b *testing.B) {
	var sum int64
	for i := range uint64(b.N) {
		sum += Spread(900e9, All/10, i*odd1)
	}
	sink = uint64(sum)
}

func BenchmarkQuantity(b *testing.B) {
	q := Quantity{Points: []Point{{All / 2, 1000}, {All / 10 * 9, 5000}, {All, 100000}}}
	var sum int64
	for i := range uint64(b.N) {
		sum += q.Draw(i * odd1)
	}
	sink = uint64(sum)
}

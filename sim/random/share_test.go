package random

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

var unit = big.NewInt(1 << 32)

func product(a int64, b uint64) *big.Int {
	return new(big.Int).Mul(big.NewInt(a), new(big.Int).SetUint64(b))
}

func anyShare(t *rapid.T) Share {
	ends := rapid.SampledFrom([]uint64{0, 1, 1 << 31, 1<<32 - 1, 1 << 32})
	return Share(rapid.OneOf(rapid.Uint64Range(0, 1<<32), ends).Draw(t, "share"))
}

func TestShareOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, s := rapid.Int64Range(0, math.MaxInt64).Draw(t, "n"), anyShare(t)
		want := product(n, uint64(s))
		want.Div(want.Add(want, big.NewInt(1<<31)), unit)
		if got := s.Of(n); got != want.Int64() {
			t.Fatalf("%d, want %d", got, want)
		}
	})
}

func TestShareHits(t *testing.T) {
	for _, s := range []Share{0, 1, 1 << 31, All - 1, All} {
		if s > 0 && !s.Hits(uint64(s-1)<<32|1<<32-1) {
			t.Errorf("%d misses its last draw", s)
		}
		if s < All && s.Hits(uint64(s)<<32) {
			t.Errorf("%d hits beyond itself", s)
		}
	}
	const n = 1 << 20
	hits, s := 0, NewSeed(4)
	for i := range uint64(n) {
		if (All / 10).Hits(s.Draw(Strike, i, 0)) {
			hits++
		}
	}
	if z := (float64(hits) - n*.1) / math.Sqrt(n*.09); math.Abs(z) > 4 {
		t.Errorf("a tenth of %d hit %d, off by %.1f", n, hits, z)
	}
}

func TestShareString(t *testing.T) {
	for share, want := range map[Share]string{
		0: "0%", All: "100%", All / 2: "50%", All / 4: "25%", All / 3: "33.3333%",
		1430224109: "33.3%", All / 100: "1%", 1: "0.00000002%", All - 1: "99.99999998%", All * 3 / 2: "150%",
		All / 10000: "0.01%", 4295: "0.0001%", 2148: "0.0001%", 2147: "0.00004999%", 42949673 * 10: "10%",
	} {
		if got := share.String(); got != want {
			t.Errorf("%d: %s, want %s", share, got, want)
		}
	}
}

func TestRatio(t *testing.T) {
	for ratio, want := range map[Ratio]string{
		{5, 4}: "5/4", {2, 1}: "2", {}: "1", {0, 7}: "0/7", {1 << 31, 3}: "2147483648/3",
	} {
		if got := ratio.String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if (Ratio{}).Of(7) != 7 || (Ratio{5, 4}).Of(7) != 8 || (Ratio{0, 4}).Of(7) != 0 {
		t.Error("wrong small product")
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, math.MaxInt64).Draw(t, "n")
		r := Ratio{rapid.Uint32().Draw(t, "num"), rapid.Uint32Range(1, math.MaxUint32).Draw(t, "den")}
		want := product(n, uint64(r.Num))
		if got := r.Of(n); got != clip(want.Div(want, big.NewInt(int64(r.Den))), 0) {
			t.Fatalf("%d, want %d", got, want)
		}
	})
}

// n*(1-s) + 2*n*s*(low+1/2)/2^32, rounded; the half is halved down where the share is odd.
func TestSpreadExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, s, draw := rapid.Int64Range(0, 1<<62).Draw(t, "n"), anyShare(t), rapid.Uint64().Draw(t, "draw")
		factor := new(big.Int).Lsh(big.NewInt(int64(All-s)), 31)
		factor.Add(factor, product(int64(s), draw&(1<<32-1)))
		factor.Add(factor, big.NewInt(int64(s/2)))
		want := factor.Mul(factor, big.NewInt(n))
		want.Rsh(want.Add(want, big.NewInt(1<<62)), 63)
		got := Spread(n, s, draw)
		if !want.IsInt64() || got != want.Int64() {
			t.Fatalf("%d, want %d", got, want)
		}
		if got < n-s.Of(n) || got-n > s.Of(n) || got != Spread(n, s, draw^1<<32) {
			t.Fatalf("%d leaves %d by more than %d, or feels the upper half", got, n, s.Of(n))
		}
	})
}

func TestSpreadUniform(t *testing.T) {
	const draws, cells = 1 << 20, 256
	counts, sum, s := make([]int, cells), 0.0, NewSeed(12)
	for i := range uint64(draws) {
		x := Spread(900_000_000_000, All/10, s.Draw(Jitter, i, 0)) - 810_000_000_000
		counts[x*cells/180_000_000_001]++
		sum += float64(x) / 180e9
	}
	var v verdict
	v.see(chi(counts, draws), "cells")
	v.see((sum/draws-.5)*math.Sqrt(12*draws), "mean")
	if v.z > 4 {
		t.Errorf("%s deviates by %.1f", v.what, v.z)
	}
	for _, c := range []struct {
		n    int64
		s    Share
		draw uint64
		want int64
	}{{100, 0, 0, 100}, {100, All, 0, 0}, {100, All, 1<<32 - 1, 200}, {100, All / 10, 0, 90},
		{100, All / 10, 1<<32 - 1, 110},
		{100, 5 * All, 1<<32 - 1, 200}, {0, All, 9, 0}, {1 << 62, All, 1<<32 - 1, 1<<63 - 1<<30}} {
		if got := Spread(c.n, c.s, c.draw); got != c.want {
			t.Errorf("Spread(%d, %s, %d) = %d, want %d", c.n, c.s, c.draw, got, c.want)
		}
	}
}

func TestBelow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw, n := rapid.Uint64().Draw(t, "draw"), rapid.Uint64().Draw(t, "n")
		want := new(big.Int).Mul(new(big.Int).SetUint64(draw), new(big.Int).SetUint64(n))
		if got := Below(draw, n); got != want.Rsh(want, 64).Uint64() || (n > 0 && got >= n) {
			t.Fatalf("%d, want %d", got, want)
		}
	})
}

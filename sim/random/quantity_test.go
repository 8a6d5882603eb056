package random

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func anyQuantity(t *rapid.T) Quantity {
	shares := rapid.SliceOfNDistinct(rapid.Uint64Range(0, 1<<32), 1, 6, rapid.ID[uint64]).Draw(t, "shares")
	var q Quantity
	for _, s := range shares {
		value := rapid.OneOf(rapid.Int64Range(0, 9), rapid.Int64Range(0, math.MaxInt64)).Draw(t, "value")
		q.Points = append(q.Points, Point{Share(s), value})
	}
	for i := range q.Points { // ascending in both
		for j := range i {
			a, b := &q.Points[j], &q.Points[i]
			a.Share, b.Share = min(a.Share, b.Share), max(a.Share, b.Share)
			a.Value, b.Value = min(a.Value, b.Value), max(a.Value, b.Value)
		}
	}
	return q
}

// exact is the value by rational numbers; the last bit of the draw does not count.
func exact(q Quantity, draw uint64) *big.Int {
	last, u := Point{}, new(big.Rat).SetFrac(new(big.Int).SetUint64(draw&^1), big.NewInt(1<<32))
	for _, p := range q.Points {
		if u.Cmp(new(big.Rat).SetInt64(int64(p.Share))) >= 0 {
			last = p
			continue
		}
		part := new(big.Rat).Sub(u, new(big.Rat).SetInt64(int64(last.Share)))
		part.Mul(part, big.NewRat(p.Value-last.Value, int64(p.Share-last.Share)))
		part.Add(part, new(big.Rat).SetInt64(last.Value))
		up := new(big.Int).Add(part.Num(), part.Denom())
		return up.Div(up.Sub(up, big.NewInt(1)), part.Denom())
	}
	return big.NewInt(last.Value)
}

func TestQuantityExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q, draw := anyQuantity(t), rapid.Uint64().Draw(t, "draw")
		got, next := q.Draw(draw), q.Draw(draw|draw>>1)
		if want := exact(q, draw); !want.IsInt64() || got != want.Int64() {
			t.Fatalf("%d, want %d", got, want)
		}
		if got > next || got < q.Min() || next > q.Max() {
			t.Fatalf("%d, then %d in %d .. %d", got, next, q.Min(), q.Max())
		}
		if last := q.Draw(math.MaxUint64); q.Draw(0) != q.Min() || q.Max()-last > q.Max()>>31 { // a draw steps by 2^-63
			t.Fatalf("ends %d .. %d, want %d .. %d", q.Draw(0), q.Draw(math.MaxUint64), q.Min(), q.Max())
		}
		for _, p := range q.Points { // that share of all draws is at or below the value
			if s := uint64(p.Share); s > 0 && q.Draw(s<<32-1) > p.Value || s < 1<<32 && q.Draw(s<<32) < p.Value {
				t.Fatalf("misses %v", p)
			}
		}
	})
}

func TestQuantity(t *testing.T) {
	sizes := Quantity{Points: []Point{{All / 2, 10}, {All / 4 * 3, 10}, {All / 10 * 9, 1000}}}
	from := Quantity{Points: []Point{{0, 100}, {All, 200}}}
	for _, c := range []struct {
		q    Quantity
		draw uint64
		want int64
	}{
		{Quantity{Fixed: -7}, 99, -7}, {Quantity{}, 1, 0},
		{sizes, 0, 0}, {sizes, 2, 1}, {sizes, 1 << 62, 5}, {sizes, 1 << 63, 10}, {sizes, 5 << 61, 10}, {sizes, 3<<62 + 9, 11},
		{sizes, 1<<64 - 1, 1000}, {from, 0, 100}, {from, 1 << 63, 150}, {from, 1<<64 - 1, 200},
		{Quantity{Points: []Point{{All / 2, 10}}}, 3 << 62, 10}, {Quantity{Points: []Point{{0, 5}}}, 3 << 62, 5},
		{Quantity{Points: []Point{{All, math.MaxInt64}}}, 1 << 63, 1 << 62},
	} {
		if got := c.q.Draw(c.draw); got != c.want {
			t.Errorf("%v at %#x: %d, want %d", c.q, c.draw, got, c.want)
		}
	}
	for _, c := range []struct {
		q        Quantity
		min, max int64
	}{{from, 100, 200}, {sizes, 0, 1000}, {Quantity{Fixed: 3}, 3, 3}} {
		if c.q.Min() != c.min || c.q.Max() != c.max {
			t.Errorf("%v: %d .. %d", c.q, c.q.Min(), c.q.Max())
		}
	}
}

func TestQuantityShares(t *testing.T) {
	const n = 1 << 20
	q := Quantity{Points: []Point{{All / 2, 1}, {All / 10 * 9, 3}, {All, 20}}}
	s, counts := NewSeed(5), map[int64]int{}
	for i := range uint64(n) {
		counts[q.Draw(s.Draw(Recipient, i, 0))]++
	}
	for value, p := range map[int64]float64{0: 0, 1: .5, 2: .2, 3: .2, 4: .1 / 17, 20: .1 / 17} {
		if z := (float64(counts[value]) - n*p) / math.Sqrt(n*p*(1-p)+1e-9); math.Abs(z) > 4 {
			t.Errorf("%d came %d times, off by %.1f", value, counts[value], z)
		}
	}
}

func TestExponential(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := Quantity{Fixed: 7, Mean: rapid.OneOf(rapid.Int64Range(1, 99), rapid.Int64Range(1, math.MaxInt64)).Draw(t, "mean")}
		draw := rapid.Uint64().Draw(t, "draw")
		if got := q.Draw(draw); got != Gap(draw, q.Mean) || got < q.Min() || got > q.Max() || !q.Drawn() {
			t.Fatalf("%d in %d .. %d", got, q.Min(), q.Max())
		}
		if q.Draw(0) != q.Max() || q.Draw(math.MaxUint64) != q.Min() {
			t.Fatalf("ends %d .. %d, want %d .. %d", q.Draw(math.MaxUint64), q.Draw(0), q.Min(), q.Max())
		}
		most := float64(q.Mean) * 64 * math.Ln2
		if off := float64(q.Max()) - min(most, math.MaxInt64); math.Abs(off) > 1+most/1e6 {
			t.Fatalf("at most %d, want %g", q.Max(), most)
		}
	})
}

// The share of draws above t is exp(-t/m).
func TestExponentialTail(t *testing.T) {
	const n = 1 << 18
	q, s := Quantity{Mean: 3_600_000}, NewSeed(11)
	for _, limit := range []int64{360_000, 3_600_000, 14_400_000} {
		above := 0
		for i := range uint64(n) {
			if q.Draw(s.Draw(Lasts, i, 0)) > limit {
				above++
			}
		}
		p := math.Exp(-float64(limit) / float64(q.Mean))
		if z := (float64(above) - n*p) / math.Sqrt(n*p*(1-p)); math.Abs(z) > 4 {
			t.Errorf("%d of %d above %d, off by %.1f", above, n, limit, z)
		}
	}
}

// Each sample has the same share of all draws, to one draw: the i-th begins at i/n of them.
func TestSamplesAreEquallyLikely(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q Quantity
		last := int64(0)
		for _, rise := range rapid.SliceOfN(rapid.Int64Range(0, 1<<40), 1, 50).Draw(t, "rises") {
			last += rise
			q.Samples = append(q.Samples, last)
		}
		if q.Min() != q.Samples[0] || q.Max() != last || !q.Drawn() {
			t.Fatalf("%d .. %d of %v", q.Min(), q.Max(), q.Samples)
		}
		n := big.NewInt(int64(len(q.Samples)))
		for i := range q.Samples {
			begins := new(big.Int).Lsh(big.NewInt(int64(i)), 64)
			begins.Add(begins, new(big.Int).Sub(n, big.NewInt(1))).Div(begins, n)
			first := begins.Uint64()
			if q.Draw(first) != q.Samples[i] || i > 0 && q.Draw(first-1) != q.Samples[i-1] {
				t.Fatalf("sample %d of %v does not begin at %#x", i, q.Samples, first)
			}
		}
	})
}

func TestFixedIsNotDrawn(t *testing.T) {
	if q := (Quantity{Fixed: 5}); q.Drawn() || !(&Quantity{Points: []Point{{All, 5}}}).Drawn() {
		t.Error(q)
	}
}

// Above counts what Draw gives: at the boundary the draws part, and none on the wrong side.
func TestAboveCountsDraws(t *testing.T) {
	for name, q := range map[string]Quantity{
		"fixed":       {Fixed: 5},
		"exponential": {Mean: 1000},
		"list":        {Samples: []int64{1, 5, 5, 9}},
		"quantiles":   {Points: []Point{{0, 10}, {All / 2, 60}, {All, 110}}},
	} {
		for _, v := range []int64{0, 1, 4, 5, 8, 9, 10, 59, 60, 109, 110, 40_000} {
			n := q.Above(v)
			last := uint64(1<<64 - 1)
			if q.Mean > 0 { // long where the draw is small
				if n > 0 && q.Draw(n-1) <= v || q.Draw(n) > v && n < last {
					t.Errorf("%s above %d: %d draws", name, v, n)
				}
				continue
			}
			if n > 0 && q.Draw(-n) <= v || n < last && q.Draw(-n-1) > v {
				t.Errorf("%s above %d: %d draws", name, v, n)
			}
		}
	}
	if n := (&Quantity{Samples: []int64{1, 5, 5, 9}}).Above(1); n != 3<<62 {
		t.Errorf("three of four values are above the least: %d", n)
	}
}

package random

import (
	"math"
	"math/big"
	"math/bits"
	"testing"

	"pgregory.net/rapid"
)

// The table, once more: ln(512/k) = -ln(1-x) = x + x²/2 + x³/3 + ... for x = (512-k)/512, summed by math/big.
func TestLogarithms(t *testing.T) {
	for i, got := range logs {
		x := new(big.Float).SetPrec(200).Quo(big.NewFloat(float64(256-i)), big.NewFloat(512).SetPrec(200))
		sum, power := new(big.Float).SetPrec(200), new(big.Float).SetPrec(200).SetInt64(1)
		for n := int64(1); n < 90; n++ {
			power.Mul(power, x)
			sum.Add(sum, new(big.Float).Quo(power, big.NewFloat(float64(n)).SetPrec(200)))
		}
		sum.SetMantExp(sum, 58)
		want, _ := sum.Int(nil)
		if off := new(big.Int).Sub(want, new(big.Int).SetUint64(got)); off.CmpAbs(big.NewInt(64)) > 0 {
			t.Errorf("ln(512/%d): %d, off by %d", 256+i, got, off)
		}
	}
}

func TestMinusLog(t *testing.T) {
	check := func(draw uint64) {
		u := (float64((draw|1)>>32) + float64((draw|1)&(1<<32-1))/(1<<32)) / (1 << 32)
		if draw > 1<<63 { // near 1 a float would lose what the small gaps are made of
			u = float64(-(draw | 1)) / (1 << 64)
			u = -math.Log1p(-u)
		} else {
			u = -math.Log(u)
		}
		got := float64(minusLog(draw)) / (1 << 58)
		if off := u - got; math.Abs(off) > 2.1e-8 || math.Abs(off) > 6e-6*u+1e-16 {
			t.Fatalf("-ln of draw %#x: %g, want %g, off by %g", draw, got, u, off)
		}
	}
	for i := range 64 {
		for j := range uint64(512) {
			check((1<<63 + j<<54) >> i)
			check((1<<63+j<<54)>>i - 1)
		}
	}
	s := NewSeed(3)
	for i := range uint64(1 << 16) {
		check(s.Draw(0, i, 0) >> (i & 63))
	}
}

// A greater draw never gives a greater gap: at every seam of the table and at every halving.
func TestGapFalls(t *testing.T) {
	for zeros := range 50 {
		for c := uint64(256); c < 512; c++ {
			seam := c << 55 >> zeros
			for _, d := range []uint64{2, 1 << 8, 1 << 12} {
				if minusLog(seam-d) < minusLog(seam) || minusLog(seam) < minusLog(seam+d) {
					t.Fatalf("rises at %#x", seam)
				}
			}
		}
	}
}

// The mean over 2^20 evenly spaced draws, against the same sum by floats.
func TestGapMeanExact(t *testing.T) {
	const n = 1 << 20
	for _, mean := range []int64{1_000_000, 3_600_000_000_000, 1 << 57} {
		var hi, lo uint64
		want := 0.0
		for i := range uint64(n) {
			draw := i<<44 + 1<<43
			var carry uint64
			lo, carry = bits.Add64(lo, uint64(Gap(draw, mean)), 0)
			hi += carry
			want -= math.Log((float64(i) + 0.5) / n)
		}
		got := (float64(hi)*(1<<64) + float64(lo)) / n / float64(mean)
		if off := math.Abs(got/(want/n) - 1); off > 1e-8 {
			t.Errorf("mean %d is off by %g", mean, off)
		} else {
			t.Logf("mean %d is off by %g", mean, off)
		}
	}
}

// exponential is how far gaps are from the distribution: cells of equal share, mean, variance, greatest distance.
func exponential(mean int64, gap func(draw uint64) int64) (v verdict) {
	const n, cells = 1 << 20, 1000
	s := NewSeed(11)
	counts := make([]int, cells)
	sum, squares := 0.0, 0.0
	for i := range uint64(n) {
		x := float64(gap(s.Draw(WrittenGap, 1, i))) / float64(mean)
		sum += x
		squares += (x - 1) * (x - 1)
		counts[min(cells-1, int(-math.Expm1(-x)*cells))]++
	}
	v.see(chi(counts, n), "chi-square of %d cells", cells)
	v.see((sum/n-1)*math.Sqrt(n), "mean %g", sum/n)
	v.see((squares/n-1)*math.Sqrt(n/8.0), "variance %g", squares/n)
	below := 0
	for i, c := range counts {
		below += c
		distance := math.Abs(float64(below)/n - float64(i+1)/cells)
		v.see(distance*math.Sqrt(n)*2, "Kolmogorov's distance %g", distance) // 1.36/sqrt(n) in one of 20, 2.5 in 1 of 10^5
	}
	return v
}

func TestGapDistribution(t *testing.T) {
	const mean = 60_000_000_000
	if v := exponential(mean, func(draw uint64) int64 { return Gap(draw, mean) }); v.z > 5 {
		t.Errorf("%s deviates by %.1f", v.what, v.z)
	} else {
		t.Logf("%s %.2f", v.what, v.z)
	}
	for name, wrong := range map[string]func(draw uint64) int64{
		"one per cent long": func(draw uint64) int64 { return Gap(draw, mean+mean/100) },
		"no tail":           func(draw uint64) int64 { return min(Gap(draw, mean), 6*mean) },
		"uniform":           func(draw uint64) int64 { return int64(Below(draw, 2*mean)) },
		"half the bits":     func(draw uint64) int64 { return Gap(draw&(1<<10-1)<<54, mean) },
	} {
		if v := exponential(mean, wrong); v.z <= 5 {
			t.Errorf("%s passes", name)
		}
	}
}

func TestGapEnds(t *testing.T) {
	for _, c := range []struct {
		draw       uint64
		mean, want int64
	}{
		{0, 1 << 62, 1<<63 - 1}, {1 << 63, 1 << 62, 3196577161300663915}, {^uint64(0), 1 << 62, 1}, {^uint64(0), 0, 1},
		{0, 0, 1}, {0, 1, 44}, {1 << 62, 1, 1},
		{0, 1_000_000_000, 44361419556}, {1 << 14, 1_000_000_000, 34657359028 - 61034},
	} {
		got := Gap(c.draw, c.mean)
		if off := math.Abs(float64(got - c.want)); off > 1e-7*float64(c.want) {
			t.Errorf("Gap(%#x, %d) = %d, want %d", c.draw, c.mean, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		draw, mean := rapid.Uint64().Draw(t, "draw"), rapid.Int64Range(0, math.MaxInt64).Draw(t, "mean")
		want := new(big.Int).Mul(new(big.Int).SetUint64(minusLog(draw)), big.NewInt(mean))
		want.Rsh(want.Add(want, big.NewInt(1<<57)), 58)
		if got := Gap(draw, mean); got != clip(want, 1) {
			t.Fatalf("%d, want %d", got, want)
		}
	})
}

// clip brings an exact number into lowest .. the largest int64.
func clip(n *big.Int, lowest int64) int64 {
	if !n.IsInt64() {
		return math.MaxInt64
	}
	return max(lowest, n.Int64())
}

package random

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"testing"
)

// source is a keyed generator under test: the package's own, or one known to be bad.
type source func(seed int64, purpose Purpose, subject, turn uint64) uint64

func own(seed int64, purpose Purpose, subject, turn uint64) uint64 {
	return NewSeed(seed).Draw(purpose, subject, turn)
}

const golden = 0x9e3779b97f4a7c15

func plainFold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// The bad ones, which every check below must find out; each is a mistake that somebody has made.
var bad = map[string]source{
	"weyl": func(seed int64, p Purpose, subject, turn uint64) uint64 {
		return uint64(seed) + subject<<32 + uint64(p)<<56 + turn*golden
	},
	"one fold": func(seed int64, p Purpose, subject, turn uint64) uint64 {
		return plainFold(uint64(seed)^subject^uint64(p)<<56^odd1, turn^odd2)
	},
	"xor of folds": func(seed int64, p Purpose, subject, turn uint64) uint64 {
		return plainFold(uint64(seed)^odd1, odd2) ^ plainFold(subject^uint64(p)<<56^odd3, odd4) ^ plainFold(turn^odd2, odd3)
	},
	"splitmix of a sum": func(seed int64, p Purpose, subject, turn uint64) uint64 {
		z := uint64(seed) + uint64(p)<<56 + (subject+turn)*golden
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return z ^ z>>31
	},
}

type walk struct {
	name string
	at   func(d source, i uint64) uint64
}

// walks are the paths through the keys that a simulation takes: one coordinate runs, the others stand or cycle.
var walks = []walk{
	{"turns", func(d source, i uint64) uint64 { return d(1, Jitter, 17, i) }},
	{"turns of nothing", func(d source, i uint64) uint64 { return d(0, 0, 0, i) }},
	{"turns of a subject equal to the seed", func(d source, i uint64) uint64 { return d(42, Size, 42, i) }},
	{"subjects", func(d source, i uint64) uint64 { return d(1, Jitter, i, 0) }},
	{"subjects of nothing", func(d source, i uint64) uint64 { return d(0, 0, i, 0) }},
	{"named subjects", func(d source, i uint64) uint64 { return d(1, Jitter, Mix(Name("deck/1"), i), 3) }},
	{"four turns each", func(d source, i uint64) uint64 { return d(3, Jitter, i>>2, i&3) }},
	{"sixteen subjects", func(d source, i uint64) uint64 { return d(3, Jitter, i&15, i>>4) }},
	{"subject and turn together", func(d source, i uint64) uint64 { return d(5, Jitter, i, i) }},
	{"subject and turn apart", func(d source, i uint64) uint64 { return d(5, Jitter, i, -i) }},
	{"thirteen purposes", func(d source, i uint64) uint64 { return d(7, Purpose(1+i%13), i/13, 0) }},
	{"high bits of the subject", func(d source, i uint64) uint64 { return d(7, Strike, bits.Reverse64(i), 0) }},
	{"high bits of the turn", func(d source, i uint64) uint64 { return d(7, Strike, 0, bits.Reverse64(i)) }},
	{"seeds", func(d source, i uint64) uint64 { return d(int64(i), Starts, 0, 0) }},
	{"golden seeds", func(d source, i uint64) uint64 { return d(int64(i*golden), Starts, 0, 0) }},
	{"seed and subject together", func(d source, i uint64) uint64 { return d(int64(i), Starts, i, 0) }},
	{"seed and turn together", func(d source, i uint64) uint64 { return d(int64(i), Starts, 0, i) }},
}

type pair struct {
	name string
	a, b func(d source, i uint64) uint64
}

// neighbours are pairs of streams that must not know of each other.
var neighbours = []pair{
	{"subject k+1", at(1, Jitter, 0), func(d source, i uint64) uint64 { return d(1, Jitter, i+1, 0) }},
	{"turn k+1", at(1, Jitter, 0), at(1, Jitter, 1)},
	{"turn 2^63", at(1, Jitter, 0), at(1, Jitter, 1<<63)},
	{"next purpose", at(1, Jitter, 0), at(1, Jitter+1, 0)},
	{"purpose two on", at(1, Jitter, 0), at(1, Jitter+2, 0)},
	{"next seed", at(1, Jitter, 0), at(2, Jitter, 0)},
	{"seed off by the lowest bit", at(6, Jitter, 0), at(7, Jitter, 0)},
	{"seed off by the highest bit", at(6, Jitter, 0), at(6-1<<63, Jitter, 0)},
	{"seed off by golden", at(6, Jitter, 0), at(6+golden-1<<64, Jitter, 0)},
	{"negated seed", at(6, Jitter, 0), at(-6, Jitter, 0)},
	{"subject and turn exchanged", at(1, Jitter, 5), func(d source, i uint64) uint64 { return d(1, Jitter, 5, i) }},
}

func at(seed int64, p Purpose, turn uint64) func(d source, i uint64) uint64 {
	return func(d source, i uint64) uint64 { return d(seed, p, i, turn) }
}

const length = 1 << 16

func stream(d source, at func(d source, i uint64) uint64) []uint64 {
	draws := make([]uint64, length)
	for i := range draws {
		draws[i] = at(d, uint64(i))
	}
	return draws
}

// verdict is the statistic farthest from what chance gives, in standard deviations.
type verdict struct {
	z    float64
	what string
}

func (v *verdict) see(z float64, format string, args ...any) {
	if z = math.Abs(z); z > v.z || math.IsNaN(z) {
		*v = verdict{z, fmt.Sprintf(format, args...)}
	}
}

// limit on a verdict: some 2^18 statistics are seen, of which chance carries one beyond 6 in a thousand batteries.
const limit = 6.2

// ones is the deviation of a count of n fair coins.
func ones(count, n int) float64 { return (float64(count) - float64(n)/2) / math.Sqrt(float64(n)/4) }

// chi is the deviation of equally likely cells, made normal by Wilson and Hilferty's cube root.
func chi(cells []int, n int) float64 {
	expected, sum, df := float64(n)/float64(len(cells)), 0.0, float64(len(cells)-1)
	for _, c := range cells {
		sum += (float64(c) - expected) * (float64(c) - expected) / expected
	}
	return (math.Cbrt(sum/df) - 1 + 2/(9*df)) / math.Sqrt(2/(9*df))
}

// planes are the 64 bits of the draws, each as a row of words.
func planes(draws []uint64) (rows [64][]uint64) {
	for b := range rows {
		rows[b] = make([]uint64, len(draws)/64)
		for i, d := range draws {
			rows[b][i/64] |= d >> b & 1 << (i % 64)
		}
	}
	return rows
}

// differ counts where a row differs from another that starts lag bits later; the last word is left out.
func differ(a, b []uint64, lag int) (count, n int) {
	word, bit := lag/64, lag%64
	for i := 0; i+word+1 < len(b); i++ {
		count += bits.OnesCount64(a[i] ^ (b[i+word]>>bit | b[i+word+1]<<(64-bit)))
		n += 64
	}
	return count, n
}

// judge looks at one stream: bits, bytes, runs, pairs of neighbours, gaps of small values, echoes at any lag to 2048.
func judge(draws []uint64) (v verdict) {
	n := len(draws)
	for b, row := range planes(draws) {
		count := 0
		for _, w := range row {
			count += bits.OnesCount64(w)
		}
		v.see(ones(count, n), "bit %d", b)
		lags := 4
		if b%21 == 0 {
			lags = 2048
		}
		for lag := 1; lag <= lags; lag++ {
			count, n := differ(row, row, lag)
			v.see(ones(count, n), "bit %d after %d", b, lag)
		}
	}
	for shift := 0; shift < 64; shift += 4 {
		var bytes, pairs, steps [256]int
		for i, d := range draws {
			e := draws[(i+1)%n]
			bytes[byte(bits.RotateLeft64(d, -shift))]++
			pairs[d>>shift&15<<4|e>>shift&15]++
			steps[byte((e-d)>>min(shift, 56))]++
		}
		v.see(chi(bytes[:], n), "byte at %d", shift)
		v.see(chi(pairs[:], n), "pairs at %d", shift)
		v.see(chi(steps[:], n), "steps at %d", shift)
	}
	return v
}

// compare looks at two streams side by side: every bit of one against every bit of the other, and their top nibbles.
func compare(a, b []uint64) (v verdict) {
	rows := planes(b)
	for i, p := range planes(a) {
		for j, q := range rows {
			count := 0
			for k := range p {
				count += bits.OnesCount64(p[k] ^ q[k])
			}
			v.see(ones(count, len(a)), "bits %d and %d", i, j)
		}
	}
	for _, shift := range []int{0, 28, 32, 60} {
		var pairs, steps [256]int
		for i := range a {
			pairs[a[i]>>shift&15<<4|b[i]>>shift&15]++
			steps[byte((b[i]-a[i])>>min(shift, 56))]++
		}
		v.see(chi(pairs[:], len(a)), "nibbles at %d", shift)
		v.see(chi(steps[:], len(a)), "difference at %d", shift)
	}
	return v
}

// repeats counts the values that occur again: among so few, chance gives none, but shifted copies give many.
func repeats(draws []uint64) int {
	slices.Sort(draws)
	return len(draws) - len(slices.Compact(draws))
}

// related draws from seeds that are a bit, a little or a multiple of the golden constant apart.
func related(d source) (draws []uint64) {
	var seeds []int64
	for i := range 64 {
		seeds = append(seeds, int64(i), 1<<20^1<<i, int64(i+1)*(golden-1<<64), -1000-int64(i))
	}
	slices.Sort(seeds)
	for _, seed := range slices.Compact(seeds) {
		for turn := range uint64(2048) {
			draws = append(draws, d(seed, Jitter, 9, turn), d(seed, Jitter, turn+10, 0))
		}
	}
	return draws
}

func TestStreams(t *testing.T) {
	for _, w := range walks {
		if v := judge(stream(own, w.at)); v.z > limit {
			t.Errorf("%s: %s deviates by %.1f", w.name, v.what, v.z)
		} else {
			t.Logf("%-40s %.2f (%s)", w.name, v.z, v.what)
		}
	}
}

func TestNeighbours(t *testing.T) {
	for _, p := range neighbours {
		if v := compare(stream(own, p.a), stream(own, p.b)); v.z > limit {
			t.Errorf("%s: %s deviates by %.1f", p.name, v.what, v.z)
		} else {
			t.Logf("%-40s %.2f (%s)", p.name, v.z, v.what)
		}
	}
}

func TestNoShiftedCopies(t *testing.T) {
	if n := repeats(related(own)); n > 0 {
		t.Errorf("%d draws occur again under related seeds", n)
	}
}

// The same checks over generators known to be bad: a check that cannot fail proves nothing.
func TestBatteryHasTeeth(t *testing.T) {
	for name, d := range bad {
		if !slices.ContainsFunc(walks, func(w walk) bool { return judge(stream(d, w.at)).z > limit }) {
			t.Errorf("%s passes as a stream", name)
		}
		if !slices.ContainsFunc(neighbours, func(p pair) bool { return compare(stream(d, p.a), stream(d, p.b)).z > limit }) {
			t.Errorf("%s passes as a neighbour", name)
		}
		if name != "xor of folds" && repeats(related(d)) == 0 {
			t.Errorf("%s has no copies", name)
		}
	}
}

// Draw itself, its key stripped of its top bits: one subject in 2^24 has such a key. The cheaper mix with the first
// product's halves in separate factors (wyhash64) shows even steps here, which is why Draw is not that.
func TestThinKeys(t *testing.T) {
	for _, zeros := range []int{8, 16, 24, 32, 40} {
		thin := Seed{0x3c6ef372fe94f82b>>zeros ^ odd1, 0xa54ff53a5f1d36f1}
		good := func(_ int64, p Purpose, subject, turn uint64) uint64 { return thin.Draw(p, subject, turn) }
		if v := judge(stream(good, walks[0].at)); v.z > limit {
			t.Errorf("%d zeros: %s deviates by %.1f", zeros, v.what, v.z)
		}
	}
	wyhash := func(_ int64, p Purpose, subject, turn uint64) uint64 {
		x, y := subject^0x3c6ef372fe94f82b>>40, turn^0xa54ff53a5f1d36f1^uint64(p)*odd3
		hi, lo := bits.Mul64(x, y)
		return plainFold(hi^x^odd2, lo^y^odd4)
	}
	if v := judge(stream(wyhash, walks[0].at)); v.z <= limit {
		t.Error("wyhash64 with a thin key passes")
	}
}

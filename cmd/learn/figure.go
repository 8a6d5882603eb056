package learn

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
)

// Figure is a number that was learned, with its 95 % confidence interval.
type Figure struct {
	Value, Low, High float64 // High is infinite where the observations set no bound
	N                int     // on how many observations it rests
	Known            bool    // false: nothing tells, and nothing else holds
}

// normal is how many standard errors one arm of a 95 % interval has.
const normal = 1.959964

// Share is one of all, with Wilson's interval: it holds where the share is near 0 or 1, too.
func Share(part, all int) Figure {
	if all <= 0 {
		return Figure{}
	}
	n, p := float64(all), float64(part)/float64(all)
	const z2 = normal * normal
	middle := (p + z2/(2*n)) / (1 + z2/n)
	arm := normal / (1 + z2/n) * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	f := Figure{p, max(Rounded(middle-arm), 0), min(Rounded(middle+arm), 1), all, true}.round()
	switch part { // what is left of two equal numbers differs by processor
	case 0:
		f.Low = 0
	case all:
		f.High = 1
	}
	return f
}

// round keeps six digits, so that no processor's way to fuse a product shows.
func (f Figure) round() Figure {
	f.Value, f.Low, f.High = Rounded(f.Value), Rounded(f.Low), Rounded(f.High)
	return f
}

// Rounded keeps six digits.
func Rounded(x float64) float64 { return digits(x, 6) }

func digits(x float64, n int) float64 {
	x, _ = strconv.ParseFloat(strconv.FormatFloat(x, 'g', n, 64), 64)
	return x
}

// Quantile is the value that so many percent do not exceed.
type Quantile struct {
	Percent int
	Figure
}

// quantiles are those of values in ascending order, with intervals between two of the values.
func quantiles(sorted []int64, seen int, percents ...int) (all []Quantile) {
	n := len(sorted)
	for _, percent := range percents {
		if n == 0 {
			continue
		}
		p := float64(percent) / 100
		arm := normal * math.Sqrt(float64(n)*p*(1-p))
		at := func(rank float64) float64 {
			switch i := int(math.Ceil(rank-1e-9)) - 1; {
			case i < 0:
				return 0
			case i < n:
				return float64(sorted[i])
			}
			return math.Inf(1)
		}
		all = append(all, Quantile{percent, Figure{at(float64(n) * p), at(float64(n)*p - arm), at(float64(n)*p + arm + 1), seen, true}.round()})
	}
	return all
}

// sample keeps a fixed number of values at random, whatever the order in which they come: those with the smallest keys.
type sample[T any] struct {
	most int
	once bool // of each group
	seen int
	kept []keyed[T]
}

type keyed[T any] struct {
	group uint64 // of which one value is kept
	key   uint64
	value T
}

func (s *sample[T]) add(key uint64, value T) { s.addOnce(key, key, value) }

// addOnce adds a value unless one of its group with a smaller key is there.
func (s *sample[T]) addOnce(group, key uint64, value T) {
	s.seen++
	s.kept = append(s.kept, keyed[T]{group, key, value})
	if len(s.kept) >= 2*s.most {
		s.trim()
	}
}

func (s *sample[T]) trim() {
	slices.SortStableFunc(s.kept, func(a, b keyed[T]) int { return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.key, b.key)) })
	if s.once {
		s.kept = slices.CompactFunc(s.kept, func(a, b keyed[T]) bool { return a.group == b.group })
	}
	s.kept = s.kept[:min(len(s.kept), s.most)]
}

// values are those that were kept, in the order of their keys.
func (s *sample[T]) values() (all []T) {
	s.trim()
	for _, k := range s.kept {
		all = append(all, k.value)
	}
	return all
}

// keyOf is a number that differs from text to text.
func keyOf(words ...string) uint64 {
	h := fnv.New64a()
	for _, w := range words {
		h.Write([]byte(w))
		h.Write([]byte{0})
	}
	x := h.Sum64()
	x ^= x >> 33 // its upper bits depend little on the last letters
	x *= 0xff51afd7ed558ccd
	return x ^ x>>33
}

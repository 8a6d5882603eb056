package random

import (
	"math/bits"
	"strconv"
)

// Ratio is an exact fraction; the zero value counts as one.
type Ratio struct{ Num, Den uint32 }

// Of is n times the fraction, rounded down; n is not negative and a product beyond int64 is the largest int64.
func (r Ratio) Of(n int64) int64 {
	if r.Den == 0 || r.Num == r.Den {
		return n
	}
	hi, lo := bits.Mul64(uint64(n), uint64(r.Num))
	if hi >= uint64(r.Den) {
		return 1<<63 - 1
	}
	q, _ := bits.Div64(hi, lo, uint64(r.Den))
	return int64(min(q, 1<<63-1))
}

// String is the fraction as it was written: "5/4", or "2" over one.
func (r Ratio) String() string {
	num, den := strconv.FormatUint(uint64(r.Num), 10), strconv.FormatUint(uint64(r.Den), 10)
	switch r.Den {
	case 0:
		return "1"
	case 1:
		return num
	}
	return num + "/" + den
}

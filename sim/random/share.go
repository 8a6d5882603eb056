package random

import (
	"math/bits"
	"strconv"
	"strings"
)

// Share is a probability or a part, in units of 2^-32.
type Share uint64

// All is the share of one.
const All Share = 1 << 32

// Hits reports whether a draw falls into the share; it uses the draw's upper half.
func (s Share) Hits(draw uint64) bool { return draw>>32 < uint64(s) }

// Of is that part of n, rounded to the nearest integer, halves up; n is not negative, the share at most All.
func (s Share) Of(n int64) int64 {
	hi, lo := bits.Mul64(uint64(n), uint64(s))
	lo, carry := bits.Add64(lo, 1<<31, 0)
	return int64((hi+carry)<<32 | lo>>32)
}

// Spread is n spread uniformly over n*(1-s) .. n*(1+s), rounded to the nearest integer, halves up; it uses the draw's
// lower half, so that one draw serves Hits and Spread. n is 0 .. 2^62; a share beyond All counts as All.
func Spread(n int64, s Share, draw uint64) int64 {
	width := uint64(min(s, All))
	factor := 1<<63 - width<<31 + width*(draw&(1<<32-1)) + width>>1 // in units of 2^-63
	hi, lo := bits.Mul64(uint64(n), factor)
	lo, carry := bits.Add64(lo, 1<<62, 0)
	return int64((hi+carry)<<1 | lo>>63)
}

// String is the share in percent, with at most 4 decimals; with at most 8 where 4 would round it to nothing or to all.
func (s Share) String() string {
	decimals, parts := 4, s.Of(100_0000)
	if (parts == 0 && s > 0) || (parts == 100_0000 && s != All) {
		decimals, parts = 8, s.Of(100_0000_0000)
	}
	digits := strconv.FormatInt(parts, 10)
	if len(digits) <= decimals {
		digits = strings.Repeat("0", decimals+1-len(digits)) + digits
	}
	point := len(digits) - decimals
	return strings.TrimRight(strings.TrimRight(digits[:point]+"."+digits[point:], "0"), ".") + "%"
}

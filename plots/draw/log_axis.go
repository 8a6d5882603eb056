package draw

import "math/bits"

// LogAxis lays numbers along a side of the page such that equal ratios are equally long.
type LogAxis struct {
	From, To     int64 // numbers above 0
	First, Other int   // where the two are
}

// At is the place of a number; those beyond the ends are at the ends.
func (a LogAxis) At(n int64) int {
	from := logarithm(a.From)
	at := Proportion(logarithm(min(max(n, a.From), a.To))-from, max(logarithm(a.To)-from, 1), int64(Abs(a.Other-a.First)))
	if a.Other < a.First {
		at = -at
	}
	return a.First + int(at)
}

// logarithm is the binary one times 2^20, rounded down. Integers are the same on every processor.
func logarithm(n int64) int64 {
	const digits = 20
	whole := bits.Len64(uint64(max(n, 1))) - 1
	part := uint64(max(n, 1)) << (63 - whole) >> 32 // 2^31 to 2^32
	log := int64(whole)
	for range digits {
		part = part * part >> 31
		if log <<= 1; part >= 1<<32 {
			part >>= 1
			log++
		}
	}
	return log
}

// durationMarks are where a logarithmic axis of durations in nanoseconds has ticks, as far as there is room.
var durationMarks = []int64{1e9, 5e9, 10e9, 30e9, 60e9, 120e9, 300e9, 600e9, 1200e9, 1800e9, 3600e9, 7200e9, 14400e9, 28800e9, 43200e9, 86400e9, 172800e9, 345600e9, 604800e9,
	1209600e9, 2419200e9, 7257600e9, 14515200e9, 31536000e9}

// DurationMarks are the ticks between the ends.
func (a LogAxis) DurationMarks() (all []int64) {
	for _, n := range durationMarks {
		if n >= a.From && n <= a.To {
			all = append(all, n)
		}
	}
	return all
}

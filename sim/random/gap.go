package random

import "math/bits"

// Gap is an exponentially distributed number with that mean: the time between two events of a Poisson process.
// It is at least 1 and at most the largest int64; the mean is not negative. The whole draw is used.
func Gap(draw uint64, mean int64) int64 {
	hi, lo := bits.Mul64(minusLog(draw), uint64(mean))
	lo, carry := bits.Add64(lo, 1<<57, 0)
	hi += carry
	if hi >= 1<<57 {
		return 1<<63 - 1
	}
	return max(1, int64(hi<<6|lo>>58))
}

// minusLog is -ln(u) in units of 2^-58 for u = (draw|1) / 2^64, the middle of one of 2^63 cells;
// it is off by less than 2.1e-8.
//
// With c the next 256th above u's binary fraction m in [1, 2), and r = (c-m)/c <= 2^-8,
// -ln(u) = zeros*ln(2) + ln(2/c) - ln(1-r), and -ln(1-r) = r + r²/2 + a rest below r³/2.9.
// All terms are positive, so that small gaps are as exact as large ones.
func minusLog(draw uint64) uint64 {
	draw |= 1
	zeros := bits.LeadingZeros64(draw)
	m := draw << zeros
	c := m>>55 + 1 // 257 .. 512, in 256ths
	r := (c<<55 - m) << 8 / c
	square, _ := bits.Mul64(r, r)
	return uint64(zeros)*logs[0] + logs[c-256] + r>>5 + square>>5
}

// logs holds ln(512 / (256+i)) in units of 2^-58; so logs[0] is ln(2).
var logs = logarithms()

// logarithms adds up ln(k/(k-1)) = 2 artanh(1/(2k-1)) from k = 512 down, in units of 2^-63.
func logarithms() (table [257]uint64) {
	sum := uint64(0)
	for k := uint64(512); k > 256; k-- {
		z := 2*k - 1
		for power, odd := 1<<63/z, uint64(1); power > 0; power, odd = power/(z*z), odd+2 {
			sum += 2 * power / odd
		}
		table[k-257] = sum >> 5
	}
	return table
}

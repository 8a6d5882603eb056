package sim

import (
	"math/bits"
	"time"
)

// scheduleTransfer occupies both lines with the bytes of a session: a line is a pipe with a busy-until time.
func (sr *sessionRunner) scheduleTransfer(from, to *host, f *session) {
	f.begins, f.landed = sr.now, sr.now
	if rate := slower(from.speed, to.speed); rate > 0 && f.bytes > 0 {
		occupyLines(from, to, f, rate)
	}
	f.begins, f.landed = f.begins+f.delay, f.landed+f.delay // the lines are kept as if nobody waited: who comes later goes first
	f.ends = f.landed + f.duration
}

// occupyLines keeps both lines busy.
func occupyLines(from, to *host, f *session, rate int64) {
	if from.speed > 0 {
		f.begins = max(f.begins, from.sendBusyUntil)
	}
	if to.speed > 0 {
		f.begins = max(f.begins, to.receiveBusyUntil)
	}
	f.landed = min(f.begins+transferTime(f.bytes, rate), horizon)
	if from.speed > 0 { // each line is busy for its own time: a slow peer leaves room on it for others
		from.sendBusyUntil = min(f.begins+transferTime(f.bytes, from.speed), horizon)
	}
	if to.speed > 0 {
		to.receiveBusyUntil = min(f.begins+transferTime(f.bytes, to.speed), horizon)
	}
}

// horizon is as far as a line can be busy: what would cross later crosses then.
const horizon = 20 * 365 * day

func slower(a, b int64) int64 {
	if a == 0 || b > 0 && b < a {
		return b
	}
	return a
}

// transferTime is how long so many bytes take at so many bits per second, rounded up to a nanosecond.
func transferTime(bytes, rate int64) time.Duration {
	hi, lo := bits.Mul64(uint64(bytes), uint64(8*time.Second))
	if hi >= uint64(rate) {
		return horizon
	}
	q, rest := bits.Div64(hi, lo, uint64(rate))
	if rest > 0 {
		q++
	}
	return time.Duration(min(q, uint64(horizon)))
}

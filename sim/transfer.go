package sim

import (
	"math/bits"
	"time"

	"mailstorm/sim/smtp"
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

// roundTrips is how many round trips a session takes on a new connection until the reply of a phase: SYN, greeting, EHLO, then STARTTLS, the
// handshake and EHLO once more, then MAIL, RCPT and DATA together (RFC 2920).
var roundTrips = [smtp.Phases]time.Duration{smtp.Connect: 1, smtp.Greeting: 2, smtp.EHLO: 3, smtp.StartTLS: 6, smtp.Mail: 7, smtp.Rcpt: 7, smtp.Data: 7, smtp.Dot: 7}

const (
	roundTripsOfTLS  = 3
	roundTripsOnOpen = 2 // RSET, and MAIL, RCPT and DATA together
)

// takeTime lets the conversation take the time that it needs at a host.
func (f *session) takeTime(to *host) {
	if f.phase == smtp.Connect && f.cause != smtp.Refused && f.cause != smtp.Said {
		return // nothing came back
	}
	n := roundTrips[f.phase]
	switch {
	case f.carried > 0:
		n = roundTripsOnOpen
	case f.cleartext && f.phase >= smtp.StartTLS:
		n -= roundTripsOfTLS
	}
	f.delay += n * to.RoundTrip
	if f.phase == smtp.Dot && !replyLost(f.cause) {
		f.duration += to.RoundTrip + to.Work
	}
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
const horizon = 20 * 365 * 24 * time.Hour

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

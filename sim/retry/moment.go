package retry

import (
	"math/bits"
	"time"
)

const (
	end     = time.Duration(1<<63 - 1)
	century = 100 * 365 * 24 * time.Hour // no wait is longer, so that sums and spreads of waits cannot overflow
)

// after is t plus a wait, at most the end of time; neither is negative.
func after(t, wait time.Duration) time.Duration {
	if wait > end-t {
		return end
	}
	return t + wait
}

// due is the moment, moved so that it comes after the start of the last attempt and not before its end.
func (h History) due(moment time.Duration) time.Duration {
	return max(moment, h.Ended, after(h.Started, 1))
}

// age is how old the copy is at a moment.
func (h History) age(moment time.Duration) time.Duration { return max(moment-h.Received, 0) }

// grid is a series of moments: phase, phase + every, phase + 2 every, ...
type grid struct{ every, phase time.Duration }

// from is the first moment of the grid that is not before t.
func (g grid) from(t time.Duration) time.Duration {
	if t <= g.phase {
		return g.phase
	}
	over := (t - g.phase) % g.every
	if over == 0 {
		return t
	}
	return after(t, g.every-over)
}

// root is the integer square root by Newton's method, which falls to it from any start above.
func root(n uint64) uint64 {
	if n == 0 {
		return 0
	}
	x := uint64(1) << ((bits.Len64(n) + 1) / 2)
	for {
		y := (x + n/x) / 2
		if y >= x {
			return x
		}
		x = y
	}
}

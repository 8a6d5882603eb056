package engine

import (
	"math/bits"
	"time"
)

// A bucket should be small against all that is pending, or much would fall into the current one and go through the
// heap; and large enough that opening it costs little an event, yet not so large that it leaves the cache.
const leastFill, mostFill = 32, 4096

// fill is how many events a bucket should hold.
func fill(pending int) int { return min(max(pending/8, leastFill), mostFill) }

// gauge counts what the width of buckets leads to. Counts alone, never clocks: a run always tunes itself the same way.
type gauge struct {
	opened int // buckets that held more than one instant
	parted int // events in them, which another width would deal out otherwise
	served int // all events that became current
}

// full reports whether n events in one bucket are far too many, and so many that filing all anew costs little beside.
func full(n, pending int) bool { return n > 8*fill(pending) && n > pending/2 }

// log is the binary logarithm of n, rounded down.
func log(n int) int { return bits.Len(uint(max(n, 1))) - 1 }

// count takes note of a bucket that has become current.
func (g *gauge) count(events []Event) {
	n := len(events)
	g.served += n
	if n == 1 || events[0].At < events[n-1].At {
		g.opened++
		g.parted += n
	}
}

// better is the shift that would have filled buckets as they should be, and whether it is worth filing all anew.
func (g gauge) better(shift uint, pending int) (uint, bool) {
	if g.opened == 0 || g.served < pending/2+256 {
		return shift, false
	}
	off := log(g.parted/g.opened) - log(fill(pending))
	return clamp(int(shift) - off), off < -2 || off > 2
}

// fit is the shift at which n events in a span fill buckets as they should be.
func fit(n, pending int, span time.Duration) uint {
	return clamp(bits.Len64(uint64(span)) - log(n/fill(pending)))
}

// narrower is the shift that fits, where that is less; what shares an instant cannot be parted.
func narrower(shift uint, n, pending int, span time.Duration) uint {
	if span == 0 {
		return shift
	}
	return min(shift, fit(n, pending, span))
}

func clamp(shift int) uint { return uint(min(max(shift, 0), 62)) }

// turns is log2 of how many buckets a ring needs for nearly all that is pending.
func turns(pending int) uint { return uint(max(6, log(8*pending/fill(pending))+1)) }

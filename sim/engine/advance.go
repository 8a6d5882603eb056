package engine

import (
	"math/bits"
	"slices"
	"time"
)

// advance makes the next bucket that holds anything the current one.
func (a *Agenda) advance() bool {
	if a.pending == 0 {
		return false
	}
	a.tune()
	for {
		slot, ok := a.ring.next(a.slot)
		switch {
		case !ok:
			at, _ := a.far.nearest().span()
			a.enter(uint64(at) >> a.shift >> a.ring.bits)
		case slot>>a.ring.bits > a.far.turn:
			a.enter(a.far.turn + 1)
		case a.open(slot):
			return true
		}
	}
}

// enter begins a turn of the ring: what waited for it in far comes nearer.
func (a *Agenda) enter(turn uint64) {
	a.slot = turn << a.ring.bits
	a.fileBucket(a.far.enter(turn))
}

// open makes the bucket of a slot the current one, or refuses: so full a bucket asks for narrower ones first.
func (a *Agenda) open(slot uint64) bool {
	b := a.ring.take(slot)
	n := b.size()
	if full(n, a.pending) {
		lo, hi := b.span()
		if shift := narrower(a.shift, n, a.pending, hi-lo); shift+2 < a.shift {
			a.ring.at(slot).join(&b)
			a.refile(shift)
			return false
		}
	}
	a.arrange(b, n, slot)
	a.slot = slot + 1
	a.until = a.slot << a.shift
	a.gauge.count(a.now)
	return true
}

// arrange sorts the n events of the bucket of a slot.
func (a *Agenda) arrange(b bucket, n int, slot uint64) {
	a.now, a.read, a.near = resized(a.now, n), 0, resized(a.near, 0)
	a.noteFirst()
	a.sorter.gather(b, a.now, slot<<a.shift, a.shift)
	for c := b.first; c != nil; {
		c = a.pool.release(c)
	}
}

// large is how many events are too many to keep room for, once they are gone.
const large = 1 << 16

// resized is s, or what replaces it, with a length of n.
func resized(s []Event, n int) []Event {
	if n <= large && cap(s) > 2*large {
		s = nil
	}
	return slices.Grow(s[:0], n)[:n]
}

// tune changes the width of buckets where they have turned out too full or too empty.
func (a *Agenda) tune() {
	if a.ring.buckets == nil {
		reach := time.Duration(1)<<bits.Len64(a.far.held) - 1
		a.refile(fit(a.pending, a.pending, reach))
		return
	}
	if shift, ok := a.gauge.better(a.shift, a.pending); ok {
		a.refile(shift)
	}
}

// narrow makes buckets narrower since too much fell into the current one.
func (a *Agenda) narrow() {
	lo, hi := a.near[0].At, a.near[0].At
	for _, e := range a.near {
		hi = max(hi, e.At)
	}
	a.refile(narrower(a.shift, len(a.near), a.pending, hi-lo))
}

// refile files all anew, into buckets of another width.
func (a *Agenda) refile(shift uint) { a.fileAll(a.gather(), shift) }

// Sweep takes out all events that are stale, in a time that grows with what is pending. What is left keeps its order.
func (a *Agenda) Sweep(stale func(Event) bool) {
	if a.ring.buckets == nil && a.pending > 0 {
		a.tune()
	}
	var left bucket
	all := a.gather()
	for c := all.first; c != nil; c = a.pool.release(c) {
		for _, e := range c.events[:c.n] {
			if stale(e) {
				a.pending--
			} else {
				a.pool.put(&left, e)
			}
		}
	}
	a.fileAll(left, a.shift)
}

// gather empties all buckets into one.
func (a *Agenda) gather() (all bucket) {
	a.ring.drain(&all)
	a.far.drain(&all)
	for _, e := range a.now[a.read:] {
		a.pool.put(&all, e)
	}
	for _, e := range a.near {
		a.pool.put(&all, e)
	}
	a.now, a.read, a.near = resized(a.now, 0), 0, resized(a.near, 0)
	a.noteFirst()
	return all
}

// fileAll files all that is pending into buckets of a width.
func (a *Agenda) fileAll(all bucket, shift uint) {
	if n := turns(a.pending); n != a.ring.bits {
		a.ring = newRing(n)
	}
	a.shift, a.until, a.gauge = shift, uint64(a.present), gauge{}
	a.slot = a.until >> shift
	a.far.turn = a.slot >> a.ring.bits
	a.fileBucket(all)
}

// fileBucket files all events of a bucket.
func (a *Agenda) fileBucket(b bucket) {
	for c := b.first; c != nil; {
		for _, e := range c.events[:c.n] {
			a.file(e)
		}
		c = a.pool.release(c)
	}
}

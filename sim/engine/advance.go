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
	a.spread(a.far.enter(turn))
}

// open sorts the bucket of a slot, or refuses since it is so full that narrower buckets must come first.
func (a *Agenda) open(slot uint64) bool {
	b := a.ring.take(slot)
	n := b.size()
	lo, hi := b.span()
	if n > 8*fill(a.pending) && n > a.pending/2 {
		if shift := fit(n, a.pending, hi-lo); shift+2 < a.shift {
			a.ring.at(slot).join(&b)
			a.refile(shift)
			return false
		}
	}
	a.now = slices.Grow(a.now[:0], n)[:n]
	a.read = 0
	a.sorter.sort(b, lo, hi, a.now)
	for c := b.first; c != nil; {
		c = a.pool.give(c)
	}
	a.slot = slot + 1
	a.until = a.slot << a.shift
	a.gauge.served += n
	if lo < hi || n == 1 {
		a.gauge.opened++
		a.gauge.parted += n
	}
	return true
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

// thin makes buckets narrower since too much fell into the current one.
func (a *Agenda) thin() {
	lo, hi := a.near[0].At, a.near[0].At
	for _, e := range a.near {
		hi = max(hi, e.At)
	}
	a.refile(min(a.shift, fit(len(a.near), a.pending, hi-lo)))
}

// refile files all anew, into buckets of another width.
func (a *Agenda) refile(shift uint) {
	var all bucket
	a.ring.drain(&all)
	a.far.drain(&all)
	for _, e := range a.now[a.read:] {
		a.pool.put(&all, e)
	}
	for _, e := range a.near {
		a.pool.put(&all, e)
	}
	a.now, a.read, a.near = a.now[:0], 0, a.near[:0]
	if n := turns(a.pending); n != a.ring.bits {
		a.ring = newRing(n)
	}
	a.shift, a.until, a.gauge = shift, uint64(a.present), gauge{}
	a.slot = a.until >> shift
	a.far.turn = a.slot >> a.ring.bits
	a.spread(all)
}

// spread files all events of a bucket.
func (a *Agenda) spread(b bucket) {
	for c := b.first; c != nil; {
		for _, e := range c.events[:c.n] {
			a.file(e)
		}
		c = a.pool.give(c)
	}
}

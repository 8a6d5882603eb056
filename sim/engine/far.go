package engine

import "math/bits"

// far holds what lies beyond the ring, by the highest bit in which its turn of the ring differs from the current one.
// When that bit turns, the rung is filed again, nearer by at least a bit: so nothing moves more than 63 times, and an
// event years ahead is not looked at in between.
type far struct {
	turn  uint64 // the current one
	rungs [65]bucket
	held  uint64 // bit i stands for rung i+1; rung 0 is used before the first turn only
}

// at is the rung of a turn, which is about to be filled.
func (f *far) at(turn uint64) *bucket {
	i := bits.Len64(turn ^ f.turn)
	f.held |= 1 << i >> 1
	return &f.rungs[i]
}

// enter makes a turn the current one, and empties the rung from which it comes. No turn that holds anything may be
// left out.
func (f *far) enter(turn uint64) bucket {
	i := bits.Len64(turn ^ f.turn)
	b := f.rungs[i]
	f.turn = turn
	f.rungs[i] = bucket{}
	f.held &^= 1 << i >> 1
	return b
}

// nearest is the lowest rung that holds anything: nothing in a higher rung comes before it.
func (f *far) nearest() *bucket { return &f.rungs[bits.TrailingZeros64(f.held)+1] }

// drain moves all that lies far into b; the rungs may serve another ring then.
func (f *far) drain(b *bucket) {
	for i := range f.rungs {
		b.join(&f.rungs[i])
	}
	f.held = 0
}

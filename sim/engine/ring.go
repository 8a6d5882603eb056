package engine

import "math/bits"

// ring holds the buckets of the near future: the slot with number s, s>>bits turns after the origin, lies at s&mask.
type ring struct {
	buckets []bucket
	held    []uint64 // one bit a bucket: whether it holds anything
	bits    uint     // log2 of the number of buckets
}

func newRing(bits uint) ring {
	return ring{make([]bucket, 1<<bits), make([]uint64, 1<<(bits-6)), bits}
}

// at is the bucket of a slot, which is about to be filled.
func (r *ring) at(slot uint64) *bucket {
	i := slot & uint64(len(r.buckets)-1)
	b := &r.buckets[i]
	if b.first == nil {
		r.held[i/64] |= 1 << (i % 64)
	}
	return b
}

// take empties the bucket of a slot.
func (r *ring) take(slot uint64) bucket {
	i := slot & uint64(len(r.buckets)-1)
	b := r.buckets[i]
	r.buckets[i] = bucket{}
	r.held[i/64] &^= 1 << (i % 64)
	return b
}

// next is the first slot, from the given one to a turn later, that holds anything.
func (r *ring) next(slot uint64) (uint64, bool) {
	i := slot & uint64(len(r.buckets)-1)
	w := int(i / 64)
	word := r.held[w] &^ (1<<(i%64) - 1)
	for range len(r.held) + 1 {
		if word != 0 {
			found := uint64(w*64 + bits.TrailingZeros64(word))
			return slot + (found-i)&uint64(len(r.buckets)-1), true
		}
		w = (w + 1) & (len(r.held) - 1)
		word = r.held[w]
	}
	return 0, false
}

// drain moves all that the ring holds into b.
func (r *ring) drain(b *bucket) {
	for i := range r.buckets {
		b.join(&r.buckets[i])
	}
	clear(r.held)
}

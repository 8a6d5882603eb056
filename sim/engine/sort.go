package engine

import (
	"math/bits"
	"slices"
	"time"
)

// few is how many events insertion sorts faster than anything else.
const few = 16

// sorter puts a bucket in order, in time that grows as its size unless many events share an instant.
type sorter struct{ ends []uint32 }

// sort fills out, which is as long as the bucket, with its events in order; none lies outside lo to hi.
func (s *sorter) sort(b bucket, lo, hi time.Duration, out []Event) {
	if len(out) <= few {
		rest := out
		for c := b.first; c != nil; c = c.next {
			rest = rest[copy(rest, c.events[:c.n]):]
		}
		insert(out)
		return
	}
	if s.distribute(b, lo, hi, out) <= few {
		insert(out)
		return
	}
	start := uint32(0)
	for _, end := range s.ends {
		arrange(out[start:end])
		start = end
	}
}

// distribute parts a bucket by time into about as many pieces as it has events and returns the size of the largest.
func (s *sorter) distribute(b bucket, lo, hi time.Duration, out []Event) (largest uint32) {
	pieces := uint(bits.Len(uint(len(out))))
	shift := max(bits.Len64(uint64(hi-lo)), int(pieces)) - int(pieces)
	ends := slices.Grow(s.ends[:0], 1<<pieces)[:1<<pieces]
	s.ends = ends
	clear(ends)
	mask := uint64(len(ends) - 1)
	for c := b.first; c != nil; c = c.next {
		for i := range c.events[:c.n] {
			ends[uint64(c.events[i].At-lo)>>(shift&63)&mask]++
		}
	}
	sum := uint32(0)
	for i, n := range ends {
		largest = max(largest, n)
		ends[i] = sum
		sum += n
	}
	for c := b.first; c != nil; c = c.next {
		for _, e := range c.events[:c.n] {
			end := &ends[uint64(e.At-lo)>>(shift&63)&mask]
			out[*end] = e
			*end++
		}
	}
	return largest
}

func arrange(piece []Event) {
	if len(piece) <= few {
		insert(piece)
		return
	}
	slices.SortFunc(piece, compare)
}

func insert(s []Event) {
	for i := 1; i < len(s); i++ {
		e := s[i]
		j := i
		for ; j > 0 && Before(e, s[j-1]); j-- {
			s[j] = s[j-1]
		}
		s[j] = e
	}
}

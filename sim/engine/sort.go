package engine

import (
	"math/bits"
	"slices"
)

// few is how many events insertion sorts faster than anything else.
const few = 16

// sorter puts events in order by parting them, by the first word in which they differ, into about as many pieces as
// there are events. Pieces are small unless that word is unevenly spread; a large one is sorted likewise, over its own
// range: so the time that it takes grows as the number of events, ties or not.
type sorter struct {
	ends  []uint32 // of pieces: a stack
	loose []Event  // scratch
}

// gather puts in order what is in a bucket that begins at a time and is 2^width nanoseconds wide; the result is in to.
func (s *sorter) gather(b bucket, to []Event, begins uint64, width uint) {
	if len(to) <= few {
		rest := to
		for c := b.first; c != nil; c = c.next {
			rest = rest[copy(rest, c.events[:c.n]):]
		}
		insert(to)
		return
	}
	size := uint(bits.Len(uint(len(to))))
	ends := s.room(size)
	shift := width - min(width, size)
	for c := b.first; c != nil; c = c.next {
		c.count(ends, begins, shift)
	}
	largest := sum(ends)
	for c := b.first; c != nil; c = c.next {
		c.distribute(to, ends, begins, shift)
	}
	if largest <= few {
		insert(to)
	} else {
		loose := resized(s.loose, len(to))
		s.finish(loose, to, ends)
		if s.loose = nil; len(to) <= large {
			s.loose = loose
		}
	}
	s.ends = s.ends[:len(s.ends)-len(ends)]
}

// room is where 2^size pieces end, on the stack.
func (s *sorter) room(size uint) []uint32 {
	base := len(s.ends)
	s.ends = slices.Grow(s.ends, 1<<size)[:base+1<<size]
	ends := s.ends[base:]
	clear(ends)
	return ends
}

// sort puts in order what is in from; the result is in to, and from is scratch.
func (s *sorter) sort(from, to []Event) {
	if len(from) <= few {
		copy(to, from)
		insert(to)
		return
	}
	word, lo, hi := differing(from)
	if lo == hi {
		copy(to, from)
		return
	}
	size := bits.Len(uint(len(from)))
	ends := s.room(uint(size))
	if part(from, to, ends, word, lo, max(bits.Len64(hi-lo)-size, 0)) <= few {
		insert(to)
	} else {
		s.finish(from, to, ends)
	}
	s.ends = s.ends[:len(s.ends)-len(ends)]
}

// finish sorts each piece.
func (s *sorter) finish(from, to []Event, ends []uint32) {
	start := uint32(0)
	for _, end := range ends {
		piece := to[start:end]
		if len(piece) <= few {
			insert(piece)
		} else {
			sorted := from[start:end]
			s.sort(piece, sorted)
			copy(piece, sorted)
		}
		start = end
	}
}

// words is how many words the order looks at, the weightiest first.
const words = 3

func (e *Event) word(i int) uint64 {
	switch i {
	case 0:
		return uint64(e.At)
	case 1:
		return e.Rank
	default:
		return uint64(e.Turn)
	}
}

// differing is the first word that is not the same in all events, with its least and its greatest value.
func differing(events []Event) (word int, lo, hi uint64) {
	for word = range words {
		lo, hi = events[0].word(word), events[0].word(word)
		for i := range events {
			w := events[i].word(word)
			lo, hi = min(lo, w), max(hi, w)
		}
		if lo < hi {
			break
		}
	}
	return word, lo, hi
}

// part deals events out into pieces, leaves where each piece ends, and returns the size of the largest.
func part(from, to []Event, ends []uint32, word int, lo uint64, shift int) (largest uint32) {
	mask := uint64(len(ends) - 1)
	for i := range from {
		ends[(from[i].word(word)-lo)>>(shift&63)&mask]++
	}
	largest = sum(ends)
	for i := range from {
		end := &ends[(from[i].word(word)-lo)>>(shift&63)&mask]
		to[*end] = from[i]
		*end++
	}
	return largest
}

// sum turns the sizes of pieces into where they begin, and returns the largest.
func sum(sizes []uint32) (largest uint32) {
	begin := uint32(0)
	for i, n := range sizes {
		largest = max(largest, n)
		sizes[i] = begin
		begin += n
	}
	return largest
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

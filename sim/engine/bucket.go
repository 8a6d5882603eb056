package engine

import "time"

// chunk is a piece of a bucket; with its header it fills an allocation class of 3072 bytes.
type chunk struct {
	next   *chunk
	n      int
	events [127]Event
}

// bucket is an unsorted list of events in the order of their coming.
type bucket struct{ first, last *chunk }

// count and deal part the events of a chunk by time.
func (c *chunk) count(sizes []uint32, begins uint64, shift uint) {
	mask := uint64(len(sizes) - 1)
	for i := range c.events[:c.n] {
		sizes[(uint64(c.events[i].At)-begins)>>(shift&63)&mask]++
	}
}

func (c *chunk) distribute(to []Event, ends []uint32, begins uint64, shift uint) {
	mask := uint64(len(ends) - 1)
	for i := range c.events[:c.n] {
		end := &ends[(uint64(c.events[i].At)-begins)>>(shift&63)&mask]
		to[*end] = c.events[i]
		*end++
	}
}

// size is the number of events in the bucket.
func (b bucket) size() int {
	n := 0
	for c := b.first; c != nil; c = c.next {
		n += c.n
	}
	return n
}

// span is the earliest and the latest time in a bucket that is not empty.
func (b bucket) span() (lo, hi time.Duration) {
	lo, hi = b.first.events[0].At, b.first.events[0].At
	for c := b.first; c != nil; c = c.next {
		for i := range c.events[:c.n] {
			lo, hi = min(lo, c.events[i].At), max(hi, c.events[i].At)
		}
	}
	return lo, hi
}

// join moves all that o holds behind what b holds.
func (b *bucket) join(o *bucket) {
	switch {
	case o.first == nil:
	case b.first == nil:
		*b = *o
	default:
		b.last.next, b.last = o.first, o.last
	}
	*o = bucket{}
}

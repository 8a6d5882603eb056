package engine

import "time"

// chunk is a piece of a bucket; with its header it fills an allocation class of 768 bytes.
type chunk struct {
	next   *chunk
	n      int
	events [31]Event
}

// bucket is an unsorted list of events in the order of their coming.
type bucket struct{ first, last *chunk }

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

// pool hands out chunks and takes them back.
type pool struct {
	free       *chunk
	spare, out int // chunks on the free list, chunks in buckets
}

// slack is how many chunks more than those in use the pool keeps; the rest goes back to the runtime.
const slack = 1024

func (p *pool) put(b *bucket, e Event) {
	c := b.last
	if c == nil || c.n == len(c.events) {
		c = p.extend(b)
	}
	c.events[c.n] = e
	c.n++
}

func (p *pool) extend(b *bucket) *chunk {
	c := p.take()
	if b.last == nil {
		b.first = c
	} else {
		b.last.next = c
	}
	b.last = c
	return c
}

func (p *pool) take() *chunk {
	p.out++
	c := p.free
	if c == nil {
		return new(chunk)
	}
	p.free = c.next
	p.spare--
	c.next, c.n = nil, 0
	return c
}

// give takes a chunk back and returns the one that followed it.
func (p *pool) give(c *chunk) *chunk {
	next := c.next
	p.out--
	if p.spare < p.out+slack {
		c.next, p.free = p.free, c
		p.spare++
	}
	return next
}

package engine

// pool hands out chunks and takes them back.
type pool struct {
	free       *chunk
	spare, out int // chunks on the free list, chunks in buckets
}

// slack is how many chunks more than those in use the pool keeps; the rest goes back to the runtime.
const slack = 128

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

// release takes a chunk back and returns the one that followed it.
func (p *pool) release(c *chunk) *chunk {
	next := c.next
	p.out--
	if p.spare < p.out+slack {
		c.next, p.free = p.free, c
		p.spare++
	}
	return next
}

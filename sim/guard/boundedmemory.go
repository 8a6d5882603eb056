package guard

import (
	"errors"
	"fmt"
	"time"
)

// store is what lies in a room.
type store interface {
	size() int
	oldest() time.Duration // of a part that is not empty
	evictOldest()          // the oldest
	prune(now time.Duration)
	needsSpace(key uint64) bool // putting it takes a place more
	put(key uint64, now time.Duration)
}

// boundedMemory is the bound that all parts of a guard's memory share.
type boundedMemory struct {
	capacity int
	stores   []store
}

// expire lets go of all that has run out; every meeting begins with it.
func (r *boundedMemory) expire(now time.Duration) {
	for _, p := range r.stores {
		p.prune(now)
	}
}

// put remembers a name in a part. If that takes a place and there is none, the oldest of all parts is forgotten before its time.
func (r *boundedMemory) put(p store, key uint64, now time.Duration) (forgot bool) {
	if p.needsSpace(key) && r.size() >= r.capacity {
		r.storeWithOldest().evictOldest()
		forgot = true
	}
	p.put(key, now)
	return forgot
}

func (r *boundedMemory) size() (total int) {
	for _, p := range r.stores {
		total += p.size()
	}
	return total
}

// storeWithOldest is the part with the oldest entry, the first of those that are equal.
func (r *boundedMemory) storeWithOldest() (eldest store) {
	for _, p := range r.stores {
		if p.size() > 0 && (eldest == nil || p.oldest() < eldest.oldest()) {
			eldest = p
		}
	}
	return eldest
}

const (
	usualMemory   = 1_000_000
	largestMemory = 100_000_000
)

// capacityOf is how many entries a guard can remember; what needs some of them is the parameter that says how many it takes at least.
func capacityOf(p Params, parameter string, needs uint64) (int, error) {
	memory := p.Memory
	if memory == unset {
		memory = usualMemory
	}
	switch {
	case memory == 0:
		return 0, errors.New("memory is 0: the guard would do nothing; leave it out instead")
	case memory > largestMemory:
		return 0, fmt.Errorf("memory is at most %d", largestMemory)
	case needs <= uint64(memory):
		return int(memory), nil
	case p.Memory == unset:
		return 0, fmt.Errorf("%s needs memory = %d; the default of %d entries is too small to reach it", parameter, needs, usualMemory)
	}
	return 0, fmt.Errorf("memory of %d entries is too small to reach %s; it needs %d", memory, parameter, needs)
}

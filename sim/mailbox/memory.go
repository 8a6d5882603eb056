package mailbox

import "time"

// memory is which names a rule remembers, and since when. Time never runs back, and a name that is known is not noted
// again; so the oldest entry is always the first to fade.
type memory struct {
	lasts time.Duration // how long a name is remembered; negative: for ever
	bound uint32        // names
	since map[uint64]time.Duration
	order []uint64 // names, from first on in the order in which they were noted
	first int
}

// has reports whether a name is remembered, and changes nothing.
func (y *memory) has(name uint64, at time.Duration) bool {
	since, noted := y.since[name]
	return noted && !y.isExpired(since, at)
}

func (y *memory) isExpired(since, at time.Duration) bool {
	return y.lasts >= 0 && at-since >= y.lasts
}

// expire forgets what has been remembered long enough.
func (y *memory) expire(at time.Duration) {
	for y.first < len(y.order) && y.isExpired(y.since[y.order[y.first]], at) {
		y.drop()
	}
}

func (y *memory) full() bool { return uint64(len(y.since)) >= uint64(y.bound) }

// add remembers a name that is not known. There has to be room.
func (y *memory) add(name uint64, at time.Duration) {
	if y.since == nil {
		y.since = make(map[uint64]time.Duration)
	}
	y.since[name] = at
	y.order = append(y.order, name)
}

// drop forgets the oldest name. The list is moved up when half of it is stale: so it is never longer than twice the bound.
func (y *memory) drop() {
	delete(y.since, y.order[y.first])
	y.first++
	if 2*y.first >= len(y.order) {
		y.order = y.order[:copy(y.order, y.order[y.first:])]
		y.first = 0
	}
}

func (y *memory) clear() {
	y.since, y.order, y.first = nil, nil, 0
}

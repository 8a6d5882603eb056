package guard

import "time"

// forever is the life of what does not run out.
const forever time.Duration = 1<<63 - 1

// memory holds names in the order of the moments from which their life counts, the oldest first. Time never runs back.
type memory struct {
	life    time.Duration
	index   map[uint64]uint32 // into entries
	entries []entry           // a ring by next and prev; the first is no entry but stands between the newest and the oldest
	free    uint32            // a place that was left; its next is another; 0: none
}

// entry is a name that is remembered: 32 bytes, and rather more in the index.
type entry struct {
	key        uint64
	at         time.Duration
	count      uint32 // whatever its guard counts
	next, prev uint32
}

func newMemory(life time.Duration) *memory {
	return &memory{life: life, index: map[uint64]uint32{}, entries: make([]entry, 1)}
}

// find is the entry of a name, good until the next put, or nil.
func (m *memory) find(key uint64) *entry {
	if i, ok := m.index[key]; ok {
		return &m.entries[i]
	}
	return nil
}

// put remembers a name from now on, as the newest; the count of one that was known stays.
func (m *memory) put(key uint64, now time.Duration) {
	i, known := m.index[key]
	if known {
		m.unlink(i)
	} else {
		i = m.place()
		m.index[key] = i
		m.entries[i] = entry{key: key}
	}
	m.entries[i].at = now
	m.link(i)
}

func (m *memory) place() uint32 {
	if i := m.free; i != 0 {
		m.free = m.entries[i].next
		return i
	}
	m.entries = append(m.entries, entry{})
	return uint32(len(m.entries) - 1)
}

func (m *memory) link(i uint32) {
	last := m.entries[0].prev
	m.entries[i].prev, m.entries[i].next = last, 0
	m.entries[last].next, m.entries[0].prev = i, i
}

func (m *memory) unlink(i uint32) {
	e := m.entries[i]
	m.entries[e.prev].next, m.entries[e.next].prev = e.next, e.prev
}

func (m *memory) drop(key uint64) {
	i, known := m.index[key]
	if !known {
		return
	}
	delete(m.index, key)
	m.unlink(i)
	m.entries[i].next, m.free = m.free, i
}

func (m *memory) needsSpace(key uint64) bool {
	_, known := m.index[key]
	return !known
}

func (m *memory) size() int             { return len(m.index) }
func (m *memory) front() entry          { return m.entries[m.entries[0].next] }
func (m *memory) oldest() time.Duration { return m.front().at }
func (m *memory) evictOldest()          { m.drop(m.front().key) }

func (m *memory) prune(now time.Duration) {
	for m.size() > 0 && now-m.oldest() >= m.life {
		m.evictOldest()
	}
}

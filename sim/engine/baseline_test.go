package engine

import binary "container/heap"

// entry, entries and baseline are the lean way to do without this package: container/heap over a slice of values.
// Nothing is boxed or pooled on purpose, so that what is measured is the structure.
type entry struct {
	at       int64
	seq      uint64
	id, turn uint32
}

type entries []entry

func (s entries) Len() int      { return len(s) }
func (s entries) Swap(i, j int) { s[i], s[j] = s[j], s[i] }
func (s entries) Less(i, j int) bool {
	if s[i].at != s[j].at {
		return s[i].at < s[j].at
	}
	return s[i].seq < s[j].seq
}
func (s *entries) Push(any) { panic("boxes") }
func (s *entries) Pop() any { panic("boxes") }

type baseline struct {
	entries entries
	seq     uint64
}

func (b *baseline) push(at int64, id, turn uint32) {
	b.seq++
	b.entries = append(b.entries, entry{at, b.seq, id, turn})
	binary.Fix(&b.entries, len(b.entries)-1)
}

func (b *baseline) pop() (entry, bool) {
	n := len(b.entries) - 1
	if n < 0 {
		return entry{}, false
	}
	e := b.entries[0]
	b.entries[0] = b.entries[n]
	b.entries = b.entries[:n]
	if n > 0 {
		binary.Fix(&b.entries, 0)
	}
	return e, true
}

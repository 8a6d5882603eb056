package guard

import "time"

// tally counts events by name over a rolling span, exactly: it keeps the moment of each.
type tally struct {
	span   time.Duration
	marks  []mark // in order of time
	counts map[uint64]uint32
}

// mark is one event, 16 bytes.
type mark struct {
	key uint64
	at  time.Duration
}

func newTally(span time.Duration) *tally {
	return &tally{span: span, counts: map[uint64]uint32{}}
}

// count is how many events of a name lie in the span that ends now, its start excluded; prune comes first.
func (t *tally) count(key uint64) uint64 { return uint64(t.counts[key]) }

func (t *tally) put(key uint64, now time.Duration) {
	t.marks = append(t.marks, mark{key, now})
	t.counts[key]++
}

func (t *tally) forget() {
	key := t.marks[0].key
	t.marks = t.marks[1:]
	if t.counts[key]--; t.counts[key] == 0 {
		delete(t.counts, key)
	}
}

func (t *tally) grows(uint64) bool     { return true }
func (t *tally) size() int             { return len(t.marks) }
func (t *tally) oldest() time.Duration { return t.marks[0].at }

func (t *tally) prune(now time.Duration) {
	for t.size() > 0 && now-t.oldest() >= t.span {
		t.forget()
	}
}

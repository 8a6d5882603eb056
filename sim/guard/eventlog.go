package guard

import "time"

// eventLog counts events by name over a rolling span, exactly: it keeps the moment of each.
type eventLog struct {
	span   time.Duration
	events []event // in order of time
	counts map[uint64]uint32
}

// event is one event, 16 bytes.
type event struct {
	key uint64
	at  time.Duration
}

func newEventLog(span time.Duration) *eventLog {
	return &eventLog{span: span, counts: map[uint64]uint32{}}
}

// count is how many events of a name lie in the span that ends now, its start excluded; prune comes first.
func (t *eventLog) count(key uint64) uint64 { return uint64(t.counts[key]) }

func (t *eventLog) put(key uint64, now time.Duration) {
	t.events = append(t.events, event{key, now})
	t.counts[key]++
}

func (t *eventLog) evictOldest() {
	key := t.events[0].key
	t.events = t.events[1:]
	if t.counts[key]--; t.counts[key] == 0 {
		delete(t.counts, key)
	}
}

func (t *eventLog) needsSpace(uint64) bool { return true }
func (t *eventLog) size() int              { return len(t.events) }
func (t *eventLog) oldest() time.Duration  { return t.events[0].at }

func (t *eventLog) prune(now time.Duration) {
	for t.size() > 0 && now-t.oldest() >= t.span {
		t.evictOldest()
	}
}

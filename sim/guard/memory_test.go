package guard

import (
	"runtime"
	"slices"
	"testing"
	"time"

	"mailstorm/sim/random"

	"pgregory.net/rapid"
)

// remembered is an entry of the naive room, which searches everything.
type remembered struct {
	part  int
	key   uint64
	at    time.Duration
	order int
}

type naiveRoom struct {
	most    int
	lives   []time.Duration
	entries []remembered
	turns   int
}

func (n *naiveRoom) clear(now time.Duration) {
	n.entries = slices.DeleteFunc(n.entries, func(e remembered) bool { return now-e.at >= n.lives[e.part] })
}

func (n *naiveRoom) index(part int, key uint64) int {
	return slices.IndexFunc(n.entries, func(e remembered) bool { return e.part == part && e.key == key })
}

func (n *naiveRoom) drop(part int, key uint64) {
	if i := n.index(part, key); i >= 0 {
		n.entries = slices.Delete(n.entries, i, i+1)
	}
}

func (n *naiveRoom) put(part int, key uint64, now time.Duration) (forgot bool) {
	n.drop(part, key)
	if len(n.entries) >= n.most {
		eldest := slices.MinFunc(n.entries, func(a, b remembered) int {
			switch {
			case a.at != b.at:
				return int(a.at - b.at)
			case a.part != b.part:
				return a.part - b.part
			}
			return a.order - b.order
		})
		n.drop(eldest.part, eldest.key)
		forgot = true
	}
	n.turns++
	n.entries = append(n.entries, remembered{part, key, now, n.turns})
	return forgot
}

func TestRoomAgreesWithASearchThroughEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		naive := &naiveRoom{most: rapid.IntRange(1, 8).Draw(t, "most"), lives: []time.Duration{5, 12, forever}}
		var parts []*memory
		r := &boundedMemory{capacity: naive.most}
		for _, life := range naive.lives {
			m := newMemory(life)
			parts, r.stores = append(parts, m), append(r.stores, m)
		}
		now := time.Duration(0)
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now += time.Duration(rapid.IntRange(0, 4).Draw(t, "passes"))
			part, key := rapid.IntRange(0, 2).Draw(t, "part"), rapid.Uint64Range(0, 5).Draw(t, "key")
			r.expire(now)
			naive.clear(now)
			if rapid.IntRange(0, 3).Draw(t, "does") == 0 {
				parts[part].drop(key)
				naive.drop(part, key)
			} else if got, want := r.put(parts[part], key, now), naive.put(part, key, now); got != want {
				t.Fatalf("at %d part %d forgot %v for %d, want %v", now, part, got, key, want)
			}
			agree(t, r, parts, naive)
		}
	})
}

func agree(t *rapid.T, r *boundedMemory, parts []*memory, naive *naiveRoom) {
	if r.size() != len(naive.entries) || r.size() > r.capacity {
		t.Fatalf("%d entries, want %d of at most %d", r.size(), len(naive.entries), r.capacity)
	}
	for part, m := range parts {
		for key := range uint64(6) {
			i := naive.index(part, key)
			if e := m.find(key); (e == nil) != (i < 0) || e != nil && (e.at != naive.entries[i].at || e.key != key) {
				t.Fatalf("part %d has %+v for %d, want %+v", part, e, key, naive.entries)
			}
		}
		if len(m.entries) > r.capacity+1 {
			t.Fatalf("%d places for %d entries", len(m.entries)-1, r.capacity)
		}
	}
}

func TestACountLastsUntilItIsForgotten(t *testing.T) {
	m := newMemory(10)
	m.put(7, 0)
	m.find(7).count = 3
	m.put(7, 9)
	if m.find(7).count != 3 {
		t.Error("a name that was known lost its count")
	}
	m.prune(18)
	if m.find(7) == nil {
		t.Error("a name was forgotten before its time")
	}
	m.prune(19)
	if m.find(7) != nil {
		t.Error("a name outlived its time")
	}
	if m.put(7, 19); m.find(7).count != 0 {
		t.Error("a new name has a count")
	}
}

// TestCostOfAnEntry holds what the catalogue says that an entry costs, growth of slices and maps included.
func TestCostOfAnEntry(t *testing.T) {
	const entries = 1_000_000
	m, events := newMemory(forever), newEventLog(forever)
	bytes := func(put func(key uint64)) uint64 {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for i := range uint64(entries) {
			put(random.Mix(1, i))
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		return (after.HeapAlloc - before.HeapAlloc) / entries
	}
	name := bytes(func(key uint64) { m.put(key, 0) })
	single := bytes(func(key uint64) { events.put(key, 0) })
	again := newEventLog(forever)
	repeated := bytes(func(uint64) { again.put(1, 0) })
	t.Logf("a name costs %d bytes, an event of a name of its own %d, one of a name that is known %d", name, single, repeated)
	if name > 80 || single > 64 || repeated > 24 {
		t.Error("that is more than the catalogue says")
	}
	runtime.KeepAlive(m)
	runtime.KeepAlive(events)
	runtime.KeepAlive(again)
}

package engine

import (
	"cmp"
	"slices"
	"time"

	"pgregory.net/rapid"
)

func compare(a, b Event) int {
	return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Turn, b.Turn))
}

// list is the agenda that anyone can check: a slice, sorted whenever something is added.
type list []Event

func (l *list) Add(e Event) {
	*l = append(*l, e)
	slices.SortFunc(*l, compare)
}

func (l *list) Next() (Event, bool) {
	if len(*l) == 0 {
		return Event{}, false
	}
	e := (*l)[0]
	*l = (*l)[1:]
	return e, true
}

// twins runs an agenda beside a list and fails where they differ.
type twins struct {
	t       rapid.TB
	agenda  Agenda
	list    list
	present time.Duration
	added   uint32
}

func (w *twins) add(gap time.Duration, kind uint8, copy uint64) {
	at := w.present + gap
	if at < w.present {
		at = 1<<63 - 1
	}
	w.added++ // a turn of its own, so that the order is total
	e := Event{At: at, Rank: Rank(kind, copy), Turn: w.added, Slot: ^w.added}
	w.agenda.Add(e)
	w.list.Add(e)
}

func (w *twins) next() bool {
	got, ok := w.agenda.Next()
	want, more := w.list.Next()
	if got != want || ok != more || w.agenda.pending != len(w.list) {
		w.t.Fatalf("got %+v %v, want %+v %v, %d left, want %d", got, ok, want, more, w.agenda.pending, len(w.list))
	}
	w.present = max(w.present, got.At)
	return ok
}

// sweep takes those events out of both whose turns leave a rest.
func (w *twins) sweep(by, rest uint32) {
	stale := func(e Event) bool { return e.Turn%by == rest }
	w.agenda.Sweep(stale)
	w.list = slices.DeleteFunc(w.list, stale)
	if w.agenda.Pending() != len(w.list) {
		w.t.Fatalf("%d are left, want %d", w.agenda.Pending(), len(w.list))
	}
}

func (w *twins) drain() {
	for w.next() {
	}
}

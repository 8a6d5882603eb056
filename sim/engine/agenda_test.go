package engine

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// list is the agenda that anyone can check: a slice, sorted whenever something is added.
type list []Event

func (l *list) Add(e Event) {
	*l = append(*l, e)
	slices.SortStableFunc(*l, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Turn, b.Turn))
	})
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
	peeked, some := w.agenda.Peek()
	got, ok := w.agenda.Next()
	want, more := w.list.Next()
	if got != want || ok != more || peeked != want || some != more || w.agenda.Len() != len(w.list) {
		w.t.Fatalf("got %+v %v, peeked %+v %v, want %+v %v, %d left, want %d",
			got, ok, peeked, some, want, more, w.agenda.Len(), len(w.list))
	}
	w.present = max(w.present, got.At)
	return ok
}

func (w *twins) drain() {
	for w.next() {
	}
}

var scales = []time.Duration{0, 1, 100, time.Microsecond, time.Second, time.Hour, 24 * time.Hour, 290 * 365 * 24 * time.Hour}

func TestAgendaAgainstList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &twins{t: t}
		gap := func(t *rapid.T) time.Duration {
			return time.Duration(rapid.Int64Range(0, int64(rapid.SampledFrom(scales).Draw(t, "scale"))).Draw(t, "gap"))
		}
		kind, copy := rapid.Uint8Range(0, 3), rapid.Uint64Range(0, 9)
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) { w.add(gap(t), kind.Draw(t, "kind"), copy.Draw(t, "copy")) },
			"burst": func(t *rapid.T) {
				at, step := gap(t), time.Duration(rapid.IntRange(0, 3).Draw(t, "step"))
				for i := range rapid.IntRange(1, 200).Draw(t, "n") {
					w.add(at+time.Duration(i)*step, kind.Draw(t, "kind"), uint64(i))
				}
			},
			"next": func(t *rapid.T) {
				for range rapid.IntRange(1, 100).Draw(t, "n") {
					w.next()
				}
			},
			"peek":   func(t *rapid.T) { w.agenda.Peek() },
			"refile": func(t *rapid.T) { w.agenda.refile(rapid.UintRange(0, 62).Draw(t, "shift")) },
		})
		w.drain()
	})
}

func FuzzAgenda(f *testing.F) {
	f.Add([]byte("add, add, add, and then take"))
	f.Add([]byte{0, 7, 1, 255, 4, 9, 128, 130, 0, 0, 0, 200, 31, 5})
	f.Fuzz(func(t *testing.T, program []byte) {
		w := &twins{t: t}
		for i := 0; i+1 < len(program) && i < 4000; i += 2 {
			op, arg := program[i], program[i+1]
			switch {
			case op < 128:
				w.add(scales[op%8]/256*time.Duration(arg), op>>3&3, uint64(arg&3))
			case op < 240:
				w.next()
			default:
				w.agenda.refile(uint(arg % 63))
			}
		}
		w.drain()
	})
}

// A named law: what comes first is decided by time, kind, copy and turn, in that order, and by nothing else.
func TestTotalOrder(t *testing.T) {
	order := []Event{
		{At: 1, Rank: Rank(0, 0), Turn: 0},
		{At: 1, Rank: Rank(0, 0), Turn: 1},
		{At: 1, Rank: Rank(0, 1<<56-1), Turn: 0},
		{At: 1, Rank: Rank(1, 0), Turn: 0},
		{At: 1, Rank: Rank(255, 7), Turn: 1<<32 - 1},
		{At: 2, Rank: Rank(0, 0), Turn: 0},
	}
	for i, a := range order {
		for j, b := range order {
			a.Slot, b.Slot = uint32(j), uint32(i)
			if Before(a, b) != (i < j) || (compare(a, b) < 0) != (i < j) {
				t.Errorf("Before(%+v, %+v) = %v", a, b, Before(a, b))
			}
		}
	}
	e := Event{Rank: Rank(200, 1<<56-2)}
	if e.Kind() != 200 || e.Copy() != 1<<56-2 {
		t.Errorf("kind %d, copy %d", e.Kind(), e.Copy())
	}
}

// The order must not depend on how wide buckets are, nor on when that changes.
func TestOrderWhateverTheWidth(t *testing.T) {
	run := func(shift uint, every int) []Event {
		var a Agenda
		var out []Event
		r := rand.New(rand.NewPCG(1, 2))
		for i := range 3000 {
			a.Add(Event{At: time.Duration(r.IntN(1000)) * time.Second, Rank: Rank(uint8(i%3), uint64(r.IntN(50))), Turn: uint32(i)})
		}
		for e, ok := a.Next(); ok; e, ok = a.Next() {
			out = append(out, e)
			if n := len(out); n < 9000 {
				gap := time.Duration(r.IntN(3)*r.IntN(200)) * time.Second
				a.Add(Event{At: e.At + gap, Rank: Rank(uint8(r.IntN(3)), uint64(r.IntN(50))), Turn: uint32(3000 + n)})
			}
			if every > 0 && len(out)%every == 0 {
				a.refile(shift)
			}
		}
		return out
	}
	want := run(0, 0)
	for shift := range uint(63) {
		for _, every := range []int{1000, 37} {
			if got := run(shift, every); !slices.Equal(got, want) {
				t.Fatalf("buckets of 2^%d ns, forced every %d events, give another order", shift, every)
			}
		}
	}
}

// The scales at which agendas are kept: many events, clumps, gaps, a lone event far ahead.
func TestShapes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	shapes := map[string]func(i int) time.Duration{
		"instant":     func(int) time.Duration { return time.Hour },
		"two":         func(i int) time.Duration { return time.Duration(i%2) * 1e15 },
		"dense":       func(i int) time.Duration { return time.Duration(r.IntN(1000)) },
		"day":         func(i int) time.Duration { return time.Duration(r.Int64N(24 * int64(time.Hour))) },
		"lone":        func(i int) time.Duration { return time.Duration(i) + time.Duration(i/49_999)<<62 },
		"late start":  func(i int) time.Duration { return 1<<62 + time.Duration(r.IntN(1e9)) },
		"powers":      func(i int) time.Duration { return 1 << (i % 63) },
		"nested":      func(i int) time.Duration { return time.Duration(r.Uint64() >> (1 + i%62)) },
		"minute grid": func(i int) time.Duration { return time.Duration(r.IntN(100)) * time.Minute },
	}
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			var a Agenda
			want := make([]Event, 50_000)
			for i := range want {
				want[i] = Event{At: shape(i), Rank: uint64(r.IntN(1000)), Turn: uint32(i)}
				a.Add(want[i])
			}
			slices.SortFunc(want, compare)
			for i := range want {
				if e, ok := a.Next(); !ok || e != want[i] {
					t.Fatalf("event %d: got %+v, want %+v", i, e, want[i])
				}
			}
			if _, ok := a.Next(); ok || a.Len() != 0 {
				t.Error("not empty")
			}
		})
	}
}

func TestAddBeforePresent(t *testing.T) {
	var a Agenda
	a.Add(Event{At: time.Minute})
	a.Next()
	defer func() {
		const want = "engine: an event at 59s lies before the present, 1m0s"
		if got := recover(); got != want {
			t.Errorf("panic %v, want %v", got, want)
		}
	}()
	a.Add(Event{At: 59 * time.Second})
}

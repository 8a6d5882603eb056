package engine

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var scales = []time.Duration{0, 1, 100, time.Microsecond, time.Second, time.Hour, day, 290 * 365 * day}

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
			"refile": func(t *rapid.T) { w.agenda.refile(rapid.UintRange(0, 62).Draw(t, "shift")) },
			"sweep": func(t *rapid.T) {
				by := rapid.Uint32Range(1, 5).Draw(t, "by")
				w.sweep(by, rapid.Uint32Range(0, by-1).Draw(t, "rest"))
			},
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
			case op < 244:
				w.sweep(uint32(arg&3)+1, 0)
			default:
				w.agenda.refile(uint(arg % 63))
			}
		}
		w.drain()
	})
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

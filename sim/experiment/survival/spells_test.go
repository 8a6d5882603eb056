package survival

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// met is a timeline: "u" the host took mail, "d" it failed, "l" the reply was lost; each with its moment and message.
func met(attempts ...Attempt) []Timeline {
	return []Timeline{{To: 1000 * 3600, Attempts: attempts}}
}

const h = 3600

func TestSpells(t *testing.T) {
	for name, c := range map[string]struct {
		met     []Timeline
		spells  []Spell
		leftOut [Reasons]uint32
	}{
		"nothing": {met(), nil, [Reasons]uint32{}},
		"between two successes": {met(Attempt{9 * h, 1, Up}, Attempt{12 * h, 2, Down}, Attempt{10 * h, 3, Down}, Attempt{15 * h, 2, Up}),
			[]Spell{{9 * h, 10 * h, 12 * h, 15 * h, 0, 2}}, [Reasons]uint32{}},
		"one failure": {met(Attempt{9 * h, 1, Up}, Attempt{10 * h, 2, Down}, Attempt{11 * h, 2, Up}), []Spell{{9 * h, 10 * h, 10 * h, 11 * h, 0, 1}}, [Reasons]uint32{}},
		"open at either end": {met(Attempt{10 * h, 1, Down}, Attempt{11 * h, 1, Up}, Attempt{50 * h, 2, Down}),
			[]Spell{{Unbegun, 10 * h, 10 * h, 11 * h, 0, 1}, {11 * h, 50 * h, 50 * h, Unended, 0, 1}}, [Reasons]uint32{}},
		"one message that the host does not like": {met(Attempt{9 * h, 1, Down}, Attempt{10 * h, 2, Up}, Attempt{12 * h, 1, Down}, Attempt{13 * h, 3, Up}, Attempt{16 * h, 1, Down}),
			nil, [Reasons]uint32{OneMessage: 3}},
		"failing by turns": {met(Attempt{9 * h, 1, Down}, Attempt{9*h + 60, 2, Up}, Attempt{9*h + 90, 3, Down}, Attempt{9*h + 95, 4, Down}, Attempt{9*h + 99, 5, Up}),
			nil, [Reasons]uint32{Mixed: 3}},
		"failing by turns at the end of an outage": {met(Attempt{8 * h, 1, Up}, Attempt{9 * h, 2, Down}, Attempt{19 * h, 2, Down}, Attempt{20 * h, 2, Up}, Attempt{20*h + 5, 3, Down}, Attempt{20*h + 9, 3, Up}),
			[]Spell{{8 * h, 9 * h, 19 * h, 20 * h, 0, 2}}, [Reasons]uint32{Mixed: 1}},
		"up and down in one second": {met(Attempt{9 * h, 1, Down}, Attempt{9 * h, 2, Up}), nil, [Reasons]uint32{Mixed: 1}},
		"replies lost in an outage": {met(Attempt{9 * h, 1, Up}, Attempt{10 * h, 2, Down}, Attempt{11 * h, 3, Lost}, Attempt{12 * h, 2, Down}, Attempt{14 * h, 2, Up}),
			[]Spell{{9 * h, 10 * h, 12 * h, 14 * h, 0, 2}}, [Reasons]uint32{LostReply: 1}},
	} {
		o := Observe(c.met)
		if !reflect.DeepEqual(o.Spells, c.spells) || o.LeftOut != c.leftOut {
			t.Errorf("%s: %+v, left out %v, not %+v, %v", name, o.Spells, o.LeftOut, c.spells, c.leftOut)
		}
	}
}

// Mail at 1 h, 3 h and 9 h: an outage of 2 h is met if it begins up to 2 h before each, one of 4 h up to 4, 2 and 4 h before.
func TestSeen(t *testing.T) {
	o := Observe([]Timeline{{To: 10 * h, Attempts: []Attempt{{1 * h, 1, Up}, {3 * h, 2, Up}, {9 * h, 3, Up}}}})
	for length, want := range map[int64]float64{0: 0, h / 2: .15, 2 * h: .6, 4 * h: 1} {
		if got := o.Seen(length); got != want {
			t.Errorf("%d s: %v, not %v", length, got, want)
		}
	}
	if got := o.SeenFrom(.6); got != 2*h {
		t.Errorf("from %d s", got)
	}
	if got := Observe(met()).SeenFrom(.1); got != Unended {
		t.Errorf("from %d s without mail", got)
	}
}

// While an outage lasts none can begin: mail that waits does not help to see the next one sooner, and of the gap in which it ends half counts.
func TestRetriesDuringAnOutageAreNotWatching(t *testing.T) {
	up := []Attempt{{1 * h, 1, Up}, {30 * h, 2, Up}}
	waiting := slices.Concat(up, []Attempt{{10 * h, 3, Down}, {11 * h, 3, Down}, {12 * h, 3, Down}, {14 * h, 3, Up}})
	o := Observe([]Timeline{{To: 40 * h, Attempts: waiting}})
	if want := []int64{1 * h, 9 * h, 16 * h}; !slices.Equal(o.watched[0].gaps, want) || o.watched[0].open != 1 {
		t.Errorf("gaps %v, not %v; %d open", o.watched[0].gaps, want, o.watched[0].open)
	}
}

// Whatever comes, spells are in order and each failure is in one, or was left out for a reason.
func TestFailuresAreNotLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		attempt := rapid.Custom(func(t *rapid.T) Attempt {
			return Attempt{rapid.Int64Range(-1<<40, 1<<40).Draw(t, "at") / rapid.SampledFrom([]int64{1, 1 << 20, 1 << 30}).Draw(t, "scale"),
				rapid.Uint32Range(0, 5).Draw(t, "message"), Outcome(rapid.IntRange(0, 2).Draw(t, "outcome"))}
		})
		timelines := make([]Timeline, rapid.IntRange(0, 2).Draw(t, "destinations"))
		failures := uint32(0)
		for d := range timelines {
			timelines[d] = Timeline{From: rapid.Int64Range(-1<<40, 1<<40).Draw(t, "from"), To: rapid.Int64Range(-1<<40, 1<<40).Draw(t, "to"), Attempts: rapid.SliceOfN(attempt, 0, 15).Draw(t, "attempts")}
			for _, a := range timelines[d].Attempts {
				failures += uint32(counted(a.Outcome != Up))
			}
		}
		o := Observe(timelines)
		for _, n := range o.LeftOut {
			failures -= n
		}
		for _, s := range o.Spells {
			failures -= uint32(s.Attempts)
			if s.BeganFrom >= s.BeganTo || s.BeganTo > s.EndedFrom || s.EndedFrom >= s.EndedTo {
				t.Fatalf("spell %+v", s)
			}
		}
		if failures != 0 {
			t.Fatalf("%d failures are nowhere", failures)
		}
		e := Fit(o)
		if e.PerWeek.Low > e.PerWeek.Value || e.PerWeek.Value > e.PerWeek.High {
			t.Fatalf("rate %v", e.PerWeek)
		}
		for _, q := range e.Quantiles {
			if q.Low > q.Value || q.Value > q.High || q.Low < e.Least {
				t.Fatalf("quantile %+v of lengths beyond %d", q, e.Least)
			}
		}
		for i, p := range e.Points {
			if i > 0 && (p.Length < e.Points[i-1].Length || p.Percent <= e.Points[i-1].Percent) {
				t.Fatalf("points %v", e.Points)
			}
		}
	})
}

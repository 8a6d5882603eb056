package survival

import (
	"math"
	"testing"
)

// Of a host that is watched each minute all outages are seen: of 20 weeks ten outages keep mail longer than 12 h and not longer than 24 h for as long as
// they go on beyond 12 h, at most 12 h.
func TestLate(t *testing.T) {
	line := Timeline{To: 20 * week}
	kept := make([]float64, len(lates))
	for i := range int64(20) {
		length := int64(3 * h)
		if i%2 == 0 {
			length = (13 + 3*i) * h
			for k, l := range lates {
				kept[k] += float64(max(0, min(length, l.To)-l.From))
			}
		}
		for at := int64(0); at < week; at += 60 {
			outcome := Up
			if at >= 2*h && at < 2*h+length {
				outcome = Down
			}
			line.Attempts = append(line.Attempts, Attempt{i*week + at, uint32(i*week+at) / 60, outcome})
		}
	}
	e := Fit(Observe([]Timeline{line}))
	up := float64(20 * week)
	for k, l := range e.Late {
		if want := kept[k] / up; math.Abs(l.Share.Value/want-1) > 0.1 || l.Share.Low > want || l.Share.High < want {
			t.Errorf("between %d and %d h: %+v, not %v", l.From/h, l.To/h, l.Share, want)
		}
	}
	if !e.Late[0].Tells() {
		t.Errorf("ten outages do not tell 12 h from 24 h: %+v", e.Late[0])
	}
}

// Of a host whose outages were all short nobody knows that none is long: one that was not met may keep mail for as long as it likes.
func TestLateBeyondAllThatWereMet(t *testing.T) {
	for _, minutes := range []int64{5, 60, 600} {
		e := Fit(Observe([]Timeline{watchedEach(minutes, minutes, minutes, minutes, minutes)}))
		for _, l := range e.Late {
			if one := float64(l.To-l.From) / float64(e.Span); l.Share.Value != 0 || l.Share.High < one {
				t.Errorf("outages of %d min: between %d and %d h %+v; one that was not met makes %g", minutes, l.From/h, l.To/h, l.Share, one)
			}
		}
	}
}

// Four times as many outages make an interval half as wide.
func TestMore(t *testing.T) {
	for high, want := range map[float64]float64{0.04: 0, 0.16: 3, 0.02: 0} {
		l := Late{Share: Interval{0.015, 0.01, high}}
		if got := l.More(); math.Abs(got-want) > 1e-9 || l.Tells() != (want == 0) {
			t.Errorf("up to %v: %v times as many more, not %v; tells: %v", high, got, want, l.Tells())
		}
	}
}

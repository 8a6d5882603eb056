package survival

import (
	"testing"

	"mailstorm/sim/random"
)

// fetched keeps the attempts of messages that were given up, and of one in two hundred others; those that were not fetched are in Others.
func (w *world) fetched() Timeline {
	t := w.timeline()
	taken, first := map[uint32]bool{}, map[uint32]int64{}
	for _, a := range t.Attempts {
		taken[a.Message] = taken[a.Message] || a.Outcome == Up
		if _, known := first[a.Message]; !known {
			first[a.Message] = a.At
		}
	}
	all := t.Attempts
	t.Attempts, t.GivenUp = nil, 86400
	for _, a := range all {
		switch chosen := random.Below(w.seed.Draw(random.Part, uint64(a.Message), 1), 200) == 0; {
		case chosen || !taken[a.Message]:
			t.Attempts = append(t.Attempts, a)
		case first[a.Message] == a.At:
			t.Others = append(t.Others, a.At)
		}
	}
	return t
}

// longer is the rate of outages that last longer.
func (e *Estimate) longer(length int64) float64 {
	for i, p := range e.Points {
		if p.Length > length {
			last := e.Points[max(0, i-1)]
			part := float64(length-last.Length) / float64(p.Length-last.Length)
			return e.PerWeek.Value * (1 - (last.Percent+part*(p.Percent-last.Percent))/100)
		}
	}
	return 0
}

// Were it not known that more messages would have told of long outages, there would seem to be more of them.
func TestMessagesThatWereNotFetchedWouldHaveToldOfLongOutages(t *testing.T) {
	const length = 30 * h
	l := &drawnLaws[1]
	truth := 1 - l.below(length)
	with, without := 0.0, 0.0
	const records = 8
	for r := range int64(records) {
		w := &world{seed: random.NewSeed(r), weeks: 200, perWeek: 1, mails: 300, length: l.quantile, hours: true}
		timeline := w.fetched()
		with += Fit(Observe([]Timeline{timeline})).longer(length) / truth / records
		timeline.Others = nil
		without += Fit(Observe([]Timeline{timeline})).longer(length) / truth / records
	}
	t.Logf("outages of more than 30 h: %.2f times the truth, %.2f if it is not known", with, without)
	if with < 0.75 || with > 1.25 || without < 1.4 {
		t.Errorf("outages of more than 30 h: %.2f times the truth, %.2f if it is not known", with, without)
	}
}

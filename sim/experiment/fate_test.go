package experiment

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mailstorm/sim"
	"mailstorm/sim/experiment/stormtest"
)

const minute = time.Minute

// only is the only row of a plan with one choice.
func only(t testing.TB, lifetime time.Duration, again bool, dead int, at []time.Duration, asked ...string) Row {
	t.Helper()
	p := &Plan{Runs: 1, Seed: 1, Choices: []Choice{{Values: []string{"this"}, Config: stormtest.Letters(t, lifetime, again, dead, at...)}},
		Standards: [][]*sim.Config{{stormtest.Letters(t, stormtest.ForEver, again, dead, at...), stormtest.Letters(t, stormtest.ForEver, again, dead, at...)}}}
	for _, name := range asked {
		s, ok := LookupSubject(name)
		if !ok {
			t.Fatalf("%s is no subject", name)
		}
		p.Custom = append(p.Custom, s)
	}
	return rows(t, p, 1)[0]
}

// Mail of 0:00 arrives at 3:30, that of 2:00 at 3:30, too, and that of 4:00 at once. Four deliveries are dead and told after twelve hours.
func TestWaitsAddUp(t *testing.T) {
	asked := []string{"late.1h", "late.1h30m", "late.1h29m", "late.4h", "delay.1h-2h", "late.1h of @fabrikam.example", "waiting of old@tailspin.example", "waiting of @fabrikam.example"}
	r := only(t, 12*time.Hour, false, 4, []time.Duration{0, 120 * minute, 240 * minute}, asked...)
	for m, want := range map[Measure][2]int64{
		WaitingLate: {210 + 90, 7}, WaitingTold: {4 * 720, 7}, Waiting: {300 + 4*720, 7}, WaitingHeard: {4 * 720, 7}, BouncedGood: {0, 7}, BouncedLost: {0, 7},
	} {
		per := int64(1)
		if m >= WaitingLate {
			per = 60
		}
		if num, den := r.Parts[2*m], r.Parts[2*m+1]; max(num-per*want[0], per*want[0]-num) > 5*per/60 || den != per*want[1] {
			t.Errorf("%s is %d / %d, want %d / %d", Catalogue[m].Name, num, den, per*want[0], per*want[1])
		}
	}
	want := []float64{2. / 7, 1. / 7, 2. / 7, 0, (60 + 30.) / 7, 2. / 3, 720, 100}
	for i, name := range asked {
		if d := float64(r.Custom[2*i])/float64(r.Custom[2*i+1]) - want[i]; !(d < .1 && d > -.1) {
			t.Errorf("%s is %d / %d, want %v", name, r.Custom[2*i], r.Custom[2*i+1], want[i])
		}
	}
}

// At two hours the mail of 0:00 bounces. Written again at 2:10 it is tried at 2:10, 2:25, 2:40, 3:40: it is late by 3:40, and not lost.
func TestWhatIsWrittenAgainIsLateAndNotLost(t *testing.T) {
	at := []time.Duration{0, 240 * minute}
	for _, c := range []struct {
		again                          bool
		lost, good, late, told, later3 int64
	}{{false, 1, 1, 0, 120, 0}, {true, 0, 1, 220, 0, 1}} {
		r := only(t, 2*time.Hour, c.again, 0, at, "late.3h39m", "late.3h41m", "bounced.lost of @fabrikam.example")
		for m, want := range map[Measure]int64{BouncedGood: c.good, BouncedLost: c.lost, WaitingLate: 60 * c.late, WaitingTold: 60 * c.told} {
			if is := r.Parts[2*m]; is < want || is > want+5 {
				t.Errorf("written again %v: %s is %d, want %d", c.again, Catalogue[m].Name, is, want)
			}
		}
		if p := r.Custom; p[0] != c.later3 || p[1] != 2 || p[2] != 0 || p[4] != c.lost {
			t.Errorf("written again %v: %v", c.again, p)
		}
	}
}

// The first writing counts even where the second one bounces, too, and the third arrives.
func TestWritingsAreCountedFromTheFirst(t *testing.T) {
	r := only(t, time.Hour, true, 0, []time.Duration{0}) // written at 0:00, 1:10 and 2:20; the third is tried at 2:20, 2:35, 2:50, bounces, and the fourth arrives
	if lost, waited := r.Parts[2*BouncedLost], r.Parts[2*WaitingLate]; lost != 0 || waited < 210*60 || waited > 210*60+5 {
		t.Errorf("%d lost, arrived after %d s", lost, waited)
	}
}

// Every delivery waits for a mail or for word of it, and what lies between times adds up.
func TestWaitsArePartsOfEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := fate{delivery: &sim.Delivery{}, arrived: rapid.Bool().Draw(t, "arrived"), waited: time.Duration(rapid.Int64Range(0, int64(48*time.Hour/time.Second)).Draw(t, "waited")) * time.Second}
		of := func(s Subject) int64 { return c.numerator(&s) }
		cut := time.Duration(rapid.IntRange(1, 3000).Draw(t, "cut")) * minute
		if of(Subject{Measure: WaitingLate})+of(Subject{Measure: WaitingTold}) != of(Subject{Measure: Waiting}) {
			t.Error("the waits do not add up")
		}
		below, above := of(Subject{Measure: Delay, To: cut}), of(Subject{Measure: Delay, From: cut, To: stormtest.ForEver})
		if below+above != of(Subject{Measure: WaitingLate}) || (above > 0) != (of(Subject{Measure: Late, From: cut}) == 1) {
			t.Errorf("%+v at %v: %d below, %d above", c, cut, below, above)
		}
	})
}

func TestNamesOfSubjectsComeBack(t *testing.T) {
	for name, want := range map[string]Subject{
		"late.4h": {Measure: Late, From: 4 * time.Hour}, "late.1h30m": {Measure: Late, From: 90 * minute}, "delay.0s-24h": {Measure: Delay, To: 24 * time.Hour},
		"late.1m30s of @fabrikam.example": {Measure: Late, From: 90 * time.Second, Group: "@fabrikam.example"},
		"waiting of old@tailspin.example": {Measure: Waiting, Group: "old@tailspin.example"}, "waiting": {Measure: Waiting},
	} {
		if s, ok := LookupSubject(name); !ok || s != want || s.Name() != name {
			t.Errorf("%s is %+v, %v, called %s", name, s, ok, s.Name())
		}
	}
	for _, name := range []string{"late", "late.", "late.0s", "late.4", "delay", "delay.1h", "delay.2h-1h", "waiting of ", "told.p50 of @a.example", "queue.peak of @a.example", "of @a.example"} {
		if s, ok := LookupSubject(name); ok {
			t.Errorf("%q is %+v", name, s)
		}
	}
}

// A thousand mails cost a thousand times as much as one where all weights are costs of a delivery, and not otherwise.
func TestUnitOfCosts(t *testing.T) {
	per := Weight{Subject: Subject{Measure: Waiting}, Cost: 1}
	for _, c := range []struct {
		d      Decision
		factor float64
		unit   string
	}{
		{Decision{Weights: []Weight{per}}, 1, ""},
		{Decision{Weights: []Weight{per}, Unit: "h"}, 1000, "h per 1000 mails"},
		{Decision{Weights: []Weight{per, {Subject: Subject{Quantile: ToldP50}, Cost: 1}}, Unit: "h"}, 1, "h"},
		{Decision{Weights: []Weight{{Subject: Subject{Measure: BouncedLost, Group: "@a.example", OfAll: true}, Cost: 1}}, Unit: "EUR"}, 1000, "EUR per 1000 mails"},
	} {
		if factor, unit := c.d.Per(); factor != c.factor || unit != c.unit {
			t.Errorf("%+v: %v %q", c.d, factor, unit)
		}
	}
}

func TestCatalogueIsComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range AllSubjects() {
		back, ok := LookupSubject(s.Name())
		if !ok || back != s || seen[s.Name()] || s.Unit() == "" {
			t.Errorf("%+v has the name %q", s, s.Name())
		}
		seen[s.Name()] = true
	}
	for m, s := range Catalogue {
		if s.Meaning == "" || strings.HasSuffix(s.Meaning, ".") || s.Share != (Measure(m) <= FalseNDRs) {
			t.Errorf("%+v", s)
		}
	}
}

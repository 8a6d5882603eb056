package experiment

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mailstorm/sim"
	"mailstorm/sim/random"
)

const minute = time.Minute

// letters is a storm in which the relay refuses connections for the first three hours. Mail to it is written at the moments given; so much more
// goes to an address whose server refuses for ever, all at 0 s. The schedule is dane's: attempts after 0, 15, 30, 90, 150, ... minutes.
func letters(t testing.TB, lifetime time.Duration, again bool, dead int, at ...time.Duration) *sim.Config {
	t.Helper()
	c := outage(t, lifetime, random.Quantity{Fixed: int64(3 * time.Hour)}, 0)
	down := c.Hosts[1].Faults[0]
	down.Lasts = random.Quantity{Fixed: int64(forEver)}
	gone := sim.Host{Name: "gone", Profile: c.Hosts[1].Profile, Paths: []int{sim.NoRoute, sim.NoRoute, sim.NoRoute, sim.MailboxHere}, Own: []bool{false, false, false, true}, Faults: []sim.Fault{down}}
	c.Hosts = append(c.Hosts, gone)
	c.Hosts[0].Routes = [][]int{{1}, {2}}
	c.Hosts[0].Paths, c.Hosts[0].Own = append(c.Hosts[0].Paths, 1), append(c.Hosts[0].Own, false)
	c.Hosts[1].Paths, c.Hosts[1].Own = append(c.Hosts[1].Paths, sim.NoRoute), append(c.Hosts[1].Own, false)
	c.Addresses = append(c.Addresses, sim.Address{Name: "old@tailspin.example", Domain: "tailspin.example"})
	list := func(to int, at []time.Duration) (m sim.Mail) {
		m = sim.Mail{To: []int{to}, Size: random.Quantity{Fixed: 1}, Priority: 1}
		for _, t := range at {
			m.Listed = append(m.Listed, sim.Listed{At: t, Size: 75_000})
		}
		return m
	}
	c.Mails = []sim.Mail{list(1, at)}
	if dead > 0 {
		c.Mails = append(c.Mails, list(3, make([]time.Duration, dead)))
	}
	if again {
		c.Mails[0].Resend = sim.Resend{Share: random.All, After: 10 * minute, Times: 3}
	}
	return c
}

// only is the only row of a plan with one choice, and the answers to what is asked beside the measures.
func only(t testing.TB, lifetime time.Duration, again bool, dead int, at []time.Duration, asked ...string) (Row, *Summary) {
	t.Helper()
	p := &Plan{Runs: 1, Seed: 1, Choices: []Choice{{Values: []string{"this"}, Config: letters(t, lifetime, again, dead, at...)}},
		Standards: [][]*sim.Config{{letters(t, forEver, again, dead, at...), letters(t, forEver, again, dead, at...)}}}
	for _, name := range asked {
		s, ok := LookupSubject(name)
		if !ok {
			t.Fatalf("%s is no subject", name)
		}
		p.Custom = append(p.Custom, s)
	}
	all := rows(t, p, 1)
	return all[0], collect(t, p, all)
}

// Mail of 0:00 arrives at 3:30, that of 2:00 at 3:30, too, and that of 4:00 at once. Four deliveries are dead and told after twelve hours.
func TestWaitsAddUp(t *testing.T) {
	r, s := only(t, 12*time.Hour, false, 4, []time.Duration{0, 120 * minute, 240 * minute},
		"late.1h", "late.1h30m", "late.1h29m", "late.4h", "delay.1h-2h", "late.1h of @fabrikam.example", "waiting of old@tailspin.example", "waiting of @fabrikam.example")
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
	for i, p := range s.Choices[0].Custom {
		if d := p.Estimate.Value - want[i]; d > .1 || d < -.1 || !p.Estimate.Known {
			t.Errorf("%s is %v, want %v", p.Subject.Name(), p.Estimate, want[i])
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
		r, _ := only(t, 2*time.Hour, c.again, 0, at, "late.3h39m", "late.3h41m", "bounced.lost of @fabrikam.example")
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
	r, _ := only(t, time.Hour, true, 0, []time.Duration{0}) // written at 0:00, 1:10 and 2:20; the third is tried at 2:20, 2:35, 2:50, bounces, and the fourth arrives
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
		below, above := of(Subject{Measure: Delay, To: cut}), of(Subject{Measure: Delay, From: cut, To: forEver})
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

// Two, twenty and two hundred dead addresses: the more there are, the more an hour until the NDR costs, and the shorter the best expiration.
func TestDeadAddressesCount(t *testing.T) {
	at := make([]time.Duration, 100)
	for i := range at { // two of a hundred meet the outage
		at[i] = time.Duration(max(0, i-1)) * 4 * time.Hour
	}
	d := Decision{Weights: []Weight{{Subject: Subject{Measure: BouncedLost}, Cost: 50}, {Subject: Subject{Measure: WaitingTold}, Cost: 1. / 60}}}
	var best []string
	for _, dead := range []int{2, 20, 200} {
		p := &Plan{Runs: 2, Seed: 1, Standards: [][]*sim.Config{{letters(t, 24*time.Hour, false, dead, at...), letters(t, 24*time.Hour, false, dead, at...)}}}
		for _, h := range []int{1, 12} {
			p.Choices = append(p.Choices, Choice{Values: []string{fmt.Sprintf("%dh", h)}, Config: letters(t, time.Duration(h)*time.Hour, false, dead, at...)})
		}
		s := collect(t, p, rows(t, p, 2))
		a := d.Advise(p, s)
		best = append(best, p.Choices[a.First()].Label())
		t.Logf("%d dead: %.2f, %.2f a mail", dead, a.Verdicts[0].Cost.Value, a.Verdicts[1].Cost.Value)
	}
	if want := []string{"12h", "1h", "1h"}; fmt.Sprint(best) != fmt.Sprint(want) {
		t.Errorf("best: %v, want %v", best, want)
	}
}

// What the mail to each domain costs comes to what all mail costs, if it costs the same; and the limit on one of them is on its own mail.
func TestCostsOfSomeRecipientsAddUp(t *testing.T) {
	of := func(group string, whole bool) Subject { return Subject{Measure: Waiting, Group: group, OfAll: whole} }
	parts := Decision{Weights: []Weight{{Subject: of("@fabrikam.example", true), Cost: .5}, {Subject: of("@tailspin.example", true), Cost: .5}},
		Limits: []Limit{{Subject: of("@tailspin.example", false), Most: 600}}}
	all := Decision{Weights: []Weight{{Subject: Subject{Measure: Waiting}, Cost: .5}}}
	at := []time.Duration{0, 120 * minute, 240 * minute}
	p := &Plan{Runs: 3, Seed: 1, Custom: CustomSubjects(&parts, []string{"tailspin.example"})}
	for _, h := range []int{12, 6} {
		p.Choices = append(p.Choices, Choice{Values: []string{fmt.Sprintf("%dh", h)}, Config: letters(t, time.Duration(h)*time.Hour, false, 4, at...)})
	}
	s := collect(t, p, rows(t, p, 1))
	one, other := parts.Advise(p, s), all.Advise(p, s)
	for i := range p.Choices {
		if a, b := one.Verdicts[i].Cost, other.Verdicts[i].Cost; a.Value-b.Value > 1e-9 || b.Value-a.Value > 1e-9 || !a.Known {
			t.Errorf("%+v, all together %+v", a, b)
		}
	}
	if len(one.Verdicts[0].Violated) != 1 || len(one.Verdicts[1].Violated) != 0 || !slices.Equal(one.Best, []int{1}) {
		t.Errorf("twelve hours break the limit of ten, six hold it: %+v", one)
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

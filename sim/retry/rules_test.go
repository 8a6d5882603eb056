package retry

import (
	"slices"
	"testing"
	"time"

	"mailstorm/sim/random"
	"pgregory.net/rapid"
)

// Exim's default rules, F,2h,15m; G,16h,1h,1.5; F,4d,6h, for a message that is refused for ever.
var eximRules = Rules{{2 * time.Hour, 15 * time.Minute, random.Ratio{}}, {16 * time.Hour, time.Hour, ratio(3, 2)}, {4 * day, 6 * time.Hour, random.Ratio{}}}

// The first 23 attempts were checked by hand against retry.c: 15 min while the age is at most 120; from 135 on 60, 90, 135, 202.5 and 303.75
// min, taken up at the next run; from 960 on 6 h.
func TestRulesByAge(t *testing.T) {
	for _, row := range []struct {
		every float64
		wants []float64
	}{
		{30, []float64{0, 30, 60, 90, 120, 150, 210, 300, 450, 660, 990, 1350, 1710, 2070, 2430, 2790, 3150, 3510, 3870, 4230, 4590, 4950, 5310}},
		{1, []float64{0, 15, 30, 45, 60, 75, 90, 105, 120, 135, 195, 285, 420, 623, 927, 1383, 1743, 2103, 2463, 2823, 3183, 3543, 3903}},
	} {
		s := refuseAll(t, plain("retry-rules", Shaping{Rules: eximRules, Every: minutes(row.every)[0]}, 4*day, AfterAttempt))
		for i, want := range minutes(row.wants...) {
			if s.attempts[i] != want {
				t.Errorf("every %v min, attempt %d at %v, want %v", row.every, i+1, s.attempts[i], want)
			}
		}
	}
}

// cPanel has F,2h,15m; G,16h,1h,1.5; F,4d,8h and a run each hour. By hand: at 180 min the wait before was 15 min, so it is an hour, and at 240 it is 90
// min; then 135, 202.5 and, at 780 min, 303.75.
func TestRulesWithAnHourlyRun(t *testing.T) {
	cpanel := Rules{eximRules[0], eximRules[1], {4 * day, 8 * time.Hour, random.Ratio{}}}
	s := refuseAll(t, plain("retry-rules", Shaping{Rules: cpanel, Every: time.Hour}, 4*day, AfterAttempt))
	for i, want := range minutes(0, 60, 120, 180, 240, 360, 540, 780, 1140, 1620, 2100, 2580, 3060) {
		if s.attempts[i] != want {
			t.Errorf("attempt %d at %v, want %v", i+1, s.attempts[i], want)
		}
	}
}

// Exim 4.96 with F,20s,4s; G,100s,8s,1.5; F,200s,20s and a runner each 2 s; the real one reckons in whole seconds, so that it may be a run earlier.
func TestRulesOfARealExim(t *testing.T) {
	s := refuseAll(t, plain("retry-rules", Shaping{
		Rules: Rules{{20 * time.Second, 4 * time.Second, ratio(0, 0)}, {100 * time.Second, 8 * time.Second, ratio(3, 2)}, {200 * time.Second, 20 * time.Second, ratio(0, 0)}},
		Every: 2 * time.Second,
	}, 200*time.Second, AfterAttempt))
	for i, real := range []int{0, 4, 8, 12, 16, 20, 24, 32, 44, 62, 90, 130, 151, 171, 191} {
		if s.attempts[i]-time.Duration(real)*time.Second > 2*time.Second || s.attempts[i] < time.Duration(real)*time.Second {
			t.Errorf("attempt %d at %v, the real one at %d s", i+1, s.attempts[i], real)
		}
	}
}

// A rule is in force at its age itself, and the last one for ever. An attempt that comes soon after the one before begins the growth anew.
func TestRuleInForce(t *testing.T) {
	s := rules{Shaping{Rules: eximRules, Cap: century}}
	for age, want := range map[time.Duration]time.Duration{
		0: 15 * time.Minute, 2 * time.Hour: 15 * time.Minute, 2*time.Hour + 1: time.Hour, 195 * time.Minute: 90 * time.Minute, 210 * time.Minute: time.Hour,
		285 * time.Minute: 135 * time.Minute, 16*time.Hour + 1: 6 * time.Hour, 400 * day: 6 * time.Hour,
	} {
		if got := s.wait(History{Received: day, Started: day + age, Ended: day + age}); got != want {
			t.Errorf("at %v a wait of %v, want %v", age, got, want)
		}
	}
}

// What a wait gets in time lies between the ends, reaches both halves, and is there once more for the same draw.
func TestJitterTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		least := time.Duration(rapid.Int64Range(-int64(time.Hour)+1, int64(time.Hour)).Draw(t, "least"))
		s := Spread{least, least + time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "width"))}
		wait := time.Hour + time.Duration(rapid.Int64Range(0, int64(day)).Draw(t, "wait"))
		for name, shaping := range map[string]Shaping{"steps": {Steps: []time.Duration{wait}}, "retry-rules": {Rules: Rules{{Until: day, Wait: wait}}}} {
			i := slices.IndexFunc(Shapes, func(row Shape) bool { return row.Name == name })
			shaping.JitterTime = s
			schedule, err := Shapes[i].Make(shaping)
			if err != nil {
				t.Fatal(err)
			}
			h := History{Failures: 1, Draw: rapid.Uint64().Draw(t, "draw")}
			if next := schedule.Next(h); next < wait+s.From || next > wait+s.To {
				t.Fatalf("%s: %v, yet %v with %v .. %v", name, next, wait, s.From, s.To)
			}
		}
	})
	later, s := 0, Spread{-30 * time.Second, 30 * time.Second}
	for draw := range uint64(1000) {
		if s.of(draw) > 0 {
			later++
		}
	}
	if later < 440 || later > 560 { // 500, within four standard deviations of 16
		t.Errorf("%d of 1000 waits are longer", later)
	}
}

// The fast path knows no wait that is random in time, and no rules.
func TestNoLadder(t *testing.T) {
	var l Ladder
	for name, s := range map[string]Shaping{
		"steps":       {Steps: minutes(5), JitterTime: Spread{0, time.Minute}},
		"retry-rules": {Rules: eximRules},
	} {
		p := plain(name, s, day, ByTimer)
		if err := p.Build(); err != nil {
			t.Fatal(err)
		}
		if p.Ladder(&l, Normal, 0, 1) {
			t.Errorf("%s: a ladder that cannot hold", name)
		}
	}
}

// A phase is drawn once, within the interval, and early and late alike.
func TestDrawnPhase(t *testing.T) {
	p := plain("runs", Shaping{Every: time.Hour, Phase: Phase{Drawn: true}}, day, AfterAttempt)
	if err := p.Build(); err != nil {
		t.Fatal(err)
	}
	late := 0
	for n := range uint64(1000) {
		q := p.Drawn(random.Mix(1, n))
		first := q.Schedule.Next(History{Failures: 1})
		if first != q.Shaping.Phase.At && first != time.Hour || first > time.Hour || q.Shaping.Phase.Drawn {
			t.Fatalf("first run at %v, phase %+v", first, q.Shaping.Phase)
		}
		if first > time.Hour/2 {
			late++
		}
	}
	if late < 440 || late > 560 {
		t.Errorf("%d of 1000 first runs are in the later half", late)
	}
	fixed := plain("runs", Shaping{Every: time.Hour, Phase: Phase{At: time.Minute}}, day, AfterAttempt)
	if fixed.Drawn(7) != &fixed {
		t.Error("a phase that is given was drawn")
	}
}

func TestRetryRulesAreRefused(t *testing.T) {
	for _, row := range []struct {
		figure, cure string
		spoil        func(*Profile)
	}{
		{"jitter_time", "smaller end first", func(p *Profile) { p.Shaping.JitterTime = Spread{2, 1} }},
		{"jitter_time", "shortest wait", func(p *Profile) { p.Shaping.JitterTime = Spread{-15 * time.Minute, 0} }},
		{"retry_rules", "at least one", func(p *Profile) { p.Shaping.Rules = nil }},
		{"retry_rules", "number 2 is 0s", func(p *Profile) {
			p.Shaping.Rules = Rules{{1, time.Hour, ratio(0, 0)}, {2, 0, ratio(0, 0)}}
		}},
		{"retry_rules", "sort by age", func(p *Profile) {
			p.Shaping.Rules = Rules{{2, time.Hour, ratio(0, 0)}, {2, time.Hour, ratio(0, 0)}}
		}},
		{"retry_rules", "3/2", func(p *Profile) { p.Shaping.Rules = Rules{{2, time.Hour, ratio(109, 100)}} }},
		{"retry_rules", "3/2", func(p *Profile) { p.Shaping.Rules = Rules{{2, time.Hour, ratio(1, 0)}} }},
		{"jitter_time", "shortest wait is 1h", func(p *Profile) {
			p.Shaping.Rules, p.Shaping.JitterTime = Rules{{2, time.Hour, ratio(0, 0)}}, Spread{-time.Hour, 0}
		}},
		{"cap", "none", func(p *Profile) { p.Shaping.Cap = 1 }},
		{"every", "10m", func(p *Profile) { p.Shaping.Every = 1 }},
	} {
		refuses(t, plain("retry-rules", Shaping{Rules: eximRules}, 4*day, AfterAttempt), row.figure, row.cure, row.spoil)
	}
}

package experiment

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/retry"
)

// table is a summary of 100 replications of 100 deliveries each: what each choice bounces, in percent, and when it tells senders, in minutes.
// Of the storms, half are worse than that and half are better, the same ones for all choices.
func table(t *testing.T, spread float64, bounced, told []float64) (*Plan, *Summary) {
	t.Helper()
	p := &Plan{Runs: 100}
	for i := range bounced {
		profile := &retry.Profile{Lifetime: time.Duration(12+i) * time.Hour}
		p.Choices = append(p.Choices, Choice{Values: []string{fmt.Sprintf("%dh", 12+i)}, Config: &sim.Config{Hosts: []sim.Host{{Profile: profile}}}})
	}
	p.Standards = [][]*sim.Config{{{}}}
	c := NewCollector(p)
	for run := range p.Runs {
		swing := 1 + spread*float64(2*(run%2)) - spread
		for i := range bounced {
			r := Row{Run: run, Choice: uint32(i), Told: []Bin{{uint32(told[i]), 5}}}
			r.set(BouncedGood, int64(bounced[i]*swing*100), 10_000)
			r.set(MeanTold, int64(told[i]*60), 60)
			if err := c.Take(&r); err != nil {
				t.Fatal(err)
			}
		}
	}
	p.Current = len(p.Choices) - 1
	return p, c.Summary()
}

func limit(most float64) Limit { return Limit{Subject: Subject{Measure: BouncedGood}, Most: most} }

func TestAdvice(t *testing.T) {
	weighed := Decision{Weights: []Weight{{Subject: Subject{Measure: BouncedGood}, Cost: 1000}, {Subject: Subject{Measure: MeanTold}, Cost: .02}}}
	for _, c := range []struct {
		name          string
		decision      Decision
		spread        float64
		bounced, told []float64
		best, second  int
		certain       bool
		turns         string
	}{
		{"limits come before weights", Decision{Limits: []Limit{limit(.02)}, Weights: weighed.Weights}, .1, []float64{3, 1, .5}, []float64{100, 800, 900}, 2, 1, true,
			"13h would win if the weight of bounced.good (good mail bounced) were 4/% or less instead of 10/%."},
		{"the least cost wins", weighed, .1, []float64{3, 1, .5}, []float64{720, 800, 1440}, 1, 2, true,
			"14h would win if the weight of told.mean (mean wait for the NDR) were 0.469/h or less instead of 1.2/h."},
		{"a tighter limit turns it, too", Decision{Limits: []Limit{limit(.02)}, Weights: weighed.Weights}, .1, []float64{3, 1, .5}, []float64{720, 800, 1440}, 1, 2, true,
			"14h would win if the weight of told.mean (mean wait for the NDR) were 0.469/h or less instead of 1.2/h. It would also win if the limit on bounced.good (good mail bounced) were not 2 % but less than 1.01 %, and at least 0.504 %."},
		{"what breaks a limit may be the runner-up", Decision{Limits: []Limit{limit(.02)}}, .1, []float64{3, 5}, []float64{720, 780}, -1, 0, false,
			"No choice keeps the limit; 12h comes nearest. 12h would keep the limit beyond doubt if the limit on bounced.good (good mail bounced) stood at 3.06 % or more instead of 2 %."},
		{"without weights the choice in force wins", Decision{Limits: []Limit{limit(.02)}}, .1, []float64{.3, 1, .5}, []float64{720, 780, 840}, 2, 1, false,
			"14h and 13h are equally good, for nothing is weighed; 14h is preferred because it is in force now."},
		{"a limit within the interval is a doubt", Decision{Limits: []Limit{limit(.01)}}, .5, []float64{.2, .4, 1}, []float64{720, 780, 840}, 1, 0, false,
			"13h and 12h are equally good, for nothing is weighed; 13h is preferred because it expires later. 12h would win if the limit on bounced.good (good mail bounced) were not 1 % but less than 0.44 %, and at least 0.22 %."},
		{"what may break a limit yields to what keeps it", Decision{Limits: []Limit{limit(.01)}, Weights: weighed.Weights}, .5, []float64{.2, 1}, []float64{2000, 100}, 0, 1, false,
			"13h would keep the limit beyond doubt if the limit on bounced.good (good mail bounced) stood at 1.1 % or more instead of 1 %. Then it would win."},
		{"the longest keeps its limit or breaks it", Decision{Limits: []Limit{{Subject: Subject{Quantile: ToldMax}, Most: 840}}}, .5, []float64{.2, .2}, []float64{840, 841}, 0, 1, true,
			"13h would keep the limit beyond doubt if the limit on told.max (longest wait for the NDR) stood at 14 h 1 min or more instead of 14 h. Then it would win."},
		{"two limits are told as such", Decision{Limits: []Limit{limit(.02), {Subject: Subject{Measure: WireBytes}, Most: 1}}}, .1, []float64{3, 5}, []float64{720, 780}, -1, 0, false,
			"No choice keeps the limits; 12h comes nearest. 12h would keep the limits beyond doubt if"},
		{"no weight is no weight, and a limit turns it alone", Decision{Limits: []Limit{limit(.02)}, Weights: weighed.Weights[1:]}, .1, []float64{1, .5, 3}, []float64{720, 800, 100}, 0, 1, true,
			"No single weight could make 13h win. 13h would win if the limit on bounced.good (good mail bounced) were not 2 % but less than 1.01 %, and at least 0.504 %."},
		{"what sums of floats leave over is no weight", weighed, .1, []float64{1, 1.1}, []float64{720, 720}, 0, 1, true, "No single weight could make 13h win."},
		{"there may be one choice only", weighed, 0, []float64{1}, []float64{720}, 0, -1, false, "There is no other choice."},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, s := table(t, c.spread, c.bounced, c.told)
			a := c.decision.Advise(p, s)
			if a.Best != c.best || a.Second != c.second || a.Certain != c.certain || !strings.HasPrefix(a.Turns, c.turns) {
				t.Errorf("best %d, second %d, certain %v: %s\n%+v", a.Best, a.Second, a.Certain, a.Turns, a.Verdicts)
			}
		})
	}
}

func TestBytesOfALimitHaveTheirUnit(t *testing.T) {
	bytes := Subject{Measure: WireBytes}
	for v, want := range map[float64]string{0: "0 B", 512: "512 B", 1000: "1 kB", 1e6: "1 MB", 1_598_900: "1.6 MB", 2.592e9: "2.59 GB"} {
		if got := shown(bytes, v); got != want {
			t.Errorf("%v is shown as %q, want %q", v, got, want)
		}
	}
}

// What a turn says is true: with the weight a little beyond it, the runner-up wins.
func TestTurnsAreTrue(t *testing.T) {
	p, s := table(t, .1, []float64{3, 1, .5}, []float64{720, 800, 1440})
	d := Decision{Weights: []Weight{{Subject: Subject{Measure: BouncedGood}, Cost: 1000}, {Subject: Subject{Measure: MeanTold}, Cost: .02}}}
	a := d.Advise(p, s)
	for _, c := range []struct {
		cost float64
		best int
	}{{2559, a.Best}, {2561, a.Second}} {
		d.Weights[0].Cost = c.cost
		if got := d.Advise(p, s).Best; got != c.best {
			t.Errorf("at %v the best is %d, want %d", c.cost, got, c.best)
		}
	}
}

// All storms are common: costs that overlap by far may still differ for certain.
func TestCertaintyIsPaired(t *testing.T) {
	d := Decision{Weights: []Weight{{Subject: Subject{Measure: BouncedGood}, Cost: 1000}}}
	p, s := table(t, .9, []float64{3, 3.1}, []float64{720, 800})
	a := d.Advise(p, s)
	if first, second := a.Verdicts[0].Cost, a.Verdicts[1].Cost; !a.Certain || first.High < second.Low {
		t.Errorf("certain %v: %+v, %+v", a.Certain, first, second)
	}
	s.influences = nil // a summary from elsewhere does not know what is common
	if a := d.Advise(p, s); a.Certain || a.Best != 0 {
		t.Errorf("%+v", a)
	}
}

// Quantiles have intervals, too: half of the storms tell early and half late, so that nobody knows when half of all people are told. What two
// choices have in common in each storm does not blur their difference.
func TestQuantilesMayBreakLimits(t *testing.T) {
	p, _ := table(t, 0, []float64{1, 1}, []float64{720, 780})
	c := NewCollector(p)
	for run := range p.Runs {
		for i := range uint32(2) {
			r := Row{Run: run, Choice: i, Told: []Bin{{700 + 60*i + 300*(run/50), 1}}}
			if err := c.Take(&r); err != nil {
				t.Fatal(err)
			}
		}
	}
	s, told := c.Summary(), Subject{Quantile: ToldP50}
	if e := s.Choices[0].Estimate(told); e.Low != 700 || e.High != 1000 {
		t.Fatalf("%+v", e)
	}
	a := Decision{Limits: []Limit{{Subject: told, Most: 800}}, Weights: []Weight{{Subject: told, Cost: 1}}}.Advise(p, s)
	if a.Best != 0 || a.Standing(0) != Hopeful || a.Standing(1) != Doubtful {
		t.Errorf("%+v", a)
	}
	if a := (Decision{Weights: []Weight{{Subject: told, Cost: 1}}}).Advise(p, s); a.Best != 0 || !a.Certain {
		t.Errorf("%+v", a)
	}
}

func TestWithoutStandardsLimitsOnGoodMailAreInDoubt(t *testing.T) {
	p, s := table(t, .1, []float64{1, 2}, []float64{720, 780})
	p.Standards = nil
	for i := range s.Choices {
		s.Choices[i].Measures[BouncedGood] = Estimate{}
	}
	a := Decision{Limits: []Limit{limit(.5)}}.Advise(p, s)
	if a.Standing(0) != Doubtful || a.Best != 1 {
		t.Errorf("%+v", a)
	}
}

func advice(best int, standings ...Standing) (a Advice) {
	a.Best = best
	for _, s := range standings {
		v := Verdict{}
		switch s {
		case Refused:
			v.Breaks = []int{0}
		case Doubtful:
			v.Doubts = []int{0}
		}
		a.Verdicts = append(a.Verdicts, v)
	}
	return a
}

func TestRobustNamesWhatAVerdictDependsOn(t *testing.T) {
	var variants []Variant
	for _, profile := range []string{"documented", "dane"} {
		for _, recovery := range []string{"own-timers", "flush"} {
			for _, notices := range []string{"without", "at 4 h"} {
				a := advice(0, Allowed, Allowed, Refused)
				if profile == "dane" {
					a = advice(0, Allowed, Doubtful, Refused)
				}
				if recovery == "flush" && notices == "at 4 h" {
					a.Best = 1
				}
				variants = append(variants, Variant{[]string{profile, recovery, notices}, a})
			}
		}
	}
	r := Robust([]string{"profile", "recovery", "delay notices"}, variants)
	if !r[2].Same || len(r[2].Depends) != 0 || r[0].Same || r[1].Same {
		t.Fatalf("%+v", r)
	}
	want := []string{"recovery: own-timers best; flush best or allowed", "delay notices: without best; at 4 h best or allowed"}
	if got := r[0].Depends; !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
	if len(r[1].Depends) != 3 || r[1].Depends[0] != "profile: documented best or allowed; dane best but in doubt or in doubt" {
		t.Errorf("%q", r[1].Depends)
	}
	scattered := []Variant{{[]string{"a", "x"}, advice(0, Allowed)}, {[]string{"b", "y"}, advice(-1, Refused)}}
	if r := Robust([]string{"profile", "recovery"}, scattered); !reflect.DeepEqual(r[0].Depends, []string{"a, x: best", "b, y: refused"}) {
		t.Errorf("%+v", r)
	}
	if Robust(nil, nil) != nil {
		t.Error("nothing is robust")
	}
}

package analysis

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/stormtest"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// blank is a plan over expirations from 12 hours on, an hour apart; the last is in force.
func blank(choices int, runs uint32) *experiment.Plan {
	p := &experiment.Plan{Runs: runs, Current: choices - 1, Standards: [][]*sim.Config{{{}}}}
	for i := range choices {
		profile := &retry.Profile{Lifetime: time.Duration(12+i) * time.Hour}
		p.Choices = append(p.Choices, experiment.Choice{Values: []string{fmt.Sprintf("%dh", 12+i)}, Config: &sim.Config{Hosts: []sim.Host{{Profile: profile}}}})
	}
	return p
}

// table is a summary of 100 replications of 100 deliveries each: what each choice bounces, in percent, and when it tells senders, in minutes.
// Of the storms, half are worse than that and half are better, the same ones for all choices.
func table(t *testing.T, spread float64, bounced, told []float64) (*experiment.Plan, *Summary) {
	t.Helper()
	p := blank(len(bounced), 100)
	c := NewCollector(p)
	for run := range p.Runs {
		swing := 1 + spread*float64(2*(run%2)) - spread
		for i := range bounced {
			r := experiment.Row{Run: run, Choice: uint32(i), Told: []experiment.Bin{{Minute: uint32(told[i]), Count: 5}}}
			r.Set(experiment.BouncedGood, int64(bounced[i]*swing*100), 10_000)
			r.Set(experiment.MeanTold, int64(told[i]*60), 60)
			if err := c.Take(&r); err != nil {
				t.Fatal(err)
			}
		}
	}
	return p, c.Summary()
}

var (
	good     = experiment.Subject{Measure: experiment.BouncedGood}
	meanTold = experiment.Subject{Measure: experiment.MeanTold}
	weighed  = []experiment.Weight{{Subject: good, Cost: 1000}, {Subject: meanTold, Cost: .02}}
)

func limit(most float64) experiment.Limit { return experiment.Limit{Subject: good, Most: most} }

func TestAdvice(t *testing.T) {
	for _, c := range []struct {
		name          string
		decision      experiment.Decision
		spread        float64
		bounced, told []float64
		answer        Answer
		best, open    []int
		next          int
		bound         []int
	}{
		{"limits come before weights", experiment.Decision{Limits: []experiment.Limit{limit(.02)}, Weights: weighed}, .1, []float64{3, 1, .5}, []float64{100, 800, 900}, Decided, []int{2}, nil, 1, nil},
		{"the least cost wins", experiment.Decision{Weights: weighed}, .1, []float64{3, 1, .5}, []float64{720, 800, 1440}, Decided, []int{1}, nil, 2, nil},
		{"what costs the same for certain is named beside it", experiment.Decision{Weights: weighed}, .1, []float64{3, 1, 1}, []float64{720, 800, 801}, Decided, []int{1, 2}, nil, 2, nil},
		{"all break the limit", experiment.Decision{Limits: []experiment.Limit{limit(.02)}}, .1, []float64{3, 5}, []float64{720, 780}, Infeasible, nil, nil, -1, nil},
		{"without weights all that hold are as good, and what is in force comes first", experiment.Decision{Limits: []experiment.Limit{limit(.02)}}, .1, []float64{.3, 3, .5}, []float64{720, 780, 840}, Decided, []int{2, 0}, nil, 0, nil},
		{"a cheaper value that may hold the limit leaves the answer open", experiment.Decision{Limits: []experiment.Limit{limit(.01)}, Weights: weighed}, .5, []float64{.2, 1}, []float64{2000, 100}, Undecided, nil, []int{1, 0}, 0, nil},
		{"a dearer one does not", experiment.Decision{Limits: []experiment.Limit{limit(.01)}, Weights: weighed}, .5, []float64{.2, 1}, []float64{100, 2000}, Decided, []int{0}, nil, 1, nil},
		{"no limit is held beyond doubt", experiment.Decision{Limits: []experiment.Limit{limit(.01)}}, .5, []float64{1, 1}, []float64{720, 780}, Undecided, nil, []int{1, 0}, 0, nil},
		{"a limit that follows the value is told", experiment.Decision{Limits: []experiment.Limit{{Subject: experiment.Subject{Quantile: experiment.ToldP50}, Most: 770}}, Weights: weighed}, .5, []float64{.2, .1, .1}, []float64{725, 785, 845}, Decided, []int{0}, nil, -1, []int{0}},
		{"all come to the same", experiment.Decision{Weights: weighed}, .5, []float64{.2, .2}, []float64{720, 720}, Equal, []int{1, 0}, nil, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, s := table(t, c.spread, c.bounced, c.told)
			a := Advise(c.decision, p, s)
			if a.Answer != c.answer || !slices.Equal(a.Best, c.best) || !slices.Equal(a.Open, c.open) || a.Next != c.next || !slices.Equal(a.ImpliedLimits, c.bound) {
				t.Errorf("%s: best %v, open %v, next %d, bound %v\n%+v", a.Answer, a.Best, a.Open, a.Next, a.ImpliedLimits, a.Verdicts)
			}
		})
	}
}

// What cannot be set is never advised, and where nothing can be set nothing is.
func TestWhatCannotBeSetIsNotAdvised(t *testing.T) {
	p, s := table(t, .1, []float64{3, 1, .5}, []float64{720, 720, 720})
	p.Choices[2].Barred = true
	a := Advise(experiment.Decision{Weights: weighed}, p, s)
	if !slices.Equal(a.Best, []int{1}) || a.Verdicts[2].Difference.High >= 0 {
		t.Errorf("%+v", a)
	}
	p.Choices[0].Barred, p.Choices[1].Barred = true, true
	if a := Advise(experiment.Decision{Weights: weighed}, p, s); a.Answer != Barred || len(a.Best) > 0 || a.Status(0) != Rejected {
		t.Errorf("%+v", a)
	}
}

// All storms are common: costs that overlap by far may still differ for certain.
func TestCertaintyIsPaired(t *testing.T) {
	d := experiment.Decision{Weights: weighed[:1]}
	p, s := table(t, .9, []float64{3, 3.4}, []float64{720, 800})
	a := Advise(d, p, s)
	if first, second := a.Verdicts[0].Cost, a.Verdicts[1].Cost; a.Answer != Decided || len(a.Best) != 1 || first.High < second.Low {
		t.Errorf("%+v", a)
	}
	s.from = nil // a summary from elsewhere does not know what is common
	if a := Advise(d, p, s); a.Answer != Undecided {
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
			r := experiment.Row{Run: run, Choice: i, Told: []experiment.Bin{{Minute: 700 + 60*i + 300*(run/50), Count: 1}}}
			if err := c.Take(&r); err != nil {
				t.Fatal(err)
			}
		}
	}
	s, told := c.Summary(), experiment.Subject{Quantile: experiment.ToldP50}
	if e := s.Choices[0].Estimate(told); e.Low != 700 || e.High != 1000 {
		t.Fatalf("%+v", e)
	}
	a := Advise(experiment.Decision{Limits: []experiment.Limit{{Subject: told, Most: 800}}, Weights: []experiment.Weight{{Subject: told, Cost: 1}}}, p, s)
	if a.Answer != Undecided || a.Status(0) != Open || a.Status(1) != Open {
		t.Errorf("%+v", a)
	}
	if a := Advise(experiment.Decision{Weights: []experiment.Weight{{Subject: told, Cost: 1}}}, p, s); !slices.Equal(a.Best, []int{0}) {
		t.Errorf("%+v", a)
	}
}

func TestWithoutStandardsLimitsOnGoodMailAreInDoubt(t *testing.T) {
	p, s := table(t, .1, []float64{1, 2}, []float64{720, 780})
	p.Standards, s.from = nil, nil
	for i := range s.Choices {
		s.Choices[i].Measures[experiment.BouncedGood] = Estimate{}
	}
	if a := Advise(experiment.Decision{Limits: []experiment.Limit{limit(.5)}}, p, s); a.Status(0) != Open || a.Answer != Undecided {
		t.Errorf("%+v", a)
	}
}

// known is a problem of which the truth is known: once a storm an exponential outage with a mean of 6 h, in which mail is written all the time.
// With an expiration of e hours all that was written until e before the outage's end bounces: of 10,080 minutes max(0, length - e), which is a mean
// of 6 h * exp(-e / 6 h). Who writes to the dead waits for e.
type known struct{ bounced, told float64 }

const meanOutage = 360.

func truth(hours int) known {
	e := float64(60 * hours)
	return known{meanOutage * math.Exp(-e/meanOutage) / 10_080, e}
}

// meet plays a storm of that problem for all choices of a plan that are still in question.
func meet(t *testing.T, c *Collector, seed random.Seed, run uint32) {
	lasts := random.Gap(seed.Draw(random.Lasts, 1, uint64(run)), int64(meanOutage*float64(time.Minute)))
	for _, i := range slices.Clone(c.Contenders()) {
		e := time.Duration(12+i) * time.Hour
		r := experiment.Row{Run: run, Choice: uint32(i)}
		r.Set(experiment.BouncedGood, max(0, (lasts-int64(e))/int64(time.Second)), 10_080*60)
		r.Set(experiment.MeanTold, int64(e/time.Second), 60)
		if err := c.Take(&r); err != nil {
			t.Fatal(err)
		}
	}
}

// wrong tells whether an answer breaks the promise: what it advises breaks a limit or costs too much more than the best, or it says that no
// value holds the limits when one does.
func wrong(d experiment.Decision, p *experiment.Plan, a *Advice) bool {
	cost := func(i int) (sum float64, holds bool) {
		is := truth(12 + i)
		value := func(s experiment.Subject) float64 {
			if s == good {
				return is.bounced
			}
			return is.told
		}
		holds = true
		for _, w := range d.Weights {
			sum += w.Cost * value(w.Subject)
		}
		for _, l := range d.Limits {
			holds = holds && value(l.Subject) <= l.Most
		}
		return sum, holds
	}
	least := math.Inf(1)
	for i := range p.Choices {
		if sum, holds := cost(i); holds {
			least = min(least, sum)
		}
	}
	if a.Answer == Infeasible {
		return !math.IsInf(least, 1)
	}
	for _, i := range a.Best {
		if sum, holds := cost(i); !holds || sum > least+a.Indifference {
			return true
		}
	}
	return false
}

// Of 1000 random decisions over seven values at most 66 may be wrong where each promises 95 %: more come once in a hundred times.
func TestThePromiseIsKept(t *testing.T) {
	takesLong(t)
	const decisions = 1000
	tally := map[Answer]int{}
	failed := 0
	for n := range uint64(decisions) {
		seed := random.NewSeed(int64(n))
		draw := func(turn uint64) float64 { return float64(seed.Draw(random.Part, n, turn)>>11) / (1 << 53) }
		p := blank(7, 400)
		p.First = 100
		d := experiment.Decision{Weights: []experiment.Weight{{Subject: meanTold, Cost: 1. / 60}, {Subject: good, Cost: 100 * math.Exp(8*draw(0))}}}
		if draw(1) < 0.5 {
			d.Limits = append(d.Limits, limit(truth(12+int(6*draw(2))).bounced*(0.5+draw(3))))
		}
		if draw(4) < 0.2 {
			d.Limits = append(d.Limits, experiment.Limit{Subject: meanTold, Most: 60 * (11 + 8*draw(5))})
		}
		p.Decision = &d
		c := NewCollector(p)
		for run := uint32(0); c.Missing(); run++ {
			meet(t, c, seed, run)
		}
		a := Advise(d, p, c.Summary())
		tally[a.Answer]++
		if wrong(d, p, &a) {
			failed++
		}
	}
	t.Logf("%v, of which %d wrong", tally, failed)
	if failed > 66 || tally[Decided] < decisions/3 {
		t.Errorf("%d of %d answers are wrong; %v", failed, decisions, tally)
	}
}

// What is out of the question is not run again, and a sweep ends when it is answered.
func TestWhatIsOutOfTheQuestionIsNotRun(t *testing.T) {
	p := blank(13, 1600)
	p.First, p.Decision = 100, &experiment.Decision{Weights: []experiment.Weight{{Subject: good, Cost: 2e4}, {Subject: meanTold, Cost: 1. / 60}}}
	c := NewCollector(p)
	for run := uint32(0); c.Missing(); run++ {
		meet(t, c, random.NewSeed(7), run)
	}
	s := c.Summary()
	if s.Choices[0].Runs >= s.Runs || !slices.Contains(p.Rounds(), s.Choices[0].Runs) || s.Runs > 1600 || c.Done() != (Advise(*p.Decision, p, s).Answer == Decided) {
		t.Errorf("12h was run %d times of %d, done %v", s.Choices[0].Runs, s.Runs, c.Done())
	}
	if want := []uint32{100, 200, 400, 800, 1600}; !slices.Equal(p.Rounds(), want) {
		t.Errorf("rounds %v", p.Rounds())
	}
}

// Each price that the map names is tried: a thousandth and a hundredth within a stretch, at its middle and near its ends, its value costs
// least by the numbers that the summary has.
func TestTheMapOfPricesIsTrue(t *testing.T) {
	takesLong(t)
	stretches, several := 0, 0
	for n := range uint64(40) {
		seed := random.NewSeed(int64(5000 + n))
		p := blank(13, 200)
		c := NewCollector(p)
		for run := range uint32(200) {
			meet(t, c, seed, run)
		}
		s := c.Summary()
		d := experiment.Decision{Weights: []experiment.Weight{{Subject: good, Cost: 3000}, {Subject: meanTold, Cost: 1. / 60}}}
		for k, w := range d.Weights {
			all := NewPrices(d, p, s).Segments(k)
			several += int(one(len(all) > 1))
			last := 0.0
			for _, r := range all {
				if r.From != last || !(r.To > r.From) {
					t.Fatalf("%+v", all)
				}
				last = r.To
				if len(r.Choices) > 1 {
					continue
				}
				stretches++
				top := min(r.To, max(r.From, w.Cost)*100)
				for _, part := range []float64{.001, .01, .3, .5, .9, .99, .999} {
					at := experiment.Decision{Weights: slices.Clone(d.Weights)}
					at.Weights[k].Cost = r.From + part*(top-r.From)
					if got := cheapest(at, s); got != r.Choices[0] {
						t.Errorf("at a price of %v %s is the cheapest, and the map says %s from %v to %v", at.Weights[k].Cost, p.Choices[got].Label(), p.Choices[r.Choices[0]].Label(), r.From, r.To)
					}
				}
			}
			if !math.IsInf(last, 1) {
				t.Fatalf("the map ends at %v", last)
			}
			for _, r := range NewPrices(d, p, s).Envelope(k) {
				if r.To < r.From*(1+1e-9) {
					continue // three lines meet in one point
				}
				middle := r.From + (min(r.To, 2*r.From+w.Cost)-r.From)/2
				at := func(of PriceSegment) bool { return of.From <= middle && middle < of.To }
				if open := all[slices.IndexFunc(all, at)].Choices; !slices.Contains(open, r.Choices[0]) {
					t.Errorf("at a price of %v %d costs least by the estimates, and the map says %v", middle, r.Choices[0], open)
				}
				other := NewPrices(d, p, s).At(k, middle).Envelope(1 - k)
				if got := other[slices.IndexFunc(other, func(of PriceSegment) bool { return d.Weights[1-k].Cost < of.To })].Choices[0]; got != r.Choices[0] {
					t.Errorf("at a price of %v the other way says %d, not %d", middle, got, r.Choices[0])
				}
			}
		}
	}
	if stretches < 60 || several < 20 {
		t.Errorf("%d stretches, %d maps with several", stretches, several)
	}
}

func cheapest(d experiment.Decision, s *Summary) (best int) {
	least := math.Inf(1)
	for i := range s.Choices {
		sum := 0.0
		for _, w := range d.Weights {
			sum += w.Cost * s.Choices[i].Estimate(w.Subject).Value
		}
		if sum < least {
			best, least = i, sum
		}
	}
	return best
}

func advice(best int, standings ...Status) (a Advice) {
	if best >= 0 {
		a.Best, a.Answer = []int{best}, Decided
	}
	for i, s := range standings {
		v := Verdict{}
		switch s {
		case Rejected:
			v.Violated = []int{0}
		case Open:
			a.Open = append(a.Open, i)
		}
		a.Verdicts = append(a.Verdicts, v)
	}
	return a
}

// The verdict on a value is the same only where the question is decided in each world.
func TestSameOnlyWhereDecided(t *testing.T) {
	scenario, agrees, other, open := advice(0, Inferior, Inferior, Rejected), advice(0, Inferior, Inferior, Rejected), advice(1, Inferior, Inferior, Rejected), advice(-1, Open, Inferior, Rejected)
	scenario.Answer, agrees.Answer, other.Answer, open.Answer = Decided, Decided, Decided, Undecided
	r := Robust([]Variant{{"it is as it is", scenario}, {"outages last", agrees}})
	if !r[0].Same || !r[1].Same || !r[2].Same || len(r[0].Depends) > 0 {
		t.Errorf("%+v", r)
	}
	r = Robust([]Variant{{"it is as it is", scenario}, {"outages last", other}})
	if r[0].Same || r[1].Same || !r[2].Same || !reflect.DeepEqual(r[1].Depends, []string{"outages last: best"}) {
		t.Errorf("%+v", r)
	}
	r = Robust([]Variant{{"it is as it is", scenario}, {"outages last", open}})
	if r[0].Same || r[1].Same || r[2].Same {
		t.Errorf("one world is not decided, and yet the same: %+v", r)
	}
	if Robust(nil) != nil {
		t.Error("nothing is robust")
	}
}

// Two, twenty and two hundred dead addresses: the more there are, the more an hour until the NDR costs, and the shorter the best expiration.
func TestDeadAddressesCount(t *testing.T) {
	at := make([]time.Duration, 100)
	for i := range at { // two of a hundred meet the outage
		at[i] = time.Duration(max(0, i-1)) * 4 * time.Hour
	}
	d := experiment.Decision{Weights: []experiment.Weight{{Subject: experiment.Subject{Measure: experiment.BouncedLost}, Cost: 50}, {Subject: experiment.Subject{Measure: experiment.WaitingTold}, Cost: 1. / 60}}}
	var best []string
	for _, dead := range []int{2, 20, 200} {
		p := &experiment.Plan{Runs: 2, Seed: 1, Standards: [][]*sim.Config{{stormtest.Letters(t, 24*time.Hour, false, dead, at...), stormtest.Letters(t, 24*time.Hour, false, dead, at...)}}}
		for _, h := range []int{1, 12} {
			p.Choices = append(p.Choices, experiment.Choice{Values: []string{fmt.Sprintf("%dh", h)}, Config: stormtest.Letters(t, time.Duration(h)*time.Hour, false, dead, at...)})
		}
		s := collect(t, p, rows(t, p, 2))
		a := Advise(d, p, s)
		best = append(best, p.Choices[a.First()].Label())
		t.Logf("%d dead: %.2f, %.2f a mail", dead, a.Verdicts[0].Cost.Value, a.Verdicts[1].Cost.Value)
	}
	if want := []string{"12h", "1h", "1h"}; fmt.Sprint(best) != fmt.Sprint(want) {
		t.Errorf("best: %v, want %v", best, want)
	}
}

// What the mail to each domain costs comes to what all mail costs, if it costs the same; and the limit on one of them is on its own mail.
func TestCostsOfSomeRecipientsAddUp(t *testing.T) {
	of := func(group string, whole bool) experiment.Subject {
		return experiment.Subject{Measure: experiment.Waiting, Group: group, OfAll: whole}
	}
	parts := experiment.Decision{Weights: []experiment.Weight{{Subject: of("@fabrikam.example", true), Cost: .5}, {Subject: of("@tailspin.example", true), Cost: .5}},
		Limits: []experiment.Limit{{Subject: of("@tailspin.example", false), Most: 600}}}
	all := experiment.Decision{Weights: []experiment.Weight{{Subject: experiment.Subject{Measure: experiment.Waiting}, Cost: .5}}}
	at := []time.Duration{0, 120 * time.Minute, 240 * time.Minute}
	p := &experiment.Plan{Runs: 3, Seed: 1, Custom: experiment.CustomSubjects(&parts, []string{"tailspin.example"})}
	for _, h := range []int{12, 6} {
		p.Choices = append(p.Choices, experiment.Choice{Values: []string{fmt.Sprintf("%dh", h)}, Config: stormtest.Letters(t, time.Duration(h)*time.Hour, false, 4, at...)})
	}
	s := collect(t, p, rows(t, p, 1))
	one, other := Advise(parts, p, s), Advise(all, p, s)
	for i := range p.Choices {
		if a, b := one.Verdicts[i].Cost, other.Verdicts[i].Cost; a.Value-b.Value > 1e-9 || b.Value-a.Value > 1e-9 || !a.Known {
			t.Errorf("%+v, all together %+v", a, b)
		}
	}
	if len(one.Verdicts[0].Violated) != 1 || len(one.Verdicts[1].Violated) != 0 || !slices.Equal(one.Best, []int{1}) {
		t.Errorf("twelve hours break the limit of ten, six hold it: %+v", one)
	}
}

package plots_test

import (
	"fmt"
	"math"
	"testing"

	"mailstorm/plots"
	"mailstorm/plots/sweeps"
	"mailstorm/sim"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
	"mailstorm/sim/retry"
)

// extremeSweeps are those that nobody would draw by hand.
func extremeSweeps() map[string]sweeps.Sweep {
	return map[string]sweeps.Sweep{
		"one value":         oneValue(),
		"no advice":         expirations(),
		"stay":              stay(),
		"a thousand":        thousand(),
		"unknown":           unknown(),
		"zero everywhere":   zeroes(),
		"less is bounced":   negative(),
		"words":             words(),
		"a grid":            grid(),
		"no number at all":  notNumbers(),
		"end of time":       distant(),
		"strange advice":    strangeAdvice(),
		"half known":        halfKnown(),
		"one storm":         oneStorm(),
		"two prices":        priced(),
		"a thousand priced": weighed(thousand()),
		"no price at all":   weighed(unknown()),
		"strange prices":    weighed(notNumbers()),
		"beyond":            beyond(),
	}
}

func oneValue() sweeps.Sweep {
	s := expirations()
	s.Plan.Choices, s.Summary.Choices, s.Plan.Current = s.Plan.Choices[:1], s.Summary.Choices[:1], 0
	return s
}

// stay is advice for what is in force, and a runner-up that may be as good.
func stay() sweeps.Sweep {
	s := expirations()
	s.Advice = &analysis.Advice{Answer: analysis.Decided, Best: []int{12, 11}, Next: 11}
	return s
}

// thousand is every two minutes from half an hour to a day and a half, with values that go up and down.
func thousand() sweeps.Sweep {
	s := advised()
	config := s.Plan.Choices[0].Config
	s.Plan.Choices, s.Summary.Choices, s.Advice.Verdicts = nil, nil, nil
	for i := range 1000 {
		s.Plan.Choices = append(s.Plan.Choices, experiment.Choice{Values: []string{fmt.Sprintf("%dm", 30+2*i)}, Config: config})
		var o analysis.Outcome
		share := float64(1000-i)*0.00002 + float64(i*i%97)*0.00003
		o.Measures[experiment.BouncedGood] = near(share, 0.0005)
		o.Measures[experiment.MeanTold] = near(float64(38+2*i), 0.5)
		o.Measures[experiment.MeanSilence] = near(float64(38+2*i+i*i%31), 0.5)
		o.Difference[experiment.BouncedGood] = near(share, 0.0001)
		o.Told = ladder(uint32(30+2*i), uint64(20_000-i*7))
		s.Summary.Choices = append(s.Summary.Choices, o)
	}
	s.Plan.Current, s.Advice.Best, s.Advice.Next = 705, []int{345}, 346
	return s
}

func unknown() sweeps.Sweep {
	s := advised()
	s.Summary.Choices = make([]analysis.Outcome, 13)
	return s
}

func zeroes() sweeps.Sweep {
	s := advised()
	for i := range s.Summary.Choices {
		o := &s.Summary.Choices[i]
		*o = analysis.Outcome{Told: analysis.Quantiles{Count: 1, Survival: []experiment.Bin{{}}}}
		for m := range experiment.Measures {
			o.Measures[m].Known, o.Difference[m].Known = true, true
		}
	}
	s.Summary.Runs = 0
	return s
}

// negative has the shortest expiration in force: all others bounce less, and later.
func negative() sweeps.Sweep {
	s := expirations()
	s.Plan.Current = 0
	for i := range s.Summary.Choices {
		d := (needless[i] - needless[0]) / 10_000
		s.Summary.Choices[i].Difference[experiment.BouncedGood] = near(d, 0.0001)
		s.Summary.Choices[i].Measures[experiment.BouncedGood].Low = -0.01
	}
	s.Advice = &analysis.Advice{Answer: analysis.Decided, Best: []int{12}, Next: -1}
	return s
}

// words is a sweep over something that has no order.
func words() sweeps.Sweep {
	s := advised()
	s.Keys = []string{"host.exo.profile"}
	for i, name := range []string{"exchange-online", "exchange-online-dane", "exchange-online-fixed15", "postfix"} {
		s.Plan.Choices[i].Values = []string{name}
		s.Plan.Choices[i].Config = &sim.Config{Hosts: []sim.Host{{Name: "exo", Profile: &retry.Profile{Name: name}}}}
	}
	s.Plan.Choices, s.Summary.Choices, s.Plan.Current = s.Plan.Choices[:4], s.Summary.Choices[:4], 1
	s.Advice.Best, s.Advice.Next = []int{0}, 3
	return s
}

// grid varies two keys.
func grid() sweeps.Sweep {
	s := advised()
	s.Keys = []string{"host.exo.message_expiration", "host.exo.flush"}
	for i := range s.Plan.Choices {
		s.Plan.Choices[i].Values = []string{fmt.Sprintf("%dh", 12+i/2*2), fmt.Sprint(i%2 == 0)}
		s.Summary.Choices[i].Measures[experiment.MeanSilence] = near(float64(700+i/2*110+i%2*40), 20)
	}
	return s
}

func notNumbers() sweeps.Sweep {
	s := advised()
	for i, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e300, math.MaxFloat64, 5e-324} {
		for m := range experiment.Measures {
			s.Summary.Choices[i].Measures[m] = analysis.Estimate{Value: v, Low: -v, High: math.NaN(), Known: true, Bounded: true}
			s.Summary.Choices[i].Difference[m] = analysis.Estimate{Value: -v, Low: v, High: v, Known: true, Bounded: true}
			s.Summary.Choices[i+6].Measures[m] = analysis.Estimate{Value: 1, Low: math.Inf(-1), High: math.Inf(1), Known: true, Bounded: true}
		}
	}
	s.Decision.Limits[0].Most, s.Decision.Limits[1].Most = math.Inf(1), math.NaN()
	return s
}

func distant() sweeps.Sweep {
	s := advised()
	for i := range s.Summary.Choices {
		s.Plan.Choices[i].Values[0] = fmt.Sprintf("%d.00:00:00", 10_000*(i+1))
		s.Summary.Choices[i].Told = analysis.Quantiles{Count: 1<<64 - 1, P50: sure(1<<32 - 1), P95: sure(1<<32 - 1), Max: sure(1<<32 - 1),
			Survival: []experiment.Bin{{Minute: 1, Count: 1<<64 - 2}, {Minute: 1<<32 - 1}}}
	}
	s.Summary.Runs, s.Plan.Seed = 1<<32-1, 1<<63-1
	return s
}

// strangeAdvice speaks of choices and limits that do not exist, and at length.
func strangeAdvice() sweeps.Sweep {
	s := advised()
	s.Keys = nil
	s.Title = `A <title> & "more" of it, longer than any page is wide, so that it has to end somewhere before its end is reached, which is here`
	for range 3 {
		s.Title += " " + s.Title
	}
	s.Advice = &analysis.Advice{Answer: analysis.Decided, Best: []int{99}, Next: -7, Verdicts: []analysis.Verdict{{Violated: []int{-1, 77, 0, 1}}}}
	s.Caveat, s.Beyond = s.Title, s.Title
	s.Plan.Choices[0].Values = []string{s.Title, s.Title}
	s.Plan.Choices[1].Values = nil
	s.Plan.Choices[12].Config = nil
	return s
}

func halfKnown() sweeps.Sweep {
	s := advised()
	for i := range s.Summary.Choices {
		if i%4 == 1 || i == 12 {
			s.Summary.Choices[i] = analysis.Outcome{}
		}
	}
	return s
}

func oneStorm() sweeps.Sweep {
	s := advised()
	s.Summary.Runs = 1
	for i := range s.Summary.Choices {
		for m := range experiment.Measures {
			e := &s.Summary.Choices[i].Measures[m]
			e.Low, e.High, e.Bounded = e.Value, e.Value, false
		}
	}
	return s
}

// Whatever comes out of a sweep, its pictures are well-formed, stay small and on the page.
func TestExtremeSweeps(t *testing.T) {
	for name, sweep := range extremeSweeps() {
		t.Run(name, func(t *testing.T) {
			for _, p := range plots.Sweeps {
				b, err := p.SVG(sweep)
				if err != nil {
					t.Fatal(err)
				}
				if found := outOfBounds.Find(b); found != nil {
					t.Errorf("%s holds %q", p.Name, found)
				}
				if len(b) > 700_000 {
					t.Errorf("%s has %d bytes", p.Name, len(b))
				}
				wellFormed(t, b)
			}
		})
	}
}

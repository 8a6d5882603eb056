package plots_test

import (
	"strconv"

	"mailstorm/plots/sweeps"
	"mailstorm/sim"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
	"mailstorm/sim/retry"
)

// needless is the share of all mail bounced at 12 h, 13 h, ... 24 h, in hundredths of a percent.
var needless = []float64{43, 37, 32, 27, 22, 18, 14.5, 11, 8, 5.5, 3.5, 1.5, 0}

func near(v, half float64) analysis.Estimate {
	return analysis.Estimate{Value: v, Low: v - half, High: v + half, Known: true, Bounded: true}
}

// expirations is the architect's question, answered by hand: 12 h to 24 h, of which 24 h is in force.
func expirations() sweeps.Sweep {
	config := &sim.Config{Hosts: []sim.Host{{Name: "exo", Profile: &retry.Profile{Name: "exchange-online"}}}}
	p := &experiment.Plan{Current: 12, Seed: 1, Runs: 1000}
	s := &analysis.Summary{Runs: 1000}
	for i, n := range needless {
		hour := float64(12 + i)
		share, half := n/10_000, n/10_000*0.06+0.00004
		if i == 12 {
			half = 0
		}
		p.Choices = append(p.Choices, experiment.Choice{Values: []string{strconv.Itoa(12+i) + "h"}, Config: config})
		var o analysis.Outcome
		o.Measures[experiment.BouncedGood] = near(share, half)
		o.Measures[experiment.MeanTold] = near(hour*60+8, 0.5)
		o.Measures[experiment.MeanSilence] = near(hour*55+8, 25)
		o.Measures[experiment.QueuePeak] = near(800+20*hour, 12)
		o.Measures[experiment.WireBytes] = near(1e6*hour, 1e5)
		o.Difference[experiment.BouncedGood] = near(share, half/3)
		o.Told = ladder(uint32(12+i)*60, 15_000-uint64(i)*350)
		s.Choices = append(s.Choices, o)
	}
	return sweeps.Sweep{Plan: p, Keys: []string{"host.exo.message_expiration"}, Summary: s, Title: "Choosing MessageExpiration"}
}

// sure is a quantile without doubt.
func sure(minute uint32) analysis.QuantileEstimate {
	return analysis.QuantileEstimate{Minute: minute, Low: minute, High: minute, Bounded: true}
}

// ladder has NDRs 3 to 13 minutes after a deadline, most of them early, and a few much before it.
func ladder(deadline uint32, count uint64) (q analysis.Quantiles) {
	q = analysis.Quantiles{Count: count, P50: sure(deadline + 6), P95: sure(deadline + 11), Max: sure(deadline + 13)}
	left := count
	for m := uint32(60); m < deadline; m += 97 {
		left -= count / 100
		q.Survival = append(q.Survival, experiment.Bin{Minute: m, Count: left})
	}
	for m := uint32(3); m < 13; m++ {
		left -= left / 4
		q.Survival = append(q.Survival, experiment.Bin{Minute: deadline + m, Count: left})
	}
	q.Survival = append(q.Survival, experiment.Bin{Minute: deadline + 13, Count: 0})
	return q
}

// advised is the same with limits, and what follows from them.
func advised() sweeps.Sweep {
	s := expirations()
	s.Decision.Limits = []experiment.Limit{
		{Subject: experiment.Subject{Measure: experiment.BouncedGood}, Most: 0.0025, Written: "at most 0.25 % of good mail bounced"},
		{Subject: experiment.Subject{Quantile: experiment.ToldP95}, Most: 18 * 60, Written: "dead addresses known within 18 h"},
	}
	a := &analysis.Advice{Answer: analysis.Decided, Best: []int{4}, Next: 5, Verdicts: make([]analysis.Verdict, 13)}
	for i := range 13 {
		switch {
		case i < 3:
			a.Verdicts[i].Violated = []int{0}
		case i == 3:
			a.Verdicts[i].Uncertain = []int{0}
		case i > 5:
			a.Verdicts[i].Violated = []int{1}
		}
	}
	s.Advice = a
	return s
}

// weighed has prices, and no limits.
func weighed(s sweeps.Sweep) sweeps.Sweep {
	s.Decision = experiment.Decision{Weights: []experiment.Weight{
		{Subject: experiment.Subject{Measure: experiment.BouncedGood}, Cost: 4000, Written: "40/%"},
		{Subject: experiment.Subject{Measure: experiment.MeanTold}, Cost: 1.0 / 60, Written: "1/h"},
	}}
	s.Advice.Verdicts = make([]analysis.Verdict, len(s.Plan.Choices))
	return s
}

// priced is advice for which both prices matter.
func priced() sweeps.Sweep {
	s := weighed(advised())
	for i := range s.Summary.Choices {
		s.Summary.Choices[i].Measures[experiment.BouncedGood] = near(float64((12-i)*(12-i))*4e-5, float64(12-i)*1e-6)
		s.Summary.Choices[i].Measures[experiment.MeanTold] = near(float64(12+i)*60+8, 0.01)
	}
	s.Advice.Best, s.Advice.Next, s.Advice.Indifference = []int{9}, 8, 0.5
	return s
}

// beyond has 12 h to 48 h, of which 24 h is in force and the longest the product takes.
func beyond() sweeps.Sweep {
	s := expirations()
	s.Plan.Current = 1
	s.Plan.Choices, s.Summary.Choices = s.Plan.Choices[:4], s.Summary.Choices[:4]
	for i, hours := range []string{"12h", "24h", "36h", "48h"} {
		o := &s.Summary.Choices[i]
		s.Plan.Choices[i].Values, s.Plan.Choices[i].Barred = []string{hours}, i > 1
		o.Told = analysis.Quantiles{}
		o.Measures[experiment.MeanTold] = analysis.Estimate{}
		o.Measures[experiment.BouncedLong] = near(0.266-0.06*float64(i), 0.01)
		o.Difference[experiment.BouncedLong] = near(0.06-0.06*float64(i), 0.01)
		o.Measures[experiment.BouncedGood], o.Difference[experiment.BouncedGood] = near(0.06, 0.01), near(0.06, 0.01)
		if i > 0 {
			o.Measures[experiment.BouncedGood], o.Difference[experiment.BouncedGood] = near(0, 0), near(0, 0)
		}
	}
	s.Summary.Choices[1].Difference[experiment.BouncedLong] = near(0, 0)
	s.Beyond = "Exchange Online takes 12 h to 24 h; more than 24 h needs a relay with a queue of its own."
	return s
}

// answered is a sweep with advice.
func answered(a analysis.Advice) sweeps.Sweep {
	s := priced()
	a.Verdicts = make([]analysis.Verdict, len(s.Plan.Choices))
	s.Advice = &a
	return s
}

// excluded has limits of which each value breaks one.
func excluded() sweeps.Sweep {
	s := advised()
	s.Advice = &analysis.Advice{Answer: analysis.Infeasible, Next: -1, Verdicts: s.Advice.Verdicts}
	s.Advice.Verdicts[3], s.Advice.Verdicts[4], s.Advice.Verdicts[5] = s.Advice.Verdicts[2], s.Advice.Verdicts[6], s.Advice.Verdicts[6]
	return s
}

// calm is a sweep in which no mail was late.
func calm() sweeps.Sweep {
	s := answered(analysis.Advice{Answer: analysis.Equal, Best: []int{12, 0}, Next: -1})
	for i := range s.Summary.Choices {
		s.Summary.Choices[i].Told = analysis.Quantiles{}
	}
	return s
}

// grounds is a sweep that gives no ground for advice.
func grounds(why string) sweeps.Sweep {
	s := expirations()
	s.NoAdvice = why
	return s
}

// barred is the sweep beyond what the product takes, with advice.
func barred() sweeps.Sweep {
	s := beyond()
	s.Advice = &analysis.Advice{Answer: analysis.Decided, Best: []int{1}, Next: 0, Verdicts: make([]analysis.Verdict, 4), Indifference: 0.2}
	s.Decision = priced().Decision
	return s
}

// allBarred has no value that can be set beside the current one, and not even that.
func allBarred() sweeps.Sweep {
	s := barred()
	for i := range s.Plan.Choices {
		s.Plan.Choices[i].Barred = true
	}
	s.Advice.Answer, s.Advice.Best, s.Advice.Next = analysis.Barred, nil, -1
	return s
}

func unsure() sweeps.Sweep {
	return answered(analysis.Advice{Answer: analysis.Undecided, Open: []int{4, 5, 3}, Next: 5, RunsNeeded: 873})
}

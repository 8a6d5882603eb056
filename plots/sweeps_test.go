package plots_test

import (
	"strconv"

	"mailstorm/plots"
	"mailstorm/sim"
	"mailstorm/sim/experiment"
	"mailstorm/sim/retry"
)

// needless is the share of all mail bounced at 12 h, 13 h, ... 24 h, in hundredths of a percent.
var needless = []float64{43, 37, 32, 27, 22, 18, 14.5, 11, 8, 5.5, 3.5, 1.5, 0}

func near(v, half float64) experiment.Estimate {
	return experiment.Estimate{Value: v, Low: v - half, High: v + half, Known: true, Bounded: true}
}

// expirations is the architect's question, answered by hand: 12 h to 24 h, of which 24 h is in force.
func expirations() plots.Sweep {
	config := &sim.Config{Hosts: []sim.Host{{Name: "exo", Profile: &retry.Profile{Name: "exchange-online"}}}}
	p := &experiment.Plan{Current: 12, Seed: 1, Runs: 1000}
	s := &experiment.Summary{Runs: 1000}
	for i, n := range needless {
		hour := float64(12 + i)
		share, half := n/10_000, n/10_000*0.06+0.00004
		if i == 12 {
			half = 0
		}
		p.Choices = append(p.Choices, experiment.Choice{Values: []string{strconv.Itoa(12+i) + "h"}, Config: config})
		var o experiment.Outcome
		o.Measures[experiment.BouncedGood] = near(share, half)
		o.Measures[experiment.MeanTold] = near(hour*60+8, 0.5)
		o.Measures[experiment.MeanSilence] = near(hour*55+8, 25)
		o.Measures[experiment.QueuePeak] = near(800+20*hour, 12)
		o.Measures[experiment.WireBytes] = near(1e6*hour, 1e5)
		o.Difference[experiment.BouncedGood] = near(share, half/3)
		o.Told = ladder(uint32(12+i)*60, 15_000-uint64(i)*350)
		s.Choices = append(s.Choices, o)
	}
	return plots.Sweep{Plan: p, Keys: []string{"host.exo.message_expiration"}, Summary: s, Title: "Choosing MessageExpiration"}
}

// sure is a quantile without doubt.
func sure(minute uint32) experiment.Rank {
	return experiment.Rank{Minute: minute, Low: minute, High: minute, Bounded: true}
}

// ladder has NDRs 3 to 13 minutes after a deadline, most of them early, and a few much before it.
func ladder(deadline uint32, count uint64) (q experiment.Quantiles) {
	q = experiment.Quantiles{Count: count, P50: sure(deadline + 6), P95: sure(deadline + 11), Max: sure(deadline + 13)}
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
func advised() plots.Sweep {
	s := expirations()
	s.Decision.Limits = []experiment.Limit{
		{Subject: experiment.Subject{Measure: experiment.BouncedGood}, Most: 0.0025, Written: "at most 0.25 % of good mail bounced"},
		{Subject: experiment.Subject{Quantile: experiment.ToldP95}, Most: 18 * 60, Written: "dead addresses known within 18 h"},
	}
	a := &experiment.Advice{Answer: experiment.Decided, Best: []int{4}, Next: 5, Verdicts: make([]experiment.Verdict, 13)}
	s.Answer = []string{"With a confidence of 95 % nothing that holds the limits costs less by more than 0.2."}
	for i := range 13 {
		switch {
		case i < 3:
			a.Verdicts[i].Breaks = []int{0}
		case i == 3:
			a.Verdicts[i].Doubts = []int{0}
		case i > 5:
			a.Verdicts[i].Breaks = []int{1}
		}
	}
	s.Advice = a
	return s
}

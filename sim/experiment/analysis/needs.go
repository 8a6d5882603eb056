package analysis

import (
	"math"
	"slices"
	"time"

	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/input"
)

// need is how many times as many replications would tell, or how many observations where no replications would; 0: they are not what is
// missing.
type need struct {
	times        float64
	observations uint64
}

// and is what both need.
func (n need) and(o need) need {
	return need{max(n.times, o.times), max(n.observations, o.observations)}
}

// Beyond this many times as many replications no number is said that would tell a limit or a cost and its interval apart.
const mostTimes = 1e4

// runsNeeded says after about how many replications the cheapest of what may hold the limits would be known to be good enough: the arms of
// intervals shrink with the root of their number. Where observations are too few, it says how many would be enough.
func (c *comparison) runsNeeded(a *Advice) (runs, observations uint64) {
	likely := slices.IndexFunc(a.Open, func(i int) bool { return c.feasibleByEstimate(i) })
	if likely < 0 || !c.hasIntervals() {
		return 0, 0
	}
	best := a.Open[likely]
	all := c.neededForLimits(best)
	for _, i := range a.Open {
		if i == best {
			continue
		}
		e := c.difference(best, i, c.tail)
		data := c.uncertainty([]term{{best, 1}, {i, -1}}, c.summary.runs(best, i)).VarianceShare()
		n := c.neededForArm(e.High-e.Value, a.Indifference-e.Value, data)
		if !c.feasibleByEstimate(i) { // it drops out when it is known to break a limit
			if clear := c.neededForLimits(i); clear.times < n.times {
				n = clear
			}
		}
		all = all.and(n)
	}
	if all.times <= mostTimes {
		return uint64(math.Ceil(all.times * float64(c.summary.Runs))), 0
	}
	return 0, all.observations
}

// neededForLimits says of each limit whether a choice holds it.
func (c *comparison) neededForLimits(choice int) need {
	all := need{times: 1}
	for _, l := range c.decision.Limits {
		e := c.summary.estimate(choice, l.Subject, c.tail)
		if !e.Known || e.High <= l.Most || e.Low > l.Most {
			continue
		}
		data := c.summary.uncertainty(choice, l.Subject, c.summary.runs(choice)).VarianceShare()
		arm, room := e.Value-e.Low, e.Value-l.Most
		if e.Value <= l.Most {
			arm, room = e.High-e.Value, l.Most-e.Value
		}
		all = all.and(c.neededForArm(arm, room, data))
	}
	return all
}

// neededForArm makes an arm as short as the room that there is; data is the part of its square that comes from few observations.
func (c *comparison) neededForArm(arm, room, data float64) need {
	n := need{times: timesForWidth(arm, room, data)}
	if !math.IsInf(n.times, 1) || data == 0 || room <= 0 {
		return n
	}
	seen := observations(c.plan.Observed)
	if needed := float64(seen) * data * (arm / room) * (arm / room); needed < 1e6 {
		n.observations = uint64(math.Ceil(max(needed, float64(seen+1))))
	}
	return n
}

// timesForWidth is how many times as many replications make an arm as long as the room that there is, where a part of its square stays.
func timesForWidth(arm, room, stays float64) float64 {
	if arm <= 0 {
		return 1
	}
	part := room / arm * (room / arm)
	if room <= 0 || part <= stays {
		return math.Inf(1)
	}
	return max(1, (1-stays)/(part-stays))
}

// moreObservations are what InputRisk reckons with.
const moreObservations = 100

// inputRisk is that of choosing one of some.
func (c *comparison) inputRisk(choice int, among []int) InputRisk {
	var draws, reruns [][]float64
	for _, i := range among {
		cost := c.uncertainty([]term{{i, 1}}, c.summary.runs(i))
		if cost == nil {
			return InputRisk{}
		}
		draws, reruns = append(draws, cost.Laws), append(reruns, cost.Replications)
	}
	if len(among) == 0 {
		return InputRisk{}
	}
	seen := observations(c.plan.Observed)
	return InputRisk{
		Observations:  seen,
		Met:           outagesMet(c.plan.Observed),
		ExpectedLoss:  steady(input.ExpectedLoss(draws, slices.Index(among, choice))),
		LossAfterMore: steady(input.ExpectedLossAfter(draws, reruns, int(seen), moreObservations)),
		Over:          observedOver(c.plan.Observed),
		Share:         steady(input.ShareOfDifferences(draws, reruns)),
	}
}

// observations are how many stand behind the lengths of outages, at most.
func observations(all []experiment.Observed) (most uint32) {
	for _, o := range all {
		most = max(most, o.Seen)
	}
	return most
}

// outagesMet is how many outages were met, at most; 0: as many as observations.
func outagesMet(all []experiment.Observed) (most uint32) {
	for _, o := range all {
		most = max(most, o.Met)
	}
	return most
}

// observedOver is in what time they were made, at most; 0: nobody says.
func observedOver(all []experiment.Observed) (most time.Duration) {
	for _, o := range all {
		most = max(most, o.Over)
	}
	return most
}

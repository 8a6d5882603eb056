package experiment

import (
	"math"
	"slices"

	"mailstorm/sim"
	"mailstorm/sim/experiment/input"
	"mailstorm/sim/random"
)

// Observed is a fault whose lengths rest on observations: a list of them, or quantiles with their number. What few observations leave
// open is part of each interval.
type Observed struct {
	Host, Fault int
	Law         *input.Law
	Seen        uint32 // observations
}

// ObservedIn lists such faults. Those with the same list share what is uncertain about it.
func ObservedIn(c *sim.Config) (all []Observed) {
	var lists []*random.Quantity
	for h := range c.Hosts {
		for f := range c.Hosts[h].Faults {
			q := &c.Hosts[h].Faults[f].Lasts
			if q.Observations() < 2 {
				continue
			}
			o := Observed{Host: h, Fault: f, Seen: q.Observations()}
			if k := slices.IndexFunc(lists, q.Equal); k >= 0 {
				o.Law = all[k].Law
			} else {
				o.Law = LawOf(q)
			}
			all, lists = append(all, o), append(lists, q)
		}
	}
	return all
}

// LawOf is the law behind observations.
func LawOf(q *random.Quantity) *input.Law {
	if len(q.Samples) > 0 {
		return input.Observed(q.Samples)
	}
	return input.Stated(q, int(q.Seen))
}

// Observe is a configuration whose faults last as long as the laws behind the observations say, beyond the longest that was seen, too.
func Observe(c *sim.Config, all []Observed) *sim.Config {
	own := c
	for _, o := range all {
		q := o.Law.Quantity()
		if q == nil {
			continue // a law that is stated is drawn from as it is
		}
		if own == c {
			copied := *c
			copied.Hosts = slices.Clone(c.Hosts)
			own = &copied
		}
		h := &own.Hosts[o.Host]
		h.Faults = slices.Clone(h.Faults)
		h.Faults[o.Fault].Lasts = *q
	}
	return own
}

// lasts are the lengths that were drawn in the storm of a seed.
func lasts(c *sim.Config, all []Observed, seed int64) (lengths []int64) {
	for _, o := range all {
		q := &c.Hosts[o.Host].Faults[o.Fault].Lasts
		lengths = append(lengths, q.Draw(c.LastsDraw(o.Host, o.Fault, seed)))
	}
	return lengths
}

// So many laws that may be true are tried, and as many times the replications are taken to have turned out otherwise.
const (
	posteriorDraws   = 400
	replicationDraws = 200
	fewestObserved   = 30 // replications, below which only they are uncertain enough
)

// Resamples are weights of replications, as if the laws were others, and as if the replications alone were.
type Resamples struct{ draws, reruns [][]float64 }

// resample is that of the replications so far; nil where nothing rests on observations.
func (c *Collector) resample() *Resamples {
	if len(c.plan.Observed) == 0 || c.runs < fewestObserved {
		return nil
	}
	if c.resamples != nil && len(c.resamples.draws[0]) == int(c.runs) {
		return c.resamples
	}
	by, weights := c.plan.design(int(c.runs)), make([]float64, c.runs)
	for i := range weights {
		weights[i] = by.Weight(i)
	}
	var factors []input.Factor
	for k, o := range c.plan.Observed {
		factors = append(factors, input.Factor{Law: o.Law, Values: c.lasts[k]})
	}
	p, seed := input.NewPosterior(weights, factors...), random.NewSeed(c.plan.Seed)
	c.resamples = &Resamples{}
	for turn := range uint64(posteriorDraws) {
		w := make([]float64, c.runs)
		p.Draw(seed, turn, w)
		c.resamples.draws = append(c.resamples.draws, w)
	}
	for turn := range uint64(replicationDraws) {
		w := make([]float64, c.runs)
		p.Rerun(seed, turn, w)
		c.resamples.reruns = append(c.resamples.reruns, w)
	}
	return c.resamples
}

// Uncertainty is what a number would be under each of them.
type Uncertainty struct{ draws, reruns []float64 }

// uncertainty is that of a subject over the first replications of a choice.
func (c *Collector) uncertainty(choice int, s Subject, runs int) *Uncertainty {
	p := c.resample()
	if p == nil {
		return nil
	}
	at := seriesKey{choice, s, runs}
	if c.uncertainties[at] == nil {
		nums, dens := c.series(choice, s, runs)
		c.uncertainties[at] = &Uncertainty{Ratios(p.draws, nums, dens), Ratios(p.reruns, nums, dens)}
	}
	return c.uncertainties[at]
}

// Ratios are those of sums under each row of weights.
func Ratios(weights [][]float64, nums, dens []int64) []float64 {
	all := make([]float64, len(weights))
	for b, w := range weights {
		num, den := 0.0, 0.0
		for i := range nums {
			num += float64(w[i] * float64(nums[i]))
			den += float64(w[i] * float64(dens[i]))
		}
		if den > 0 {
			all[b] = num / den
		}
	}
	return all
}

// Plus is a + factor * b, draw by draw; nil is nothing.
func (a *Uncertainty) Plus(factor float64, b *Uncertainty) *Uncertainty {
	if b == nil {
		return a
	}
	c := &Uncertainty{make([]float64, len(b.draws)), make([]float64, len(b.reruns))}
	for i := range c.draws {
		c.draws[i] = float64(factor * b.draws[i])
	}
	for i := range c.reruns {
		c.reruns[i] = float64(factor * b.reruns[i])
	}
	if a != nil {
		for i := range c.draws {
			c.draws[i] += a.draws[i]
		}
		for i := range c.reruns {
			c.reruns[i] += a.reruns[i]
		}
	}
	return c
}

// Widen makes an interval at least as wide as the laws that may be true leave it.
func (a *Uncertainty) Widen(e Estimate, tail float64) Estimate {
	if a == nil || !e.Bounded {
		return e
	}
	low, high := input.Interval(a.draws, a.reruns)
	low, high = moveEnd(e.Value, low, a.signed(), tail), moveEnd(e.Value, high, a.signed(), tail)
	e.Low, e.High = min(e.Low, low), max(e.High, high)
	return e
}

// moveEnd is the end of a 95 % interval moved to where that of another one is: by the factor if the sign of the number is beyond doubt,
// for then such numbers are skewed, and else by the distance.
func moveEnd(value, end float64, signed bool, tail float64) float64 {
	if signed && value*end > 0 {
		return value * math.Pow(end/value, ArmFactor(tail))
	}
	return value + ArmFactor(tail)*(end-value)
}

// signed reports whether the number has the same sign whatever is true.
func (a *Uncertainty) signed() bool {
	least, most := min(slices.Min(a.draws), slices.Min(a.reruns)), max(slices.Max(a.draws), slices.Max(a.reruns))
	return least > 0 || most < 0
}

// InputShare is what part of the variance comes from few observations, which no replication takes away.
func (a *Uncertainty) InputShare() float64 {
	if a == nil {
		return 0
	}
	return input.Data(a.draws, a.reruns)
}

// InputRisk is what chance may still cost who chooses by few observations.
type InputRisk struct {
	Observations  uint32  // observations
	ExpectedLoss  float64 // what the choice costs more than the best, on average over all laws that may be true
	LossAfterMore float64 // the same with a hundred observations more
}

// another hundred observations are what Risk reckons with.
const moreObservations = 100

// inputRisk is that of choosing one of some.
func (c *comparison) inputRisk(choice int, among []int) (r InputRisk) {
	for _, o := range c.plan.Observed {
		r.Observations = max(r.Observations, o.Seen)
	}
	var costs, again [][]float64
	at := 0
	for _, i := range among {
		laws, runs := (*Uncertainty)(nil), c.summary.Choices[i].runs(c.summary)
		for _, w := range c.decision.Weights {
			if c.summary.influence(i, w.Subject, runs) != nil {
				laws = laws.Plus(w.Cost, c.summary.from.uncertainty(i, w.Subject, runs))
			}
		}
		if laws == nil {
			return InputRisk{}
		}
		if i == choice {
			at = len(costs)
		}
		costs, again = append(costs, laws.draws), append(again, laws.reruns)
	}
	if len(costs) == 0 {
		return InputRisk{}
	}
	r.ExpectedLoss, r.LossAfterMore = steady(input.Loss(costs, at)), steady(input.LossAfter(costs, again, int(r.Observations), moreObservations))
	return r
}

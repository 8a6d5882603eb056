package experiment

import (
	"fmt"
	"math"
	"slices"
)

// Collector gathers the rows of a plan. Of each it keeps integers only, and of its histograms their sums.
type Collector struct {
	plan          *Plan
	runs          uint32 // complete ones
	perStratum    [Strata2]int
	run           uint32 // whose rows come now
	rows          []Row  // of that run, so far
	contenders    []int  // choices that are still in question; all until a round ends
	done          bool   // the question is answered
	choices       []choiceSample
	lasts         [][]int64 // of Plan.Observed, by replication
	influences    map[seriesKey]*Influence
	resamples     *Resamples
	uncertainties map[seriesKey]*Uncertainty
}

// choiceSample is what the rows of one choice hold.
type choiceSample struct {
	parts        [2 * Measures][]int64
	custom       [][]int64 // numerators and denominators, as parts
	extra        [][]int64
	told, silent BatchHistograms
}

// seriesKey names the first replications of a subject of a choice.
type seriesKey struct {
	choice int
	of     Subject
	runs   int
}

// NewCollector makes an empty one. It keeps the plan.
func NewCollector(p *Plan) *Collector {
	c := &Collector{plan: p, choices: make([]choiceSample, len(p.Choices)), influences: map[seriesKey]*Influence{}, uncertainties: map[seriesKey]*Uncertainty{}, lasts: make([][]int64, len(p.Observed))}
	for i := range c.choices {
		c.choices[i].extra = make([][]int64, len(p.Extra))
		c.choices[i].custom = make([][]int64, 2*len(p.Custom))
		c.contenders = append(c.contenders, i)
	}
	c.run = c.following(0)
	return c
}

// following is the first replication of the plan's shard that is not before r.
func (c *Collector) following(r uint32) uint32 {
	for r < c.plan.Runs && !c.plan.Shard.Has(r) {
		r++
	}
	return r
}

// Runs is how many replications are complete.
func (c *Collector) Runs() uint32 { return c.runs }

// Missing reports whether a row of the plan has not come.
func (c *Collector) Missing() bool { return c.run < c.plan.Runs && !c.done }

// Done reports whether the question is answered, so that no further replication is wanted.
func (c *Collector) Done() bool { return c.done }

// Contenders are the choices of which the next replication has a row.
func (c *Collector) Contenders() []int { return c.contenders }

// Take adds the next row. It refuses one that is not the next in the order of (run, choice): what came twice, and what follows a gap.
func (c *Collector) Take(r *Row) error {
	if c.run >= c.plan.Runs || c.done {
		return fmt.Errorf("the row of run %d, choice %d is one too many: the plan has %d runs", r.Run, r.Choice, c.run)
	}
	switch next := uint32(c.contenders[len(c.rows)]); {
	case r.Run < c.run || r.Run == c.run && r.Choice < next:
		return fmt.Errorf("the row of run %d, choice %d came twice or too late: that of run %d, choice %d is next", r.Run, r.Choice, c.run, next)
	case r.Run != c.run || r.Choice != next:
		return fmt.Errorf("the row of run %d, choice %d is missing: that of run %d, choice %d came", c.run, next, r.Run, r.Choice)
	case len(r.Extra) != len(c.plan.Extra):
		return fmt.Errorf("the row of run %d, choice %d has %d extra metrics, the plan has %d", r.Run, r.Choice, len(r.Extra), len(c.plan.Extra))
	}
	if len(r.Custom) != 2*len(c.plan.Custom) {
		return fmt.Errorf("the row of run %d, choice %d answers %d particular questions, the plan has %d", r.Run, r.Choice, len(r.Custom)/2, len(c.plan.Custom))
	}
	if len(r.Lasts) != len(c.plan.Observed) {
		return fmt.Errorf("the row of run %d, choice %d has the lengths of %d outages, the plan has %d", r.Run, r.Choice, len(r.Lasts), len(c.plan.Observed))
	}
	if slices.Min(r.Parts[:]) < 0 || least(r.Custom) < 0 || least(r.Extra) < 0 {
		return fmt.Errorf("the row of run %d, choice %d counts less than nothing", r.Run, r.Choice)
	}
	c.rows = append(c.rows, *r)
	if len(c.rows) == len(c.contenders) {
		c.complete()
	}
	return nil
}

// least is the smallest of the values that are there.
func least(values []int64) (n int64) {
	for _, v := range values {
		if v != Missing {
			n = min(n, v)
		}
	}
	return n
}

// complete adds the rows of a replication, once all are there: no choice is judged by more storms than another.
func (c *Collector) complete() {
	kind := uint8(0)
	if c.plan.Strata != nil {
		kind = stratum(c.run)
	}
	for i := range c.rows {
		r := &c.rows[i]
		g := &c.choices[r.Choice]
		for k, n := range r.Parts {
			g.parts[k] = append(g.parts[k], n)
		}
		for k, n := range r.Custom {
			g.custom[k] = append(g.custom[k], n)
		}
		for k, n := range r.Extra {
			g.extra[k] = append(g.extra[k], n)
		}
		g.told.Add(kind, c.perStratum[kind], r.Told)
		g.silent.Add(kind, c.perStratum[kind], r.Silent)
	}
	for k, n := range c.rows[0].Lasts {
		c.lasts[k] = append(c.lasts[k], n)
	}
	c.perStratum[kind]++
	c.rows = c.rows[:0]
	c.runs++
	c.run = c.following(c.run + 1)
	if c.plan.Decision != nil && c.plan.Shard.Of == 0 && slices.Contains(c.plan.Rounds(), c.runs) {
		c.round()
	}
}

// round asks at the end of a round whether the question is answered, and else drops what cannot be the answer.
func (c *Collector) round() {
	a := c.plan.Decision.Advise(c.plan, c.Summary())
	if c.done = a.Certain() || a.ObservationsNeeded > 0; !c.done {
		c.contenders = slices.Sorted(slices.Values(a.Open))
	}
}

// series is what the replications of a choice hold of a subject that is no quantile; nothing where nobody asked.
func (c *Collector) series(choice int, s Subject, runs int) (nums, dens []int64) {
	g := &c.choices[choice]
	all, at := g.parts[:], 2*int(s.Measure)
	if !s.isMeasure() {
		if all, at = g.custom, 2*slices.Index(c.plan.Custom, s); at < 0 {
			return make([]int64, runs), make([]int64, runs)
		}
	}
	return all[at][:runs], all[at+1][:runs]
}

// influence is that of a subject over the first replications of a choice.
func (c *Collector) influence(choice int, s Subject, runs int) *Influence {
	at := seriesKey{choice, s, runs}
	if c.influences[at] == nil {
		nums, dens := c.series(choice, s, runs)
		of := Ratio(nums, dens, c.plan.design(runs))
		c.influences[at] = &of
	}
	return c.influences[at]
}

// same reports whether two choices came to the same in each replication.
func (c *Collector) same(choice, other int) bool {
	a, b := &c.choices[choice], &c.choices[other]
	for k := range a.parts {
		if !slices.Equal(a.parts[k], b.parts[k]) {
			return false
		}
	}
	for k := range a.custom {
		if !slices.Equal(a.custom[k], b.custom[k]) {
			return false
		}
	}
	return a.told.Equal(&b.told) && a.silent.Equal(&b.silent)
}

func (c *Collector) runsOf(choice int) int { return len(c.choices[choice].parts[0]) }

// Summary is what the rows so far come to; those of a replication that is not complete are left out.
func (c *Collector) Summary() *Summary {
	clear(c.influences)
	clear(c.uncertainties)
	s := &Summary{Runs: c.runs, Choices: make([]Outcome, len(c.choices)), from: c}
	for i := range c.choices {
		g, o := &c.choices[i], &s.Choices[i]
		o.Runs = uint32(c.runsOf(i))
		by := c.plan.design(int(o.Runs))
		for m := range Measures {
			o.Measures[m] = c.estimate(i, Subject{Measure: m}, c.runsOf(i), Tail)
		}
		for _, asked := range c.plan.Custom {
			o.Custom = append(o.Custom, CustomEstimate{Subject: asked, Estimate: c.estimate(i, asked, c.runsOf(i), Tail)})
		}
		o.Told, o.Silence = g.told.Quantiles(by, c.plan.notifiedBy(i)), g.silent.Quantiles(by, c.plan.notifiedBy(i))
		for _, values := range g.extra {
			o.Extra = append(o.Extra, overReplications(values, by))
		}
	}
	for i := range c.choices {
		for m := range Measures {
			s.Choices[i].Difference[m] = c.difference(i, Subject{Measure: m}, s)
			s.Choices[i].Unpaired[m] = Unpaired(s.Choices[i].Measures[m], s.Choices[c.plan.Current].Measures[m])
		}
		for k, asked := range c.plan.Custom {
			s.Choices[i].Custom[k].Difference = c.difference(i, asked, s)
		}
		for q := ToldP50; q < quantiles; q++ {
			at, _ := s.Choices[i].quantile(q)
			at.Difference = s.quantileDifference(i, c.plan.Current, q)
		}
	}
	return s
}

// estimate is that of a subject over the first replications of a choice, with the interval that misses the truth on either side with that chance.
func (c *Collector) estimate(choice int, s Subject, runs int, tail float64) Estimate {
	of := c.influence(choice, s, runs)
	laws := c.uncertainty(choice, s, runs)
	if !s.countsEvents() || c.structural(choice, s) || !of.Known() {
		e := of.Within(tail)
		if !c.structural(choice, s) {
			e = laws.Widen(e, tail)
		}
		return e.Clamp(0, max(e.High, 0))
	}
	nums, dens := c.series(choice, s, runs)
	r := CountEvents(dens, of.design, func(run int) Event { return Event{nums[run] > 0, nums[run] == dens[run]} })
	return laws.Widen(r.Widen(of.IntervalAtLeast(tail, r.DegreesOfFreedom()), 1, tail), tail).Clamp(0, s.highest())
}

// difference is what a choice has more of a subject than the current one, in the replications that both have.
func (c *Collector) difference(choice int, of Subject, s *Summary) Estimate {
	settled := c.structural(choice, of)
	if c.structural(c.plan.Current, of) && !settled {
		return s.Choices[choice].Estimate(of) // to nothing at all
	}
	runs := min(c.runsOf(choice), c.runsOf(c.plan.Current))
	d := c.influence(choice, of, runs).Plus(-1, c.influence(c.plan.Current, of, runs))
	laws := c.uncertainty(choice, of, runs).Plus(-1, c.uncertainty(c.plan.Current, of, runs))
	if choice == c.plan.Current || settled || !d.Known() {
		return d.Estimate()
	}
	if !of.countsEvents() {
		return laws.Widen(d.Estimate(), Tail)
	}
	nums, dens := c.series(choice, of, runs)
	nums2, dens2 := c.series(c.plan.Current, of, runs)
	r := CountEvents(dens, d.design, func(run int) Event {
		a, of, b, as := nums[run], dens[run], nums2[run], dens2[run]
		return Event{a != b || a > 0 && of != as, a == of && b == 0 || a == 0 && b == as}
	})
	return laws.Widen(r.Widen(d.IntervalAtLeast(Tail, r.DegreesOfFreedom()), math.Copysign(1, d.Value), Tail), Tail).Clamp(-of.highest(), of.highest())
}

// structural reports whether more replications could not change what never happened: because it cannot happen, or because the choice is the very
// standard that the subject compares with, or expires later and so delivers what the standard does.
func (c *Collector) structural(choice int, s Subject) bool {
	standard, needed := s.standard()
	by := c.plan.standards(choice)
	switch at := &c.plan.Choices[choice]; {
	case s.Quantile == NoQuantile && slices.Contains(c.plan.StructuralZeros, s.Measure):
		return true
	case !needed || standard >= len(by):
		return false
	case at.Config == by[standard]:
		return true
	default:
		nums, _ := c.series(choice, s, c.runsOf(choice))
		base := Choice{Config: by[standard]}
		return base.lifetime() > 0 && at.lifetime() > base.lifetime() && !slices.ContainsFunc(nums, func(n int64) bool { return n > 0 })
	}
}

// quantileDifference is what one choice has more of a quantile than another.
func (s *Summary) quantileDifference(choice, other int, q Quantile) Estimate {
	a, of := s.Choices[choice].quantile(q)
	b, as := s.Choices[other].quantile(q)
	if of.Count == 0 || as.Count == 0 {
		return Estimate{}
	}
	if slices.Equal(a.jackknife, b.jackknife) && slices.Equal(of.Survival, as.Survival) {
		return Estimate{Known: true, Bounded: a.Bounded && b.Bounded}
	}
	return a.Minus(b)
}

// overReplications sums up one value a replication.
func overReplications(values []int64, by *Design) RunQuantiles {
	var known []int64
	var kept []int
	for i, v := range values {
		if v != Missing {
			known, kept = append(known, v), append(kept, i)
		}
	}
	q := RunQuantiles{Known: uint32(len(known))}
	if len(known) == 0 {
		return q
	}
	by = by.Subset(kept)
	mean := Ratio(known, slices.Repeat([]int64{1}, len(known)), by)
	q.Mean = mean.Estimate()
	q.P5, q.P50, q.P95 = by.Quantile(known, 5), by.Quantile(known, 50), by.Quantile(known, 95)
	q.Least, q.Most = slices.Min(known), slices.Max(known)
	return q
}

package experiment

import (
	"fmt"
	"slices"
)

// Collector gathers the rows of a plan. Of each it keeps integers only, and of its histograms their sums.
type Collector struct {
	plan    *Plan
	runs    uint32 // complete ones
	turns   [strata]int
	run     uint32 // whose rows come now
	rows    []Row  // of that run, so far
	choices []gathered
}

// gathered is what the rows of one choice hold.
type gathered struct {
	parts        [2 * Measures][]int64
	particular   [][]int64 // numerators and denominators, as parts
	extra        [][]int64
	told, silent dealt
}

// NewCollector makes an empty one. It keeps the plan.
func NewCollector(p *Plan) *Collector {
	c := &Collector{plan: p, choices: make([]gathered, len(p.Choices))}
	for i := range c.choices {
		c.choices[i].extra = make([][]int64, len(p.Extra))
		c.choices[i].particular = make([][]int64, 2*len(p.Particular))
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
func (c *Collector) Missing() bool { return c.run < c.plan.Runs }

// Take adds the next row. It refuses one that is not the next in the order of (run, choice): what came twice, and what follows a gap.
func (c *Collector) Take(r *Row) error {
	next := uint32(len(c.rows))
	switch {
	case c.run >= c.plan.Runs:
		return fmt.Errorf("the row of run %d, choice %d is one too many: the plan has %d runs", r.Run, r.Choice, c.plan.Runs)
	case r.Run < c.run || r.Run == c.run && r.Choice < next:
		return fmt.Errorf("the row of run %d, choice %d came twice or too late: that of run %d, choice %d is next", r.Run, r.Choice, c.run, next)
	case r.Run != c.run || r.Choice != next:
		return fmt.Errorf("the row of run %d, choice %d is missing: that of run %d, choice %d came", c.run, next, r.Run, r.Choice)
	case len(r.Extra) != len(c.plan.Extra):
		return fmt.Errorf("the row of run %d, choice %d has %d extra metrics, the plan has %d", r.Run, r.Choice, len(r.Extra), len(c.plan.Extra))
	}
	if len(r.Particular) != 2*len(c.plan.Particular) {
		return fmt.Errorf("the row of run %d, choice %d answers %d particular questions, the plan has %d", r.Run, r.Choice, len(r.Particular)/2, len(c.plan.Particular))
	}
	if slices.Min(r.Parts[:]) < 0 || least(r.Particular) < 0 || least(r.Extra) < 0 {
		return fmt.Errorf("the row of run %d, choice %d counts less than nothing", r.Run, r.Choice)
	}
	c.rows = append(c.rows, *r)
	if len(c.rows) == len(c.choices) {
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
		g, r := &c.choices[i], &c.rows[i]
		for k, n := range r.Parts {
			g.parts[k] = append(g.parts[k], n)
		}
		for k, n := range r.Particular {
			g.particular[k] = append(g.particular[k], n)
		}
		for k, n := range r.Extra {
			g.extra[k] = append(g.extra[k], n)
		}
		g.told.add(kind, c.turns[kind], r.Told)
		g.silent.add(kind, c.turns[kind], r.Silent)
	}
	c.turns[kind]++
	c.rows = c.rows[:0]
	c.runs++
	c.run = c.following(c.run + 1)
}

// Summary is what the rows so far come to; those of a replication that is not complete are left out.
func (c *Collector) Summary() *Summary {
	s := &Summary{Runs: c.runs, Choices: make([]Outcome, len(c.choices)), influences: make([][Measures]influence, len(c.choices)), particular: make([][]influence, len(c.choices))}
	by := c.plan.sampling(int(c.runs))
	for i := range c.choices {
		g, o := &c.choices[i], &s.Choices[i]
		for m := range Measures {
			s.influences[i][m] = ratio(g.parts[2*m], g.parts[2*m+1], by)
			o.Measures[m] = c.series(i, Subject{Measure: m}).estimate(&s.influences[i][m])
		}
		for k, asked := range c.plan.Particular {
			s.particular[i] = append(s.particular[i], ratio(g.particular[2*k], g.particular[2*k+1], by))
			o.Particular = append(o.Particular, Particular{Subject: asked, Is: c.series(i, asked).estimate(&s.particular[i][k])})
		}
		o.Told, o.Silence = g.told.quantiles(by), g.silent.quantiles(by)
		for _, values := range g.extra {
			o.Extra = append(o.Extra, overRuns(values, by))
		}
	}
	for i := range c.choices {
		o, now := &s.Choices[i], &s.Choices[c.plan.Current]
		for m := range Measures {
			o.Difference[m] = c.difference(i, Subject{Measure: m}, s)
			o.Unpaired[m] = apart(o.Measures[m], now.Measures[m])
		}
		for k, asked := range c.plan.Particular {
			o.Particular[k].Difference = c.difference(i, asked, s)
		}
		for q := ToldP50; q < quantiles; q++ {
			at, _ := o.rank(q)
			at.Difference = s.between(i, c.plan.Current, q)
		}
	}
	return s
}

// series is what the replications of a choice hold of a subject that is no quantile.
type series struct {
	nums, dens []int64
	share      bool
	settled    bool
}

func (c *Collector) series(choice int, s Subject) series {
	g := &c.choices[choice]
	all, at := g.parts[:], 2*int(s.Measure)
	if !s.plain() {
		all, at = g.particular, 2*slices.Index(c.plan.Particular, s)
	}
	return series{all[at], all[at+1], s.Share(), c.settled(choice, s)}
}

// estimate is that of one subject of a choice.
func (of series) estimate(is *influence) Estimate {
	e := is.estimate()
	if !of.share {
		return e.within(0, max(e.High, 0))
	}
	if !of.settled {
		e = rare(of.dens, is.by, func(run int) bool { return of.nums[run] > 0 }).widen(e)
	}
	return e.within(0, 1)
}

// difference is what a choice has more of a subject than the current one.
func (c *Collector) difference(choice int, of Subject, s *Summary) Estimate {
	a, b := c.series(choice, of), c.series(c.plan.Current, of)
	if b.settled && !a.settled {
		return s.Choices[choice].Estimate(of) // to nothing at all
	}
	d := s.influence(choice, of).plus(-1, s.influence(c.plan.Current, of))
	e := d.estimate()
	if !a.share || choice == c.plan.Current {
		return e
	}
	if !a.settled {
		e = rare(a.dens, d.by, func(run int) bool {
			return a.nums[run] != b.nums[run] || a.nums[run] > 0 && a.dens[run] != b.dens[run]
		}).widen(e)
	}
	return e.within(-1, 1)
}

// influence is that of a subject which is no quantile.
func (s *Summary) influence(choice int, of Subject) *influence {
	if of.plain() {
		return &s.influences[choice][of.Measure]
	}
	k := slices.IndexFunc(s.Choices[choice].Particular, func(p Particular) bool { return p.Subject == of })
	return &s.particular[choice][k]
}

// settled reports whether more replications could not change what never happened: because the choice is the very standard that the subject
// compares with.
func (c *Collector) settled(choice int, s Subject) bool {
	standard, needed := s.standard()
	by := c.plan.standards(choice)
	return needed && standard < len(by) && c.plan.Choices[choice].Config == by[standard]
}

// between is what one choice has more of a quantile than another.
func (s *Summary) between(choice, other int, q Quantile) Estimate {
	a, of := s.Choices[choice].rank(q)
	b, as := s.Choices[other].rank(q)
	if of.Count == 0 || as.Count == 0 {
		return Estimate{}
	}
	if slices.Equal(a.pull, b.pull) && slices.Equal(of.Survival, as.Survival) {
		return Estimate{Known: true, Bounded: a.Bounded && b.Bounded}
	}
	return a.less(b)
}

// overRuns sums up one value a replication.
func overRuns(values []int64, by *sampling) RunQuantiles {
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
	by = by.narrow(kept)
	mean := ratio(known, slices.Repeat([]int64{1}, len(known)), by)
	q.Mean = mean.estimate()
	q.P5, q.P50, q.P95 = by.quantile(known, 5), by.quantile(known, 50), by.quantile(known, 95)
	q.Least, q.Most = slices.Min(known), slices.Max(known)
	return q
}

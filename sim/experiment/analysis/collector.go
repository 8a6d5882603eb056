// Package analysis estimates what the rows of an experiment come to, compares its choices, and advises: output analysis, ranking and selection.
package analysis

import (
	"fmt"
	"slices"

	"mailstorm/sim/experiment"
)

// Collector gathers the rows of a plan, and asks at the end of each round whether they answer the question.
type Collector struct {
	plan       *experiment.Plan
	sample     *sample
	run        uint32           // whose rows come now
	rows       []experiment.Row // of that run, so far
	contenders []int            // choices that are still in question; all until a round ends
	done       bool             // the question is answered
}

// NewCollector makes an empty one. It keeps the plan.
func NewCollector(p *experiment.Plan) *Collector {
	c := &Collector{plan: p, sample: newSample(p)}
	for i := range p.Choices {
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
func (c *Collector) Runs() uint32 { return c.sample.runs }

// Missing reports whether a row of the plan has not come.
func (c *Collector) Missing() bool { return c.run < c.plan.Runs && !c.done }

// Done reports whether the question is answered, so that no further replication is wanted.
func (c *Collector) Done() bool { return c.done }

// Contenders are the choices of which the next replication has a row.
func (c *Collector) Contenders() []int { return c.contenders }

// Summary is what the rows so far come to; those of a replication that is not complete are left out.
func (c *Collector) Summary() *Summary { return c.sample.summary() }

// Take adds the next row. It refuses one that is not the next in the order of (run, choice): what came twice, and what follows a gap.
func (c *Collector) Take(r *experiment.Row) error {
	if err := c.check(r); err != nil {
		return err
	}
	c.rows = append(c.rows, *r)
	if len(c.rows) == len(c.contenders) {
		c.complete()
	}
	return nil
}

// check refuses rows that are not the next, and those that are not of the plan.
func (c *Collector) check(r *experiment.Row) error {
	if c.run >= c.plan.Runs || c.done {
		return fmt.Errorf("the row of run %d, choice %d is one too many: the plan has %d runs", r.Run, r.Choice, c.run)
	}
	p := c.plan
	switch next := uint32(c.contenders[len(c.rows)]); {
	case r.Run < c.run || r.Run == c.run && r.Choice < next:
		return fmt.Errorf("the row of run %d, choice %d came twice or too late: that of run %d, choice %d is next", r.Run, r.Choice, c.run, next)
	case r.Run != c.run || r.Choice != next:
		return fmt.Errorf("the row of run %d, choice %d is missing: that of run %d, choice %d came", c.run, next, r.Run, r.Choice)
	case len(r.Extra) != len(p.Extra):
		return fmt.Errorf("the row of run %d, choice %d has %d extra metrics, the plan has %d", r.Run, r.Choice, len(r.Extra), len(p.Extra))
	case len(r.Custom) != 2*len(p.Custom):
		return fmt.Errorf("the row of run %d, choice %d answers %d particular questions, the plan has %d", r.Run, r.Choice, len(r.Custom)/2, len(p.Custom))
	case len(r.Lasts) != len(p.Observed):
		return fmt.Errorf("the row of run %d, choice %d has the lengths of %d outages, the plan has %d", r.Run, r.Choice, len(r.Lasts), len(p.Observed))
	case slices.Min(r.Parts[:]) < 0 || slices.ContainsFunc(r.Custom, isNegative) || slices.ContainsFunc(r.Extra, isNegative):
		return fmt.Errorf("the row of run %d, choice %d counts less than nothing", r.Run, r.Choice)
	}
	return nil
}

func isNegative(v int64) bool { return v < 0 && v != experiment.Missing }

// complete takes in a replication of which all rows are there.
func (c *Collector) complete() {
	c.sample.add(c.run, c.rows)
	c.rows = c.rows[:0]
	c.run = c.following(c.run + 1)
	if c.plan.Decision != nil && c.plan.Shard.Of == 0 && slices.Contains(c.plan.Rounds(), c.sample.runs) {
		c.endRound()
	}
}

// endRound asks whether the question is answered, and else drops what cannot be the answer.
func (c *Collector) endRound() {
	a := Advise(*c.plan.Decision, c.plan, c.Summary())
	if c.done = a.Certain() || a.ObservationsNeeded > 0; !c.done {
		c.contenders = slices.Sorted(slices.Values(a.Open))
	}
}

package sweep

import (
	"fmt"
	"slices"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
)

// Gathering takes the rows of a sweep, in the order of rows.jsonl.
type Gathering struct {
	plan       *sweepfolder.Plan
	plans      []*experiment.Plan
	collectors []*analysis.Collector
	runs       []uint32 // rows so far, in whole replications
	rows       int
	early      *Finding // what the sweep itself came to after as many replications as its variants have
}

// NewGathering begins with no row. The plans are what statistics need to know of the variants.
func NewGathering(p *sweepfolder.Plan, plans []*experiment.Plan) *Gathering {
	g := &Gathering{plan: p, plans: plans, runs: make([]uint32, len(p.Variants))}
	for _, plan := range plans {
		g.collectors = append(g.collectors, analysis.NewCollector(plan))
	}
	return g
}

// Take hears a row.
func (g *Gathering) Take(variant int, row *experiment.Row) error {
	last := int(row.Choice) == slices.Max(g.Alive(variant))
	g.rows++
	if last {
		g.runs[variant]++
	}
	if g.plan.Shard != nil { // a part comes to nothing by itself
		return nil
	}
	if err := g.collectors[variant].Take(row); err != nil {
		return err
	}
	if variant == 0 && last && len(g.plan.Worlds()) > 0 && g.runs[0] == g.plan.Variants[g.plan.Worlds()[0]].Runs {
		f := g.finding(0, g.plans[g.plan.Worlds()[0]])
		g.early = &f
	}
	return nil
}

// Alive are the choices of which the next replication of a variant has a row.
func (g *Gathering) Alive(variant int) []int { return g.collectors[variant].Contenders() }

// Done reports whether the question is answered, so that the sweep needs no further replication.
func (g *Gathering) Done() bool { return g.collectors[0].Done() }

// finding is what the rows of a variant so far come to, judged by what the plan promises.
func (g *Gathering) finding(variant int, by *experiment.Plan) (f Finding) {
	f.Summary = g.collectors[variant].Summary()
	if decision, wanted := g.plan.Wants(); wanted && g.plan.NoAdvice == "" {
		advice := analysis.Advise(decision, by, f.Summary)
		f.Advice = &advice
	}
	return f
}

// Runs is how many whole replications of a variant there are.
func (g *Gathering) Runs(variant int) uint32 { return g.runs[variant] }

// Enough reports whether the intervals of the sweep are narrow enough.
func (g *Gathering) Enough(precision float64) bool {
	return analysis.Enough(g.collectors[0].Summary(), precision)
}

// Sweep is what the rows so far come to.
func (g *Gathering) Sweep(stopped string) *Sweep {
	s := &Sweep{Plan: g.plan, Storms: g.plans[0], plans: g.plans, Stopped: stopped, Findings: make([]Finding, len(g.plan.Variants))}
	for i := range s.Findings {
		if g.runs[i] > 0 {
			s.Findings[i] = g.finding(i, g.plans[i])
		}
	}
	if stopped == "" && g.early != nil && g.early.Advice != nil {
		s.early = g.early
		s.Robust = s.robustness()
	}
	return s
}

// whole reports whether a variant has all of its replications.
func (g *Gathering) whole(variant int) bool {
	n, p := g.runs[variant], g.plan
	if variant == 0 && p.MostRuns > p.Runs {
		return n >= p.Runs && n <= p.MostRuns
	}
	return n == p.Expected(variant)
}

// Rows is how many rows there are.
func (g *Gathering) Rows() int { return g.rows }

// Short says how far the rows are from all; empty: they are all there.
func (g *Gathering) Short() string {
	if !g.whole(0) {
		return fmt.Sprintf("%s of %s of each value", english.Number(int64(g.runs[0])), replications(g.plan.Expected(0)))
	}
	for i := range g.runs {
		if !g.whole(i) {
			return fmt.Sprintf("all replications of the scenario as it is, and %d of %d other assumptions", i-1, len(g.runs)-1)
		}
	}
	return ""
}

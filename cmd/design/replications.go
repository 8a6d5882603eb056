package design

import (
	"context"

	"mailstorm/cmd/report/sweep"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
)

// RunsDone is how many runs are done, and how many all are.
func (b *Prepared) RunsDone(g *sweep.Gathering) (done, all int64) {
	choices := int64(len(b.Plan.Choices))
	for i, v := range b.Plan.Variants {
		all += int64(ShardRuns(b.part, v.Runs)) * choices
		done += int64(g.Runs(i)) * choices
	}
	return done, all
}

// Run runs all replications that are not there yet: of the scenario as it is, then of each variant. Each row goes to take, which hands it to
// the gathering.
func (b *Prepared) Run(ctx context.Context, jobs int, g *sweep.Gathering, take func(variant int, row *experiment.Row) error) error {
	for i := range b.Plan.Variants {
		if err := b.runReplications(ctx, i, jobs, g, func(row *experiment.Row) error { return take(i, row) }); err != nil {
			return err
		}
	}
	return nil
}

// runReplications runs a variant until its replications are enough.
func (b *Prepared) runReplications(ctx context.Context, variant, jobs int, g *sweep.Gathering, take func(*experiment.Row) error) error {
	storm, err := b.ExperimentPlan(b.Plan.Variants[variant])
	if err != nil {
		return err
	}
	storm.Shard = b.part
	target := b.Plan.Runs
	if variant > 0 {
		target = b.Plan.Variants[variant].Runs
	}
	for {
		if g.Runs(variant) < ShardRuns(b.part, target) {
			storm.Runs, storm.Contenders = target, b.activeChoices(g, variant)
			beyond := g.Runs(variant)
			skip := func(run uint32) bool { return ShardRuns(b.part, run) < beyond }
			if err := experiment.Run(ctx, storm, jobs, skip, take); err != nil {
				return err
			}
		}
		if variant > 0 || target >= b.Plan.MostRuns || b.isPreciseEnough(g, target) {
			return nil
		}
		target = b.nextRuns(target)
	}
}

// isPreciseEnough reports whether the intervals are narrow enough, or the advice is certain enough.
func (b *Prepared) isPreciseEnough(g *sweep.Gathering, runs uint32) bool {
	if b.Plan.Narrow > 0 {
		return g.Runs(0) <= runs && g.Enough(b.Plan.Narrow)
	}
	return g.Done()
}

// nextRuns is the number of replications at which the next round ends.
func (b *Prepared) nextRuns(runs uint32) uint32 {
	if b.Plan.Narrow == 0 {
		return uint32(min(2*uint64(runs), uint64(b.Plan.MostRuns)))
	}
	for runs++; runs < b.Plan.MostRuns && !analysis.Due(runs); {
		runs++
	}
	return runs
}

// activeChoices marks the choices of which the next replication has a row.
func (b *Prepared) activeChoices(g *sweep.Gathering, variant int) []bool {
	all := make([]bool, len(b.Plan.Choices))
	for _, i := range g.Alive(variant) {
		all[i] = true
	}
	return all
}

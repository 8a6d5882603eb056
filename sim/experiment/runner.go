package experiment

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"mailstorm/sim"
)

// replication is what became of one replication: a row for each choice, or an error.
type replication struct {
	rows []Row
	err  error
}

// job is one replication to run, and where what it came to is waited for.
type job struct {
	run  uint32
	done chan<- replication
}

// Run runs the plan on so many cores at a time and gives each row to take, in the order of (run, choice), whatever the number of cores.
// A replication for which skip holds is not run: its rows are there already. It ends early with the context's error or take's. A run
// that stops at its limit of copies ends it, too: what was counted until then would be no comparison.
//
// Workers take replications in order, and what they come to is waited for in the same order. The window bounds how far a worker may be
// ahead of the slowest, and so the memory.
func Run(ctx context.Context, p *Plan, cores int, skip func(run uint32) bool, take func(*Row) error) error {
	ctx, cancel := context.WithCancel(ctx)
	jobs := make(chan job)
	window := make(chan (<-chan replication), 2*max(cores, 1))
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel()
	all.Go(func() { dispatch(ctx, p, skip, jobs, window) })
	for range max(cores, 1) {
		all.Go(func() { work(ctx, p, jobs) })
	}
	for done := range window {
		b := <-done
		for i := range b.rows {
			if err := take(&b.rows[i]); err != nil {
				return err
			}
		}
		if b.err != nil {
			return b.err
		}
	}
	return ctx.Err()
}

// dispatch gives out replications in order.
func dispatch(ctx context.Context, p *Plan, skip func(uint32) bool, jobs chan<- job, window chan<- (<-chan replication)) {
	defer close(jobs)
	defer close(window)
	for r := range p.Runs {
		if !p.Shard.Has(r) || skip != nil && skip(r) {
			continue
		}
		done := make(chan replication, 1)
		select {
		case window <- done:
		case <-ctx.Done():
			return
		}
		select {
		case jobs <- job{r, done}:
		case <-ctx.Done():
			done <- replication{err: ctx.Err()}
			return
		}
	}
}

func work(ctx context.Context, p *Plan, jobs <-chan job) {
	w := worker{ctx: ctx, plan: p}
	for j := range jobs {
		rows, err := w.replicate(j.run)
		j.done <- replication{rows, err}
	}
}

// worker runs one replication at a time and keeps the memory for the next.
type worker struct {
	ctx       context.Context
	plan      *Plan
	standards standards
	tally     tally
}

// replicate runs each set of standards, then the choices that are measured by it, all with the same seed.
func (w *worker) replicate(run uint32) ([]Row, error) {
	rows := make([]Row, len(w.plan.Choices))
	for set := range max(len(w.plan.Standards), 1) {
		if err := w.replicateSet(set, run, rows); err != nil {
			return nil, err
		}
	}
	ran := rows[:0]
	for i := range rows {
		if w.plan.contends(i) {
			ran = append(ran, rows[i])
		}
	}
	return ran, nil
}

func (w *worker) replicateSet(set int, run uint32, rows []Row) error {
	if !w.plan.measuredBy(set) {
		return nil
	}
	seed := w.plan.SeedOf(run)
	if err := w.simulateStandards(set, seed); err != nil {
		return err
	}
	for i := range w.plan.Choices {
		c := &w.plan.Choices[i]
		if c.StandardSet != set || !w.plan.contends(i) {
			continue
		}
		s, err := w.simulateChoice(c.Config, seed)
		if err != nil {
			return locateError(err, seed, "of the choice "+c.Label())
		}
		rows[i] = w.tally.row(w.plan, w.standards, c.Config, s)
		rows[i].Run, rows[i].Choice = run, uint32(i)
	}
	return nil
}

// simulateStandards simulates the standards of a set.
func (w *worker) simulateStandards(set int, seed int64) error {
	w.standards = w.standards[:0]
	if len(w.plan.Standards) == 0 {
		return nil
	}
	for i, c := range w.plan.Standards[set] {
		if i > 0 && c == w.standards[0].config {
			w.standards = append(w.standards, w.standards[0])
			continue
		}
		s, err := simulate(w.ctx, w.plan, c, seed)
		if err != nil {
			return locateError(err, seed, fmt.Sprintf("at the expiration no. %d by which good mail is measured", i+1))
		}
		w.standards = append(w.standards, standardOf(c, s, w.plan.Choices))
	}
	return nil
}

// simulateChoice simulates a choice, unless that was done for a standard.
func (w *worker) simulateChoice(c *sim.Config, seed int64) (*simulation, error) {
	for i := range w.standards {
		if w.standards[i].config == c {
			return w.standards[i].simulation, nil
		}
	}
	return simulate(w.ctx, w.plan, c, seed)
}

// locateError says in which run an error came up; an interruption is nobody's fault.
func locateError(err error, seed int64, where string) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fmt.Errorf("the run with seed %d %s ended early: %w", seed, where, err)
}

package experiment

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"mailstorm/sim"
)

// slice is how many events a world serves between two looks at the context.
const slice = 1 << 16

// batch is what became of one replication: a row for each choice, or an error.
type batch struct {
	rows []Row
	err  error
}

// job is one replication to run, and where its batch is waited for.
type job struct {
	run  uint32
	done chan<- batch
}

// run lets workers take replications in order, and waits for their batches in the same order. The window bounds how far a worker may be
// ahead of the slowest, and so the memory.
func run(ctx context.Context, p *Plan, cores int, skip func(run uint32) bool, take func(*Row) error) error {
	ctx, cancel := context.WithCancel(ctx)
	jobs := make(chan job)
	window := make(chan (<-chan batch), 2*max(cores, 1))
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel()
	all.Go(func() { hand(ctx, p, skip, jobs, window) })
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

// hand gives out replications in order.
func hand(ctx context.Context, p *Plan, skip func(uint32) bool, jobs chan<- job, window chan<- (<-chan batch)) {
	defer close(jobs)
	defer close(window)
	for r := range p.Runs {
		if !p.Shard.Has(r) || skip != nil && skip(r) {
			continue
		}
		done := make(chan batch, 1)
		select {
		case window <- done:
		case <-ctx.Done():
			return
		}
		select {
		case jobs <- job{r, done}:
		case <-ctx.Done():
			done <- batch{err: ctx.Err()}
			return
		}
	}
}

func work(ctx context.Context, p *Plan, jobs <-chan job) {
	w := worker{ctx: ctx, plan: p}
	for j := range jobs {
		rows, err := w.replicate(j.run)
		j.done <- batch{rows, err}
	}
}

// worker runs one replication at a time and keeps the memory for the next.
type worker struct {
	ctx       context.Context
	plan      *Plan
	standards []standard
	told      []uint32 // scratch
	dead      []uint32 // scratch
	silent    []uint32 // scratch
	rescues   rescues  // of the storm whose row is written
}

// play is a storm that is over.
type play struct {
	lasts  []int64 // of Plan.Observed
	world  *sim.World
	result *sim.Result
	quiet  silences
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
		if w.plan.alive(i) {
			ran = append(ran, rows[i])
		}
	}
	return ran, nil
}

func (w *worker) replicateSet(set int, run uint32, rows []Row) error {
	if !w.plan.asks(set) {
		return nil
	}
	seed := w.plan.SeedOf(run)
	if err := w.measure(set, seed); err != nil {
		return err
	}
	for i := range w.plan.Choices {
		c := &w.plan.Choices[i]
		if c.Set != set || !w.plan.alive(i) {
			continue
		}
		s, err := w.choose(c.Config, seed)
		if err != nil {
			return blame(err, seed, "of the choice "+c.Label())
		}
		rows[i] = w.row(c.Config, s)
		rows[i].Run, rows[i].Choice = run, uint32(i)
	}
	return nil
}

// measure plays the standards of a set.
func (w *worker) measure(set int, seed int64) error {
	w.standards = w.standards[:0]
	if len(w.plan.Standards) == 0 {
		return nil
	}
	for i, c := range w.plan.Standards[set] {
		if i > 0 && c == w.standards[0].config {
			w.standards = append(w.standards, w.standards[0])
			continue
		}
		s, err := w.play(c, seed)
		if err != nil {
			return blame(err, seed, fmt.Sprintf("at the expiration no. %d by which good mail is measured", i+1))
		}
		w.standards = append(w.standards, standardOf(c, s, w.plan.Choices))
	}
	return nil
}

// choose plays a choice, unless it was played as a standard.
func (w *worker) choose(c *sim.Config, seed int64) (*play, error) {
	for i := range w.standards {
		if w.standards[i].config == c {
			return w.standards[i].play, nil
		}
	}
	return w.play(c, seed)
}

// play runs one storm to its end.
func (w *worker) play(c *sim.Config, seed int64) (*play, error) {
	own := *Observe(c, w.plan.Observed)
	own.Seed = seed
	s := &play{lasts: lasts(&own, w.plan.Observed, seed)}
	s.world = sim.New(&own, s.quiet.hear)
	for !s.world.Advance(slice) {
		if err := w.ctx.Err(); err != nil {
			return nil, err
		}
	}
	var err error
	if s.result, err = s.world.Result(); err == nil && s.result.Stopped != "" {
		err = errors.New(s.result.Stopped)
	}
	return s, err
}

// blame says in which run an error came up; an interruption is nobody's fault.
func blame(err error, seed int64, where string) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fmt.Errorf("the run with seed %d %s ended early: %w", seed, where, err)
}

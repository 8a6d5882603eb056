package main

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/simulation"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim"
)

// A run with more messages, or with more memory, is large: it announces what it needs.
const (
	largeMessages = 1_000_000
	largeMemory   = 1_000_000_000
)

// attemptsPerSecond is the speed of a storm on a machine of a few years ago.
const attemptsPerSecond = 5_000_000

// memoryBudget is how much memory runs may need.
type memoryBudget struct {
	bytes uint64 // 0: unknown
	given bool   // by --memory
}

func addMemoryFlag(cmd *cobra.Command, memory *string) {
	cmd.Flags().StringVar(memory, "memory", "", "memory limit `SIZE`, as in 4GB")
	cmd.Flags().Lookup("memory").DefValue = "all memory"
}

func newMemoryBudget(memory string) (memoryBudget, error) {
	if memory == "" {
		return memoryBudget{bytes: memoryOf(os.DirFS("/"))}, nil
	}
	n, err := quantity.ParseSize(memory)
	if err != nil {
		return memoryBudget{}, fmt.Errorf("--memory %s: %w", memory, err)
	}
	return memoryBudget{uint64(n), true}, nil
}

// checkMemory refuses storms that cannot fit, and says what large ones will need.
func (o *runOptions) checkMemory(storms []*load.Scenario) error {
	b, err := newMemoryBudget(o.memory)
	if err != nil {
		return err
	}
	var problems []error
	for _, s := range storms {
		n := o.memoryNeed(s)
		if !isLarge(&n) {
			continue
		}
		if !b.fits(&n) {
			problems = append(problems, fmt.Errorf("%s: %w", s.Path, b.refusal(&n)))
			continue
		}
		if b.bytes > 0 {
			debug.SetMemoryLimit(int64(min(b.bytes-b.bytes/10, 1<<62))) // near it, garbage is looked for more often
		}
		if !o.quiet {
			fmt.Fprintf(o.err, "%s: %s need at most %s of memory, %s attempts and %s\n", decode.Shown(s.Path), mailText(&n), english.Size(int64(n.Memory)),
				english.Number(int64(n.Attempts)), english.Span(roughDuration(&n)))
			o.warnOfLimit(s, &n)
		}
	}
	return errors.Join(problems...)
}

// memoryNeed is that of the storm, and of the worlds that its report compares it with: they come one after the other.
func (o *runOptions) memoryNeed(s *load.Scenario) sim.Need {
	n := sim.NeedOf(s.Config)
	if o.hasComparisons() && n.Messages <= simulation.MaxComparedAttempts {
		n.Memory *= 2
	}
	return n
}

func isLarge(n *sim.Need) bool { return n.Messages >= largeMessages || n.Memory >= largeMemory }

// checkMemory refuses a run that exceeds --memory, and warns of one that exceeds this machine.
func (o *checkOptions) checkMemory(s *load.Scenario) error {
	b, err := newMemoryBudget(o.memory)
	n := sim.NeedOf(s.Config)
	switch {
	case err != nil || !isLarge(&n) || b.fits(&n):
		return err
	case b.given:
		return fmt.Errorf("%s: %w", s.Path, b.refusal(&n))
	}
	o.caution(s.Path, []string{b.refusal(&n).Error()})
	return nil
}

// warnOfLimit warns of mail that exceeds the limit of copies even if nothing fails.
func (o *runOptions) warnOfLimit(s *load.Scenario, n *sim.Need) {
	if least := 2 * n.Deliveries; least > s.Config.CopyLimit { // one in a queue, one in a mailbox
		o.warn([]string{fmt.Sprintf("copy_limit = %d will stop this run: even without failures it makes %s copies, one in a queue and one in a mailbox for each delivery",
			s.Config.CopyLimit, english.Number(int64(least)))})
	}
}

// fits reports whether a run fits, as far as is known.
func (b memoryBudget) fits(n *sim.Need) bool { return b.bytes == 0 || n.Memory <= b.bytes }

func (b memoryBudget) refusal(n *sim.Need) error {
	limit, cure := "this machine has", "allow more with --memory SIZE"
	if b.given {
		limit, cure = "--memory allows", "raise --memory"
	}
	return fmt.Errorf("%s need up to %s of memory; %s %s\nnothing was run; reduce the number of messages, or %s", mailText(n), english.Size(int64(n.Memory)), limit,
		english.Size(int64(b.bytes)), cure)
}

// mailText says how much mail there is.
func mailText(n *sim.Need) string {
	words := english.Number(int64(n.Messages)) + " messages"
	if n.Deliveries != n.Messages {
		words += " for " + english.Number(int64(n.Deliveries)) + " deliveries"
	}
	return words
}

// roughDuration is a rough upper bound of the time that a run takes.
func roughDuration(n *sim.Need) time.Duration {
	return time.Duration(n.Attempts/attemptsPerSecond+n.Messages/largeMessages+1) * time.Second
}

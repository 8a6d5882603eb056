package main

import (
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"mailstorm/cmd/memory"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/simulation"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/load"
	"mailstorm/sim"
)

func addMemoryFlag(cmd *cobra.Command, memory *string) {
	cmd.Flags().StringVar(memory, "memory", "", "memory limit `SIZE`, as in 4GB")
	cmd.Flags().Lookup("memory").DefValue = "all memory"
}

// checkMemory refuses storms that cannot fit, and says what large ones will need.
func (o *runOptions) checkMemory(storms []*load.Scenario) error {
	b, err := memory.NewBudget(o.memory)
	if err != nil {
		return err
	}
	var problems []error
	for _, s := range storms {
		n := o.memoryNeed(s)
		if !memory.IsLarge(&n) {
			continue
		}
		if !b.Fits(&n) {
			problems = append(problems, fmt.Errorf("%s: %w", s.Path, b.Refusal(&n)))
			continue
		}
		if b.Bytes > 0 {
			debug.SetMemoryLimit(int64(min(b.Bytes-b.Bytes/10, 1<<62))) // near it, garbage is looked for more often
		}
		if !o.quiet {
			fmt.Fprintf(o.err, "%s: %s\n", decode.Shown(s.Path), memory.Announcement(&n))
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

// checkMemory refuses a run that exceeds --memory, and warns of one that exceeds this machine.
func (o *checkOptions) checkMemory(s *load.Scenario) error {
	b, err := memory.NewBudget(o.memory)
	n := sim.NeedOf(s.Config)
	switch {
	case err != nil || !memory.IsLarge(&n) || b.Fits(&n):
		return err
	case b.Given:
		return fmt.Errorf("%s: %w", s.Path, b.Refusal(&n))
	}
	o.caution(s.Path, []string{b.Refusal(&n).Error()})
	return nil
}

// warnOfLimit warns of mail that exceeds the limit of copies even if nothing fails.
func (o *runOptions) warnOfLimit(s *load.Scenario, n *sim.Need) {
	if least := 2 * n.Deliveries; least > s.Config.CopyLimit { // one in a queue, one in a mailbox
		o.warn([]string{fmt.Sprintf("copy_limit = %d will stop this run: even without failures it makes %s copies, one in a queue and one in a mailbox for each delivery",
			s.Config.CopyLimit, english.Number(int64(least)))})
	}
}

package memory

import (
	"fmt"
	"os"
	"time"

	"mailstorm/cmd/report/english"
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

// Budget is how much memory runs may need.
type Budget struct {
	Bytes uint64 // 0: unknown
	Given bool   // by --memory
}

// NewBudget reads a size; "" is what this machine has.
func NewBudget(memory string) (Budget, error) {
	if memory == "" {
		return Budget{Bytes: memoryOf(os.DirFS("/"))}, nil
	}
	n, err := quantity.ParseSize(memory)
	if err != nil {
		return Budget{}, fmt.Errorf("--memory %s: %w", memory, err)
	}
	return Budget{uint64(n), true}, nil
}

// IsLarge reports whether a run is to be announced.
func IsLarge(n *sim.Need) bool { return n.Messages >= largeMessages || n.Memory >= largeMemory }

// Fits reports whether a run fits, as far as is known.
func (b Budget) Fits(n *sim.Need) bool { return b.Bytes == 0 || n.Memory <= b.Bytes }

// Refusal says why a run that does not fit is not begun.
func (b Budget) Refusal(n *sim.Need) error {
	limit, cure := "this machine has", "allow more with --memory SIZE"
	if b.Given {
		limit, cure = "--memory allows", "raise --memory"
	}
	return fmt.Errorf("%s need up to %s of memory; %s %s\nnothing was run; reduce the number of messages, or %s", mailText(n), english.Size(int64(n.Memory)), limit,
		english.Size(int64(b.Bytes)), cure)
}

// Announcement says what a large run will need.
func Announcement(n *sim.Need) string {
	return fmt.Sprintf("%s need at most %s of memory, %s attempts and %s", mailText(n), english.Size(int64(n.Memory)), english.Number(int64(n.Attempts)), english.Span(roughDuration(n)))
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

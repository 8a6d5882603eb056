package sim

import (
	"time"

	"mailstorm/sim/engine"
	"mailstorm/sim/random"
)

// environment is what everything in a run shares: the clock, the agenda, chance, and what is written down.
type environment struct {
	config         *Config
	seed           random.Seed
	now            time.Duration
	agenda         engine.Agenda
	log            log
	counters       counters
	outcomes       outcomes
	memoryWarnings []string // of memories that were full
}

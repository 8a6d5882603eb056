package sim

import (
	"time"

	"mailstorm/sim/engine"
	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
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

// outcome is why an attempt left a recipient waiting, or made the host give up.
type outcome struct {
	reply smtp.Reply
	cause smtp.Cause
	phase smtp.Phase
}

// outcomes numbers the few outcomes that a run has; 0 is acceptance.
type outcomes struct {
	rows []outcome
	last uint16
}

func (s *outcomes) of(o outcome) uint16 {
	if int(s.last) < len(s.rows) && s.rows[s.last] == o {
		return s.last
	}
	for i := range s.rows {
		if s.rows[i] == o {
			s.last = uint16(i)
			return s.last
		}
	}
	s.rows = append(s.rows, o)
	s.last = uint16(len(s.rows) - 1)
	return s.last
}

// warnEvicted warns that a memory was full.
func (env *environment) warnEvicted(whose string) {
	env.memoryWarnings = append(env.memoryWarnings, whose+" remembers no more: its memory was full for the first time at "+env.now.Round(time.Second).String()+", and what it forgets it takes for new")
}

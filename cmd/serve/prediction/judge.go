package prediction

import (
	"slices"
	"time"
)

// Judgement says how well a prediction was met.
type Judgement struct {
	Met      bool          // there was something to judge, and nothing differs
	Attempts int           // that were predicted or observed
	InTime   int           // pairs that lie no further apart than allowed; without a limit all pairs
	Missing  int           // predicted, not observed
	Extra    int           // observed, not predicted
	Largest  time.Duration // distance of a pair, on the wall
	Message  *Message      // whose pair it is
	Pair     Pair
	Verdicts int // messages that ended otherwise than predicted
	DSNs     int // messages whose DSNs are not as many as predicted
	Copies   int // messages of which the host has more or fewer copies than predicted
}

// Judge holds both sides against each other. What lies no further from the end of the record than allowed may have its partner behind it.
func (c *Comparison) Judge() (j Judgement) {
	c.judge(&j, &c.Early)
	for _, m := range c.Messages {
		c.judge(&j, m)
		if !m.Known || m.Observed.lasts(c.late()) || m.Predicted.lasts(c.late()) {
			continue
		}
		if m.Predicted.Verdict != m.Observed.Verdict {
			j.Verdicts++
		}
		if m.Predicted.delays() != m.Observed.delays() || len(m.Predicted.DSNs) != len(m.Observed.DSNs) {
			j.DSNs++
		}
		if m.Predicted.kept() != m.Observed.kept() {
			j.Copies++
		}
	}
	j.Met = slices.ContainsFunc(c.Messages, func(m *Message) bool { return m.Known }) && j.InTime == j.Attempts && j.Verdicts == 0 && j.DSNs == 0 && j.Copies == 0
	return j
}

func (c *Comparison) judge(j *Judgement, m *Message) {
	for _, p := range m.Pairs {
		switch {
		case p.Observed < 0 && m.Predicted.Attempts[p.Predicted].At > c.late(), p.Predicted < 0 && m.Observed.Attempts[p.Observed].At > c.late():
			continue
		case p.Observed < 0:
			j.Missing++
		case p.Predicted < 0:
			j.Extra++
		default:
			apart := c.Wall(m.Apart(p))
			if apart = max(apart, -apart); apart > j.Largest || j.Message == nil {
				j.Largest, j.Message, j.Pair = apart, m, p
			}
			if c.Within == 0 || apart <= c.Within {
				j.InTime++
			}
		}
		j.Attempts++
	}
}

// late is the time from which on what one side has may come on the other after the end of the record.
func (c *Comparison) late() time.Duration { return c.End - time.Duration(float64(c.Within)*c.Speed) }

// lasts reports whether anything happens after a time.
func (c *Course) lasts(late time.Duration) bool {
	return slices.ContainsFunc(c.Attempts, func(a Attempt) bool { return a.At > late }) || slices.ContainsFunc(c.DSNs, func(d DSN) bool { return d.At > late })
}

// Apart is how much later than predicted an attempt was observed.
func (m *Message) Apart(p Pair) time.Duration {
	return m.Observed.Attempts[p.Observed].At - m.Predicted.Attempts[p.Predicted].At
}

func (c *Course) kept() (n int) {
	for i := range c.Attempts {
		if c.Attempts[i].Kept {
			n++
		}
	}
	return n
}

func (c *Course) delays() (n int) {
	for _, d := range c.DSNs {
		if !d.Failed {
			n++
		}
	}
	return n
}

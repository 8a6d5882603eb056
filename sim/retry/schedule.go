package retry

import (
	"time"

	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// History is what a schedule may know of a copy, or of a whole queue, after a failed attempt.
type History struct {
	Failures uint32        // failed attempts so far, the last one included
	Received time.Duration // when it was queued
	Started  time.Duration // when the last attempt began
	Ended    time.Duration // when it ended
	Waiting  uint32        // copies queued for the same next hop, this one included
	Priority Priority
	Cause    smtp.Cause
	Draw     uint64 // keyed to copy and attempt; the jitter
}

// Schedule says when the next attempt is due. It is pure; its answer is later than h.Started and never before h.Ended.
type Schedule interface {
	Next(h History) time.Duration
}

// Shaping holds the numbers that the shapes of schedules ask for.
type Shaping struct {
	First    time.Duration   // wait before the very first attempt; 0: at once
	Steps    []time.Duration // waits after the first, second, ... failure; the last one repeats
	Cap      time.Duration   // no wait is longer; 0: none
	Growth   Growths         // with queue length; empty: none
	Early    uint32          // so many first steps never grow
	Priority [3]random.Ratio // weight per priority: low, normal, high
	Cause    [smtp.Causes]random.Ratio
	Jitter   random.Share // a wait is spread by plus or minus this share
	// JitterTime is added to a wait, drawn between its ends; zero: nothing.
	JitterTime Spread
	Pickup     random.Quantity // nanoseconds: so much later than planned a copy is taken up; fixed 0: at once
	From       From
	Min, Max   time.Duration // of the age rule
	Rules      Rules         // of the rules by age
	Every      time.Duration // grid of queue runs
	Phase      Phase         // of that grid
	// BetweenRuns says that a time is not that of the queue run which follows: who comes between two of them may make use of it.
	BetweenRuns bool
	Skip        uint32 // of the root rule: seconds under the root
}

// Phase is when the first of the queue runs is.
type Phase struct {
	At    time.Duration // since the start of the simulation
	Drawn bool          // at any moment of the interval between two of them, another in each simulation
}

// Spread is what may be added to a wait, both ends included; what is negative makes it shorter.
type Spread struct{ From, To time.Duration }

// of is the part that a draw gives.
func (s Spread) of(draw uint64) time.Duration {
	return s.From + time.Duration(random.Below(random.Mix(draw, 2), uint64(s.To-s.From)+1))
}

// spread is a wait with its random parts.
func (s *Shaping) spread(wait time.Duration, draw uint64) time.Duration {
	wait = time.Duration(random.Spread(int64(wait), s.Jitter, draw))
	if s.JitterTime != (Spread{}) {
		wait = max(wait+s.JitterTime.of(draw), 0)
	}
	return wait
}

// taken is when what is due is taken up.
func (s *Shaping) taken(due time.Duration, draw uint64) time.Duration {
	if due = s.picked(due, draw); s.BetweenRuns {
		return due
	}
	return s.atRun(due)
}

// picked is when what is due is looked at.
func (s *Shaping) picked(due time.Duration, draw uint64) time.Duration {
	if s.Pickup.Max() > 0 {
		due = after(due, time.Duration(s.Pickup.Draw(random.Mix(draw, 1))))
	}
	return due
}

// atRun is the queue run for what is due, where there are runs.
func (s *Shaping) atRun(due time.Duration) time.Duration {
	if s.Every > 0 {
		due = grid{s.Every, s.Phase.At}.from(due)
	}
	return due
}

// Growths are factors by queue length, ascending; below the first row the factor is one.
type Growths []Growth

// Growth is the factor that holds from this queue length on.
type Growth struct {
	Queue  uint32
	Factor random.Ratio
}

func (g Growths) at(queue uint32) random.Ratio {
	var factor random.Ratio
	for _, row := range g {
		if row.Queue > queue {
			break
		}
		factor = row.Factor
	}
	return factor
}

// around is the range of queue lengths in which the factor is the same as at this one.
func (g Growths) around(queue uint32) (least, most uint32) {
	most = 1<<32 - 1
	for _, row := range g {
		if row.Queue > queue {
			return least, row.Queue - 1
		}
		least = row.Queue
	}
	return least, most
}

// Priority of a message inside its host.
type Priority uint8

// The priorities.
const (
	Low Priority = iota
	Normal
	High
)

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
	Jitter   random.Share    // a wait is spread by plus or minus this share
	Pickup   random.Quantity // nanoseconds: so much later than planned a copy is taken up; fixed 0: at once
	From     From
	Min, Max time.Duration // of the age rule
	Every    time.Duration // grid of queue runs
	Phase    time.Duration // of that grid
	Skip     uint32        // of the root rule: seconds under the root
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

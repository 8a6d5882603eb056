package analysis

import (
	"slices"
	"time"
)

// Answer is what a decision comes to.
type Answer uint8

// The answers.
const (
	Undecided  Answer = iota // more replications may tell
	Decided                  // one value, or several between which it makes no difference
	Infeasible               // no value holds all limits
	Equal                    // all values come to the same in each replication
	Barred                   // no value that can be set is among them
)

var answerWords = [...]string{"undecided", "decided", "excluded", "equal", "barred"}

func (a Answer) String() string { return answerWords[a] }

// Advice is the answer to a decision.
type Advice struct {
	Answer             Answer
	Best               []int     // choices, the one to prefer first; several where it makes no difference
	Open               []int     // where nothing is decided: what may still be the best, the cheapest first
	Next               int       // the cheapest of the others that may hold the limits; -1: none
	Verdicts           []Verdict // as Plan.Choices
	Indifference       float64   // what makes no difference, in the unit of the weights
	RunsNeeded         uint64    // replications that would decide, about; 0: nobody can say
	NoneByEstimate     bool      // where nothing is decided: each that is open breaks a limit by its estimate
	ObservationsNeeded uint64    // where no replications would: observations that would, about; 0: they are not what is missing
	Risk               InputRisk // of choosing the first by few observations; zero where nothing rests on any
	ImpliedLimits      []int     // limits that follow the expiration itself, and forbid some of it
	WithoutImplied     *Advice   // what would be advised without them
}

// First is the one to prefer of the best, or where nothing is decided the cheapest that may be it; -1: none.
func (a *Advice) First() int {
	for _, i := range slices.Concat(a.Best, a.Open) {
		return i
	}
	return -1
}

// Certain reports whether the question is answered.
func (a *Advice) Certain() bool { return a.Answer != Undecided }

// Verdict is what a decision says of one choice.
type Verdict struct {
	Violated   []int    // indices into Decision.Limits that it breaks beyond doubt
	Uncertain  []int    // that it may break: the limit lies within the interval
	Cost       Estimate // with its 95 % interval
	Difference Estimate // to the cost of the first of Best, or of Open
}

// feasible reports whether a choice keeps all limits beyond doubt.
func (v *Verdict) feasible() bool { return len(v.Violated)+len(v.Uncertain) == 0 }

// Status is what advice makes of a choice.
type Status uint8

// The statuses, better ones first.
const (
	Best     Status = iota // one of those to choose
	Open                   // it may be the best
	Inferior               // another one is better
	Rejected               // it breaks a limit beyond doubt, or cannot be set
)

var statusWords = [...]string{"best", "in question", "another is better", "refused"}

func (s Status) String() string { return statusWords[s] }

// Status is what the advice makes of a choice.
func (a *Advice) Status(choice int) Status {
	switch v := &a.Verdicts[choice]; {
	case slices.Contains(a.Best, choice):
		return Best
	case len(v.Violated) > 0 || a.Answer == Barred:
		return Rejected
	case slices.Contains(a.Open, choice) || len(v.Uncertain) > 0 && !(v.Difference.Low > 0):
		return Open
	default:
		return Inferior
	}
}

// InputRisk is what chance may still cost who chooses by few observations.
type InputRisk struct {
	Observations  uint32        // observations
	Met           uint32        // outages that were met, which tell as much; 0: as many
	ExpectedLoss  float64       // what the choice costs more than the best, on average over all laws that may be true
	LossAfterMore float64       // the same with a hundred observations more
	Over          time.Duration // in which the observations were made; 0: nobody says
	Share         float64       // of what is uncertain about differences between the choices: so much comes from few observations, the rest from few replications
}

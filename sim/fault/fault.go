// Package fault bends the answer of a healthy host: what it keeps, and what its client hears.
package fault

import (
	"time"

	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// Session is what a fault may know of the session that it affects.
type Session struct {
	Size     int64          // message data, bytes
	Patience *smtp.Patience // of the client
	Carried  uint32         // sessions that its connection had before
}

// Effect is the outcome of a session from both ends. The zero value with Phase Dot, Cause None and Kept is health.
type Effect struct {
	Phase    smtp.Phase
	Cause    smtp.Cause    // None: the client hears 250
	Reply    smtp.Reply    // with Cause Said: what the host says
	Kept     bool          // the host has it
	Bytes    int64         // message data that crossed
	Duration time.Duration // from the last byte, or from the phase, until the client knows
	Delay    time.Duration // nothing fails: only the reply of this phase, before the data, comes so late
	Clear    bool          // nothing fails: the session only goes on without TLS
}

// Fault is one kind with its parameters. It is pure: equal input, equal answer.
type Fault interface {
	Apply(s Session) Effect
}

// Healthy is the answer of a host that nothing affects.
func Healthy(size int64) Effect {
	return Effect{Phase: smtp.Dot, Kept: true, Bytes: size}
}

// Params holds the parameters that the kinds ask for. A scenario begins with Unset and sets what it names; Make
// fills in the rest, so that it can tell what was left out from what was said.
type Params struct {
	Phase  smtp.Phase
	Code   smtp.Reply
	Kept   bool
	After  random.Share  // share of the data that crosses before the connection drops
	Bytes  int64         // or so many bytes
	Delay  time.Duration // until the reply
	Good   random.Share  // tls-rollout: share of servers that still agree, at the start
	PerDay random.Share  // tls-rollout: by so much it falls each day
	Steps  []Step        // tls-rollout: or so many agree from these moments on
	Lasts  time.Duration // how long the failure takes; 0: at once
	Mails  uint32        // on one connection
	Lookup Lookup        // what the name servers say
}

// Unset are parameters of which none is given.
var Unset = Params{Phase: smtp.Phases, After: none, Bytes: -1, Delay: -1, Good: none, PerDay: none, Mails: ^uint32(0), Lasts: -1}

// none is no share: a given one is at most random.All.
const none = ^random.Share(0)

// Kind is a row of the catalogue.
type Kind struct {
	Name       string
	Meaning    string     // one sentence
	Seen       string     // what the client's log shows and why, in words, with the codes that Exchange Online records
	Takes      []string   // names of rows of Parameters
	Code       smtp.Reply // of kinds that take code: what the host says when none is given
	Phase      string     // of kinds that take phase: the one when none is given; empty: that of the parameter
	Source     string     // where the behaviour is described, with its mark: official, observed or inferred
	Example    string     // TOML lines inside [host.NAME.fault.NAME]
	Make       func(p Params) (Fault, error)
	ShareSteps func(p Params) []Step // of kinds whose affected share changes with time; else nil. Takes what Make took
	TLS        TLS                   // what it has to do with TLS
	Of         string                // the subject when none is given; empty: "attempts"
}

// Default is what a parameter is for this kind when a scenario leaves it out, as a scenario would write it.
func (k Kind) Default(p Parameter) string {
	switch {
	case p.Name == "code":
		return k.Code.String()
	case p.Name == "phase" && k.Phase != "":
		return k.Phase
	}
	return p.Default
}

// TLS says what a kind has to do with TLS.
type TLS uint8

// Nothing, mostly. Faults that need TLS cannot affect a session that goes on without it.
const (
	AnyTLS    TLS = iota
	TakesTLS      // sessions go on without it
	BreaksTLS     // the handshake itself fails
	NeedsTLS      // it strikes once the handshake is done
)

// Parameter is a parameter that some kinds take.
type Parameter struct {
	Name    string
	Meaning string
	Default string            // as a scenario would write it; empty: none, or the kind has its own
	At      func(*Params) any // pointer to its field; the type says the unit
}

// Step is a share that holds from a moment after the start of the span on: of good servers in Params.Steps, of affected
// ones in what Falls returns.
type Step struct {
	At    time.Duration
	Share random.Share
}

// fixed is a fault whose answer is the same for every session.
type fixed Effect

func (f fixed) Apply(Session) Effect { return Effect(f) }

// always makes the same fault whatever the parameters.
func always(a Effect) func(Params) (Fault, error) {
	return func(Params) (Fault, error) { return fixed(a), nil }
}

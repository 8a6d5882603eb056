// Package destination is what a sender remembers of a next hop that failed, beyond the timers of its messages.
package destination

import (
	"time"

	"mailstorm/sim/smtp"
)

// Action is what becomes of a message that is due.
type Action uint8

// The actions.
const (
	Contact Action = iota // it is tried
	Wait                  // it waits for one of the sessions under way to end
	Suspend               // it is deferred without a session, for the reason of the last failure
	Expire                // it is given up without a session, for that reason
	Follow                // it waits for the timer of its queue, for that reason
)

// Verdict is an action, and when a deferred message is due again; Until 0: by its own timer. With Follow it is when the timer of the queue rings and
// the oldest message is tried for all that follow; Until 0: as was said before.
type Verdict struct {
	Action  Action
	Until   time.Duration
	Notices bool   // until then, delay notices that become due are written at queue runs
	Skip    uint32 // hosts of the list that are passed over before one is tried
}

// Memory is what one sender remembers of one next hop.
type Memory interface {
	// Ask is asked before a message is tried.
	Ask(m Message) Verdict
	// Ended is told how a session ended. It answers with Contact for the usual course, with Suspend and Until for a message that failed and is due
	// again then, and with Expire for one that failed for the last time. While messages follow, all but Follow lets them go on.
	Ended(s Session) Verdict
}

// List is a memory of each host of a list.
type List interface {
	// PassesOver is how many hosts that follow one in the list are not tried now.
	PassesOver(host uint32, now time.Duration) uint32
}

// Message is one that is due.
type Message struct {
	At       time.Duration // now
	First    bool          // it was not tried before
	Last     bool          // the time of its last try has come
	Moved    bool          // it follows, and lies on another server from now on
	Held     bool          // its queue has a timer, which others follow
	Sessions uint32        // that are under way
	Copy     uint64        // its queued copy
	Address  uint64        // its sender and first recipient
}

// Session is one that is over.
type Session struct {
	At       time.Duration // now
	Started  time.Duration // when the attempt began
	First    bool          // of a message that was not tried before
	Talked   bool          // it got as far as MAIL, and did not break where that puts a queue into retry
	More     bool          // the next host of the list is asked in the same attempt
	Gone     bool          // the message was accepted, or refused for good
	Held     bool          // its queue has a timer, which others follow
	Leads    bool          // and it is tried for them
	Waiting  uint32        // messages in its queue
	Sessions uint32        // that are under way, this one included
	Copy     uint64        // the queued copy
	Address  uint64        // its sender and first recipient
	Host     uint32        // its place in the list of next hops
	Phase    smtp.Phase
	Cause    smtp.Cause // None: it succeeded
	Reply    smtp.Reply // with Said
}

// failed reports whether the session failed as a whole: it was not set up, or broke. Any reply from MAIL on is that of a host that is well.
func (s *Session) failed() bool {
	return s.Cause != smtp.None && (s.Cause != smtp.Said || s.Phase < smtp.Mail)
}

// Params holds the figures that the kinds take from a profile.
type Params struct {
	Hosts       int           // of the list of next hops
	Window      uint32        // sessions at a time to a next hop that has not succeeded yet
	Connections uint32        // and at most; 0: no limit
	Dead        time.Duration // how long a next hop is left alone
	Every       time.Duration // between queue runs
	Phase       time.Duration // of the first of them
	Lifetime    time.Duration // how long a next hop may fail
	// Next is when a next hop that failed so often, the first time at since, is tried again after a session; turn is a number for its draw.
	Next func(failures uint32, since time.Duration, turn uint32, s Session) time.Duration
}

// run is the number of the queue run that a time belongs to.
func (p *Params) run(at time.Duration) int64 { return int64((at - p.Phase) / p.Every) }

// Kind is a row of the catalogue.
type Kind struct {
	Name    string // as a profile names it
	Meaning string // one sentence
	Seen    string // what each side sees of it
	Takes   []string
	Address bool   // it tells messages apart by Address
	Source  string // where the behaviour is described, with its mark
	Make    func(p Params) Memory
}

// Kinds lists every kind.
var Kinds = []Kind{
	deadSite,
	runStatus,
	hostRecord,
	routeBackoff,
	timeoutTable,
	queueTimer,
}

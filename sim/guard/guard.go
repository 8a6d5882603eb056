// Package guard is what a careful host does with what arrives: it remembers, and answers accordingly.
package guard

import (
	"time"

	"mailstorm/sim/smtp"
)

// Moment says why a guard is called.
type Moment uint8

// The moments.
const (
	Checked  Moment = iota // a session has come to the guard's phase: the verdict counts
	Queued                 // the host queued a copy of the message, for this recipient
	Dequeued               // the recipient needs that copy no more
	Entered                // the host queued a copy, once for all its recipients
	Left                   // that copy left the queue
	Failed                 // a session for a message of the sender failed
)

// Request is what a guard may know of what arrives. Names are hashes by random.Name; 0 is nobody.
type Request struct {
	Moment    Moment
	Submitted bool          // written by a user of the host itself: there is no session
	Inside    bool          // the recipient's domain lives on the host
	Hops      uint8         // Received lines
	Server    uint16        // of the client's pool: its exact address
	Network   uint16        // the /24 in which that server has its address
	At        time.Duration // now
	Message   uint64        // its identity: Message-ID and client submit time
	Client    uint64        // the sending host
	Sender    uint64        // MAIL FROM; 0 is the null sender
	Domain    uint64        // of Sender; 0 with the null sender
	Recipient uint64        // RCPT TO; 0 for guards that are asked once for a session
	Target    uint64        // the domain of Recipient
	Taken     uint64        // recipients that the transaction has already
	Size      int64         // message data, bytes
}

// Action is what a guard does.
type Action uint8

// The actions. The host says 250 to Swallow, Discard and Quarantine.
const (
	Pass       Action = iota // nothing, or nothing but a Delay
	Refuse                   // it says Reply
	Drop                     // it drops the connection after Bytes
	Suppress                 // it has this already
	Discard                  // it throws the message away
	Quarantine               // it locks the message away
	Divert                   // another host takes the message: To
)

// Verdict is what a guard does with a session, or with one recipient of it. The zero value lets it pass.
type Verdict struct {
	Action  Action
	Evicted bool          // the memory is full, so that something was forgotten before its time
	Reply   smtp.Reply    // with Answer
	Bytes   int64         // with Drop: message data that crossed
	Delay   time.Duration // the host's answer comes so much later
	To      int           // with Divert: index into the world's hosts
}

// Guard is one kind with its parameters and its own bounded memory, made for one host and one run.
type Guard interface {
	Check(e *Request) Verdict
}

// Rate is so many events in any span of the length Per.
type Rate struct {
	Count uint64
	Per   time.Duration
}

// CountMarks are at how many messages a host closes, and below how many it opens again; zero is unset.
type CountMarks struct{ Closes, Opens uint32 }

// ByteMarks are the same in bytes.
type ByteMarks struct{ Closes, Opens int64 }

// Tenant is whose domain a shared host delivers itself, and where.
type Tenant struct {
	Domain string
	Host   int // index into the world's hosts
}

// Params holds the parameters that the kinds ask for. A scenario begins with Unset and sets what it names; Make fills in the rest.
type Params struct {
	Wait     time.Duration // greylist: no pass before
	Window   time.Duration // greylist: no pass after; duplicate-check: how long it remembers
	Keeps    time.Duration // greylist: how long a passed triplet stays known
	Client   Client        // greylist: what of the client's address is remembered
	Passes   uint32        // greylist: so many passes put a client on the white list
	Rate     Rate          // rate-limit, overload: so many are taken in a time
	Per      Per           // rate-limit: whose
	Code     smtp.Reply    // what it says
	Patience time.Duration // overload: who would wait longer gets Code
	Backlog  uint32        // overload: so many connections may wait
	Hops     uint32        // hop-limit
	Limit    int64         // size-limit: bytes
	At       At            // size-limit
	Memory   uint32        // entries that it can remember

	Count    uint64        // recipient-limit, external-limit, tenant-limit, hourly-limit, receive-limit: so many in the span that the kind has; transaction-limit: in one
	Licenses uint64        // tenant-limit: from which Count follows
	Share    uint64        // receive-limit: percent of Count that one sender may have; hourly-limit: percent of what was sent
	Block    time.Duration // receive-limit

	Queue   CountMarks // back-pressure: messages
	Disk    ByteMarks  // back-pressure: bytes of messages
	Refuses Refuses    // back-pressure: at which phase

	Failures uint64        // hourly-limit: in an hour of one domain
	Outdated time.Duration // outdated-server: for so long at the start of the scenario
	PauseAt  time.Duration // outdated-server: since the clock
	PauseFor time.Duration // outdated-server

	Certificate []string // attribution: names of hosts whose certificate belongs to this organisation
	Address     []string // attribution: names of hosts whose address a connector of it names
	Domains     []string // attribution: domains that live on the host; filled in by who loads the scenario
	Accepted    []string // attribution, tenant-limit: domains of this organisation that live elsewhere
	Tenants     []Tenant // attribution: whose mail it delivers itself
	Closed      []string // attribution: domains of tenants that take only what comes by their connector
	Elsewhere   []string // attribution: domains of tenants in other regions
}

// Unset are parameters of which none is given.
var Unset = Params{Wait: -1, Window: -1, Keeps: -1, Client: unsetClient, Passes: unset, Per: unsetPer, Patience: -1, Backlog: unset, Hops: unset,
	Limit: -1, At: unsetAt, Memory: unset, Count: unset64, Licenses: unset64, Share: unset64, Block: -1, Refuses: unsetRefuses,
	Failures: unset64, Outdated: -1, PauseAt: -1, PauseFor: -1}

const (
	unset   = ^uint32(0)
	unset64 = ^uint64(0)
)

// Kind is a row of the catalogue.
type Kind struct {
	Name          string
	Meaning       string // one sentence
	Seen          string // what each side sees of it, in words, with the codes that Exchange Online records
	Remembers     string // what an entry of its memory is, how many there are by default, and what follows when it is full; empty: nothing
	Takes         []string
	Code          smtp.Reply                // what it says when no code is given; zero: it takes none, and says nothing or what its meaning tells
	Source        string                    // where the behaviour is described, with its mark: official, observed or inferred
	Example       string                    // TOML lines inside [host.NAME.guard.NAME]
	Phase         smtp.Phase                // at which it is asked
	PhaseFor      func(p Params) smtp.Phase // of kinds whose phase depends on parameters; else nil
	Loop          bool                      // what it refuses is a loop, or is taken for one
	PerRecipient  bool                      // it is asked for each recipient
	TracksQueue   bool                      // it is told what the host takes and what leaves it
	TracksResults bool                      // it is told of sessions of the host that fail
	EachMessage   bool                      // it handles messages, so that it has work with each on a connection, not only with the first
	Submission    bool                      // it is asked of what the host's own users write, and of nothing else
	Relays        bool                      // but of what other hosts give it to pass on
	Make          func(p Params) (Guard, error)
}

// Default is what a parameter is for this kind when a scenario leaves it out, as a scenario would write it.
func (k Kind) Default(p Parameter) string {
	if p.Name == "code" {
		if k.Code == (smtp.Reply{}) {
			return ""
		}
		return k.Code.String()
	}
	if s, ok := p.Of[k.Name]; ok {
		return s
	}
	return p.Default
}

// Parameter is a parameter that some kinds take.
type Parameter struct {
	Name    string
	Meaning string
	Default string            // as a scenario would write it; empty: none, or the kind has its own
	Of      map[string]string // defaults of single kinds, by name; looked up, never walked
	At      func(*Params) any // pointer to its field; the type says the unit
}

package retry

import (
	"slices"

	"mailstorm/sim/smtp"
)

// The choices of a profile: each is a small number with words, so that a scenario can name it.

// Applies says whose mail MessageExpiration concerns.
type Applies uint8

const (
	OwnUsers Applies = iota // mail that the organisation's own users wrote
	AllMail
)

// Expiry says how the end of a message's life is decided.
type Expiry uint8

const (
	ByTimer       Expiry = iota // a check at the deadline; no attempt starts at or after it
	AfterAttempt                // after the first failed attempt at or past the deadline
	LastAttempt                 // the first attempt that starts past the deadline is the last
	Predicted                   // after the failed attempt whose next would come past the deadline
	BeforeAttempt               // when an attempt is due at or past the deadline, in its place
)

// NoticeAt says when a due delay notice is written.
type NoticeAt uint8

const (
	NoticeByTimer NoticeAt = iota
	NoticeAfterAttempt
	NoticeByNextTry // after the failed attempt whose next one comes too late
	NoticeAtRun     // at a queue run, whether or not the message is tried
)

// NeedsAttempt reports whether a delay notice is written after failed attempts only.
func (c NoticeAt) NeedsAttempt() bool { return c == NoticeAfterAttempt || c == NoticeByNextTry }

// DSNPer says whom one DSN speaks for.
type DSNPer uint8

const (
	PerRecipient DSNPer = iota
	PerEnvelope         // all recipients of a message that fail or are delayed at the same moment
)

// DSNReturns says what a DSN holds of the message that it is about.
type DSNReturns uint8

const (
	ReturnsHeaders DSNReturns = iota
	ReturnsAll                // where the message is not too large for it
	ReturnsNothing
)

// Dropped says what a connection concerns that dies after MAIL, where queues have timers.
type Dropped uint8

const (
	DropIsTheMessages Dropped = iota // the message waits alone
	DropIsTheQueues                  // the queue's timer starts, as before MAIL
)

// Recovery says what the end of an outage means for the other waiting copies: the first session that gets as far as MAIL, after
// a time in which none did and a retry failed as well.
type Recovery uint8

const (
	OwnTimers Recovery = iota // nothing: each waits for its own time
	Flush                     // what failed before MAIL becomes due, in order of receipt
)

// Memory says what a sender remembers of a next hop that failed, beyond the timers of its messages: a row of sim/destination.
type Memory uint8

const (
	NoMemory Memory = iota
	DeadSite
	RunStatus
	HostRecord
	RouteBackoff
	TimeoutTable
	QueueTimer
)

// Timer is a memory, as the figure timer names it: a queue has the retry timer with QueueTimer, and else each message.
type Timer Memory

// Rest says when recipients are tried who were one too many for the host in a transaction that others passed.
type Rest uint8

const (
	RestNextAttempt Rest = iota
	RestAtOnce           // in a further session of the same attempt
)

// ReuseFor says which messages use a connection that is open.
type ReuseFor uint8

const (
	ReuseForAll      ReuseFor = iota
	ReuseForRetries           // those that were deferred before
	ReuseAfterOutage          // those whose last session ended before MAIL
)

// Pick says which server of a pool makes an attempt.
type Pick uint8

const (
	Drawn  Pick = iota // each attempt another
	Sticky             // the one that took the message
)

// Outward says what becomes of automatic mail to a domain elsewhere, where no remote domain of the scenario says anything.
type Outward uint8

const (
	Leaves  Outward = iota
	Stopped         // by the remote domain that the product comes with
	Refused         // by the policy for outbound spam: no remote domain lets it through
)

// SenderRewriting says whose envelope senders become others, and how often.
type SenderRewriting uint8

const (
	SendersStay SenderRewriting = iota
	VERP                        // the host's own: another for each message
	BATV                        // the host's own: another each day
	SRS                         // all others': another each day, in the host's domain
	EachMessage                 // all: another for each message
)

// Received says what becomes of the Received lines that a message has when it is sent on.
type Received uint8

const (
	ReceivedStay Received = iota
	ReceivedRemoved
)

// TLSFailure says what follows a failed handshake.
type TLSFailure uint8

const (
	TLSDefers     TLSFailure = iota
	TLSClear                 // the session goes on without TLS
	TLSClearAfter            // so it does once the copy is older than TLS.After
)

// EarlyReject says what a 5xx before MAIL means.
type EarlyReject uint8

const (
	EarlyDefers EarlyReject = iota
	EarlyBounces
)

// From says where a wait is counted from.
type From uint8

const (
	FromStart From = iota // of the attempt
	FromEnd
)

var (
	appliesWords  = []string{"own", "all"}
	expiryWords   = []string{"timer", "after-attempt", "last-attempt", "predicted", "before-attempt"}
	noticeWords   = []string{"timer", "attempt", "next-try", "run"}
	perWords      = []string{"recipient", "message"}
	returnsWords  = []string{"headers", "all", "nothing"}
	timerWords    = []string{"message", "queue"}
	droppedWords  = []string{"message", "queue"}
	recoveryWords = []string{"own-timers", "flush"}
	restWords     = []string{"next-attempt", "at-once"}
	memoryWords   = []string{"none", "dead-site", "run-status", "host-record", "route-backoff", "timeout-table", "queue-timer"}
	reuseWords    = []string{"all", "retries", "after-outage"}
	pickWords     = []string{"drawn", "sticky"}
	outwardWords  = []string{"leaves", "stopped", "refused"}
	senderWords   = []string{"none", "verp", "batv", "srs", "each-message"}
	receivedWords = []string{"kept", "removed"}
	tlsWords      = []string{"defer", "clear", "clear-after"}
	earlyWords    = []string{"defer", "bounce"}
	fromWords     = []string{"start", "end"}
	priorityWords = []string{"low", "normal", "high"}
)

// Words lists the words of a choice in order; Choose sets the choice that a word names and reports whether there is one.

func (Applies) Words() []string                 { return appliesWords }
func (c *Applies) Choose(w string) bool         { return smtp.Choose(c, appliesWords, w) }
func (c Applies) String() string                { return appliesWords[c] }
func (Expiry) Words() []string                  { return expiryWords }
func (c *Expiry) Choose(w string) bool          { return smtp.Choose(c, expiryWords, w) }
func (c Expiry) String() string                 { return expiryWords[c] }
func (NoticeAt) Words() []string                { return noticeWords }
func (c *NoticeAt) Choose(w string) bool        { return smtp.Choose(c, noticeWords, w) }
func (c NoticeAt) String() string               { return noticeWords[c] }
func (Timer) Words() []string                   { return timerWords }
func (Dropped) Words() []string                 { return droppedWords }
func (c *Dropped) Choose(w string) bool         { return smtp.Choose(c, droppedWords, w) }
func (c Dropped) String() string                { return droppedWords[c] }
func (Recovery) Words() []string                { return recoveryWords }
func (c *Recovery) Choose(w string) bool        { return smtp.Choose(c, recoveryWords, w) }
func (c Recovery) String() string               { return recoveryWords[c] }
func (Memory) Words() []string                  { return memoryWords }
func (c *Memory) Choose(w string) bool          { return smtp.Choose(c, memoryWords, w) }
func (c Memory) String() string                 { return memoryWords[c] }
func (ReuseFor) Words() []string                { return reuseWords }
func (c *ReuseFor) Choose(w string) bool        { return smtp.Choose(c, reuseWords, w) }
func (c ReuseFor) String() string               { return reuseWords[c] }
func (Pick) Words() []string                    { return pickWords }
func (c *Pick) Choose(w string) bool            { return smtp.Choose(c, pickWords, w) }
func (c Pick) String() string                   { return pickWords[c] }
func (Outward) Words() []string                 { return outwardWords }
func (c *Outward) Choose(w string) bool         { return smtp.Choose(c, outwardWords, w) }
func (c Outward) String() string                { return outwardWords[c] }
func (SenderRewriting) Words() []string         { return senderWords }
func (c *SenderRewriting) Choose(w string) bool { return smtp.Choose(c, senderWords, w) }
func (c SenderRewriting) String() string        { return senderWords[c] }
func (Received) Words() []string                { return receivedWords }
func (c *Received) Choose(w string) bool        { return smtp.Choose(c, receivedWords, w) }
func (c Received) String() string               { return receivedWords[c] }
func (TLSFailure) Words() []string              { return tlsWords }
func (c *TLSFailure) Choose(w string) bool      { return smtp.Choose(c, tlsWords, w) }
func (c TLSFailure) String() string             { return tlsWords[c] }
func (EarlyReject) Words() []string             { return earlyWords }
func (c *EarlyReject) Choose(w string) bool     { return smtp.Choose(c, earlyWords, w) }
func (c EarlyReject) String() string            { return earlyWords[c] }
func (From) Words() []string                    { return fromWords }
func (c *From) Choose(w string) bool            { return smtp.Choose(c, fromWords, w) }
func (c From) String() string                   { return fromWords[c] }
func (Priority) Words() []string                { return priorityWords }
func (c *Priority) Choose(w string) bool        { return smtp.Choose(c, priorityWords, w) }
func (c Priority) String() string               { return priorityWords[c] }
func (DSNPer) Words() []string                  { return perWords }
func (c *DSNPer) Choose(w string) bool          { return smtp.Choose(c, perWords, w) }
func (c DSNPer) String() string                 { return perWords[c] }
func (DSNReturns) Words() []string              { return returnsWords }
func (c *DSNReturns) Choose(w string) bool      { return smtp.Choose(c, returnsWords, w) }
func (c DSNReturns) String() string             { return returnsWords[c] }
func (Rest) Words() []string                    { return restWords }
func (c *Rest) Choose(w string) bool            { return smtp.Choose(c, restWords, w) }
func (c Rest) String() string                   { return restWords[c] }

// Choose leaves the memory of a sender whose messages have the timer as it is.
func (c *Timer) Choose(w string) bool {
	switch {
	case w == "queue":
		*c = Timer(QueueTimer)
	case w == "message" && *c == Timer(QueueTimer):
		*c = Timer(NoMemory)
	}
	return slices.Contains(timerWords, w)
}

func (c Timer) String() string {
	if c == Timer(QueueTimer) {
		return "queue"
	}
	return "message"
}

package retry

import "mailstorm/sim/smtp"

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
	ByTimer      Expiry = iota // a check at the deadline; no attempt starts at or after it
	AfterAttempt               // after the first failed attempt at or past the deadline
	LastAttempt                // the first attempt that starts past the deadline is the last
)

// NoticeAt says when a due delay notice is written.
type NoticeAt uint8

const (
	NoticeByTimer NoticeAt = iota
	NoticeAfterAttempt
)

// Timer says whose the retry timer is.
type Timer uint8

const (
	PerMessage Timer = iota
	PerQueue         // the next hop's: one attempt of the oldest copy speaks for all
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
	expiryWords   = []string{"timer", "after-attempt", "last-attempt"}
	noticeWords   = []string{"timer", "attempt"}
	timerWords    = []string{"message", "queue"}
	droppedWords  = []string{"message", "queue"}
	recoveryWords = []string{"own-timers", "flush"}
	pickWords     = []string{"drawn", "sticky"}
	outwardWords  = []string{"leaves", "stopped", "refused"}
	tlsWords      = []string{"defer", "clear", "clear-after"}
	earlyWords    = []string{"defer", "bounce"}
	fromWords     = []string{"start", "end"}
	priorityWords = []string{"low", "normal", "high"}
)

// Words lists the words of a choice in order; Choose sets the choice that a word names and reports whether there is one.

func (Applies) Words() []string             { return appliesWords }
func (c *Applies) Choose(w string) bool     { return smtp.Choose(c, appliesWords, w) }
func (c Applies) String() string            { return appliesWords[c] }
func (Expiry) Words() []string              { return expiryWords }
func (c *Expiry) Choose(w string) bool      { return smtp.Choose(c, expiryWords, w) }
func (c Expiry) String() string             { return expiryWords[c] }
func (NoticeAt) Words() []string            { return noticeWords }
func (c *NoticeAt) Choose(w string) bool    { return smtp.Choose(c, noticeWords, w) }
func (c NoticeAt) String() string           { return noticeWords[c] }
func (Timer) Words() []string               { return timerWords }
func (c *Timer) Choose(w string) bool       { return smtp.Choose(c, timerWords, w) }
func (c Timer) String() string              { return timerWords[c] }
func (Dropped) Words() []string             { return droppedWords }
func (c *Dropped) Choose(w string) bool     { return smtp.Choose(c, droppedWords, w) }
func (c Dropped) String() string            { return droppedWords[c] }
func (Recovery) Words() []string            { return recoveryWords }
func (c *Recovery) Choose(w string) bool    { return smtp.Choose(c, recoveryWords, w) }
func (c Recovery) String() string           { return recoveryWords[c] }
func (Pick) Words() []string                { return pickWords }
func (c *Pick) Choose(w string) bool        { return smtp.Choose(c, pickWords, w) }
func (c Pick) String() string               { return pickWords[c] }
func (Outward) Words() []string             { return outwardWords }
func (c *Outward) Choose(w string) bool     { return smtp.Choose(c, outwardWords, w) }
func (c Outward) String() string            { return outwardWords[c] }
func (TLSFailure) Words() []string          { return tlsWords }
func (c *TLSFailure) Choose(w string) bool  { return smtp.Choose(c, tlsWords, w) }
func (c TLSFailure) String() string         { return tlsWords[c] }
func (EarlyReject) Words() []string         { return earlyWords }
func (c *EarlyReject) Choose(w string) bool { return smtp.Choose(c, earlyWords, w) }
func (c EarlyReject) String() string        { return earlyWords[c] }
func (From) Words() []string                { return fromWords }
func (c *From) Choose(w string) bool        { return smtp.Choose(c, fromWords, w) }
func (c From) String() string               { return fromWords[c] }
func (Priority) Words() []string            { return priorityWords }
func (c *Priority) Choose(w string) bool    { return smtp.Choose(c, priorityWords, w) }
func (c Priority) String() string           { return priorityWords[c] }

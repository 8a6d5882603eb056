package sim

import (
	"time"

	"mailstorm/sim/calendar"
	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/mailbox"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// Config is a scenario after loading: names resolved, quantities integer, nothing left to complain about.
type Config struct {
	Name   string // of the scenario: file name without .toml
	Title  string
	Why    string
	Source string // whose story it is
	Seed   int64
	Clock  time.Time     // what simulated time 0 is called
	Length time.Duration // 0: until nothing is queued and nobody writes
	Watch  int           // index into Hosts: whose queue the queue.* metrics mean
	Chosen bool          // the scenario says which host to watch; else it is where the first mail enters

	CopyLimit uint64 // the run stops when so many copies were made, each counted for each recipient
	// The run stops when so many attempts were made, DSNs' and automatic messages' included; 0: however many.
	AttemptLimit uint64

	AlertQueue uint32        // alert.at: so many copies ...
	AlertAfter time.Duration // ... each queued for so long

	Hosts     []Host
	Addresses []Address
	Mails     []Mail
	Mailboxes []Mailbox // those that are special
	Warnings  []string
}

// Host is a mail server or a pool of them.
type Host struct {
	Name      string
	Profile   *retry.Profile
	Routes    [][]int       // lists of next hops, as indices into Config.Hosts
	Paths     []int         // by address: MailboxHere, NoRoute, or an index into Routes
	Own       []bool        // by address: whether its domain lives here
	Bandwidth int64         // bits per second of its line, in each direction; 0: no limit
	IPs       uint32        // IP addresses behind its name, each with another server of its pool; 0 is 1
	RoundTrip time.Duration // between a client and the host: each reply comes so late
	Work      time.Duration // that the host does for each message before its 250
	Faults    []Fault
	Guards    []Guard
	Changes   []Change
	DSNFrom   int      // 1 + index into Config.Addresses: the From line of its DSNs; 0: nobody can answer it
	Remotes   []Remote // by address: what automatic mail may leave for it; empty: as the profile says
}

// Values of Host.Paths that are no index.
const (
	MailboxHere = -1
	NoRoute     = -2
)

// Address is a mailbox somewhere.
type Address struct {
	Name   string // partner@fabrikam.example
	Domain string
}

// Mail is a table of messages.
type Mail struct {
	Name     string
	From     int             // index into Config.Addresses
	To       []int           // every message goes to all of them
	Size     random.Quantity // bytes
	Priority retry.Priority
	Enters   int             // index into Config.Hosts
	Count    uint64          // messages; with Rate 0
	Volume   random.Quantity // messages, in place of Count where it is drawn
	Rate     Rate            // or a Poisson process
	Starts   random.Quantity // nanoseconds
	Lasts    random.Quantity // nanoseconds; 0 with Count: all at Starts. With Rate, 0: until Length
	Hours    calendar.Hours
	Listed   []Listed // in place of Count and Rate: each message with its own moment and size, in order of time
	Resend   Resend
	DoubleOf int  // 1 + index of the table whose messages these are once more, Message-ID, size and all, Starts later; 0: none
	Forged   bool // who stands in From wrote nothing of it
	Senders  retry.SenderRewriting
	Bulk     bool // it says Precedence: bulk
}

// Listed is one message of a table that lists them.
type Listed struct {
	At   time.Duration
	Size int64
}

// Resend says that who wrote a message writes it once more, as a new one, after an NDR for it has come.
type Resend struct {
	Share random.Share  // of deliveries
	After time.Duration // the NDR
	Times uint32        // at most, for one delivery
}

// Rate is so many events in a time; the zero value is no rate.
type Rate struct {
	Count uint64
	Per   time.Duration
}

// Fault is a fault with its span, share, subject and filters.
type Fault struct {
	Name       string
	Kind       string
	Behaviour  fault.Fault
	Starts     random.Quantity // nanoseconds
	Lasts      random.Quantity // nanoseconds; fixed 0: for ever
	Share      random.Share
	ShareOf    random.Quantity // in 2^-32, in place of Share where it is drawn
	ShareSteps []fault.Step    // the share that is affected from a moment after the start on; empty: Share throughout
	Of         Subject
	Filter     Filter
	Twin       string // HOST.NAME of the fault with which it begins and ends; empty: it has a span of its own
}

// Guard is something a host does on purpose with what arrives. Its memory is made anew for each run.
type Guard struct {
	Name   string
	Kind   *guard.Kind
	Params guard.Params
	Starts random.Quantity // nanoseconds
	Lasts  random.Quantity // nanoseconds; fixed 0: for ever
	Share  random.Share    // of Of
	Of     Subject         // OfAttempts, OfMessages or OfRecipients
	Filter Filter
	Off    bool // until a change switches it on
}

// Mailbox is a mailbox that does more than lie there: its rules, in the order of the catalogue.
type Mailbox struct {
	Address int // index into Config.Addresses
	Rules   []Rule
	Defers  bool // a full mailbox answers 4xx at RCPT
	Missing bool // nobody has this address: 550 5.1.1 at RCPT
}

// Rule is one rule of a mailbox.
type Rule struct {
	Name   string // of its table; that of the row for a key
	Row    *mailbox.Row
	Params mailbox.Params
}

// Remote says which automatic mail a host lets leave for an address.
type Remote struct{ Reply, Forward Permit }

// Permit is what somebody said, if anybody did.
type Permit uint8

// What may be said.
const (
	Unsaid Permit = iota // the profile decides
	Allowed
	Forbidden
)

// Change is an intervention at a host.
type Change struct {
	Name      string
	At        random.Quantity // nanoseconds
	Profile   *retry.Profile  // from then on; nil: as before
	Bandwidth int64           // from then on, bits per second, 0 without limit; -1: as before
	Switches  []Switch
	NextHops  []NextHop
	Purge     Purge
	Retry     bool // all that waits is tried at once
}

// NextHop puts another host in the place of one, wherever routes of the host name it.
type NextHop struct {
	Of, To int  // indices into Config.Hosts
	Queued bool // copies that are queued already take it at their next attempt; else mail that comes later does
}

// Switch turns a fault or a guard of the host on or off, whatever its span says.
type Switch struct {
	Guard bool // else a fault
	Index int  // into Host.Guards or Host.Faults
	On    bool
}

// Purge says what becomes of all that waits in a host's queues.
type Purge uint8

// What may become of it.
const (
	PurgeNothing Purge = iota
	PurgeSilently
	PurgeWithNDR
)

// Subject says for whom a fault's share is drawn, once each.
type Subject uint8

// The subjects.
const (
	OfAttempts Subject = iota
	OfMessages
	OfRecipients
	OfSenderServers
	OfReceiverServers
)

// Filter restricts a fault to some sessions; zero fields do not restrict.
type Filter struct {
	FromHost    []int    // indices into Config.Hosts
	Servers     []uint32 // of the sending pool, numbered from 1
	MailFrom    []int    // indices into Config.Addresses
	RcptTo      []int
	LargerThan  int64 // bytes
	SmallerThan int64
}

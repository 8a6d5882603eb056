package sim

import (
	"time"

	"mailstorm/sim/fault"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// Config is a scenario after loading: names resolved, quantities integer, nothing left to complain about.
type Config struct {
	Name   string // of the scenario: file name without .toml
	Title  string
	Why    string
	Seed   int64
	Clock  time.Time     // what simulated time 0 is called
	Length time.Duration // 0: until nothing is queued and nobody writes
	Watch  int           // index into Hosts: whose queue the queue.* metrics mean

	CopyLimit  uint64        // the run stops when so many copies were made
	AlertQueue uint32        // alert.at: so many copies ...
	AlertAfter time.Duration // ... each queued for so long

	Hosts     []Host
	Addresses []Address
	Mails     []Mail
	Warnings  []string
}

// Host is a mail server or a pool of them.
type Host struct {
	Name      string
	Profile   *retry.Profile
	Routes    [][]int // lists of next hops, as indices into Config.Hosts
	Paths     []int   // by address: MailboxHere, NoRoute, or an index into Routes
	Own       []bool  // by address: whether its domain lives here
	Bandwidth int64   // bits per second of its line, in each direction; 0: no limit
	Faults    []Fault
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
	Rate     Rate            // or a Poisson process
	Starts   random.Quantity // nanoseconds
	Lasts    random.Quantity // nanoseconds; 0 with Count: all at Starts. With Rate, 0: until Length
	Hours    Hours
}

// Rate is so many events in a time; the zero value is no rate.
type Rate struct {
	Count uint64
	Per   time.Duration
}

// Hours are the weekly hours in which people write; the zero value is always.
type Hours struct {
	Days  [7]bool       // Sunday first, as in package time
	From  time.Duration // since midnight, clock time (UTC)
	Until time.Duration
}

// Fault is a fault with its span, share, subject and filters.
type Fault struct {
	Name   string
	Kind   string
	Bend   fault.Fault
	Starts random.Quantity // nanoseconds
	Lasts  random.Quantity // nanoseconds; fixed 0: for ever
	Share  random.Share
	Falls  []fault.Step // the share that is befallen from a moment after the start on; empty: Share throughout
	Of     Subject
	Filter Filter
}

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

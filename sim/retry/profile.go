// Package retry knows when a mail server tries again and when it gives up: the shapes of schedules, the figures of profiles.
package retry

import (
	"time"

	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// Profile is how a host retries, expires, notifies and names its failures. Every field is a figure of the catalogue.
type Profile struct {
	Name   string
	Title  string
	Family string // profiles of one family answer the same question differently; reports compare them

	Shape    string // name of a row of Shapes
	Shaping  Shaping
	Schedule Schedule // made from Shape and Shaping by Build

	Lifetime   time.Duration // MessageExpiration
	Documented Range         // what the maker allows for Lifetime; zero when nothing is documented
	Applies    Applies       // whose mail Lifetime concerns; other mail gets Documented.To, or Lifetime without a range
	Expiry     Expiry
	Check      Range // the expiry check comes so much later than the deadline, drawn per copy
	// LastTry is how long before that check the last attempt is made, whatever the schedule; drawn per copy in nanoseconds, fixed 0: none.
	LastTry random.Quantity

	Notice   time.Duration // age at which the delay notice is due; 0: never
	NoticeAt NoticeAt

	Timer        Timer
	MessageRetry []time.Duration // with a queue timer: waits after failures that concern the message, not the connection; the last one repeats
	Dropped      Dropped         // with a queue timer: what a connection concerns that dies after MAIL
	Recovery     Recovery
	MoveEvery    time.Duration // to another server, a Received hop more; 0: never

	QueuedReport Range // the queued messages report shows what waits for a connector after so long, drawn once a run; 0: there is none

	Replies  Outward // of inbox rules and programs; absence notes obey a switch of their own
	Forwards Outward // and redirects

	NextHost    PhaseSet // after failures in these phases the next host of the list is tried in the same attempt
	Sessions    uint32   // at most so many sessions in one attempt
	Patience    smtp.Patience
	Connections uint32 // to one next hop at a time; 0: no limit
	Pool        Pool
	TLS         TLS
	HopLimit    uint32 // more Received hops than this are refused as a loop

	EarlyReject EarlyReject // what a 5xx before MAIL means
	Codes       [smtp.Causes]Code
	Loop        smtp.Reply // said by this host when HopLimit is passed
	DSNSize     int64      // of a DSN that it writes, bytes
	NoRoute     smtp.Reply // of the NDR for a recipient whom no route reaches
	Mapped      []Mapping  // replies of a remote that keep their meaning at expiry
}

// Pool is the servers that share the work of a host.
type Pool struct {
	Servers  uint32
	Pick     Pick
	Networks uint32 // so many /24 networks hold them, in turn; 0 is 1
}

// TLS says what follows a failed handshake.
type TLS struct {
	Failure TLSFailure
	After   time.Duration // with TLSClearAfter: age of the copy from which it goes without TLS
}

// Range is a span between two durations, both included; equal ends are a fixed duration.
type Range struct{ From, To time.Duration }

// Code is how a sender records a cause, and what the NDR says when the message expires of it.
type Code struct {
	Deferral  smtp.Reply // what the log shows; unused for Said, where it is the remote's own reply
	Permanent smtp.Reply // in place of Deferral: the host gives up at once, and log and NDR show it
	Expired   smtp.Reply // zero: the NDR repeats the last deferral
	Text      string     // short English words beside the code, as the product writes them
	Short     string     // the MSG field of Exchange Online's diagnostic line; may be empty
}

// Recorded is what the log shows.
func (c Code) Recorded() smtp.Reply {
	if c.Permanent.Code != 0 {
		return c.Permanent
	}
	return c.Deferral
}

// Mapping turns a deferral code into the code of the NDR: From to To, compared by all three numbers.
type Mapping struct{ From, To smtp.Enhanced }

// PhaseSet is a set of phases, one bit each.
type PhaseSet uint16

// Has reports whether the phase is in the set.
func (s PhaseSet) Has(p smtp.Phase) bool { return s>>p&1 == 1 }

// Closing is how long before the deadline the end of a copy's life may begin to show: with a last try, before any schedule.
func (p *Profile) Closing() time.Duration { return max(time.Duration(p.LastTry.Max())-p.Check.From, 0) }

// LastTries reports whether a last attempt is made before the expiry check.
func (p *Profile) LastTries() bool { return p.LastTry.Max() > 0 }

// Ends reports whether a 5xx in this phase is final.
func (p *Profile) Ends(phase smtp.Phase) bool {
	return phase >= smtp.Mail || p.EarlyReject == EarlyBounces
}

// OfMessage reports whether a failed session concerns the message alone, so that a queue's timer does not start.
func (p *Profile) OfMessage(phase smtp.Phase, cause smtp.Cause) bool {
	return phase >= smtp.Mail && !(p.Dropped == DropIsTheQueues && (cause == smtp.Dropped || cause == smtp.Stalled))
}

// Final is the reply that the NDR shows when a message expires after this cause and this last reply.
func (p *Profile) Final(cause smtp.Cause, last smtp.Reply) smtp.Reply {
	if cause == smtp.Said {
		for _, m := range p.Mapped {
			if m.From == last.Enhanced {
				return smtp.Reply{Code: 550, Enhanced: m.To}
			}
		}
	}
	switch code := p.Codes[cause]; {
	case code.Expired != smtp.Reply{}:
		return code.Expired
	case cause == smtp.Said || code.Deferral == smtp.Reply{}:
		return last
	default:
		return code.Deferral
	}
}

// A Mark says how far a figure can be trusted.
type Mark string

// The marks.
const (
	Official Mark = "official" // the maker's document or source code, or an RFC
	Observed Mark = "observed" // logs, traces, NDRs
	Inferred Mark = "inferred" // computed or assumed here
)

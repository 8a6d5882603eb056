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
	Records  Schedule // the same between queue runs: when the time of a retry record comes

	Lifetime   time.Duration // MessageExpiration
	Documented Range         // what the maker allows for Lifetime; zero when nothing is documented
	Applies    Applies       // whose mail Lifetime concerns; other mail gets Documented.To, or Lifetime without a range
	Expiry     Expiry
	Check      Range // the expiry check comes so much later than the deadline, drawn per copy
	// MostAttempts is how many attempts a copy has at most, whatever its age; 0: however many.
	MostAttempts uint32
	// LastTry is how long before that check the last attempt is made, whatever the schedule; drawn per copy in nanoseconds, fixed 0: none.
	LastTry random.Quantity

	Notice   time.Duration // age at which the delay notice is due; 0: never
	NoticeAt NoticeAt
	Again    time.Duration // between a delay notice and the next; 0: there is one

	MessageRetry []time.Duration // with a queue timer: waits after failures that concern the message, not the connection; the last one repeats
	Dropped      Dropped         // with a queue timer: what a connection concerns that dies after MAIL
	Recovery     Recovery
	Memory       Memory        // of a next hop that failed
	Window       uint32        // with a dead site: sessions at a time to a next hop that has not succeeded yet
	DeadTime     time.Duration // with a dead site: how long it is left alone
	MoveEvery    time.Duration // to another server, a Received hop more; 0: never

	QueuedReport Range // the queued messages report shows what waits for a connector after so long, drawn once a run; 0: there is none

	Replies  Outward // of inbox rules and programs; absence notes obey a switch of their own
	Forwards Outward // and redirects

	NDRLimit     uint32        // NDRs that it writes in any NDRLimitTime, further ones are discarded; 0: no limit
	NDRLimitTime time.Duration // of NDRLimit

	Senders  SenderRewriting
	Received Received

	NextHost    PhaseSet // after failures in these phases the next host of the list is tried in the same attempt
	Addresses   uint32   // at most so many of them are tried in one attempt; 0: all
	Sessions    uint32   // at most so many sessions in one attempt that get as far as MAIL
	Patience    smtp.Patience
	Connections uint32        // to one next hop at a time; 0: no limit
	Reuse       uint32        // so many sessions share a connection; 0: none
	ReuseIdle   time.Duration // how long it waits for the next
	ReuseLasts  time.Duration // it serves no further session then; 0: however old
	ReuseWithin time.Duration // it is kept only if its session began so soon after another ended; 0: always
	ReuseFor    ReuseFor
	Recipients  uint32 // of one transaction; 0: no limit
	Rest        Rest   // of the recipients, where the host takes only so many
	Pool        Pool
	TLS         TLS
	HopLimit    uint32 // more Received hops than this are refused as a loop

	EarlyReject EarlyReject // what a 5xx before MAIL means
	Codes       [smtp.Causes]Code
	Loop        smtp.Reply // said by this host when HopLimit is passed
	DSN         DSN        // that it writes
	NoRoute     smtp.Reply // of the NDR for a recipient whom no route reaches
	Mapped      []Mapping  // replies of a remote that keep their meaning at expiry
}

// DSN is how a host writes a delivery status notification.
type DSN struct {
	Per       DSNPer
	Size      int64 // about one recipient, with the header lines of the message; bytes
	Recipient int64 // that each further one adds
	Returns   DSNReturns
	Notices   DSNReturns // what a delay notice holds
	UpTo      int64      // a message larger than this is not returned; 0: there is no such size
}

// About is how large a DSN about one recipient of a message is.
func (d *DSN) About(message int64, failed bool) int64 {
	returns := d.Notices
	if failed {
		returns = d.Returns
	}
	if returns == ReturnsAll && (d.UpTo == 0 || message <= d.UpTo) {
		return d.Size + message
	}
	return d.Size
}

// Bare reports whether DSNs hold nothing of the message, not even its headers.
func (d *DSN) Bare() bool { return d.Returns == ReturnsNothing }

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

// NoticesAfterSuspension reports whether a deferral without a session may bring a delay notice, as a failed attempt does: Exim counts only what it tried.
func (p *Profile) NoticesAfterSuspension() bool {
	return p.Notice > 0 && p.NoticeAt.NeedsAttempt() && p.Memory != HostRecord
}

// LastTries reports whether a last attempt is made before the expiry check.
func (p *Profile) LastTries() bool { return p.LastTry.Max() > 0 }

// Exhausted reports whether a copy has had all its attempts.
func (p *Profile) Exhausted(attempts uint32) bool {
	return p.MostAttempts > 0 && attempts >= p.MostAttempts
}

// Drawn is the profile with the phase of its queue runs, where that is drawn for each run of a simulation.
func (p *Profile) Drawn(draw uint64) *Profile {
	if !p.Shaping.Phase.Drawn || p.Shaping.Every <= 0 {
		return p
	}
	q := *p
	q.Shaping.Phase = Phase{At: time.Duration(random.Below(draw, uint64(p.Shaping.Every)))}
	if q.Build() != nil {
		return p // it was not built either
	}
	return &q
}

// Ends reports whether a 5xx in this phase is final.
func (p *Profile) Ends(phase smtp.Phase) bool {
	return phase >= smtp.Mail || p.EarlyReject == EarlyBounces
}

// Next is when a message is tried again by its own timer: by the schedule, which with a queue timer is the queue's.
func (p *Profile) Next(h History) time.Duration {
	if p.Memory == QueueTimer {
		return h.Started + p.MessageRetry[min(int(h.Failures), len(p.MessageRetry))-1]
	}
	return p.Schedule.Next(h)
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

// NoticeTime is when a delay notice that is due at a time and waits for no attempt is written.
func (p *Profile) NoticeTime(due time.Duration) time.Duration {
	if p.NoticeAt == NoticeAtRun {
		return p.NextRun(due)
	}
	return due
}

// NextRun is the first queue run from a time on.
func (p *Profile) NextRun(from time.Duration) time.Duration {
	if from >= century {
		return from
	}
	return grid{p.Shaping.Every, p.Shaping.Phase.At}.from(from)
}

// A Mark says how far a figure can be trusted.
type Mark string

// The marks.
const (
	Official Mark = "official" // the maker's document or source code, or an RFC
	Observed Mark = "observed" // logs, traces, NDRs
	Inferred Mark = "inferred" // computed or assumed here
)

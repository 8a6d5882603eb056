// Package survival estimates how long outages last and how often they come from what mail met: each is known between two bounds only, and
// only if mail met it at all.
package survival

// Outcome is what one attempt says about its destination.
type Outcome uint8

const (
	Up   Outcome = iota // the host took the mail, or answered something that concerns this message or recipient alone
	Down                // before the data was sent, and it concerns the host: no connection, 421, TLS, a dropped connection, a timeout
	Lost                // no reply after the data was sent: the host may have taken the mail, so it says neither
)

// Attempt is one attempt to hand mail over. What never opened a session because the next hop was known to fail is none.
type Attempt struct {
	At      int64 // seconds, since a moment that all timelines share
	Message uint32
	Outcome Outcome
}

// Timeline is what mail met at one destination, in any order. Attempts of mail that succeeded at once belong to it: they tell when the
// destination was watched.
type Timeline struct {
	From, To int64 // the records hold all attempts of this span
	Attempts []Attempt

	// Where details were fetched of all messages that failed for good, and only of some others: when those others came of which they were not
	// fetched, and after how long a message is given up.
	Others  []int64
	GivenUp int64
}

// The ends of spells that the records do not show.
const (
	Unbegun int64 = -1 << 61 // it had begun before the first attempt
	Unended int64 = 1 << 61  // it was not over at the last attempt
)

// Spell is an outage as mail met it: it began after BeganFrom and not after BeganTo, and ended after EndedFrom and not after EndedTo. Where
// both are equal the moment is known to the second.
type Spell struct {
	BeganFrom, BeganTo, EndedFrom, EndedTo int64
	Destination                            int // index of its timeline
	Attempts                               int // that failed
}

// Reason is why failures are no outage.
type Reason uint8

const (
	LostReply  Reason = iota // no reply after the data was sent
	OneMessage               // the same message failed again, though the host took others in between
	Mixed                    // the host failed and took mail by turns
	Reasons
)

// Observed is what the timelines hold.
type Observed struct {
	Spells  []Spell         // by destination and time
	LeftOut [Reasons]uint32 // failed attempts that belong to no spell
	Span    int64           // seconds of records, over all destinations
	watched []watched       // by destination

	from, to int64 // of all records
}

// Observe finds the outages in timelines. It sorts their attempts.
func Observe(timelines []Timeline) *Observed { return observe(timelines) }

// Seen is the chance that an outage of a length that begins at any moment of the records is met by an attempt.
func (o *Observed) Seen(length int64) float64 {
	return o.seen(length, nil)
}

// SeenFrom is the smallest length of which at least that share of outages would be seen; Unended if there is none.
func (o *Observed) SeenFrom(share float64) int64 { return o.seenFrom(share, nil) }

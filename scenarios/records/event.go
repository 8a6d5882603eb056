// Package records reads what mail servers write down about mail: message traces, tracking logs, mail logs and DSNs. Readers turn lines into
// events; Messages puts the events of one message together.
package records

import "time"

// Kind is what an event says about one recipient of a message, or about all of them.
type Kind uint8

const (
	Listed      Kind = iota // a row of a list: how it stands with the message when the list was made; it says neither when nor how often
	Received                // the server took the message over
	Deferred                // an attempt failed, another one follows
	Suspended               // as Deferred, but without a session: the next hop was known to fail
	Sent                    // the next hop took it over
	Delivered               // into a mailbox of this server
	Failed                  // given up; the sender gets an NDR if there is one to get
	Expanded                // a list or an alias: the members have events of their own
	Dropped                 // discarded, quarantined or filtered: it is never sent on
	DelayNotice             // a DSN said that it is delayed
	NDR                     // a DSN said that it failed
)

// Expired is the reply of a Failed event that is no attempt: the time of the message was over.
const Expired = "expired"

// Direction is whose mail it is, where the record says so.
type Direction uint8

const (
	Unknown  Direction = iota
	Outbound           // written here
	Inbound            // from outside
)

// Lateness is how much later a row of a message trace may appear than what it tells: up to 11 hours were seen, so the newest 12 are open.
const Lateness = 12 * time.Hour

// Event is one line of a record. Its strings are valid until the sink returns.
type Event struct {
	Kind       Kind
	At         time.Time     // in UTC; zero when the record does not say
	Grain      time.Duration // At is known to this much: 1s in most logs
	Key        string        // what events of the message share within this kind of record: a queue id, a network message id; "": MessageID with From and At
	MessageID  string        // without angle brackets
	From       string        // envelope sender, in lower case, "" for the null sender
	NullFrom   bool          // the sender is <>, and not merely missing
	To         string        // one recipient, in lower case; "" where the event is about all of them
	OriginalTo string        // the address before aliases, if it differs
	Size       int64         // bytes; 0 when the record does not say
	Direction  Direction
	Hop        string        // host that was tried or took it, as the record names it; "" when unknown
	Connector  string        // connector or transport, where the record names one
	Reply      string        // what the server heard, or why there was no session: "451 4.7.0 Try again later"
	Status     string        // the record's own word for it: Pending, deferred, ...
	Took       time.Duration // how long the session lasted that ended At; 0 when the record does not say
	Arrived    time.Time     // when the server took the message over, where another event says so (Postfix's delay=, Arrival-Date of a DSN)
	Until      time.Time     // when it will be given up, where a delay notice says so (Will-Retry-Until of a DSN)
	Attempts   int           // how often it was tried until now, where the record says so
	Final      bool          // nothing follows about this recipient, or, without To, about the message (Postfix's "removed")
	Late       bool          // rows about the message may appear up to Lateness after what they tell, as in a message trace of Exchange Online
	File       string
	Line       int
}

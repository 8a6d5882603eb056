package records

import "time"

// Message is one message, from all events about it.
type Message struct {
	Key, MessageID, From string
	NullFrom             bool
	Direction            Direction
	Size                 int64     // 0: unknown
	Received             time.Time // zero: unknown
	Began                time.Time // the earliest event about it: much later than Received where the record begins in the middle
	Connector            string
	Recipients           []Recipient
	Open                 bool // the record ends, or memory ran out, before all was told
	Listed               bool // rows of a list tell of it; without tries, nothing else does
	Late                 bool // it stands in a message trace, which hides attempts
	Copies               int  // under how many keys the record has it: 2 when a filter gave it back
	File                 string
	Line                 int // of its first event
}

// Recipient is what became of a message for one recipient.
type Recipient struct {
	To     string
	Tries  []Try     // in the order of their times
	End    Kind      // Listed while nothing is known; else Sent, Delivered, Failed, Expanded or Dropped
	Status string    // of a list
	Notice time.Time // when a delay notice was written; zero: none
	Until  time.Time // when the delay notice said that it will be given up; zero: it did not
	NDR    time.Time // when an NDR was written; zero: none
	Tried  int       // attempts that a DSN counts; 0: unknown
	Said   string    // what a DSN quotes as the last answer

	distinct int  // attempts when they were last put in order
	passedOn bool // to a filter, or to another address, in the same log
}

// Try is one attempt, as far as the record shows it.
type Try struct {
	At                    time.Time
	Grain, Took           time.Duration
	Kind                  Kind // Deferred, Suspended, Sent, Delivered or Failed
	Hop, Connector, Reply string
}

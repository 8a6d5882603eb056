package sim

import (
	"time"

	"mailstorm/sim/smtp"
)

// Kind says what a record tells.
type Kind uint8

// The kinds of records, in the order of a message's life.
const (
	Written     Kind = iota // a message enters its first host
	Talked                  // a session began; how it goes is known: what the peer keeps and what the host hears at Until
	Refused                 // within the session just told, one recipient got a 4xx or 5xx at RCPT
	Deferred                // an attempt ended with recipients left; Until is when the next is due
	Kept                    // Host took a new copy into its queue, from Peer or from who wrote it; Parent is the copy it came from
	Delivered               // a copy reached a mailbox
	HandedOver              // the next host took it: 250
	Notified                // a delay notice was written
	Moved                   // a waiting copy went to another server of its host
	Bounced                 // an NDR was written; Reply is what it shows
	Lost                    // the peer said 250 and has nothing
	Looped                  // a host refused a copy that had passed too many hops
	LinedUp                 // a copy that is due waits for a free connection
	Suppressed              // Host recognised a duplicate and swallowed it
	Discarded               // Host said 250 and threw it away
	Quarantined             // Host said 250 and locked it away
	Diverted                // Host gave a recipient of it to Peer, against its routes
	Died                    // what came from <> could not be delivered, or Host writes no more NDRs, and nobody is told
	Purged                  // an administrator removed it from Host's queue
	Stopped                 // Host's mailbox would have answered or passed on, and a limit or good manners forbade it
	Changed                 // an administrator changed something at Host; Delivery is the number of the change
	Kinds                   // how many there are
)

var kindNames = [Kinds]string{"written", "talked", "refused", "deferred", "kept", "delivered", "handed-over", "notified", "moved", "bounced", "lost", "looped", "lined-up",
	"suppressed", "discarded", "quarantined", "diverted", "died", "purged", "stopped", "changed"}

func (k Kind) String() string { return kindNames[k] }

// None stands for "no delivery" and "no peer" in records.
const None = 1<<32 - 1

// Record is one line of the event log; the digest folds over exactly these fields (docs/determinism.md).
// Parent of Bounced and Notified is the message, counted from 1, of a DSN that is due about other recipients already and reports this as well;
// 0: it gets one of its own.
type Record struct {
	At         time.Duration
	Copy       uint64        // number in order of creation, 1 the first
	Parent     uint64        // of Kept: the copy it came from. Of Written: the message that caused it, counted from 1.
	Until      time.Duration // Talked: when the session ended. Deferred: when the next attempt is due
	Bytes      int64         // message data that crossed, or the size of what was written or kept
	Message    uint32
	Delivery   uint32 // None when the record concerns all recipients of the copy
	Attempt    uint32 // of this copy on this hop, 1 the first
	Host       uint16 // where it happens; the sender of a session
	Peer       uint16 // the other host of a session; noPeer without one
	Server     uint16 // of the host's pool, 0 the first
	PeerServer uint16
	Reply      smtp.Reply
	Kind       Kind
	Phase      smtp.Phase
	Cause      smtp.Cause
	Flags      Flags
}

// Flags of a record.
type Flags uint8

// The flags.
const (
	FlagKept    Flags = 1 << iota // Talked: the peer has it. Written: it is the message that caused it, passed on
	FlagClear                     // Talked: the session went on without TLS
	FlagFirst                     // Delivered: the first copy of its delivery. Bounced: its first NDR. Deferred: FlagSuspended
	FlagTimer                     // Deferred: without an attempt of its own, by the queue's timer. Died: FlagLimited
	FlagExpired                   // Bounced: because the message expired
	FlagMixed                     // Talked: RCPT refused some recipients, and not others
	FlagReport                    // Written: a DSN, by Host, from <>. The Bounced or Notified before it say why
	FlagAuto                      // Written: by a mailbox on its own. With FlagReport: an NDR about such a message
)

// FlagSuspended of Deferred: without a session, because the next hop was known to fail.
const FlagSuspended = FlagFirst

// FlagLimited of Died: an NDR was due, and Host had written as many as it may.
const FlagLimited = FlagTimer

// NoPeer is the Peer of records that have none.
const NoPeer = 1<<16 - 1

// A Sink takes records in the order in which they happen. It must not keep the pointer.
type Sink func(r *Record)

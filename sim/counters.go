package sim

import "time"

// counters counts every origin and every end, so that the books can be balanced.
type counters struct {
	messages    uint64 // written
	deliveries  uint64 // of those messages
	received    uint64 // recipients in parcels that hosts took, written ones included
	deposited   uint64 // of them, in a mailbox there
	unroutable  uint64 // of them, nowhere to go
	queued      uint64 // of them, in copies that wait
	handedOver  uint64 // recipients that left the queue with 250
	suppressed  uint64 // recipients whose copy a guard or a mailbox took for a duplicate
	removed     uint64 // ... a guard discarded or quarantined
	full        uint64 // ... no mailbox had room for
	denied      uint64 // ... a guard refused as they were written
	purged      uint64 // recipients that left the queue by an administrator, nobody told
	lost        uint64 // ... and the peer has nothing
	rejected    uint64 // ... with an NDR, refused for good
	expired     uint64 // ... with an NDR, given up
	copiesBegun uint64 // copies
	copiesEnded uint64
	attempts    uint64 // of everything that waits
	idle        uint64 // copies that wait without an event

	scenarioWritten  uint32 // messages of the scenario that were written
	generatedWaiting uint64 // other messages that wait to be written
	needed           int64  // hand-overs that messages written again need
	bounced          uint64 // NDRs written
	died             uint64 // that could not be: what came from <> and found no way

	looped           int64
	resent           int64
	extraCopies      int64 // copies of messages that were written again, where one had arrived
	ndrsDelivered    int64 // NDRs that reached whom they concern
	backscatter      int64
	lastAuto         time.Duration
	noticesDelivered int64 // delay notices that did
	firstNotice      time.Duration
}

// copies made so far, each counted for each of its recipients: so many it may cost memory.
func (l *counters) copies() uint64 { return l.queued + l.deposited }

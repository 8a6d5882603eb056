// Package sim is the world: hosts, queues and mailboxes, the mail that moves between them, and the books that must balance.
package sim

import (
	"time"

	"mailstorm/sim/engine"
	"mailstorm/sim/guard"
	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// World is one storm under way. It is advanced in slices, so that progress and interruption live outside.
type World struct {
	config       *Config
	seed         random.Seed
	now          time.Duration
	end          time.Duration // its length; never: when nothing happens any more
	attemptLimit uint64        // the most attempts
	agenda       engine.Agenda

	hosts  []host
	queues []queue

	messages         []message // those of the scenario, then those that are written because of others
	deliveries       []delivery
	scenarioMessages uint32             // messages of the scenario
	generated        []generatedMessage // of each message behind them
	tables           []mailTable
	scenarioTables   uint16            // tables of the scenario
	mailboxes        []*specialMailbox // by address; nil: nothing special there
	changes          []change

	copies     []queuedCopy
	freeSlots  []uint32        // slots of copies that ended
	copiesMade uint64          // copies so far; the number of the youngest
	sets       recipientSets   // recipients of copies that have several
	sessions   runningSessions // sessions that take time
	paths      paths           // transfers on the way of each copy

	splitQueues     []uint16      // scratch: the queues that a parcel splits into
	rcptOutcomes    []uint16      // scratch: what each recipient of the present session was told at RCPT
	accepted        []uint32      // scratch: the recipients whom the peer accepted
	remaining       []uint32      // scratch: recipients who go on
	submitted       []uint32      // scratch: recipients whom the guards of senders let pass
	dispositions    []disposition // scratch: what the peer does with each of them, with hasDispositions
	request         guard.Request // scratch
	addressKeys     []uint64      // of addresses, for keys
	domainKeys      []uint64      // of addresses
	handoversNeeded []int64       // that each mail table's message needs when nothing fails
	ordinals        [][]uint32    // of tables that others double: messages by ordinal; known at the end
	outcomes        outcomes
	log             log
	series          series
	alert           alert
	visibility      visibility
	counters        counters
	ndrsUnderWay    uint64 // NDRs that are under way; known at the end
	served          uint64
	withoutFastPath bool   // nothing goes the short way: for tests
	prefetched      uint32 // keeps prefetch from being optimised away
	stopReason      string
	memoryWarnings  []string // warnings of memories that were full
}

// What the agenda holds, in the order in which equal times are served.
const (
	changeDue      uint8 = iota // an administrator intervenes
	messageWritten              // a person or program writes a message
	dataArrived                 // a session's last byte arrived: the peer keeps it
	sessionEnded                // a session ended: the sender knows
	attemptDue                  // a waiting copy is due
	queueRetryDue               // a next hop's queue timer rings
	delayNoticeDue              // a delay notice is due
	moveDue                     // a copy moves to another server
	expiryDue                   // the check after the deadline
	generatedDue                // a host, a mailbox or a person writes because of what happened
)

// Advance serves at most n events and reports whether the run is over.
func (w *World) Advance(n int) (done bool) {
	for range n {
		e, ok := w.agenda.Next()
		if ok && w.isStale(e) {
			continue // time does not pass for it
		}
		if !ok || w.endsBefore(e) {
			return true
		}
		if w.served%lookahead == 0 {
			w.prefetch()
		}
		w.served++
		w.now = e.At
		w.step(e)
	}
	return false
}

const lookahead = 16

// prefetch touches the copies that are due next, all at once: their cache misses overlap, where one by one they would cost
// more than all else in a large storm.
func (w *World) prefetch() {
	touched := uint32(0)
	for _, e := range w.agenda.Ahead(lookahead) {
		if int(e.Slot) < len(w.copies) {
			c := &w.copies[e.Slot]
			touched += c.turn
		}
	}
	w.prefetched += touched
}

// step is the heart: one line for each kind of event.
func (w *World) step(e engine.Event) {
	switch e.Kind() {
	case changeDue:
		w.applyChange(e.Slot)
	case messageWritten:
		w.writeMessage(e.Slot)
	case dataArrived:
		w.arrived(e.Slot)
	case sessionEnded:
		w.sessionOver(e.Slot)
	case attemptDue:
		w.attempt(e.Slot)
	case queueRetryDue:
		w.retryQueue(e.Slot)
	case delayNoticeDue:
		w.delayNoticeTimer(e.Slot)
	case moveDue:
		w.moveCopy(e.Slot)
	case expiryDue:
		w.expireCopy(e.Slot)
	case generatedDue:
		w.writeGenerated(e.Slot)
	}
}

// isStale reports whether whom an event concerns was filed anew since, or is gone.
func (w *World) isStale(e engine.Event) bool {
	switch e.Kind() {
	case messageWritten, generatedDue:
		return false
	case changeDue:
		return w.nothingLeft()
	case queueRetryDue:
		return w.queues[e.Slot].turn != e.Turn || !w.queues[e.Slot].retrying
	default:
		return w.copies[e.Slot].turn != e.Turn
	}
}

// endsBefore reports whether the run ends before this event.
func (w *World) endsBefore(e engine.Event) bool {
	return (e.At >= w.end || w.counters.copies() >= w.config.CopyLimit || w.counters.attempts >= w.attemptLimit) && w.stopBefore(e)
}

// stopBefore ends the run: at its length, or because too many copies or attempts were made.
func (w *World) stopBefore(e engine.Event) bool {
	switch {
	case e.At >= w.end:
		w.now = w.end
	case w.counters.attempts >= w.attemptLimit:
		w.stopReason = "the limit of attempts was reached"
	default:
		w.stopReason = "the limit of copies was reached"
	}
	w.agenda.Add(e)
	return true
}

// Stop ends the run early; what was counted so far is shown with the reason.
func (w *World) Stop(reason string) { w.stopReason = reason }

// Now is the simulated time.
func (w *World) Now() time.Duration { return w.now }

// Served is how many events the agenda gave out so far.
func (w *World) Served() uint64 { return w.served }

// New makes the world of a scenario, before anything happened. A sink may be nil.
func New(c *Config, sink Sink) *World {
	w := &World{config: c, seed: random.NewSeed(c.Seed), end: c.Length}
	if c.Length <= 0 {
		w.end = never
	}
	if w.attemptLimit = c.AttemptLimit; w.attemptLimit == 0 {
		w.attemptLimit = 1<<64 - 1
	}
	w.log.sink = sink
	w.copies = make([]queuedCopy, 1, 64) // slot 0 stays empty: 0 means none
	w.paths.nodes = make([]path, 1)
	w.sessions.rows = make([]session, 1)
	w.sets.take() // row 0 stays empty
	w.outcomes.rows = []outcome{{reply: smtp.OK}}
	w.buildHosts()
	w.buildTables()
	w.buildMessages()
	w.buildMailboxes()
	w.scheduleChanges()
	w.countHandoversNeeded()
	w.series.open(c)
	w.alert.open(c)
	w.visibility.open(1 + len(w.hosts))
	if len(w.messages) > 0 {
		w.agenda.Add(engine.Event{At: w.messages[0].at, Rank: engine.Rank(messageWritten, 0), Slot: 0})
	}
	return w
}

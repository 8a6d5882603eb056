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
	config *Config
	seed   random.Seed
	now    time.Duration
	ends   time.Duration // its length; never: when nothing happens any more
	tries  uint64        // the most attempts
	agenda engine.Agenda

	hosts  []host
	queues []queue

	messages   []message // those of the scenario, then those that are written because of others
	deliveries []delivery
	composed   uint32   // messages of the scenario
	letters    []letter // of each message behind them
	tables     []table
	scripted   uint16 // tables of the scenario
	boxes      []*box // by address; nil: nothing special there
	changes    []change

	copies  []custody
	free    []uint32 // slots of copies that ended
	made    uint64   // copies so far; the number of the youngest
	sets    sets     // recipients of copies that have several
	flights flights  // sessions that take time
	paths   paths    // transfers on the way of each copy

	gathering  []uint16        // scratch: the queues that a parcel splits into
	told       []uint16        // scratch: what each recipient of the present session was told at RCPT
	taken      []uint32        // scratch: the recipients whom the peer accepted
	aside      []uint32        // scratch: recipients who go on
	admitted   []uint32        // scratch: recipients whom the guards of senders let pass
	ways       []way           // scratch: what the peer does with each of them, with talk.sorted
	asking     guard.Encounter // scratch
	names      []uint64        // of addresses, for keys
	domains    []uint64        // of addresses
	handovers  []int64         // that each mail table's message needs when nothing fails
	ordinals   [][]uint32      // of tables that others double: messages by ordinal; known at the end
	outcomes   outcomes
	log        log
	series     series
	alert      alert
	sight      sight
	ledger     ledger
	travelling uint64 // NDRs that are under way; known at the end
	events     uint64
	usual      bool   // nothing goes the short way: for tests
	touched    uint32 // keeps prefetch from being optimised away
	stopped    string
	forgets    []string // warnings of memories that were full
}

// What the agenda holds, in the order in which equal times are served.
const (
	changes  uint8 = iota // an administrator intervenes
	written               // a person or program writes a message
	arrives               // a session's last byte arrived: the peer keeps it
	heard                 // a session ended: the sender knows
	attempts              // a waiting copy is due
	retries               // a next hop's queue timer rings
	notifies              // a delay notice is due
	moves                 // a copy moves to another server
	expires               // the check after the deadline
	answers               // a host, a mailbox or a person writes because of what happened
)

// Advance serves at most n events and reports whether the run is over.
func (w *World) Advance(n int) (done bool) {
	for range n {
		e, ok := w.agenda.Next()
		if ok && w.stale(e) {
			continue // time does not pass for it
		}
		if !ok || w.over(e) {
			return true
		}
		if w.events%lookahead == 0 {
			w.prefetch()
		}
		w.events++
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
	w.touched += touched
}

// step is the heart: one line for each kind of event.
func (w *World) step(e engine.Event) {
	switch e.Kind() {
	case changes:
		w.change(e.Slot)
	case written:
		w.write(e.Slot)
	case arrives:
		w.arrive(e.Slot)
	case heard:
		w.hear(e.Slot)
	case attempts:
		w.attempt(e.Slot)
	case retries:
		w.retry(e.Slot)
	case notifies:
		w.notify(e.Slot)
	case moves:
		w.move(e.Slot)
	case expires:
		w.expire(e.Slot)
	case answers:
		w.post(e.Slot)
	}
}

// stale reports whether whom an event concerns was filed anew since, or is gone.
func (w *World) stale(e engine.Event) bool {
	switch e.Kind() {
	case written, answers:
		return false
	case changes:
		return w.quiet()
	case retries:
		return w.queues[e.Slot].turn != e.Turn || !w.queues[e.Slot].retrying
	default:
		return w.copies[e.Slot].turn != e.Turn
	}
}

// over reports whether the run ends before this event.
func (w *World) over(e engine.Event) bool {
	return (e.At >= w.ends || w.ledger.copies() >= w.config.CopyLimit || w.ledger.attempts >= w.tries) && w.halt(e)
}

// halt ends the run: at its length, or because too many copies or attempts were made.
func (w *World) halt(e engine.Event) bool {
	switch {
	case e.At >= w.ends:
		w.now = w.ends
	case w.ledger.attempts >= w.tries:
		w.stopped = "the limit of attempts was reached"
	default:
		w.stopped = "the limit of copies was reached"
	}
	w.agenda.Add(e)
	return true
}

// Stop ends the run early; what was counted so far is shown with the reason.
func (w *World) Stop(reason string) { w.stopped = reason }

// Now is the simulated time.
func (w *World) Now() time.Duration { return w.now }

// Served is how many events the agenda gave out so far.
func (w *World) Served() uint64 { return w.events }

// New makes the world of a scenario, before anything happened. A sink may be nil.
func New(c *Config, sink Sink) *World {
	w := &World{config: c, seed: random.NewSeed(c.Seed), ends: c.Length}
	if c.Length <= 0 {
		w.ends = never
	}
	if w.tries = c.AttemptLimit; w.tries == 0 {
		w.tries = 1<<64 - 1
	}
	w.log.sink = sink
	w.copies = make([]custody, 1, 64) // slot 0 stays empty: 0 means none
	w.paths.nodes = make([]path, 1)
	w.flights.rows = make([]flight, 1)
	w.sets.take() // row 0 stays empty
	w.outcomes.rows = []outcome{{reply: smtp.OK}}
	w.populate()
	w.tabulate()
	w.compose()
	w.furnish()
	w.plan()
	w.reckon()
	w.series.open(c)
	w.alert.open(c)
	w.sight.open(1 + len(w.hosts))
	if len(w.messages) > 0 {
		w.agenda.Add(engine.Event{At: w.messages[0].at, Rank: engine.Rank(written, 0), Slot: 0})
	}
	return w
}

// Package engine is the agenda: what happens next, and when; it knows no mail.
package engine

import "time"

// Agenda gives out events in their total order. It is a lazy bucket queue: what comes soon lies unsorted in a ring
// of buckets of one width, a bucket is sorted when it becomes current, and what lies beyond the ring waits in rungs.
// The zero value is an empty agenda.
type Agenda struct {
	present time.Duration // of the event given out last
	pending int

	now   []Event       // the current bucket, in order
	read  int           // how many of them are given out
	near  heap          // what was added to the current bucket after it was sorted
	soon  time.Duration // no event of near comes before
	until uint64        // where the current bucket ends; all beyond is in ring or far

	shift  uint   // log2 of the width of a bucket in nanoseconds
	slot   uint64 // the first slot not yet opened
	ring   ring
	far    far
	pool   pool
	sorter sorter
	gauge  gauge
}

// Add puts an event on the agenda. It must not lie before the event given out last, nor before zero.
func (a *Agenda) Add(e Event) {
	if e.At < a.present {
		panic("engine: an event at " + e.At.String() + " lies before the present, " + a.present.String())
	}
	a.pending++
	if uint64(e.At) < a.until {
		a.push(e)
		return
	}
	a.file(e)
}

// Pending is how many events the agenda holds.
func (a *Agenda) Pending() int { return a.pending }

// Next takes the first event from the agenda.
func (a *Agenda) Next() (Event, bool) {
	if a.read < len(a.now) && a.now[a.read].At < a.soon {
		e := a.now[a.read]
		a.read++
		a.pending--
		a.present = e.At
		return e, true
	}
	return a.next()
}

// next is Next where the heap has a say, or the next bucket must be opened.
func (a *Agenda) next() (Event, bool) {
	if !a.ready() {
		return Event{}, false
	}
	a.pending--
	var e Event
	if a.sorted() {
		e = a.now[a.read]
		a.read++
	} else {
		e = a.near.pop()
	}
	a.noteFirst()
	a.present = e.At
	return e, true
}

// noteFirst notes when the first event of the heap comes.
func (a *Agenda) noteFirst() {
	a.soon = 1<<63 - 1
	if len(a.near) > 0 {
		a.soon = a.near[0].At
	}
}

func (a *Agenda) ready() bool { return a.read < len(a.now) || len(a.near) > 0 || a.advance() }

// sorted reports whether the first event is one of the sorted ones.
func (a *Agenda) sorted() bool {
	return a.read < len(a.now) && (len(a.near) == 0 || Before(a.now[a.read], a.near[0]))
}

// push adds an event to the current bucket.
func (a *Agenda) push(e Event) {
	a.near.push(e)
	a.noteFirst()
	a.gauge.served++
	if e.At > a.present {
		a.gauge.parted++
	}
	if full(len(a.near), a.pending) {
		a.narrow()
	}
}

// file puts an event that lies beyond the current bucket into ring or far.
func (a *Agenda) file(e Event) {
	slot := uint64(e.At) >> (a.shift & 63)
	if slot-a.slot < uint64(len(a.ring.buckets)) {
		a.pool.put(a.ring.at(slot), e)
		return
	}
	a.pool.put(a.far.at(slot>>a.ring.bits), e)
}

// Ahead is a hint of what comes next: at most n events of the current bucket, which may be preceded by others. A caller
// that will need memory for them can ask for it early.
func (a *Agenda) Ahead(n int) []Event { return a.now[a.read:min(a.read+n, len(a.now))] }

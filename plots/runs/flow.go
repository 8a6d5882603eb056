package runs

import (
	"time"

	"mailstorm/sim"
)

// Flow counts where copies went, while a run tells its records: between hosts, and to where they ended. It counts what people and
// programs wrote, each recipient of a copy by itself, and needs no more memory than the queues are deep.
type Flow struct {
	counts    map[Link]int64
	held      map[uint64]queuedCopy // copies in the queue of a host, by number
	ending    []uint64              // copies that lost a recipient at the moment of the last record
	now       time.Duration
	generated []bool    // messages that hosts and mailboxes wrote
	removed   [2]uint64 // copy and delivery of the last record, when an administrator removed it
}

// Place is a host by its index, or one of the others: where copies come from, and where they end.
type Place int

const (
	Arrived    Place = -1 - iota // the first copy of its delivery
	Duplicated                   // a later one
	Suppressed                   // a guard or a mailbox recognised a duplicate
	Discarded
	Quarantined
	Bounced // an NDR was written
	Purged
	DroppedSilently // from <>, so no NDR is written
	Lost            // after 250
	Queued
	Source      // the sender
	PassThrough // a column on the way, without a bar
)

// OtherHosts are several hosts as one.
const OtherHosts Place = 1 << 20 // hosts beyond those that have a bar of their own

// PlaceNames are the names of places that are not hosts.
var PlaceNames = map[Place]string{Source: "sent", Arrived: "arrived", Duplicated: "duplicates", Suppressed: "suppressed",
	Discarded: "discarded", Quarantined: "quarantined", Bounced: "bounced", Purged: "purged", DroppedSilently: "dropped without NDR",
	Lost: "lost after 250", Queued: "still queued", OtherHosts: "other hosts"}

// Link leads copies from one place to the next.
type Link struct{ From, To Place }

// queuedCopy is where a copy is and where it came from.
type queuedCopy struct {
	host, peer Place
	ending     bool // a recipient was settled, and nobody tried to hand the others on since
}

// NewFlow begins to count.
func NewFlow() *Flow { return &Flow{counts: map[Link]int64{}, held: map[uint64]queuedCopy{}} }

// Take hears a record; it is a sim.Sink.
func (f *Flow) Take(r *sim.Record) {
	if r.At != f.now {
		f.settle()
		f.now = r.At
	}
	if r.Kind == sim.Written {
		f.written(r)
		return
	}
	if uint64(r.Message) < uint64(len(f.generated)) && f.generated[r.Message] { // None is no int where that has 32 bits
		return
	}
	switch r.Kind {
	case sim.Kept:
		f.held[r.Copy] = queuedCopy{host: Place(r.Host), peer: origin(r.Peer)}
	case sim.Talked, sim.Deferred, sim.LinedUp:
		f.keep(r.Copy)
	case sim.HandedOver, sim.Lost, sim.Bounced, sim.Purged, sim.Died:
		f.leave(r)
	case sim.Delivered, sim.Suppressed, sim.Discarded, sim.Quarantined:
		f.counts[Link{origin(r.Peer), Place(r.Host)}]++
		f.counts[Link{Place(r.Host), endOf(r)}]++
	}
}

func origin(peer uint16) Place {
	if peer == sim.NoPeer {
		return Source
	}
	return Place(peer)
}

func (f *Flow) written(r *sim.Record) {
	if r.Flags&(sim.FlagReport|sim.FlagAuto) == 0 {
		return
	}
	for uint64(len(f.generated)) <= uint64(r.Message) {
		f.generated = append(f.generated, false)
	}
	f.generated[r.Message] = true
}

// endOf is where a recipient was settled without a queue.
func endOf(r *sim.Record) Place {
	switch {
	case r.Kind == sim.Suppressed:
		return Suppressed
	case r.Kind == sim.Discarded:
		return Discarded
	case r.Kind == sim.Quarantined:
		return Quarantined
	case r.Flags&sim.FlagFirst != 0:
		return Arrived
	}
	return Duplicated
}

// leave counts how one recipient of a copy came to its host, now that it goes, and where it went.
func (f *Flow) leave(r *sim.Record) {
	here, one := Place(r.Host), [2]uint64{r.Copy, uint64(r.Delivery)}
	if f.removed == one && r.Kind == sim.Bounced { // the NDR of a purge
		f.counts[Link{here, Purged}]--
	} else {
		f.counts[Link{f.cameFrom(r), here}]++
	}
	f.removed = [2]uint64{}
	switch r.Kind {
	case sim.Bounced:
		f.counts[Link{here, Bounced}]++
	case sim.Died:
		f.counts[Link{here, DroppedSilently}]++
	case sim.Purged:
		f.counts[Link{here, Purged}]++
		f.removed = one
	case sim.Lost:
		f.counts[Link{here, Place(r.Peer)}]++
		f.counts[Link{Place(r.Peer), Lost}]++
	}
}

// cameFrom says where a copy was before. A host that has no route for it bounces it without having queued it.
func (f *Flow) cameFrom(r *sim.Record) Place {
	c, known := f.held[r.Copy]
	switch {
	case !known:
		return Source
	case c.host != Place(r.Host):
		return c.host
	}
	c.ending = true
	f.held[r.Copy] = c
	f.ending = append(f.ending, r.Copy)
	return c.peer
}

// keep keeps a copy that some recipients left.
func (f *Flow) keep(number uint64) {
	if c := f.held[number]; c.ending {
		c.ending = false
		f.held[number] = c
	}
}

// settle forgets the copies that all recipients left.
func (f *Flow) settle() {
	for _, number := range f.ending {
		if f.held[number].ending {
			delete(f.held, number)
		}
	}
	f.ending = f.ending[:0]
}

// HasMoved reports whether a copy left the queue of a host, or had none.
func (f *Flow) HasMoved() bool { return len(f.counts) > 0 }

// Links are all links, with copies that are still queued.
func (f *Flow) Links() map[Link]int64 {
	f.settle()
	links := make(map[Link]int64, len(f.counts))
	for l, n := range f.counts {
		links[l] = n
	}
	for _, c := range f.held {
		links[Link{c.peer, c.host}]++
		links[Link{c.host, Queued}]++
	}
	return links
}

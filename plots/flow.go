package plots

import (
	"time"

	"mailstorm/sim"
)

// Flow counts where copies went, while a run tells its records: between hosts, and to the ends of their ways. It counts what people and
// programs wrote, each recipient of a copy by itself, and needs no more memory than the queues are deep.
type Flow struct {
	links   map[link]int64
	held    map[uint64]custody // copies in a host's custody, by number
	ending  []uint64           // copies that lost a recipient at the moment of the last record
	now     time.Duration
	aside   []bool    // messages that hosts and mailboxes wrote
	removed [2]uint64 // copy and delivery of the last record, when an administrator removed it
}

// place is a host by its index, or one of the others: where copies come from, and where their ways end.
type place int

const (
	arrived    place = -1 - iota // the first copy of its delivery
	duplicated                   // a later one
	withheld                     // a guard or a mailbox recognised a duplicate
	discarded
	quarantined
	bounced // an NDR was written
	purged
	died // from <>, so no NDR is written
	lost // after 250
	queued
	source  // who wrote it
	passing // a column on the way, without a bar
)

const others place = 1 << 20 // hosts beyond those that have a bar of their own

// placeNames are what people call the places that are no hosts.
var placeNames = map[place]string{source: "written", arrived: "arrived", duplicated: "duplicates", withheld: "withheld as duplicate",
	discarded: "thrown away", quarantined: "quarantined", bounced: "bounced", purged: "purged", died: "died without an NDR",
	lost: "lost after 250", queued: "still queued", others: "other hosts"}

// link leads copies from one place to the next.
type link struct{ from, to place }

// custody is where a copy is and where it came from.
type custody struct {
	host, peer place
	leaving    bool // a recipient's way ended, and nobody tried to hand the others on since
}

// NewFlow begins to count.
func NewFlow() *Flow { return &Flow{links: map[link]int64{}, held: map[uint64]custody{}} }

// Take hears a record; it is a sim.Sink.
func (f *Flow) Take(r *sim.Record) {
	if r.At != f.now {
		f.settle()
		f.now = r.At
	}
	if r.Kind == sim.Written {
		f.write(r)
		return
	}
	if uint64(r.Message) < uint64(len(f.aside)) && f.aside[r.Message] { // None is no int where that has 32 bits
		return
	}
	switch r.Kind {
	case sim.Kept:
		f.held[r.Copy] = custody{host: place(r.Host), peer: origin(r.Peer)}
	case sim.Talked, sim.Deferred, sim.LinedUp:
		f.stays(r.Copy)
	case sim.HandedOver, sim.Lost, sim.Bounced, sim.Purged, sim.Died:
		f.leave(r)
	case sim.Delivered, sim.Suppressed, sim.Discarded, sim.Quarantined:
		f.links[link{origin(r.Peer), place(r.Host)}]++
		f.links[link{place(r.Host), end(r)}]++
	}
}

func origin(peer uint16) place {
	if peer == sim.NoPeer {
		return source
	}
	return place(peer)
}

func (f *Flow) write(r *sim.Record) {
	if r.Flags&(sim.FlagReport|sim.FlagAuto) == 0 {
		return
	}
	for uint64(len(f.aside)) <= uint64(r.Message) {
		f.aside = append(f.aside, false)
	}
	f.aside[r.Message] = true
}

// end is where a recipient's way ended that needs no custody.
func end(r *sim.Record) place {
	switch {
	case r.Kind == sim.Suppressed:
		return withheld
	case r.Kind == sim.Discarded:
		return discarded
	case r.Kind == sim.Quarantined:
		return quarantined
	case r.Flags&sim.FlagFirst != 0:
		return arrived
	}
	return duplicated
}

// leave counts how one recipient of a copy came to its host, now that it goes, and where it went.
func (f *Flow) leave(r *sim.Record) {
	here, one := place(r.Host), [2]uint64{r.Copy, uint64(r.Delivery)}
	if f.removed == one && r.Kind == sim.Bounced { // the NDR of a purge
		f.links[link{here, purged}]--
	} else {
		f.links[link{f.came(r), here}]++
	}
	f.removed = [2]uint64{}
	switch r.Kind {
	case sim.Bounced:
		f.links[link{here, bounced}]++
	case sim.Died:
		f.links[link{here, died}]++
	case sim.Purged:
		f.links[link{here, purged}]++
		f.removed = one
	case sim.Lost:
		f.links[link{here, place(r.Peer)}]++
		f.links[link{place(r.Peer), lost}]++
	}
}

// came says where a copy was before. A host that has no route for it bounces it without having had it in custody.
func (f *Flow) came(r *sim.Record) place {
	c, known := f.held[r.Copy]
	switch {
	case !known:
		return source
	case c.host != place(r.Host):
		return c.host
	}
	c.leaving = true
	f.held[r.Copy] = c
	f.ending = append(f.ending, r.Copy)
	return c.peer
}

// stays keeps a copy that some recipients left.
func (f *Flow) stays(number uint64) {
	if c := f.held[number]; c.leaving {
		c.leaving = false
		f.held[number] = c
	}
}

// settle forgets the copies that all recipients left.
func (f *Flow) settle() {
	for _, number := range f.ending {
		if f.held[number].leaving {
			delete(f.held, number)
		}
	}
	f.ending = f.ending[:0]
}

// all are the links, with copies that are still in custody.
func (f *Flow) all() map[link]int64 {
	f.settle()
	links := make(map[link]int64, len(f.links))
	for l, n := range f.links {
		links[l] = n
	}
	for _, c := range f.held {
		links[link{c.peer, c.host}]++
		links[link{c.host, queued}]++
	}
	return links
}

package logs

import (
	"slices"
	"time"

	"mailstorm/sim"
)

// walk goes through a journal when the run is over and knows, at each record, which arrival begins with it and which copy
// it is about.
type walk struct {
	*journal
	*envelopes
	copies  map[uint64]*queuedCopy
	claimed map[int]*arrival // records ahead that belong to an arrival told already
	arrived uint64
}

// arrival is one message that a host of ours took at one moment, with all recipients that came along: a queue file of Postfix.
type arrival struct {
	number     uint64 // 1 the first
	at         time.Duration
	message    uint32
	host       uint16
	server     uint16
	peer       uint16 // NoPeer: who wrote it is at the host itself
	parent     uint64 // the copy that it came from
	deliveries []uint32
	left       int      // recipients whose way at the host has not ended
	queued     int      // recipients who came as far as its queues and mailboxes
	copies     []uint64 // of it, in the host's queues
}

// queuedCopy is a copy in a queue of a host of ours.
type queuedCopy struct {
	*arrival
	to         []uint32   // deliveries that are left
	session    sim.Record // the last session
	previous   sim.Record // the one before that
	hasSession bool
	server     uint16 // the server that has it
	purged     bool   // by an administrator
	shown      int64  // for Seen: the stretch between two moves in which a deferral was last shown; -1 none
}

func newWalk(j *journal, deliveries func(yield func(sim.Delivery) bool), endsOf func(message uint32) (from, to int)) *walk {
	p := &envelopes{scenario: j.config, automatic: j.generated, endsOf: endsOf}
	p.load(deliveries)
	return &walk{journal: j, envelopes: p, copies: map[uint64]*queuedCopy{}, claimed: map[int]*arrival{}}
}

// record is the i-th, the arrival to which it belongs and whether that begins, and the copy it is about; what does not exist is nil.
func (w *walk) record(i int) (r *sim.Record, a *arrival, begins bool, h *queuedCopy) {
	r = w.at(i)
	if h = w.copies[r.Copy]; h != nil && h.host != r.Host {
		h = nil
	}
	a, claimed := w.claimed[i]
	delete(w.claimed, i)
	if !claimed && w.ours[r.Host] && (r.Kind == sim.Written || h == nil && lands(r)) {
		a, begins = w.arrive(i), true
	}
	if r.Kind == sim.Kept {
		h = w.copies[r.Copy]
	}
	if h != nil {
		h.note(r)
	}
	return r, a, begins, h
}

// note keeps what later records of the copy do not say again.
func (h *queuedCopy) note(r *sim.Record) {
	switch r.Kind {
	case sim.Talked:
		h.previous, h.session, h.hasSession = h.session, *r, true
	case sim.Moved:
		h.server = r.Server
	}
}

// lands tells whether a record can be part of an arrival: what the host did with each recipient.
func lands(r *sim.Record) bool {
	return r.Kind == sim.Kept || leaves(r) && r.Kind != sim.HandedOver && r.Kind != sim.Lost && r.Kind != sim.Purged
}

// origin is the copy that came in with the record.
func origin(r *sim.Record) uint64 {
	if r.Kind == sim.Kept {
		return r.Parent
	}
	return r.Copy
}

// arrive tells of an arrival that begins with the i-th record. What belongs to it stands side by side.
func (w *walk) arrive(i int) *arrival {
	r := w.at(i)
	w.arrived++
	a := &arrival{number: w.arrived, at: r.At, message: r.Message, host: r.Host, server: r.Server, peer: sim.NoPeer, parent: origin(r)}
	n := i
	if r.Kind == sim.Written {
		a.parent = 0
		n++
	}
	for ; n < w.kept; n++ {
		next := w.at(n)
		if a.has(next) {
			w.claim(a, next)
			w.claimed[n] = a
		} else if !a.aside(next) {
			break
		}
	}
	delete(w.claimed, i)
	slices.Sort(a.deliveries)
	a.deliveries = slices.Compact(a.deliveries)
	return a
}

// has tells whether a record is part of an arrival. The copy that it came from cannot have come twice at one moment.
func (a *arrival) has(r *sim.Record) bool {
	return lands(r) && r.At == a.at && r.Host == a.host && r.Message == a.message && origin(r) == a.parent
}

// aside tells whether a record may stand between those of an arrival: a mailbox that keeps silent, or what went to another host.
func (a *arrival) aside(r *sim.Record) bool {
	return r.At == a.at && (r.Kind == sim.Stopped || a.parent != 0 && lands(r) && origin(r) == a.parent)
}

// claim adds what became of one recipient, or of those of one copy, to an arrival.
func (w *walk) claim(a *arrival, r *sim.Record) {
	if r.Peer != sim.NoPeer && r.Kind != sim.Diverted {
		a.peer = r.Peer
	}
	to := []uint32{r.Delivery}
	if r.Kind == sim.Kept {
		to = w.recipients(r, w.envelopes)
		w.copies[r.Copy] = &queuedCopy{arrival: a, to: slices.Clone(to), server: r.Server, shown: -1}
		a.copies = append(a.copies, r.Copy)
		a.server = r.Server
	}
	a.deliveries = append(a.deliveries, to...)
	a.left += len(to)
	if !w.swallowed(r) {
		a.queued += len(to)
	}
}

// swallowed tells whether a host took a recipient's copy and let it go no further.
func (w *walk) swallowed(r *sim.Record) bool {
	switch r.Kind {
	case sim.Discarded, sim.Quarantined, sim.Diverted:
		return true
	}
	return r.Kind == sim.Suppressed && !w.lives(r)
}

// lives tells whether the recipient has a mailbox at the host.
func (w *walk) lives(r *sim.Record) bool {
	to := w.address(r.Message, r.Delivery)
	return to >= 0 && w.config.Hosts[r.Host].Own[to]
}

// conclude takes recipients off whose way at the host ends with the i-th record, and reports whether that was the last of its
// arrival. A copy that is removed with an NDR ends with the NDR, which stands next.
func (w *walk) conclude(i int, r *sim.Record, a *arrival, h *queuedCopy) bool {
	switch {
	case !leaves(r) || r.Kind == sim.Purged && w.bounces(i+1, r):
		return false
	case h == nil && a != nil:
		a.left--
		return a.left == 0
	case h == nil:
		return false
	}
	before := len(h.to)
	if r.Delivery == sim.None {
		h.to = nil
	} else {
		h.to = slices.DeleteFunc(h.to, func(d uint32) bool { return d == r.Delivery })
	}
	h.left -= before - len(h.to)
	if len(h.to) == 0 {
		delete(w.copies, r.Copy)
	}
	return h.left == 0 && before > 0
}

func (w *walk) bounces(i int, r *sim.Record) bool {
	if i == w.kept {
		return false
	}
	next := w.at(i)
	return (next.Kind == sim.Bounced || next.Kind == sim.Died) && next.Copy == r.Copy && next.Delivery == r.Delivery && next.At == r.At
}

// names are the recipients of deliveries of a message.
func (w *walk) names(message uint32, deliveries []uint32) (names []string) {
	for _, d := range deliveries {
		names = append(names, w.recipient(message, d))
	}
	return names
}

// concerned are the deliveries that a record is about.
func (w *walk) concerned(r *sim.Record, h *queuedCopy) []uint32 {
	if r.Delivery != sim.None || h == nil {
		return []uint32{r.Delivery}
	}
	return h.to
}

package plots

import (
	"strconv"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim"
)

// hop is one message on one hop: its attempts, and the events that came of them.
type hop struct {
	key      hopKey
	attempts []attempt
	events   []event
	troubles int // how often something was not kept, or 250 not heard, or a DSN was sent
}

type hopKey struct {
	message    uint32
	host, peer uint16
}

// attempt is a session with its two truths.
type attempt struct {
	at, until   time.Duration
	kept, heard draw.Marker
	recipients  int // of a part of a session: for how many of them it holds; 0: the session
}

// event is a flag, or the diamond of a first copy.
type event struct {
	at    time.Duration
	what  draw.Marker
	reply string // that the NDR shows
}

// hopsOf sorts the records into rows, in the order in which the rows begin.
func hopsOf(records []sim.Record) []*hop {
	var b hopIndex
	b.byKey, b.last = map[hopKey]*hop{}, map[uint64]hopKey{}
	for i := range records {
		if r := &records[i]; r.Kind == sim.Talked {
			b.find(hopKey{r.Message, r.Host, r.Peer}).addSession(r)
		}
	}
	for i := range records {
		r := &records[i]
		switch {
		case r.Kind == sim.Talked:
			b.last[r.Copy] = hopKey{r.Message, r.Host, r.Peer}
		case r.Kind == sim.Refused && r.Reply.Permanent():
			b.sender(r).addRefusal(r, rejectedMarker)
		case r.Kind == sim.Refused:
			b.sender(r).addRefusal(r, deferredMarker)
		case r.Kind == sim.Delivered && r.Flags&sim.FlagFirst != 0:
			b.receiver(r).addEvent(r, firstCopyMarker)
		case r.Kind == sim.Bounced:
			b.sender(r).addEvent(r, ndrMarker)
		case r.Kind == sim.Notified:
			b.sender(r).addEvent(r, delayMarker)
		}
	}
	return b.hops
}

// hopIndex finds rows again.
type hopIndex struct {
	hops  []*hop
	byKey map[hopKey]*hop
	last  map[uint64]hopKey // on which each copy was tried so far
}

func (b *hopIndex) find(k hopKey) *hop {
	if r := b.byKey[k]; r != nil {
		return r
	}
	r := &hop{key: k}
	b.hops = append(b.hops, r)
	b.byKey[k] = r
	return r
}

// sender is the row of the hop on which a host tried to hand the copy on: the one that the record names, else that of its last attempt. What no
// attempt led to has a row of its host alone.
func (b *hopIndex) sender(r *sim.Record) *hop {
	if named := b.byKey[hopKey{r.Message, r.Host, r.Peer}]; named != nil && r.Peer != sim.NoPeer {
		return named
	}
	if last, tried := b.last[r.Copy]; tried && last.host == r.Host && last.message == r.Message {
		return b.find(last)
	}
	return b.find(hopKey{r.Message, r.Host, sim.NoPeer})
}

// receiver is the row of the hop that brought a message to its mailbox.
func (b *hopIndex) receiver(r *sim.Record) *hop {
	if named := b.byKey[hopKey{r.Message, r.Peer, r.Host}]; named != nil {
		return named
	}
	for _, one := range b.hops {
		if one.key.message == r.Message && one.key.peer == r.Host {
			return one
		}
	}
	return b.sender(r)
}

func (w *hop) addSession(r *sim.Record) {
	a := attempt{at: r.At, until: max(r.At, r.Until), kept: notKeptMarker, heard: deferredMarker}
	if r.Flags&sim.FlagKept != 0 {
		a.kept = keptMarker
	}
	switch {
	case r.Reply.Accepted():
		a.heard = acceptedMarker
	case r.Reply.Permanent():
		a.heard = rejectedMarker
	}
	w.attempts = append(w.attempts, a)
	if a.kept == notKeptMarker || a.heard != acceptedMarker {
		w.troubles++
	}
}

// addRefusal adds what was heard about one recipient of a session.
func (w *hop) addRefusal(r *sim.Record, heard draw.Marker) {
	w.attempts = append(w.attempts, attempt{r.At, max(r.At, r.Until), notKeptMarker, heard, 1})
	w.troubles++
}

func (w *hop) addEvent(r *sim.Record, what draw.Marker) {
	n := event{at: r.At, what: what}
	if what == ndrMarker {
		n.reply = r.Reply.String()
		if r.Reply.Code == 0 {
			n.reply = ""
		}
	}
	w.events = append(w.events, n)
	if what != firstCopyMarker {
		w.troubles++
	}
}

// title is the names of its two hosts, the first after the number of the message when there are several.
func (w *hop) title(s runs.Run, messages int) (name [2]string) {
	name[0] = s.HostName(int(w.key.host))
	if w.key.peer != sim.NoPeer {
		name[1] = s.HostName(int(w.key.peer))
	}
	if messages > 1 {
		name[0] = strconv.FormatUint(uint64(w.key.message)+1, 10) + ": " + name[0]
	}
	return name
}

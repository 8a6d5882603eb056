package plots

import (
	"strconv"
	"time"

	"mailstorm/sim"
)

// row is one message on one hop: its attempts, and the news that came of them.
type row struct {
	key      hop
	attempts []attempt
	news     []news
	trouble  bool // something was not kept, or 250 not heard, or news was sent
}

type hop struct {
	message    uint32
	host, peer uint16
}

// attempt is a session with its two truths.
type attempt struct {
	at, until   time.Duration
	kept, heard glyph
}

// news is a flag, or the diamond of a first copy.
type news struct {
	at    time.Duration
	what  glyph
	reply string // that the NDR shows
}

// rowsOf sorts the records into rows, in the order in which the rows begin.
func rowsOf(records []sim.Record) []*row {
	var b rowBook
	b.of, b.last = map[hop]*row{}, map[uint64]hop{}
	for i := range records {
		if r := &records[i]; r.Kind == sim.Talked {
			b.row(hop{r.Message, r.Host, r.Peer}).talk(r)
		}
	}
	for i := range records {
		r := &records[i]
		switch {
		case r.Kind == sim.Talked:
			b.last[r.Copy] = hop{r.Message, r.Host, r.Peer}
		case r.Kind == sim.Refused && r.Reply.Permanent():
			b.near(r).refuse(r, turnedAway)
		case r.Kind == sim.Refused:
			b.near(r).refuse(r, putOff)
		case r.Kind == sim.Delivered && r.Flags&sim.FlagFirst != 0:
			b.into(r).tell(r, arrival)
		case r.Kind == sim.Bounced:
			b.near(r).tell(r, ndr)
		case r.Kind == sim.Notified:
			b.near(r).tell(r, notice)
		}
	}
	return b.rows
}

// rowBook finds rows again.
type rowBook struct {
	rows []*row
	of   map[hop]*row
	last map[uint64]hop // on which each copy was tried so far
}

func (b *rowBook) row(k hop) *row {
	if r := b.of[k]; r != nil {
		return r
	}
	r := &row{key: k}
	b.rows = append(b.rows, r)
	b.of[k] = r
	return r
}

// near is the row of the hop on which a host tried to hand the copy on: the one that the record names, else that of its last attempt. What no
// attempt led to has a row of its host alone.
func (b *rowBook) near(r *sim.Record) *row {
	if named := b.of[hop{r.Message, r.Host, r.Peer}]; named != nil && r.Peer != sim.NoPeer {
		return named
	}
	if last, tried := b.last[r.Copy]; tried && last.host == r.Host && last.message == r.Message {
		return b.row(last)
	}
	return b.row(hop{r.Message, r.Host, sim.NoPeer})
}

// into is the row of the hop that brought a message to its mailbox.
func (b *rowBook) into(r *sim.Record) *row {
	if named := b.of[hop{r.Message, r.Peer, r.Host}]; named != nil {
		return named
	}
	for _, one := range b.rows {
		if one.key.message == r.Message && one.key.peer == r.Host {
			return one
		}
	}
	return b.near(r)
}

func (w *row) talk(r *sim.Record) {
	a := attempt{r.At, max(r.At, r.Until), untaken, putOff}
	if r.Flags&sim.FlagKept != 0 {
		a.kept = taken
	}
	switch {
	case r.Reply.Accepted():
		a.heard = thanked
	case r.Reply.Permanent():
		a.heard = turnedAway
	}
	w.attempts = append(w.attempts, a)
	w.trouble = w.trouble || a.kept == untaken || a.heard != thanked
}

// refuse adds what was heard about one recipient of a session.
func (w *row) refuse(r *sim.Record, heard glyph) {
	w.attempts = append(w.attempts, attempt{r.At, max(r.At, r.Until), untaken, heard})
	w.trouble = true
}

func (w *row) tell(r *sim.Record, what glyph) {
	n := news{at: r.At, what: what}
	if what == ndr {
		n.reply = r.Reply.String()
		if r.Reply.Code == 0 {
			n.reply = ""
		}
	}
	w.news = append(w.news, n)
	w.trouble = w.trouble || what != arrival
}

// name is that of the hop, and of the message when there are several.
func (w *row) name(s Story, messages int) string {
	name := s.host(int(w.key.host))
	if w.key.peer != sim.NoPeer {
		name += " → " + s.host(int(w.key.peer))
	}
	if messages > 1 {
		name = strconv.FormatUint(uint64(w.key.message)+1, 10) + ": " + name
	}
	return name
}

package sim

import (
	"slices"
	"time"

	"mailstorm/sim/engine"
	"mailstorm/sim/random"
)

// message is what a person or program wrote once. Messages are numbered in the order in which they are written.
type message struct {
	at      time.Duration
	size    int64
	key     uint64 // its origin: mail table and ordinal
	first   uint32 // of its deliveries; they lie side by side
	ordinal uint32 // in its mail table
	mail    uint16
	looped  bool // a hop limit stopped a copy of it
}

// compose writes the whole post beforehand, in order of time: who writes what does not depend on what happens to it.
func (w *World) compose() {
	for i := range w.config.Mails {
		w.composeTable(i)
	}
	w.sortPost()
	first := uint32(0)
	for i := range w.messages {
		m := &w.messages[i]
		m.first = first
		first += uint32(len(w.config.Mails[m.mail].To))
	}
	w.deliveries = make([]delivery, first)
}

// sortPost puts the messages in order of time, then of mail table, then of ordinal: the agenda does that in linear time.
func (w *World) sortPost() {
	var order engine.Agenda
	for i := range w.messages {
		m := &w.messages[i]
		order.Add(engine.Event{At: m.at, Rank: uint64(m.mail)<<32 | uint64(m.ordinal), Slot: uint32(i)})
	}
	sorted := make([]message, 0, len(w.messages))
	for e, ok := order.Next(); ok; e, ok = order.Next() {
		sorted = append(sorted, w.messages[e.Slot])
	}
	w.messages = sorted
}

func (w *World) composeTable(table int) {
	mail := &w.config.Mails[table]
	origin := random.Name("mail." + mail.Name)
	starts := mail.Starts.Draw(w.seed.Draw(random.Starts, origin, 0))
	lasts := mail.Lasts.Draw(w.seed.Draw(random.Lasts, origin, 0))
	if lasts == 0 && mail.Rate.Count > 0 {
		lasts = max(int64(w.config.Length)-starts, 0)
	}
	open := mail.Hours.within(w.config.Clock, time.Duration(starts), time.Duration(starts+lasts))
	if len(open.spans) == 0 {
		return // a drawn span may miss the hours
	}
	add := func(ordinal uint64, at int64) {
		m := message{at: open.moment(at), mail: uint16(table), ordinal: uint32(ordinal), key: random.Mix(origin, ordinal)}
		m.size = mail.Size.Draw(w.seed.Draw(random.Size, m.key, 0))
		w.messages = append(w.messages, m)
	}
	if mail.Rate.Count == 0 {
		w.messages = slices.Grow(w.messages, int(mail.Count))
		for n := range mail.Count {
			add(n, int64(random.Below(w.seed.Draw(random.WrittenAt, random.Mix(origin, n), 0), uint64(open.total))))
		}
		return
	}
	mean := int64(mail.Rate.Per) / int64(mail.Rate.Count)
	at := int64(0)
	for n := uint64(0); ; n++ {
		at += random.Gap(w.seed.Draw(random.WrittenGap, random.Mix(origin, n), 0), mean)
		if at >= open.total {
			return
		}
		add(n, at)
	}
}

// write lets the next message enter its first host.
func (w *World) write(number uint32) {
	m := &w.messages[number]
	if next := number + 1; int(next) < len(w.messages) {
		w.agenda.Add(engine.Event{At: w.messages[next].at, Rank: engine.Rank(written, uint64(next)), Slot: next})
	}
	mail := &w.config.Mails[m.mail]
	w.ledger.messages++
	w.ledger.deliveries += uint64(len(mail.To))
	w.record(&Record{Kind: Written, Message: number, Delivery: None, Host: uint16(mail.Enters), Peer: NoPeer, Bytes: m.size})
	w.receive(parcel{message: number, mail: m.mail, size: m.size, key: m.key, host: uint16(mail.Enters), peer: NoPeer, first: m.first, count: uint32(len(mail.To))})
}

// recipient is the address of a delivery of a message.
func (w *World) recipient(mail uint16, message, delivery uint32) int {
	to := w.config.Mails[mail].To
	if len(to) == 1 {
		return to[0] // the most frequent case need not fetch the message
	}
	return to[delivery-w.messages[message].first]
}

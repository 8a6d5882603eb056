package sim

import (
	"slices"
	"time"

	"mailstorm/sim/engine"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// message is what a person or program wrote once. Messages are numbered in the order in which they are written.
type message struct {
	at      time.Duration
	size    int64
	key     uint64 // its origin: mail table and ordinal
	first   uint32 // of its deliveries; they lie side by side
	ordinal uint32 // in its mail table
	mail    uint16 // table; see tables for those that no scenario has
	looped  bool   // a hop limit stopped a copy of it
}

// mailTable is what all messages of a mail table share. Behind those of the scenario come two sorts for what hosts and mailboxes
// write by themselves: one table for the null sender, and one for each host on which a sender may live.
type mailTable struct {
	to       []int // none: each message has its own recipient
	from     int32 // an address, or each: every message has its own sender
	size     int64 // of all of them, or each
	class    class
	priority retry.Priority
	fastPath bool   // people's, and of normal priority
	identity uint64 // of the table whose messages these are, Message-ID and all
}

// class says in whose tally a message counts.
type class uint8

const (
	scenarioMail class = iota // and programs of the scenario
	dsns                      // DSNs
	automatic                 // what mailboxes write by themselves
)

const (
	nullSender = -1 // the null sender
	varies     = -2
)

// buildTables makes the tables.
func (w *World) buildTables() {
	for i := range w.config.Mails {
		m := &w.config.Mails[i]
		whose := m.Name
		if m.DoubleOf > 0 {
			whose = w.config.Mails[m.DoubleOf-1].Name
		}
		t := mailTable{to: m.To, from: int32(m.From), size: varies, priority: m.Priority, fastPath: m.Priority == retry.Normal, identity: random.Name("mail." + whose)}
		if !m.Size.Drawn() && m.DoubleOf == 0 && len(m.Listed) == 0 {
			t.size = m.Size.Fixed
		}
		w.tables = append(w.tables, t)
	}
	w.scenarioTables = uint16(len(w.tables))
	w.tables = append(w.tables, mailTable{from: nullSender, size: varies, class: dsns, priority: retry.Normal})
	for range len(w.hosts) + 2 { // one for each home, one for no home, one for passed on from the null sender
		w.tables = append(w.tables, mailTable{from: varies, size: varies, class: automatic, priority: retry.Normal})
	}
}

// buildMessages writes the whole post beforehand, in order of time: who writes what does not depend on what happens to it.
func (w *World) buildMessages() {
	first := make([]int, len(w.config.Mails)) // message of each table
	for i := range w.config.Mails {
		first[i] = len(w.messages)
		if w.config.Mails[i].DoubleOf == 0 {
			w.buildTable(i)
		}
	}
	for i := range w.config.Mails {
		if twin := w.config.Mails[i].DoubleOf; twin > 0 {
			w.buildDoubles(i, w.messages[first[twin-1]:])
		}
	}
	w.sortMessages()
	deliveries := uint32(0)
	for i := range w.messages {
		m := &w.messages[i]
		m.first = deliveries
		deliveries += uint32(len(w.config.Mails[m.mail].To))
	}
	w.deliveries = make([]delivery, deliveries, withRoom(int(deliveries)))
	w.scenarioMessages = uint32(len(w.messages))
}

// withRoom leaves room for what will be written because of a post: untouched, it costs nothing.
func withRoom(n int) int { return 2 * n }

// sortMessages puts the messages in order of time, then of mail table, then of ordinal: the agenda does that in linear time.
func (w *World) sortMessages() {
	var order engine.Agenda
	for i := range w.messages {
		m := &w.messages[i]
		order.Add(engine.Event{At: m.at, Rank: uint64(m.mail)<<32 | uint64(m.ordinal), Slot: uint32(i)})
	}
	sorted := make([]message, 0, withRoom(len(w.messages)))
	for e, ok := order.Next(); ok; e, ok = order.Next() {
		sorted = append(sorted, w.messages[e.Slot])
	}
	w.messages = sorted
}

func (w *World) buildTable(table int) {
	mail := &w.config.Mails[table]
	origin := random.Name("mail." + mail.Name)
	starts := mail.Starts.Draw(w.seed.Draw(random.Starts, origin, 0))
	lasts := mail.Lasts.Draw(w.seed.Draw(random.Lasts, origin, 0))
	if mail.Lasts.Max() == 0 && mail.Rate.Count > 0 {
		lasts = max(int64(w.config.Length)-starts, 0)
	}
	if len(mail.Listed) > 0 {
		w.buildListed(table, origin)
		return
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
		count := w.volume(mail, origin)
		w.messages = slices.Grow(w.messages, int(count))
		for n := range count {
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

// volume is how many messages a table has in this run.
func (w *World) volume(mail *Mail, origin uint64) uint64 {
	if !mail.Volume.Drawn() {
		return mail.Count
	}
	return uint64(mail.Volume.Draw(w.seed.Draw(random.Volume, origin, 0)))
}

// buildDoubles writes each message of a table once more, a while after it.
func (w *World) buildDoubles(table int, twins []message) {
	mail := &w.config.Mails[table]
	origin := random.Name("mail." + mail.Name)
	for n, twin := range twins {
		if int(twin.mail) != mail.DoubleOf-1 {
			return
		}
		key := random.Mix(origin, uint64(n))
		later := mail.Starts.Draw(w.seed.Draw(random.Starts, key, 0))
		w.messages = append(w.messages, message{at: twin.at + time.Duration(later), size: twin.size, mail: uint16(table), ordinal: twin.ordinal, key: key})
	}
}

// buildListed takes over the messages of a table that lists them.
func (w *World) buildListed(table int, origin uint64) {
	for n, row := range w.config.Mails[table].Listed {
		w.messages = append(w.messages, message{at: row.At, size: row.Size, mail: uint16(table), ordinal: uint32(n), key: random.Mix(origin, uint64(n))})
	}
}

// writeMessage lets the next message enter its first host.
func (w *World) writeMessage(number uint32) {
	m := &w.messages[number]
	if next := number + 1; next < w.scenarioMessages {
		w.agenda.Add(engine.Event{At: w.messages[next].at, Rank: engine.Rank(messageWritten, uint64(next)), Slot: next})
	}
	mail := &w.config.Mails[m.mail]
	w.counters.messages++
	w.counters.scenarioWritten++
	w.counters.deliveries += uint64(len(mail.To))
	w.record(&Record{Kind: Written, Message: number, Delivery: None, Host: uint16(mail.Enters), Peer: NoPeer, Bytes: m.size})
	w.submit(envelope{message: number, mail: m.mail, size: m.size, key: m.key, host: uint16(mail.Enters), peer: NoPeer, first: m.first, count: uint32(len(mail.To))})
}

// recipient is the address of a delivery of a message.
func (w *World) recipient(mail uint16, message, delivery uint32) int {
	to := w.tables[mail].to
	if len(to) == 1 {
		return to[0] // the most frequent case need not fetch the message
	}
	if message >= w.scenarioMessages {
		return int(w.generated[message-w.scenarioMessages].to)
	}
	return to[delivery-w.messages[message].first]
}

// size is how large the message of a copy is.
func (w *World) size(c *queuedCopy) int64 {
	if size := w.tables[c.mail].size; size != varies {
		return size // the most frequent case need not fetch the message
	}
	return w.messages[c.message].size
}

// sender is the address from which a message comes, or nobody.
func (w *World) sender(mail uint16, message uint32) int32 {
	from := w.tables[mail].from
	if from == varies {
		from = w.generated[message-w.scenarioMessages].from
	}
	return from
}

// identity is what a Message-ID and a client submit time say: copies and doubles of a message share it.
func (w *World) identity(mail uint16, message uint32) uint64 {
	if message >= w.scenarioMessages {
		return w.generated[message-w.scenarioMessages].identity
	}
	return random.Mix(w.tables[mail].identity, uint64(w.messages[message].ordinal))
}

package sim

import (
	"slices"
	"time"

	"mailstorm/sim/engine"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// mailStore is all messages of the run with their deliveries: those of the scenario, then those that are written because of others.
type mailStore struct {
	*environment

	messages         []message
	deliveries       []delivery
	scenarioMessages uint32                        // messages of the scenario
	generated        []generatedMessage            // of each message behind them
	alsoAbout        map[uint32][]generatedMessage // what a DSN reports beyond the first delivery
	tables           []mailTable
	scenarioTables   uint16     // tables of the scenario
	addressKeys      []uint64   // of addresses, for keys
	domainKeys       []uint64   // of addresses
	ordinals         [][]uint32 // of tables that others double: messages by ordinal; known at the end
}

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
func (ms *mailStore) buildTables() {
	for i := range ms.config.Mails {
		m := &ms.config.Mails[i]
		whose := m.Name
		if m.DoubleOf > 0 {
			whose = ms.config.Mails[m.DoubleOf-1].Name
		}
		t := mailTable{to: m.To, from: int32(m.From), size: varies, priority: m.Priority, fastPath: m.Priority == retry.Normal, identity: random.Name("mail." + whose)}
		if !m.Size.Drawn() && m.DoubleOf == 0 && len(m.Listed) == 0 {
			t.size = m.Size.Fixed
		}
		ms.tables = append(ms.tables, t)
	}
	ms.scenarioTables = uint16(len(ms.tables))
	ms.tables = append(ms.tables, mailTable{from: nullSender, size: varies, class: dsns, priority: retry.Normal})
	for range len(ms.config.Hosts) + 2 { // one for each home, one for no home, one for passed on from the null sender
		ms.tables = append(ms.tables, mailTable{from: varies, size: varies, class: automatic, priority: retry.Normal})
	}
}

// buildMessages writes the whole post beforehand, in order of time: who writes what does not depend on what happens to it.
func (ms *mailStore) buildMessages() {
	first := make([]int, len(ms.config.Mails)) // message of each table
	for i := range ms.config.Mails {
		first[i] = len(ms.messages)
		if ms.config.Mails[i].DoubleOf == 0 {
			ms.buildTable(i)
		}
	}
	for i := range ms.config.Mails {
		if twin := ms.config.Mails[i].DoubleOf; twin > 0 {
			ms.buildDoubles(i, ms.messages[first[twin-1]:])
		}
	}
	ms.sortMessages()
	deliveries := uint32(0)
	for i := range ms.messages {
		m := &ms.messages[i]
		m.first = deliveries
		deliveries += uint32(len(ms.config.Mails[m.mail].To))
	}
	ms.deliveries = make([]delivery, deliveries, withRoom(int(deliveries)))
	ms.scenarioMessages = uint32(len(ms.messages))
}

// withRoom leaves room for what will be written because of a post: untouched, it costs nothing.
func withRoom(n int) int { return 2 * n }

// sortMessages puts the messages in order of time, then of mail table, then of ordinal: the agenda does that in linear time.
func (ms *mailStore) sortMessages() {
	var order engine.Agenda
	for i := range ms.messages {
		m := &ms.messages[i]
		order.Add(engine.Event{At: m.at, Rank: uint64(m.mail)<<32 | uint64(m.ordinal), Slot: uint32(i)})
	}
	sorted := make([]message, 0, withRoom(len(ms.messages)))
	for e, ok := order.Next(); ok; e, ok = order.Next() {
		sorted = append(sorted, ms.messages[e.Slot])
	}
	ms.messages = sorted
}

func (ms *mailStore) buildTable(table int) {
	mail := &ms.config.Mails[table]
	origin := random.Name("mail." + mail.Name)
	starts := mail.Starts.Draw(ms.seed.Draw(random.Starts, origin, 0))
	lasts := mail.Lasts.Draw(ms.seed.Draw(random.Lasts, origin, 0))
	if mail.Lasts.Max() == 0 && mail.Rate.Count > 0 {
		lasts = max(int64(ms.config.Length)-starts, 0)
	}
	if len(mail.Listed) > 0 {
		ms.buildListed(table, origin)
		return
	}
	open := mail.Hours.Within(ms.config.Clock, time.Duration(starts), time.Duration(starts+lasts))
	if open.Empty() {
		return // a drawn span may miss the hours
	}
	add := func(ordinal uint64, at int64) {
		m := message{at: open.Moment(at), mail: uint16(table), ordinal: uint32(ordinal), key: random.Mix(origin, ordinal)}
		m.size = mail.Size.Draw(ms.seed.Draw(random.Size, m.key, 0))
		ms.messages = append(ms.messages, m)
	}
	if mail.Rate.Count == 0 {
		count := ms.volume(mail, origin)
		ms.messages = slices.Grow(ms.messages, int(count))
		for n := range count {
			add(n, int64(random.Below(ms.seed.Draw(random.WrittenAt, random.Mix(origin, n), 0), uint64(open.Total))))
		}
		return
	}
	mean := int64(mail.Rate.Per) / int64(mail.Rate.Count)
	at := int64(0)
	for n := uint64(0); ; n++ {
		at += random.Gap(ms.seed.Draw(random.WrittenGap, random.Mix(origin, n), 0), mean)
		if at >= open.Total {
			return
		}
		add(n, at)
	}
}

// volume is how many messages a table has in this run.
func (ms *mailStore) volume(mail *Mail, origin uint64) uint64 {
	if !mail.Volume.Drawn() {
		return mail.Count
	}
	return uint64(mail.Volume.Draw(ms.seed.Draw(random.Volume, origin, 0)))
}

// buildDoubles writes each message of a table once more, a while after it.
func (ms *mailStore) buildDoubles(table int, twins []message) {
	mail := &ms.config.Mails[table]
	origin := random.Name("mail." + mail.Name)
	for n, twin := range twins {
		if int(twin.mail) != mail.DoubleOf-1 {
			return
		}
		key := random.Mix(origin, uint64(n))
		later := mail.Starts.Draw(ms.seed.Draw(random.Starts, key, 0))
		ms.messages = append(ms.messages, message{at: twin.at + time.Duration(later), size: twin.size, mail: uint16(table), ordinal: twin.ordinal, key: key})
	}
}

// buildListed takes over the messages of a table that lists them.
func (ms *mailStore) buildListed(table int, origin uint64) {
	for n, row := range ms.config.Mails[table].Listed {
		ms.messages = append(ms.messages, message{at: row.At, size: row.Size, mail: uint16(table), ordinal: uint32(n), key: random.Mix(origin, uint64(n))})
	}
}

// recipient is the address of a delivery of a message.
func (ms *mailStore) recipient(mail uint16, message, delivery uint32) int {
	to := ms.tables[mail].to
	if len(to) == 1 {
		return to[0] // the most frequent case need not fetch the message
	}
	if len(to) == 0 {
		return int(ms.generated[message-ms.scenarioMessages].to)
	}
	return to[delivery-ms.messages[message].first]
}

// size is how large the message of a copy is.
func (ms *mailStore) size(c *queuedCopy) int64 {
	if size := ms.tables[c.mail].size; size != varies {
		return size // the most frequent case need not fetch the message
	}
	return ms.messages[c.message].size
}

// sender is the address from which a message comes, or nobody.
func (ms *mailStore) sender(mail uint16, message uint32) int32 {
	from := ms.tables[mail].from
	if from == varies {
		from = ms.generated[message-ms.scenarioMessages].from
	}
	return from
}

// author is the address in the From line, or nobody where no answer can go. It is that of the envelope, but for what comes from <>: the
// host that wrote a DSN, and the mailbox that answered.
func (ms *mailStore) author(mail uint16, message uint32) int32 {
	for ms.sender(mail, message) == nullSender {
		l := &ms.generated[message-ms.scenarioMessages]
		switch before := ms.messages[l.cause].mail; {
		case ms.tables[mail].class == dsns:
			return int32(ms.config.Hosts[l.host].DSNFrom) - 1
		case l.traits&redirected == 0:
			return int32(ms.recipient(before, l.cause, l.about))
		default:
			mail, message = before, l.cause
		}
	}
	return ms.sender(mail, message)
}

// identity is what a Message-ID and a client submit time say: copies and doubles of a message share it.
func (ms *mailStore) identity(mail uint16, message uint32) uint64 {
	if message >= ms.scenarioMessages {
		return ms.generated[message-ms.scenarioMessages].identity
	}
	return random.Mix(ms.tables[mail].identity, uint64(ms.messages[message].ordinal))
}

// fromScenario reports whether people and programs of the scenario wrote the messages of a table.
func (ms *mailStore) fromScenario(mail uint16) bool { return mail < ms.scenarioTables }

// generatedMessage is what the message of a scenario does not need: who wrote it, to whom, and because of what.
type generatedMessage struct {
	identity uint64
	from, to int32  // addresses
	cause    uint32 // the message that caused it
	about    uint32 // the delivery that it reports on, or repeats
	passed   uint32 // inbox rules that it has been through
	host     uint16 // where it is written
	outcome  uint16 // of an NDR: what it shows
	round    uint16 // of a message that is written again: how often it was before
	trouble  uint16 // that it reports on
	hops     uint8
	nth      uint16 // of what a mailbox passes on to several addresses: how many were written just before it
	traits   traits
}

type traits uint8

const (
	ndr            traits = 1 << iota // else a delay notice; of reports
	auto                              // it says Auto-Submitted
	bulk                              // it says Precedence: bulk
	writtenAlready                    // it has been written
	aboutGenerated                    // of reports: on mail that no person wrote
	redirected                        // it is the message that caused it, passed on
	listed                            // one of several that a mailbox passed on together
)

// envelopeOf is the message of a copy; what a mailbox passes on to several addresses is one, known by the first.
func (ms *mailStore) envelopeOf(c *queuedCopy) uint32 {
	if c.message < ms.scenarioMessages {
		return c.message
	}
	return c.message - uint32(ms.generated[c.message-ms.scenarioMessages].nth)
}

// hasSeveral reports whether a message was written to several recipients.
func (ms *mailStore) hasSeveral(mail uint16, message uint32) bool {
	if message < ms.scenarioMessages {
		return len(ms.tables[mail].to) > 1
	}
	return ms.generated[message-ms.scenarioMessages].traits&listed != 0
}

// reportsOf is what a DSN says, about one delivery after the other.
func (ms *mailStore) reportsOf(message uint32) func(func(generatedMessage) bool) {
	return func(yield func(generatedMessage) bool) {
		l := ms.generated[message-ms.scenarioMessages]
		more := yield(l)
		for _, o := range ms.alsoAbout[message] {
			l.about, l.outcome, l.trouble = o.about, o.outcome, o.trouble
			more = more && yield(l)
		}
	}
}

// delivery is one message for one recipient.
type delivery struct {
	first         time.Duration // copy in the mailbox
	last          time.Duration
	ndrAt         time.Duration // when the first NDR reached the sender
	silence       time.Duration // until its sender was told anything, if it had not arrived by then: see silent
	copies        uint32
	ndrs          uint32 // written
	ndrsDelivered uint32 // of them, in the sender's mailbox
	held          uint32 // copies for it that hosts hold
	notices       uint16
	lost          uint16 // copies that a host lost after its 250
	code          uint16 // of the first NDR that came: an index into outcomes
	repeats       uint16 // messages among it and those written again for it that arrived
	ndrsUnderWay  uint16 // NDRs about it that are under way; known at the end
	gone          Disappearance
	informed      bool // its sender was told something
	hadSilence    bool
	delayed       bool   // see Delivery.Deferred
	trouble       uint16 // that befell it last, or first where nobody gave up: a place of observe.Troubles
}

// Disappearance says where a copy went last that neither arrived nor was reported.
type Disappearance uint8

// Where it may have gone.
const (
	NotGone         Disappearance = iota
	GoneLost                      // after a 250
	GoneDiscarded                 // thrown away by a guard
	GoneQuarantined               // locked away by a guard
	GoneSuppressed                // taken for a duplicate
	GonePurged                    // by an administrator
	GoneUnwritten                 // its NDR was discarded, because its host had written as many as it may
	GoneUnreported                // its NDR died
)

var disappearanceWords = [...]string{"", "lost after 250", "discarded", "quarantined", "suppressed", "purged", "its NDR was discarded", "its NDR died"}

func (g Disappearance) String() string { return disappearanceWords[g] }

// informSender ends the silence about a delivery, if it had not arrived by then.
func (ms *mailStore) informSender(message uint32, d *delivery) {
	if !d.informed && d.copies == 0 {
		d.silence = ms.now - ms.messages[message].at
		d.hadSilence = true
	}
	d.informed = true
}

// heardAfter is how long nothing was heard of a delivery: neither did it arrive, nor was its sender told anything.
func (d *delivery) heardAfter(written, now time.Duration) time.Duration {
	switch {
	case d.hadSilence:
		return d.silence
	case d.copies > 0:
		return d.first - written
	}
	return now - written
}

// nothingLeft reports whether the storm is over, so that nobody need intervene.
func (ms *mailStore) nothingLeft() bool {
	return ms.counters.copiesBegun == ms.counters.copiesEnded && ms.counters.generatedWaiting == 0 && ms.counters.scenarioWritten == ms.scenarioMessages
}

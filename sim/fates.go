package sim

import (
	"slices"
	"time"

	"mailstorm/sim/smtp"
)

// Delivery is what became of one message for one recipient.
type Delivery struct {
	Message       uint32
	Number        uint32 // of the delivery
	Mail          int    // index into Config.Mails
	To            int    // index into Config.Addresses
	ResendOf      uint32 // 1 + the message that was written before it, for one that was written again; else 0
	FirstDelivery uint32 // with Again > 0: the delivery of the message that was written first
	Size          int64
	Written       time.Duration
	Row           int // of Result.Fates
	Column        int
	Copies        uint32
	First         time.Duration // copy, with Copies > 0
	Last          time.Duration
	NDRs          uint32        // written
	NDRsDelivered uint32        // of them, in the sender's mailbox
	NDRAt         time.Duration // first NDR, with Reached > 0
	Code          smtp.Reply    // of the first NDR that came
	Notices       uint16        // written
	LostAfter     uint16        // copies that a host lost after its 250
	Deferred      bool          // a host's attempt for it left it waiting before any copy had arrived, or its queue was in such a wait
	Gone          Disappearance // where a copy went last that neither arrived nor was reported
}

// writtenMessages calls yield with every message that people and programs wrote, and with how many deliveries it has.
func (ms *mailStore) writtenMessages(yield func(number uint32, deliveries int) bool) {
	for i := range ms.counters.scenarioWritten {
		if !yield(i, len(ms.tables[ms.messages[i].mail].to)) {
			return
		}
	}
	for i := range ms.generated {
		number := ms.scenarioMessages + uint32(i)
		if ms.generated[i].traits&writtenAlready != 0 && ms.fromScenario(ms.messages[number].mail) && !yield(number, 1) {
			return
		}
	}
}

// fate is the cell in which the k-th delivery of a message ends: the first row that holds, and how many copies arrived. Whoever
// has the message that this one doubles has this one, too.
func (ms *mailStore) fate(number, k uint32) (row, column int) {
	d := &ms.deliveries[ms.messages[number].first+k]
	column = int(min(d.copies, 2))
	if column == 0 && ms.hasDoubled(number, k) {
		column = 1
	}
	switch {
	case d.ndrsDelivered > 0:
		return RowNDR, column
	case d.held > 0 || d.ndrsUnderWay > 0:
		return RowPending, column
	default:
		return RowAccepted, column
	}
}

// eachDelivery calls yield for every delivery that was written, in order, until it returns false.
func (ms *mailStore) eachDelivery(yield func(Delivery) bool) {
	for i, n := range ms.writtenMessages {
		for k := range uint32(n) {
			if !yield(ms.delivery(i, k)) {
				return
			}
		}
	}
}

// delivery says what became of the k-th delivery of a message.
func (ms *mailStore) delivery(number, k uint32) Delivery {
	m := &ms.messages[number]
	d := &ms.deliveries[m.first+k]
	row, column := ms.fate(number, k)
	out := Delivery{Message: number, Number: m.first + k, Mail: int(m.mail), To: ms.recipient(m.mail, number, m.first+k), Size: m.size, Written: m.at,
		Row: row, Column: column, Copies: d.copies, First: d.first, Last: d.last, NDRs: d.ndrs, NDRsDelivered: d.ndrsDelivered, NDRAt: d.ndrAt, Notices: d.notices,
		LostAfter: d.lost, Deferred: d.delayed, Gone: d.gone}
	if d.ndrsDelivered > 0 {
		out.Code = ms.outcomes.rows[d.code].reply
	}
	if number >= ms.scenarioMessages {
		l := &ms.generated[number-ms.scenarioMessages]
		out.ResendOf, out.FirstDelivery = l.cause+1, l.about
	}
	return out
}

// indexDoubled finds, for tables whose messages double those of others, the messages of those others.
func (ms *mailStore) indexDoubled() {
	if !slices.ContainsFunc(ms.config.Mails, func(m Mail) bool { return m.DoubleOf > 0 }) {
		return
	}
	ms.ordinals = make([][]uint32, len(ms.config.Mails))
	for i := range ms.counters.scenarioWritten {
		m := &ms.messages[i]
		row := &ms.ordinals[m.mail]
		for uint32(len(*row)) <= m.ordinal {
			*row = append(*row, None)
		}
		(*row)[m.ordinal] = i
	}
}

// hasDoubled reports whether the recipient of a double has the message that it doubles.
func (ms *mailStore) hasDoubled(number, k uint32) bool {
	m := &ms.messages[number]
	if number >= ms.scenarioMessages || ms.config.Mails[m.mail].DoubleOf == 0 {
		return false
	}
	row := ms.ordinals[ms.config.Mails[m.mail].DoubleOf-1]
	if m.ordinal >= uint32(len(row)) || row[m.ordinal] == None {
		return false
	}
	twin := &ms.messages[row[m.ordinal]]
	nth := slices.Index(ms.tables[twin.mail].to, ms.tables[m.mail].to[k])
	return nth >= 0 && ms.deliveries[twin.first+uint32(nth)].copies > 0
}

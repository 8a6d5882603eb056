package sim

import "slices"

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

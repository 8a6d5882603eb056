package sim

import "slices"

// indexDoubled finds, for tables whose messages double those of others, the messages of those others.
func (w *World) indexDoubled() {
	if !slices.ContainsFunc(w.config.Mails, func(m Mail) bool { return m.DoubleOf > 0 }) {
		return
	}
	w.ordinals = make([][]uint32, len(w.config.Mails))
	for i := range w.counters.scenarioWritten {
		m := &w.messages[i]
		row := &w.ordinals[m.mail]
		for uint32(len(*row)) <= m.ordinal {
			*row = append(*row, None)
		}
		(*row)[m.ordinal] = i
	}
}

// hasDoubled reports whether the recipient of a double has the message that it doubles.
func (w *World) hasDoubled(number, k uint32) bool {
	m := &w.messages[number]
	if number >= w.scenarioMessages || w.config.Mails[m.mail].DoubleOf == 0 {
		return false
	}
	row := w.ordinals[w.config.Mails[m.mail].DoubleOf-1]
	if m.ordinal >= uint32(len(row)) || row[m.ordinal] == None {
		return false
	}
	twin := &w.messages[row[m.ordinal]]
	nth := slices.Index(w.tables[twin.mail].to, w.tables[m.mail].to[k])
	return nth >= 0 && w.deliveries[twin.first+uint32(nth)].copies > 0
}

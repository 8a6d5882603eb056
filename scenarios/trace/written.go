package scenarios

import (
	"cmp"
	"slices"
	"strings"

	"mailstorm/sim"
)

// messageKey is by what rows of one message know each other: its network message id, else its Message-ID and when it was written.
type messageKey struct {
	id   string
	from uint32
	at   instants
}

const (
	mostRecipients = 50_000 // of one message
	mostGroups     = 10_000
)

// written is one message, from all of its rows. A file has a million of them: nothing here is a pointer.
type written struct {
	from      uint32 // index into trace.names
	line, col uint32 // of its first row
	own       bool   // the file says that it was written here
	at        instants
	size      int64
}

// addressed is a message for one recipient.
type addressed struct{ message, to uint32 }

// add gives a row to its message.
func (tr *trace) add(from string, to []string, one written) {
	one.from = tr.number(from)
	index, seen := uint32(len(tr.messages)), false
	if key, shared := tr.key(one); shared {
		if known, ok := tr.known[key]; ok {
			index, seen = known, true
		} else {
			key.id = strings.Clone(key.id)
			tr.known[key] = index
		}
	}
	for _, address := range to {
		tr.addressed = append(tr.addressed, addressed{index, tr.number(address)})
	}
	if !seen {
		tr.messages = append(tr.messages, one)
		return
	}
	m := &tr.messages[index]
	m.size, m.own = max(m.size, one.size), m.own || one.own
	for order := range m.at {
		m.at[order] = min(m.at[order], one.at[order])
	}
}

// key is what other rows of the message may have, too.
func (tr *trace) key(m written) (key messageKey, shared bool) {
	if id := tr.cell(traceColumn); id != "" {
		return messageKey{id: id, from: m.from}, true
	}
	id := tr.cell(messageColumn)
	return messageKey{id, m.from, m.at}, id != ""
}

// number is the index of an address.
func (tr *trace) number(address string) uint32 {
	n, seen := tr.numbers[address]
	if !seen {
		n, address = uint32(len(tr.names)), strings.Clone(address)
		tr.numbers[address] = n
		tr.names = append(tr.names, address)
	}
	return n
}

// gather puts messages of one sender to the same recipients together, in the order of their first messages: the order of
// the rows means nothing.
func (tr *trace) gather(order int) (all []*group) {
	slices.SortFunc(tr.addressed, func(a, b addressed) int {
		return cmp.Or(cmp.Compare(a.message, b.message), strings.Compare(tr.names[a.to], tr.names[b.to]))
	})
	tr.addressed = slices.Compact(tr.addressed)
	groups, key := map[string]*group{}, []byte(nil)
	for rest := tr.addressed; len(rest) > 0; {
		m, n := &tr.messages[rest[0].message], 1
		for n < len(rest) && rest[n].message == rest[0].message {
			n++
		}
		key = append(key[:0], tr.names[m.from]...)
		for _, b := range rest[:n] {
			key = append(append(key, '\n'), tr.names[b.to]...)
		}
		g := groups[string(key)]
		if g == nil {
			if g = tr.group(string(key), m); !tr.fits(m, n, len(all)) {
				return nil
			}
			groups[g.key] = g
			all = append(all, g)
		}
		g.own = g.own || m.own
		g.listed = append(g.listed, sim.Listed{At: m.at[order], Size: m.size})
		rest = rest[n:]
	}
	inOrder(all)
	return all
}

// group is one without messages; its key names the sender and all recipients.
func (tr *trace) group(key string, m *written) *group {
	people := strings.Split(key, "\n")
	return &group{key: key, from: people[0], to: people[1:], place: Problem{Line: int(m.line), Col: int(m.col)}}
}

// fits refuses what is too much, with the message that makes it so.
func (tr *trace) fits(m *written, recipients, groups int) bool {
	refuse := func(format string, most int64) bool {
		return tr.refuse(int(m.line), int(m.col), len(tr.names[m.from]), format, grouped(most))
	}
	switch {
	case recipients > mostRecipients:
		return refuse("more than %s recipients of one message; no mail system takes so many", mostRecipients)
	case groups == mostGroups:
		return refuse("more than %s different senders or sets of recipients; cut the trace into several", mostGroups)
	}
	return true
}

func inOrder(all []*group) {
	for _, g := range all {
		slices.SortFunc(g.listed, func(a, b sim.Listed) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Size, b.Size)) })
	}
	slices.SortFunc(all, func(a, b *group) int {
		return cmp.Or(cmp.Compare(a.listed[0].At, b.listed[0].At), strings.Compare(a.key, b.key))
	})
}

// group is the messages of one sender to the same recipients.
type group struct {
	key    string
	from   string
	to     []string
	listed []sim.Listed
	own    bool    // the file says that they were written here
	place  Problem // of its first row
}

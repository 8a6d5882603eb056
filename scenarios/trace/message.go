package trace

import (
	"cmp"
	"slices"
	"strings"

	"mailstorm/scenarios/parse"
	"mailstorm/sim"
)

// messageKey is by what rows of one message know each other: its network message id, else its Message-ID and when it was written.
type messageKey struct {
	id   string
	from uint32
	at   instants
}

const (
	MostRecipients = 50_000 // of one message
	MostGroups     = 10_000
)

// message is one message, from all of its rows. A file has a million of them: nothing here is a pointer.
type message struct {
	from      uint32 // index into trace.names
	line, col uint32 // of its first row
	own       bool   // the file says that it was written here
	at        instants
	size      int64
}

// addressee is a message for one recipient.
type addressee struct{ message, to uint32 }

// add gives a row to its message.
func (tr *Reader) add(from string, to []string, one message) {
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
		tr.addressees = append(tr.addressees, addressee{index, tr.number(address)})
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
func (tr *Reader) key(m message) (key messageKey, shared bool) {
	if id := tr.cell(traceColumn); id != "" {
		return messageKey{id: id, from: m.from}, true
	}
	id := tr.cell(messageColumn)
	return messageKey{id, m.from, m.at}, id != ""
}

// number is the index of an address.
func (tr *Reader) number(address string) uint32 {
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
func (tr *Reader) gather(order int) (all []*Group) {
	slices.SortFunc(tr.addressees, func(a, b addressee) int {
		return cmp.Or(cmp.Compare(a.message, b.message), strings.Compare(tr.names[a.to], tr.names[b.to]))
	})
	tr.addressees = slices.Compact(tr.addressees)
	groups, key := map[string]*Group{}, []byte(nil)
	for rest := tr.addressees; len(rest) > 0; {
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
		g.Own = g.Own || m.own
		g.Listed = append(g.Listed, sim.Listed{At: m.at[order], Size: m.size})
		rest = rest[n:]
	}
	inOrder(all)
	return all
}

// group is one without messages; its key names the sender and all recipients.
func (tr *Reader) group(key string, m *message) *Group {
	people := strings.Split(key, "\n")
	return &Group{key: key, From: people[0], To: people[1:], Place: parse.Problem{Line: int(m.line), Col: int(m.col)}}
}

// fits refuses what is too much, with the message that makes it so.
func (tr *Reader) fits(m *message, recipients, groups int) bool {
	refuse := func(format string, most int64) bool {
		return tr.ReportAt(int(m.line), int(m.col), len(tr.names[m.from]), format, parse.Grouped(most))
	}
	switch {
	case recipients > MostRecipients:
		return refuse("more than %s recipients, the limit for one message", MostRecipients)
	case groups == MostGroups:
		return refuse("more than %s different senders or sets of recipients; split the trace", MostGroups)
	}
	return true
}

func inOrder(all []*Group) {
	for _, g := range all {
		slices.SortFunc(g.Listed, func(a, b sim.Listed) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Size, b.Size)) })
	}
	slices.SortFunc(all, func(a, b *Group) int {
		return cmp.Or(cmp.Compare(a.Listed[0].At, b.Listed[0].At), strings.Compare(a.key, b.key))
	})
}

// Group is the messages of one sender to the same recipients.
type Group struct {
	key    string
	From   string
	To     []string
	Listed []sim.Listed
	Own    bool          // the file says that they were written here
	Place  parse.Problem // of its first row
}

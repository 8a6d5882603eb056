package records

import (
	"cmp"
	"strings"
	"time"
)

// Messages is a sink that puts the events of each message together and hands over what is complete. It holds open messages only, within a
// budget: beyond it those go first of which nothing follows, then the oldest.
type Messages struct {
	Early int // messages that were handed over while open, because memory ran out

	budget, used int64
	done         func(*Message)
	unusable     func(file string, line, column int, what, value string)
	keys         map[string]*open
	ids          map[string]*sameID
	unkeyed      int                  // open messages that only records without keys tell of
	newest       map[string]time.Time // of each file
	first, last  *open                // in the order of their first events
	words        words
}

// open is a message of which more may follow.
type open struct {
	Message
	prev, next   *open
	older, newer *open // with the same Message-ID
	found        bool  // by its Message-ID
	keys         []string
	final, over  int       // keys of which nothing follows: as the record says, as who reads it knows
	touched      time.Time // the newest time of its events
	cost         int64     // of memory
	index        map[string]int
}

// Rough sizes in memory.
const (
	messageCost   = 528
	recipientCost = 216
	tryCost       = 120
	keyCost       = 64
	idCost        = 32
)

// NewMessages hands messages to done, in the order of their first events as far as memory allows, and rows that nobody understands to
// unusable. A message is valid until done returns.
func NewMessages(budget int64, done func(*Message), unusable func(file string, line, column int, what, value string)) *Messages {
	return &Messages{budget: budget, done: done, unusable: unusable, keys: map[string]*open{}, ids: map[string]*sameID{}, newest: map[string]time.Time{},
		words: words{known: map[string]string{}, most: max(budget/4, 1<<16)}}
}

func (ms *Messages) Unusable(file string, line, column int, what, value string) {
	ms.unusable(file, line, column, what, value)
}

// Event gives an event to its message.
func (ms *Messages) Event(e *Event) {
	m := ms.find(e)
	if m == nil {
		m = ms.begin(e)
	}
	if e.At.After(ms.newest[e.File]) {
		ms.newest[m.keep(ms, e.File)] = e.At
	}
	ms.describe(m, e)
	if e.Kind == Sent && ms.passedOn(m, e) {
		m.recipient(ms, e.To).passedOn = true
	} else {
		m.tell(ms, e)
	}
	if e.Final && e.To == "" {
		m.final++
	}
	if ms.used > ms.budget {
		ms.shrink()
	}
}

// Over says that nothing follows under a key. The message is handed over when that holds for all its keys.
func (ms *Messages) Over(key string) {
	if m := ms.keys[key]; m != nil {
		if m.over++; m.over >= len(m.keys) {
			ms.finish(m, false)
		}
	}
}

// Close hands over what is left.
func (ms *Messages) Close() {
	for ms.first != nil {
		ms.finish(ms.first, false)
	}
}

// find is the message of an event; nil: a new one.
func (ms *Messages) find(e *Event) *open {
	if e.Key == "" {
		return ms.byID(e)
	}
	if m := ms.keys[e.Key]; m != nil && !m.another(e) {
		return m
	} else if m != nil {
		ms.finish(m, false)
	}
	if ms.unkeyed == 0 {
		return nil
	}
	for m := ms.newestOf(e.MessageID); m != nil; m = m.older {
		if len(m.keys) == 0 && m.agrees(e) { // a DSN told of it before
			ms.addKey(m, e.Key)
			return m
		}
	}
	return nil
}

// another reports whether an event is about a later message with the same key: queue ids are used again.
func (m *open) another(e *Event) bool {
	switch {
	case e.Kind == NDR || e.Kind == DelayNotice:
		return false
	case e.Kind == Received && e.MessageID != "" && m.MessageID != "" && e.MessageID != m.MessageID:
		return true
	}
	return m.complete() && e.At.After(m.touched.Add(near))
}

// begin opens a message.
func (ms *Messages) begin(e *Event) *open {
	m := &open{prev: ms.last}
	m.charge(ms, messageCost)
	m.File, m.Line = m.keep(ms, e.File), e.Line
	if ms.last != nil {
		ms.last.next = m
	} else {
		ms.first = m
	}
	ms.last = m
	ms.unkeyed++
	if e.Key != "" {
		ms.addKey(m, e.Key)
	}
	return m
}

func (ms *Messages) addKey(m *open, key string) {
	key = strings.Clone(key)
	m.charge(ms, keyCost+int64(len(key)))
	if m.Key == "" {
		m.Key = key
		ms.unkeyed--
	}
	m.keys = append(m.keys, key)
	ms.keys[key] = m
}

// describe takes what an event says about the message itself.
func (ms *Messages) describe(m *open, e *Event) {
	if m.MessageID == "" && e.MessageID != "" {
		m.MessageID = strings.Clone(e.MessageID)
		m.charge(ms, keyCost+idCost+int64(len(m.MessageID)))
		ms.addID(m)
	}
	if m.From == "" && e.From != "" {
		m.From = m.keep(ms, e.From)
	}
	if m.Connector == "" && e.Connector != "" {
		m.Connector = m.keep(ms, e.Connector)
	}
	if m.Direction == Unknown {
		m.Direction = e.Direction
	}
	m.Received = earlier(m.Received, e.received())
	m.NullFrom = m.NullFrom || e.NullFrom
	m.Size = cmp.Or(m.Size, e.Size)
	m.Late = m.Late || e.Late
	m.Listed = m.Listed || e.Kind == Listed
	if e.At.After(m.touched) {
		m.touched = e.At
	}
	m.Began = earlier(m.Began, e.At)
}

// earlier is the earlier of two times, as far as they are known.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// complete reports whether nothing follows about the message.
func (m *open) complete() bool { return len(m.keys) > 0 && m.final >= len(m.keys) }

// ended reports whether all recipients that are known have an end.
func (m *open) ended() bool {
	for i := range m.Recipients {
		if r := &m.Recipients[i]; !r.ended() && r.To != "" {
			return false
		}
	}
	return len(m.Recipients) > 0
}

// shrink hands messages over until a quarter of the budget is free.
func (ms *Messages) shrink() {
	for _, leaves := range []func(*open) bool{(*open).complete, (*open).ended, func(*open) bool { return true }} {
		for m := ms.first; m != nil && ms.used > ms.budget/4*3; {
			next := m.next
			if leaves(m) {
				ms.finish(m, true)
			}
			m = next
		}
	}
}

// forget takes a message out of all lists.
func (ms *Messages) forget(m *open) {
	ms.used -= m.cost
	if m.prev != nil {
		m.prev.next = m.next
	} else {
		ms.first = m.next
	}
	if m.next != nil {
		m.next.prev = m.prev
	} else {
		ms.last = m.prev
	}
	for _, key := range m.keys {
		delete(ms.keys, key)
	}
	if len(m.keys) == 0 {
		ms.unkeyed--
	}
	ms.dropID(m)
}

// finish hands a message over.
func (ms *Messages) finish(m *open, early bool) {
	ms.forget(m)
	m.share()
	for i := range m.Recipients {
		m.Recipients[i].settle()
	}
	m.expand()
	m.Copies = max(len(m.keys), 1)
	ended := m.ended()
	if early && !ended && !m.complete() {
		ms.Early++
	}
	m.Open = !ended || m.Late && ms.newest[m.File].Sub(m.Received) < Lateness
	ms.done(&m.Message)
}

func (m *open) charge(ms *Messages, n int64) {
	m.cost += n
	ms.used += n
}

// keep is a string that stays valid; equal ones share memory.
func (m *open) keep(ms *Messages, s string) string {
	kept, isNew := ms.words.keep(s)
	if isNew {
		m.charge(ms, int64(len(s)))
	}
	return kept
}

// words are strings that are in use, or were lately.
type words struct {
	known      map[string]string
	size, most int64
}

func (w *words) keep(s string) (kept string, isNew bool) {
	if s == "" {
		return "", false
	}
	if kept, ok := w.known[s]; ok {
		return kept, false
	}
	if w.size > w.most {
		clear(w.known)
		w.size = 0
	}
	kept = strings.Clone(s)
	w.known[kept] = kept
	w.size += int64(len(s)) + keyCost
	return kept, true
}

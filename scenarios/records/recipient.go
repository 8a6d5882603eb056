package records

import (
	"cmp"
	"slices"
	"strings"
)

// recipient finds or adds one; "" stands for all.
func (m *open) recipient(ms *Messages, to string) *Recipient {
	const few = 16
	if i, ok := m.index[to]; ok {
		return &m.Recipients[i]
	}
	if m.index == nil {
		for i := range m.Recipients {
			if m.Recipients[i].To == to {
				return &m.Recipients[i]
			}
		}
	}
	m.Recipients = append(m.Recipients, Recipient{To: m.keep(ms, to)})
	m.charge(ms, recipientCost)
	if n := len(m.Recipients); m.index != nil {
		m.index[m.Recipients[n-1].To] = n - 1
	} else if n > few {
		m.index = make(map[string]int, 2*n)
		for i := range m.Recipients {
			m.index[m.Recipients[i].To] = i
		}
	}
	return &m.Recipients[len(m.Recipients)-1]
}

// tell takes what an event says about a recipient, or about all.
func (m *open) tell(ms *Messages, e *Event) {
	if e.To == "" && (e.Kind == Received || e.Kind == Listed) {
		return
	}
	if e.To == "" && e.Final && e.Kind == Delivered && len(m.Recipients) > 0 {
		return // only "removed": the recipients have ends of their own
	}
	r := m.recipient(ms, e.To)
	switch e.Kind {
	case Listed:
		if unsettled(r.Status) {
			r.Status = m.keep(ms, e.Status)
		}
	case Deferred, Suspended, Sent, Delivered, Failed:
		m.try(ms, r, e)
	case Expanded, Dropped:
		r.End = e.Kind
	case DelayNotice, NDR:
		m.notified(ms, r, e)
	}
}

// notified takes what a DSN says.
func (m *open) notified(ms *Messages, r *Recipient, e *Event) {
	when := &r.Notice
	if e.Kind == NDR {
		when = &r.NDR
	}
	if when.IsZero() || e.At.Before(*when) {
		*when = e.At
	}
	if r.Until.IsZero() {
		r.Until = e.Until
	}
	r.Tried = max(r.Tried, e.Attempts)
	if r.Said == "" {
		r.Said = m.keep(ms, e.Reply)
	}
}

// try adds an attempt; files that overlap tell it twice.
func (m *open) try(ms *Messages, r *Recipient, e *Event) {
	t := Try{At: e.At, Grain: e.Grain, Took: e.Took, Kind: e.Kind, Hop: e.Hop, Connector: e.Connector}
	if n := len(r.Tries); n > 0 && t.same(&r.Tries[n-1]) {
		return
	}
	t.Hop, t.Connector, t.Reply = m.keep(ms, e.Hop), m.keep(ms, e.Connector), m.keep(ms, answerOf(e))
	r.Tries = append(r.Tries, t)
	m.charge(ms, tryCost)
	const few = 16
	if n := len(r.Tries); n >= max(2*r.distinct, few) {
		r.order()
		m.charge(ms, int64(len(r.Tries)-n)*tryCost)
	}
}

// same reports whether two rows may tell of one attempt.
func (t *Try) same(other *Try) bool {
	return t.At.Sub(other.At).Abs() < max(t.Grain, other.Grain, 1) && t.Kind == other.Kind && t.Hop == other.Hop
}

// order sorts the attempts by their times, and leaves each once.
func (r *Recipient) order() {
	slices.SortStableFunc(r.Tries, func(a, b Try) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Kind, b.Kind)) })
	const atOnce = 32 // more than so many sessions do not end at the same time
	kept := r.Tries[:0]
	for i := range r.Tries {
		if t := r.Tries[i]; !slices.ContainsFunc(kept[max(0, len(kept)-atOnce):], func(other Try) bool { return t.same(&other) }) {
			kept = append(kept, t)
		}
	}
	r.Tries, r.distinct = kept, len(kept)
}

// answerOf is what is kept of a reply. What a host says when it takes a message is different each time.
func answerOf(e *Event) string {
	const most = 300
	if (e.Kind == Sent || e.Kind == Delivered) && len(e.Reply) > 3 {
		return e.Reply[:3]
	}
	return e.Reply[:min(len(e.Reply), most)]
}

// add takes what is known of the same recipient under another key.
func (r *Recipient) add(other *Recipient) {
	r.Tries = append(r.Tries, other.Tries...)
	r.End, r.Tried = max(r.End, other.End), max(r.Tried, other.Tried)
	r.passedOn = r.passedOn || other.passedOn
	r.Status, r.Said = cmp.Or(r.Status, other.Status), cmp.Or(r.Said, other.Said)
	if r.Notice.IsZero() {
		r.Notice = other.Notice
	}
	if r.NDR.IsZero() {
		r.NDR = other.NDR
	}
	if r.Until.IsZero() {
		r.Until = other.Until
	}
}

func (r *Recipient) ended() bool {
	if r.End == Expanded || r.End == Dropped || !r.NDR.IsZero() {
		return true
	}
	for i := range r.Tries {
		if ends(r.Tries[i].Kind) {
			return true
		}
	}
	return r.Status != "" && !unsettled(r.Status)
}

func ends(k Kind) bool { return k == Sent || k == Delivered || k == Failed }

// unsettled reports whether a list's word says that more follows.
func unsettled(status string) bool {
	switch strings.ToLower(strings.ReplaceAll(status, " ", "")) {
	case "", "pending", "gettingstatus", "none", "unknown", "deferred", "defer":
		return true
	}
	return false
}

// share gives what was said about all recipients to each.
func (m *open) share() {
	i := slices.IndexFunc(m.Recipients, func(r Recipient) bool { return r.To == "" })
	if i < 0 || len(m.Recipients) == 1 {
		return
	}
	all := m.Recipients[i]
	m.Recipients = slices.Delete(m.Recipients, i, i+1)
	const most = 1 << 16 // attempts
	all.Tries = all.Tries[:min(len(all.Tries), max(most/len(m.Recipients), 1))]
	for i := range m.Recipients {
		r := &m.Recipients[i]
		if !r.ended() {
			r.add(&all)
			continue
		}
		end := r.end()
		if r.Notice.IsZero() && all.Notice.Before(end.At) {
			r.Notice = all.Notice
		}
		if r.NDR.IsZero() && end.Kind == Failed && !all.NDR.Before(end.At.Add(-near)) { // else it is that of another recipient
			r.NDR = all.NDR
		}
	}
}

// end is the last attempt that ended it, if one did.
func (r *Recipient) end() (last Try) {
	for _, t := range r.Tries {
		if ends(t.Kind) && !t.At.Before(last.At) {
			last = t
		}
	}
	return last
}

// settle orders the attempts and finds the end.
func (r *Recipient) settle() {
	r.order()
	if r.End == Expanded || r.End == Dropped {
		return
	}
	for i := range r.Tries {
		if ends(r.Tries[i].Kind) {
			r.End = r.Tries[i].Kind
		}
	}
	if r.End == Listed && !r.NDR.IsZero() {
		r.End = Failed
	}
}

// expand finds recipients for whom others stand: they were passed on, and nothing more was said about them.
func (m *open) expand() {
	for i := range m.Recipients {
		if r := &m.Recipients[i]; r.End == Listed && len(r.Tries) == 0 && len(m.Recipients) > 1 && r.passedOn {
			r.End = Expanded
		}
	}
}

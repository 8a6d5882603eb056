package records

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// sameID is the open messages with one Message-ID, which some programs give to all their messages. It holds the newest of them, so that none
// takes long to find.
type sameID struct {
	newest *open
	count  int
}

const mostSameID = 1000

func (ms *Messages) newestOf(id string) *open {
	if same := ms.ids[id]; same != nil {
		return same.newest
	}
	return nil
}

// addID makes a message one that is found by its Message-ID. When there are too many, the older half is found no more.
func (ms *Messages) addID(m *open) {
	same := ms.ids[m.MessageID]
	switch {
	case same == nil:
		same = &sameID{}
		ms.ids[m.MessageID] = same
	case same.count == mostSameID:
		oldest := same.newest
		for range mostSameID/2 - 1 {
			oldest = oldest.older
		}
		for oldest.older != nil {
			left := oldest.older
			if ms.dropID(left); len(left.keys) == 0 { // nothing finds it any more
				ms.finish(left, true)
			}
		}
	}
	if m.older, m.found = same.newest, true; m.older != nil {
		m.older.newer = m
	}
	same.newest = m
	same.count++
}

// dropID makes a message one that is not found by its Message-ID any more.
func (ms *Messages) dropID(m *open) {
	if !m.found {
		return
	}
	same := ms.ids[m.MessageID]
	if m.newer != nil {
		m.newer.older = m.older
	} else {
		same.newest = m.older
	}
	if m.older != nil {
		m.older.newer = m.newer
	}
	m.older, m.newer, m.found = nil, nil, false
	if same.count--; same.count == 0 {
		delete(ms.ids, m.MessageID)
	}
}

// byID finds the message of an event without a key: of those that have its Message-ID and may be meant, the nearest in time.
func (ms *Messages) byID(e *Event) (best *open) {
	for m := ms.newestOf(e.MessageID); m != nil; m = m.older {
		if m.agrees(e) && (best == nil || m.distance(e) < best.distance(e)) {
			best = m
		}
	}
	return best
}

// near is how far clocks and roundings of two records of one message may be apart.
const near = time.Minute

// agrees reports whether an event with the same Message-ID may be about the message.
func (m *open) agrees(e *Event) bool {
	if m.From != "" && e.From != "" && m.From != e.From {
		return false
	}
	return m.distance(e) <= near
}

// distance is how far apart a message and an event say that it was received; 0 where one of them does not say it.
func (m *open) distance(e *Event) time.Duration {
	at := e.received()
	if at.IsZero() || m.Received.IsZero() {
		return 0
	}
	return at.Sub(m.Received).Abs()
}

// received is when an event says that the message was received.
func (e *Event) received() time.Time {
	if e.Arrived.IsZero() && (e.Kind == Received || e.Kind == Listed) {
		return e.At
	}
	return e.Arrived
}

// passedOn reports whether "queued as B" or "forwarded as B" says that the same log has the message once more, as B, and makes both one.
func (ms *Messages) passedOn(m *open, e *Event) bool {
	if len(m.keys) > 1 && slices.ContainsFunc(m.keys, func(key string) bool { return key != e.Key && names(e.Reply, key) }) {
		return true
	}
	const mostKeys, newest = 32, 32 // a filter gives it back within seconds
	n := 0
	for other := ms.newestOf(m.MessageID); other != nil && n < newest && len(m.keys) < mostKeys; other = other.older {
		if n++; other != m && slices.ContainsFunc(other.keys, func(key string) bool { return sameHost(key, e.Key) && names(e.Reply, key) }) {
			ms.absorb(m, other)
			return true
		}
	}
	return false
}

// sameHost reports whether two keys may be those of one host. Where logs name it, it stands before the first slash.
func sameHost(a, b string) bool {
	hostA, _, namedA := strings.Cut(a, "/")
	hostB, _, namedB := strings.Cut(b, "/")
	return !namedA || !namedB || hostA == hostB
}

// names reports whether a reply contains a queue id, as a word of its own. Keys may have the name of a host before the id.
func names(reply, key string) bool {
	id := key[strings.LastIndexAny(key, "/: ")+1:]
	i := strings.Index(reply, id)
	return len(id) >= 5 && i >= 0 && !wordAt(reply, i-1) && !wordAt(reply, i+len(id))
}

func wordAt(s string, i int) bool {
	return i >= 0 && i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z')
}

// absorb makes another message part of this one.
func (ms *Messages) absorb(m, other *open) {
	ms.forget(other)
	m.charge(ms, other.cost)
	for _, key := range other.keys {
		ms.keys[key] = m
	}
	m.keys, m.final, m.over = append(m.keys, other.keys...), m.final+other.final, m.over+other.over
	for i := range other.Recipients {
		m.recipient(ms, other.Recipients[i].To).add(&other.Recipients[i])
	}
	m.Received, m.Began = earlier(m.Received, other.Received), earlier(m.Began, other.Began)
	m.Size, m.Late = cmp.Or(m.Size, other.Size), m.Late || other.Late
	if other.touched.After(m.touched) {
		m.touched = other.touched
	}
}

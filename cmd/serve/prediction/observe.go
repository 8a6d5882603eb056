package prediction

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"mailstorm/cmd/serve/record"
	"mailstorm/sim/smtp"
)

// observe tells the messages of a record apart, and what became of each.
func (c *Comparison) observe(r *Recording) {
	rows := slices.Clone(r.Sessions)
	slices.SortStableFunc(rows, func(a, b record.Session) int { return cmp.Compare(a.Began, b.Began) })
	k := &known{byID: map[string]*Message{}, alike: map[envelope][]*Message{}, accepted: map[*Message]map[string]bool{}, senders: r.Senders()}
	for i := range rows {
		k.learn(&rows[i])
	}
	for _, all := range k.alike { // of several that were not tried yet, the first that came is tried first
		slices.SortStableFunc(all, func(a, b *Message) int { return cmp.Compare(a.told(), b.told()) })
	}
	for i := range rows {
		if rows[i].Transaction <= 1 && rows[i].Host != record.DSNPort && !rows[i].Null { // some servers send DSNs the same way
			c.Observed.Sessions++
		}
		switch s := &rows[i]; {
		case s.Null || s.DSN != nil:
			k.report(s)
		case s.Transaction == 0:
			if s.Cause != clientEnded && s.Cause != servingEnded && s.Host != record.DSNPort {
				c.Early.Observed.Attempts = append(c.Early.Observed.Attempts, attempted(s))
			}
		default:
			k.assign(s)
		}
	}
	c.arrive(k.all)
	for _, m := range k.all {
		m.judge(k.accepted[m])
	}
	c.Messages = k.all
	slices.SortStableFunc(c.Messages, func(a, b *Message) int { return cmp.Compare(a.Arrived, b.Arrived) })
}

// The causes of a session that the host did nothing to.
const (
	clientEnded  = "client"
	servingEnded = "ended"
)

// envelope is what a host knows of a message before its data.
type envelope struct {
	from, to  string // to: the first recipient; empty: the client never named one
	announced int64
}

const (
	unsaid  = -2  // the size of a message of which only a DSN tells
	anybody = "?" // and its recipients
	resized = -3  // any size: sendmail announces another one when it asks again for those who are left
)

// known are the messages of a record.
type known struct {
	all      []*Message
	byID     map[string]*Message
	alike    map[envelope][]*Message      // those that were tried longest ago first
	accepted map[*Message]map[string]bool // recipients of whom a host has it, and whether the client knows
	senders  []string
}

// learn notes the messages that a row names: by a Message-ID, its own or that of a DSN.
func (k *known) learn(s *record.Session) {
	switch {
	case s.DSN != nil && s.DSN.MessageID != "" && len(s.To) > 0:
		if k.byID[s.DSN.MessageID] == nil {
			k.add(k.subject(s))
		}
		earliest(&k.byID[s.DSN.MessageID].reported, s.DSN.Queued, s.Began)
	case s.Null || s.MessageID == "" || s.Transaction == 0 || len(s.To) == 0:
	default:
		m := k.byID[s.MessageID]
		if m == nil || m.announced == unsaid {
			was := m
			m = &Message{ID: s.MessageID, From: s.From, Host: s.StandsFor, firstAsked: s.To[0].Address, announced: s.Announced}
			for _, to := range s.To {
				m.named = append(m.named, to.Address)
				if strings.HasPrefix(to.Reply, "4") {
					m.left = append(m.left, to.Address)
				}
			}
			if was != nil {
				k.forget(was)
				m.reported = was.reported
			}
			k.add(m)
		}
		earliest(&m.queued, s.Queued, s.Began)
	}
}

// subject is the message that a DSN is about. One that names no recipient may be about any.
func (k *known) subject(s *record.Session) *Message {
	m := &Message{ID: s.DSN.MessageID, From: s.To[0].Address, To: s.DSN.To, named: slices.Clone(s.DSN.To), Host: s.StandsFor, firstAsked: anybody, announced: unsaid}
	if s.Host == record.DSNPort && len(k.senders) > 0 {
		m.Host = k.senders[0]
	}
	if len(m.To) > 0 {
		m.firstAsked = m.To[0]
	}
	return m
}

// earliest notes when a client says that it received a message. A client whose clock is ahead of this one says nothing of use.
func earliest(known *time.Duration, at, seen time.Duration) {
	if at != 0 && at <= seen && (*known == 0 || at < *known) {
		*known = at
	}
}

func (k *known) add(m *Message) {
	k.all = append(k.all, m)
	if m.ID != "" {
		k.byID[m.ID] = m
	}
	for _, e := range m.envelopes() {
		k.alike[e] = append(k.alike[e], m)
	}
}

// forget makes room for a message of which a session tells more than a DSN did.
func (k *known) forget(m *Message) {
	is := func(other *Message) bool { return other == m }
	k.all = slices.DeleteFunc(k.all, is)
	for _, e := range m.envelopes() {
		k.alike[e] = slices.DeleteFunc(k.alike[e], is)
	}
}

// envelopes are those under which sessions of a message may be found. A server may ask for some of the recipients of a message at a time.
func (m *Message) envelopes() []envelope {
	from := strings.ToLower(m.From)
	all := []envelope{{from, "", m.announced}}
	if m.firstAsked != "" {
		all = append(all, envelope{from, strings.ToLower(m.firstAsked), m.announced})
	}
	for _, to := range m.named {
		if e := (envelope{from, strings.ToLower(to), m.announced}); !slices.Contains(all, e) {
			all = append(all, e)
		}
	}
	for _, to := range m.left {
		all = append(all, envelope{from, strings.ToLower(to), resized})
	}
	return all
}

// assign finds the message of a transaction. Of several with one envelope it is the one that was tried longest ago.
func (k *known) assign(s *record.Session) {
	m := k.byID[s.MessageID]
	if s.MessageID == "" {
		m = k.likely(s)
	}
	if m == nil {
		m = &Message{From: s.From, Host: s.StandsFor, announced: s.Announced}
		if len(s.To) > 0 {
			m.firstAsked = s.To[0].Address
		}
		k.add(m)
	}
	k.take(m, s)
}

// likely is the message with the envelope of a transaction that showed no Message-ID.
func (k *known) likely(s *record.Session) (m *Message) {
	e := envelope{from: strings.ToLower(s.From), announced: s.Announced}
	if len(s.To) > 0 {
		e.to = strings.ToLower(s.To[0].Address)
	}
	for _, e := range []envelope{e, {e.from, e.to, resized}, {e.from, e.to, unsaid}, {e.from, anybody, unsaid}} {
		for _, other := range k.alike[e] {
			if other.queued > s.Began {
				continue
			}
			if m == nil || other.rank() < m.rank() {
				m = other
			}
			if other.rank() < handedOver {
				break // those behind it were tried later
			}
		}
	}
	return m
}

// handedOver is the rank of a message that need not be tried again.
const handedOver = 1<<63 - 1

// rank orders messages by how likely they are tried next.
func (m *Message) rank() time.Duration {
	n := len(m.Observed.Attempts)
	switch {
	case n == 0:
		return -1
	case m.Observed.Attempts[n-1].Heard:
		return handedOver
	}
	return m.Observed.Attempts[n-1].At
}

// take notes a transaction of a message.
func (k *known) take(m *Message, s *record.Session) {
	if k.accepted[m] == nil {
		k.accepted[m] = map[string]bool{}
	}
	a := attempted(s)
	for _, to := range s.To {
		if !slices.Contains(m.To, to.Address) {
			m.To = append(m.To, to.Address)
		}
		if !strings.HasPrefix(to.Reply, "2") {
			continue
		}
		heard, before := k.accepted[m][to.Address]
		a.Again = a.Again || before && s.Kept
		if s.Kept || s.Heard {
			k.accepted[m][to.Address] = heard || s.Heard
		}
	}
	if s.Phase == smtp.Dot.String() && !m.counted {
		m.Size, m.counted = 0, true
	}
	if m.Size = max(m.Size, s.Bytes); !m.counted {
		m.Size = max(m.Size, s.Announced)
	}
	m.Observed.Attempts = append(m.Observed.Attempts, a)
	for _, e := range m.envelopes() {
		i := slices.Index(k.alike[e], m)
		k.alike[e] = append(slices.Delete(k.alike[e], i, i+1), m)
	}
}

// attempted is a row as an attempt.
func attempted(s *record.Session) Attempt {
	return Attempt{At: s.Began, Host: s.Host, Phase: s.Phase, Cause: s.Cause, Kept: s.Kept, Heard: s.Heard, Bytes: s.Bytes}
}

// report notes a DSN that came back.
func (k *known) report(s *record.Session) {
	if s.DSN == nil || !s.Kept {
		return
	}
	if m := k.reported(s); m != nil {
		m.Observed.DSNs = append(m.Observed.DSNs, DSN{At: s.Ended, Failed: s.DSN.Action != "delayed", Bytes: s.Bytes})
	}
}

// reported is the message that a DSN is about: the one that it names, or the only one of its recipient.
func (k *known) reported(s *record.Session) (m *Message) {
	if s.DSN.MessageID != "" {
		return k.byID[s.DSN.MessageID]
	}
	for _, other := range k.all {
		if len(s.To) > 0 && strings.EqualFold(other.From, s.To[0].Address) {
			if m != nil {
				return nil
			}
			m = other
		}
	}
	return m
}

// arrive says when the messages arrived at their sender. A client tells that in whole seconds of the wall, so a session of that time tells it
// better: of the message itself, or one that ended before MAIL, so that nobody knows for which message it was.
func (c *Comparison) arrive(all []*Message) {
	second, early := time.Duration(float64(time.Second)*c.Speed), c.Early.Observed.Attempts
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b *Message) int { return cmp.Compare(a.told(), b.told()) })
	for _, m := range all {
		told, tried := m.told(), m.Observed.Attempts
		m.Known = len(tried) > 0 || told != 0
		if len(tried) > 0 && (told == 0 || tried[0].At < told+second) {
			m.Arrived = tried[0].At
			continue
		}
		for len(early) > 0 && early[0].At < told {
			early = early[1:]
		}
		m.Arrived = max(told+second/2, 0)
		if m.Known && len(early) > 0 && early[0].At < told+second {
			m.Arrived, early = early[0].At, early[1:]
		}
	}
}

// told is when a message arrived, as its server tells; 0: unknown. Some tell in a DSN when they wrote that.
func (m *Message) told() time.Duration {
	if m.queued == 0 {
		return m.reported
	}
	return m.queued
}

// judge says how the way of a message ended.
func (m *Message) judge(accepted map[string]bool) {
	heard := 0
	for _, to := range m.To {
		if accepted[to] {
			heard++
		}
	}
	m.Observed.judge(heard, len(m.To))
}

// judge says how the way of a message ended, of so many recipients of whom so many were handed over.
func (c *Course) judge(delivered, all int) {
	returned := slices.ContainsFunc(c.DSNs, func(d DSN) bool { return d.Failed })
	switch {
	case returned && delivered > 0:
		c.Verdict = Split
	case returned:
		c.Verdict = Returned
	case delivered == all && all > 0:
		c.Verdict = Delivered
	}
}

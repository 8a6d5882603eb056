package mailbox

import "errors"

var dedupRow = Row{
	Name:    "dedup",
	Meaning: "The mailbox suppresses a message that it already has, recognised by Message-ID and client submit time.",
	Seen: "The owner finds one copy. The sender's host gets a 250 each time, so the sender notices nothing, and all bytes " +
		"were transferred. Exchange logs each suppressed copy as DUPLICATEDELIVER. A message that is sent again with a " +
		"new Message-ID or date is not recognised.",
	Takes: []string{"retention", "remembers"},
	Source: "Microsoft, blog of 2004 and TechNet dd577073: 1 h in Exchange 2003, 7 d in Exchange 2007 (official); how long " +
		"Exchange 2013 and later and Exchange Online remember was not found, so any value for them, and the limit of the " +
		"memory, is a guess (inferred)",
	Example: "dedup = \"7d\"",
	Key:     "dedup",
	Make:    makeDedup,
}

const usualSeen = 1_000_000 // messages

// dedup remembers the messages that were kept.
type dedup struct{ seen memory }

func makeDedup(p Params) (Rule, error) {
	switch {
	case p.Retention < 0:
		return nil, errors.New("retention of dedup is missing; write how long a message is remembered, as in dedup = \"7d\"")
	case p.Retention == 0:
		return nil, errors.New("retention of dedup is 0s, so no duplicate is recognised; leave dedup out for that")
	case p.Remembers == 0:
		return nil, errors.New("remembers is 0, so no duplicate is recognised; leave dedup out for that")
	case p.Remembers == unset:
		p.Remembers = usualSeen
	}
	return &dedup{memory{lasts: p.Retention, bound: p.Remembers}}, nil
}

func (d *dedup) fate(m *Mail) Fate {
	if d.seen.has(m.Message, m.At) {
		return Duplicate
	}
	return Kept
}

// Deliver does not renew what it recognises: retention counts from the copy that was kept.
func (d *dedup) Deliver(m *Mail) (v Verdict) {
	if v.Fate = d.fate(m); v.Fate != Kept {
		return v
	}
	d.seen.expire(m.At)
	if v.Evicted = d.seen.full(); v.Evicted {
		d.seen.drop()
	}
	d.seen.add(m.Message, m.At)
	return v
}

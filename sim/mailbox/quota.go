package mailbox

import (
	"errors"
	"fmt"
)

var quotaRow = Row{
	Name:    "quota",
	Meaning: "The mailbox has a size limit, and nobody deletes mail: a message that does not fit is not kept.",
	Seen: "The owner sees no new mail. The sender gets an NDR with 5.2.2; or the sender's host gets 4.2.2 and retries, " +
		"depending on the host. A full mailbox stops a loop, but only after that much data was transferred.",
	Takes: []string{"quota", "used"},
	Source: "Microsoft, Exchange Online limits: 50 GB or 100 GB by plan, 2 GB for kiosk mailboxes, " +
		"an NDR at ProhibitSendReceive (official); that a smaller message still fits when a larger one did not (inferred)",
	Example: "quota = \"50GB\"\nused  = \"49GB\"",
	Key:     "quota",
	Make:    makeQuota,
}

// quota knows how much room is left, in bytes.
type quota struct{ left int64 }

func makeQuota(p Params) (Rule, error) {
	switch {
	case p.Quota < 0:
		return nil, errors.New("quota is missing; write how much the mailbox holds, as in quota = \"50GB\"")
	case p.Quota == 0:
		return nil, errors.New("quota is 0B, so nothing fits; leave it out for a mailbox without limit")
	case p.Used > p.Quota:
		return nil, fmt.Errorf("used is %d bytes, more than the quota of %d", p.Used, p.Quota)
	}
	return &quota{p.Quota - p.Used}, nil
}

func (q *quota) hasRoom(size int64) bool { return size <= q.left }

func (q *quota) fate(m *Mail) Fate {
	if q.hasRoom(m.Size) {
		return Kept
	}
	return Full
}

func (q *quota) Deliver(m *Mail) Verdict {
	fate := q.fate(m)
	if fate == Kept {
		q.left -= m.Size
	}
	return Verdict{Fate: fate}
}

package destination

import (
	"time"

	"mailstorm/sim/smtp"
)

var timeoutTable = Kind{
	Name: "timeout-table",
	Meaning: "A next hop that did not answer twice, two minutes or more apart, is left alone for 64 minutes after the last time: due messages are " +
		"deferred without a session.",
	Seen:   "qmail logs that the address \"recently timed out\". A host that refuses connections or answers is not in the table.",
	Source: "notqmail tcpto.c, 64 to 97 minutes by the number of the process (official); the shortest is taken (inferred)",
	Make:   func(Params) Memory { return &timeouts{} },
}

const (
	timeoutsApart = 2 * time.Minute
	leftAlone     = 64 * time.Minute
)

// timeouts is qmail's entry for an address.
type timeouts struct {
	count uint32
	last  time.Duration
}

func (t *timeouts) Ask(m Message) Verdict {
	if t.count >= 2 && m.At < t.last+leftAlone {
		return Verdict{Action: Suspend}
	}
	return Verdict{}
}

func (t *timeouts) Ended(s Session) Verdict {
	switch {
	case s.More:
	case s.Cause != smtp.Unanswered:
		*t = timeouts{}
	case t.count == 0 || s.At >= t.last+timeoutsApart:
		t.count, t.last = t.count+1, s.At
	}
	return Verdict{}
}

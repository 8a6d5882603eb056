package scenarios

import (
	"fmt"
	"time"
)

func (l *loading) limits(t *table) {
	c := l.config
	t.more("copy_limit", &c.CopyLimit)
	t.more("attempt_limit", &c.AttemptLimit)
	alert := t.sub("alert")
	alert.more("queue", &c.AlertQueue)
	alert.read("after", &c.AlertAfter)
	alert.done()
}

func (l *loading) seed(t *table, given *int64) {
	seed := uint64(1)
	t.read("seed", &seed)
	if l.config.Seed = int64(seed); given == nil {
		return
	}
	if l.config.Seed = *given; *given < 0 {
		flag := fmt.Sprintf("--seed %d", *given)
		l.complain(&Problem{File: flag, Message: "a seed is not negative", rank: rankOverride})
	}
}

func (l *loading) clock(n *node) {
	if n == nil {
		return
	}
	at, ok := n.value.(time.Time)
	if s, text := n.value.(string); text {
		t, err := time.Parse(time.RFC3339, s)
		at, ok = t, err == nil
	}
	switch at.Location().String() { // the decoder's names for dates without a zone
	case "datetime-local", "date-local", "time-local":
		ok = false
	}
	if !ok {
		l.complain(n.problem("%s is no moment with a zone; write \"2026-01-05T08:00:00Z\", or the hours from UTC in place of Z, as +01:00", n.kind()))
		return
	}
	if at.Year() < 1970 || at.Year() > 9000 {
		l.complain(n.problem("the year %d is not from 1970 to 9000", at.Year()))
	}
	l.config.Clock = at.In(zoneOf(at))
}

// zoneOf is the zone of a moment, named by its offset alone: the machine's own has summer time.
func zoneOf(at time.Time) *time.Location {
	_, offset := at.Zone()
	if offset == 0 {
		return time.UTC
	}
	return time.FixedZone("UTC"+at.Format("-07:00"), offset)
}

func (l *loading) watch(n *node) {
	if n == nil {
		if len(l.config.Mails) > 0 {
			l.config.Watch = l.config.Mails[0].Enters
		}
		return
	}
	if host, ok := l.host(n); ok {
		l.config.Watch, l.config.Chosen = host, true
	}
}

// monday is what simulated time 0 is called unless the scenario says otherwise.
var monday = time.Date(2026, time.January, 5, 8, 0, 0, 0, time.UTC)

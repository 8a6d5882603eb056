package load

import (
	"fmt"
	"time"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
)

func (l *loader) limits(t *decode.Table) {
	c := l.Config
	t.ReadPositive("copy_limit", &c.CopyLimit)
	t.ReadPositive("attempt_limit", &c.AttemptLimit)
	alert := t.Sub("alert")
	alert.ReadPositive("queue", &c.AlertQueue)
	alert.Read("after", &c.AlertAfter)
	alert.Done()
}

func (l *loader) seed(t *decode.Table, given *int64) {
	seed := uint64(1)
	t.Read("seed", &seed)
	if l.Config.Seed = int64(seed); given == nil {
		return
	}
	if l.Config.Seed = *given; *given < 0 {
		flag := fmt.Sprintf("--seed %d", *given)
		l.Report(&parse.Problem{File: flag, Message: "a seed cannot be negative", Rank: parse.RankOverride})
	}
}

func (l *loader) clock(n *parse.Node) {
	if n == nil {
		return
	}
	at, ok := n.Value.(time.Time)
	if s, text := n.Value.(string); text {
		t, err := time.Parse(time.RFC3339, s)
		at, ok = t, err == nil
	}
	switch at.Location().String() { // the decoder's names for dates without a zone
	case "datetime-local", "date-local", "time-local":
		ok = false
	}
	if !ok {
		l.Report(n.Problem("%s is not a timestamp with a UTC offset; write \"2026-01-05T08:00:00Z\", or an offset such as +01:00 instead of Z (zone names are not supported)", n.Describe()))
		return
	}
	if at.Year() < 1970 || at.Year() > 9000 {
		l.Report(n.Problem("the year %d is out of range; write a year from 1970 to 9000", at.Year()))
	}
	l.Config.Clock = at.In(zoneOf(at))
}

// zoneOf is the zone of a moment, named by its offset alone: the machine's own has summer time.
func zoneOf(at time.Time) *time.Location {
	_, offset := at.Zone()
	if offset == 0 {
		return time.UTC
	}
	return time.FixedZone("UTC"+at.Format("-07:00"), offset)
}

func (l *loader) watch(n *parse.Node) {
	if n == nil {
		if len(l.Config.Mails) > 0 {
			l.Config.Watch = l.Config.Mails[0].Enters
		}
		return
	}
	if host, ok := l.Host(n); ok {
		l.Config.Watch, l.Config.Chosen = host, true
	}
}

// monday is what simulated time 0 is called unless the scenario says otherwise.
var monday = time.Date(2026, time.January, 5, 8, 0, 0, 0, time.UTC)

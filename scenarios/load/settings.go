package load

import (
	"fmt"
	"time"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
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
	written, ok := n.Date()
	if !ok {
		written, ok = n.Value.(string)
	}
	if !ok {
		l.Report(n.Problem("%s is not a date with a time and a zone; %s", n.Describe(), quantity.ClockHint))
		return
	}
	at, err := quantity.ParseClock(written)
	if err != nil {
		l.Report(n.Problem("%s", err))
	} else if at.Year() < 1970 || at.Year() > 9000 {
		l.Report(n.Problem("the year %d is out of range; write a year from 1970 to 9000", at.Year()))
	}
	if !at.IsZero() {
		l.Config.Clock = at
	}
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

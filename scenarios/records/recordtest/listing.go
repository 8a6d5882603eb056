// Package recordtest is what tests of readers of records share.
package recordtest

import (
	"fmt"
	"strings"
	"time"

	"mailstorm/scenarios/records"
)

// Listing is a sink that writes each event in a line, and what cannot be used.
type Listing struct{ Lines []string }

// Kinds are the kinds of events in words.
var Kinds = [...]string{"listed", "received", "deferred", "suspended", "sent", "delivered", "failed", "expanded", "dropped", "delay notice", "NDR"}

// Time is how Listing writes times.
const Time = "2006-01-02 15:04:05.999999999"

func (l *Listing) Event(e *records.Event) {
	words := []string{e.At.Format(Time), Kinds[e.Kind]}
	add := func(name, value string, is bool) {
		if is {
			words = append(words, name+"="+value)
		}
	}
	add("key", e.Key, e.Key != "")
	add("id", e.MessageID, e.MessageID != "")
	add("from", e.From, e.From != "")
	add("from", "<>", e.NullFrom)
	add("to", e.To, e.To != "")
	add("original", e.OriginalTo, e.OriginalTo != "")
	add("size", fmt.Sprint(e.Size), e.Size > 0)
	add("hop", e.Hop, e.Hop != "")
	add("reply", fmt.Sprintf("%q", e.Reply), e.Reply != "")
	add("status", e.Status, e.Status != "")
	add("age", age(e), !e.Arrived.IsZero())
	add("took", e.Took.String(), e.Took > 0)
	add("attempts", fmt.Sprint(e.Attempts), e.Attempts > 0)
	add("until", e.Until.Format(Time), !e.Until.IsZero())
	if e.Direction == records.Outbound {
		words = append(words, "outbound")
	}
	if e.Final {
		words = append(words, "final")
	}
	l.Lines = append(l.Lines, strings.Join(words, " "))
}

func age(e *records.Event) string { return e.At.Sub(e.Arrived).Round(time.Millisecond).String() }

func (l *Listing) Unusable(_ string, line, column int, what, _ string) {
	l.Lines = append(l.Lines, fmt.Sprintf("line %d column %d: %s", line, column, what))
}

// Messages puts events together and writes a line for each recipient: when the message was received, when it was tried, and what followed.
func Messages(read func(records.Sink) error) (string, error) {
	var b strings.Builder
	clock := func(name string, at time.Time) {
		if !at.IsZero() {
			fmt.Fprintf(&b, " %s %s", name, at.Format("15:04:05"))
		}
	}
	all := records.NewMessages(1<<20, func(m *records.Message) {
		for _, r := range m.Recipients {
			fmt.Fprintf(&b, "%s to %s:", m.MessageID, r.To)
			clock("received", m.Received)
			for _, try := range r.Tries {
				clock(Kinds[try.Kind], try.At)
			}
			clock("delay notice", r.Notice)
			clock("NDR", r.NDR)
			fmt.Fprintf(&b, ", %s\n", Kinds[r.End])
		}
	}, func(_ string, line, _ int, what, _ string) { fmt.Fprintf(&b, "line %d: %s\n", line, what) })
	err := read(all)
	all.Close()
	return b.String(), err
}

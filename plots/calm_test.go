package plots_test

import (
	"html"
	"strings"
	"testing"
	"time"

	"mailstorm/sim"
)

// late is a storm on Friday of a week that begins on Monday.
func late(lasts time.Duration) *teller {
	t := newTeller("A storm on Friday")
	for n := range 9 {
		t.session(4*day+time.Duration(n)*time.Hour, exo, relay, true, 450, 1e6)
	}
	t.result.End = 4*day + lasts
	return t
}

// A long calm before the first event is left out, and a short one is not; a fault that nobody met yet is no calm.
func TestALongCalmIsLeftOut(t *testing.T) {
	early := late(8 * time.Hour)
	early.result.Spans = []sim.Span{{Host: relay, Name: "hidden", Ends: day}}
	for _, test := range []struct {
		name   string
		story  *teller
		monday bool
	}{
		{"four days of calm and a day of storm", late(8 * time.Hour), false},
		{"four days of calm and a month of storm", late(30 * day), true},
		{"a fault on Monday", early, true},
	} {
		for _, name := range []string{"attempts", "queue"} {
			page := html.UnescapeString(string(drawn(t, runSVG(name), test.story.story())))
			if got := strings.Contains(page, ">Tue 6 Jan<") || strings.Contains(page, ">Mon 5 Jan<") || strings.Contains(page, ">Mon 12 Jan<"); got != test.monday {
				t.Errorf("%s: the page of %s begins on Monday: %v", test.name, name, got)
			}
		}
	}
}

// An NDR that reaches its mailbox without a session is a flag where it was written, and no row of its own.
func TestReportsWithoutASessionHaveNoRow(t *testing.T) {
	s := worst()
	rows := strings.Count(string(drawn(t, runSVG("attempts"), s)), ">KEPT<")
	s.Records = append(s.Records, sim.Record{Kind: sim.Written, Message: 1, Host: exo, Peer: sim.NoPeer, Flags: sim.FlagReport, At: day},
		sim.Record{Kind: sim.Delivered, Message: 1, Delivery: 1, Host: exo, Peer: sim.NoPeer, Flags: sim.FlagFirst, At: day})
	if got := strings.Count(string(drawn(t, runSVG("attempts"), s)), ">KEPT<"); got != rows {
		t.Errorf("%d rows, want %d", got, rows)
	}
}

package plots

import (
	"strings"
	"testing"
	"time"

	"mailstorm/plots/runs"
	"mailstorm/scenarios"
)

// Sessions of one instant stand in their order, each with what came of it; an axis of time would lay them on each other.
func TestSessionsOfOneInstantStandInTheirOrder(t *testing.T) {
	for name, want := range map[string]int{"hop-limit": 23, "backup-mx": 4, "four-mx": 5, "permanent-reject": 1} {
		s := stormOf(t, name)
		if page := pageOf(t, "attempts", s); !strings.Contains(page, "in their order; all of them at Mon 5 Jan 08:00:00, UTC") || strings.Contains(page, "08:00:15") {
			t.Errorf("%s: the axis shows time", name)
		}
		if _, is := s.Instant(); !is {
			t.Errorf("%s is no instant", name)
		}
		o, c := s.InOrder(marginLeft, marginRight)
		if c.Sessions != want {
			t.Errorf("%s: %d sessions, want %d", name, c.Sessions, want)
		}
		for _, r := range o.Records {
			if x := c.X(r.At); x < c.Left || x > c.Right {
				t.Errorf("%s: a record lies beside the axis", name)
			}
		}
	}
}

// An axis is as long as the run, not a minute.
func TestTheAxisOfSecondsShowsSeconds(t *testing.T) {
	if c := runs.TimeAxisOf(stormOf(t, "ooo-pair"), 0, 1); c.Length() > 11*time.Second {
		t.Errorf("the axis of ten seconds has %v", c.Length())
	}
}

// No time passes with the queue empty at the end of a run, and it is empty all the same.
func TestTheQueueEndsWithItsLastCopy(t *testing.T) {
	for _, name := range []string{"deck-after-data", "in-the-order-received", "connections-that-fill-up", "weekend-outage"} {
		s := stormOf(t, name)
		c := runs.TimeAxisOf(s, marginLeft, marginRight)
		bins, width := runs.Bins(s, c)
		_, held := s.Watched()
		for i, b := range bins {
			if at := c.From + time.Duration(i)*width; at >= held.HeldUntil && b.Depth > 0 {
				t.Errorf("%s: %d copies at %v, and none after %v", name, b.Depth, at, held.HeldUntil)
			}
		}
		if bins[0].Depth == 0 && name != "weekend-outage" {
			t.Errorf("%s: no copy at first", name)
		}
	}
}

// A legend names what is drawn, and nothing else.
func TestALegendNamesWhatIsDrawn(t *testing.T) {
	for _, e := range scenarios.Library() {
		s := stormOf(t, e.Name)
		if !anyAttempt(s) || areFew(s) {
			continue
		}
		page := pageOf(t, "attempts", s)
		for name, color := range map[string]string{"kept": "#0072B2", "message stayed queued": "#E69F00", "NDR": "#000000", "delay notice": "#56B4E9"} {
			areas, named := strings.Count(page, `style="fill:`+color+`"`), strings.Contains(page, ">"+name+"<")
			if named {
				areas-- // its own
			}
			if hasBars := color == "#E69F00" && len(s.Result.Spans) > 0; named && areas == 0 || !named && areas > 0 && !hasBars {
				t.Errorf("%s: the legend names %q: %v, and %d areas have its colour", e.Name, name, named, areas)
			}
		}
	}
}

package plots_test

import (
	"html"
	"strconv"
	"strings"
	"testing"
	"time"

	"mailstorm/plots/runs"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// path is one of several ways of a storm, each of its own mail table: a copy each 15 minutes, then what ends it.
type path struct {
	name     string
	copies   int
	withheld int
	ended    sim.Kind // at last; Deferred: it is still waiting
}

func paths(title string, all ...path) runs.Run {
	t := newTeller(title)
	var deliveries []sim.Delivery
	most := 0
	for i, w := range all {
		n := uint32(i)
		t.config.Mails = append(t.config.Mails, sim.Mail{Name: w.name, To: []int{0}})
		deliveries = append(deliveries, sim.Delivery{Message: n, Number: n, Mail: i, Copies: uint32(w.copies)})
		tell := func(kind sim.Kind, tries int) {
			t.records = append(t.records, sim.Record{Kind: kind, At: time.Duration(tries) * 15 * time.Minute, Copy: uint64(n) + 1, Message: n, Delivery: n, Host: fabrikam})
		}
		for k := range w.copies {
			tell(sim.Delivered, k)
			tell(sim.Deferred, k)
		}
		for k := range w.withheld {
			tell(sim.Suppressed, w.copies+k)
			tell(sim.Deferred, w.copies+k)
		}
		tell(w.ended, w.copies+w.withheld)
		most = max(most, w.copies+w.withheld)
	}
	t.config.Addresses = []sim.Address{{Name: "partner@fabrikam.example", Domain: "fabrikam.example"}}
	t.result.End = time.Duration(most) * 15 * time.Minute
	t.result.Spans = []sim.Span{{Host: fabrikam, Name: "lost-reply"}}
	t.set(metrics.Deliveries, int64(len(all)))
	t.set(metrics.Attempts, 2)
	s := t.story()
	s.Deliveries = func(yield func(sim.Delivery) bool) {
		for _, d := range deliveries {
			if !yield(d) {
				return
			}
		}
	}
	return s
}

// brakes is one storm against five brakes.
func brakes() runs.Run {
	return paths("The ways to stop a storm",
		path{"patience", 96, 0, sim.Bounced},
		path{"shorter-expiration", 48, 0, sim.Bounced},
		path{"hourly-rate-limit", 24, 72, sim.HandedOver},
		path{"mended-at-noon", 17, 0, sim.HandedOver},
		path{"duplicate-check", 3, 93, sim.Bounced})
}

// octet is as many ways as a picture takes, some of them alike and one without a copy.
func octet() runs.Run {
	return paths("Eight ways, some of which are alike",
		path{"an-administrator-who-never-looks", 400, 0, sim.Deferred},
		path{"expiration-of-24-hours", 96, 0, sim.Bounced},
		path{"expiration-of-12-hours", 48, 0, sim.Bounced},
		path{"purge", 46, 0, sim.Purged},
		path{"dedup-in-the-mailbox", 1, 95, sim.Bounced},
		path{"duplicate-check", 1, 95, sim.Bounced},
		path{"mended-at-once", 2, 0, sim.HandedOver},
		path{"refused", 0, 0, sim.Bounced})
}

func TestWaysTitleSaysHowFarBrakesDiffer(t *testing.T) {
	var nine []path
	for i := range 9 {
		nine = append(nine, path{strconv.Itoa(i), 2, 0, sim.Bounced})
	}
	const none = "No storm with 2 to 8 deliveries"
	hasTitles(t, runSVG("ways"), map[string]runs.Run{
		"Five deliveries of one message: 96 copies for patience, 3 copies for duplicate-check":                  brakes(),
		"Eight deliveries of one message: 400 copies for an-administrator-who-never-looks, no copy for refused": octet(),
		"Two deliveries of one message: 5 copies each":                                                          paths("", path{"a", 5, 0, sim.Bounced}, path{"b", 5, 0, sim.Bounced}),
		"Two deliveries of one message: no mailbox received more than one copy":                                 paths("", path{"a", 1, 0, sim.HandedOver}, path{"b", 0, 0, sim.Bounced}),
		"Three deliveries of one message: 9 copies for a, 1 copy for each of 2":                                 paths("", path{"a", 9, 0, sim.Bounced}, path{"b", 1, 0, sim.Bounced}, path{"c", 1, 0, sim.Bounced}),
	})
	for _, s := range []runs.Run{paths("", path{"a", 9, 0, sim.Bounced}), paths("", nine...), paths(""), deck()} {
		hasTitle(t, runSVG("ways"), s, none)
	}
}

// Without sim.World.Deliveries the same lines stand under numbers, as far as anything arrived.
func TestWaysNeedNoNames(t *testing.T) {
	if got, want := titleOf(drawn(t, runSVG("ways"), unnamed())), "Five deliveries of one message: 96 copies for delivery 1, 3 copies for delivery 5"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	holds(t, "ways", unnamed(), "delivery 1: 96 copies", "delivery 5: 3 copies")
}

func unnamed() runs.Run {
	s := brakes()
	s.Deliveries = nil
	return s
}

// holds wants texts in a picture.
func holds(t *testing.T, picture string, s runs.Run, texts ...string) {
	t.Helper()
	page := html.UnescapeString(string(drawn(t, runSVG(picture), s)))
	for _, text := range texts {
		if !strings.Contains(page, ">"+text+"<") {
			t.Errorf("%s holds no %s", picture, text)
		}
	}
}

func TestEachWayEndsInWords(t *testing.T) {
	holds(t, "ways", octet(), "expiration-of-24-hours: 96 copies", "in 23 h 45 min, then an NDR", "in 4 d 4 h, still retrying", "purge: 46 copies",
		"in 11 h 15 min, then purged", "in 15 min, then a 250", "duplicate-check: 1 copy", "95 more not delivered", "refused: no copy", "then an NDR")
}

// Where mail tables are the same, ways are called by what tells them apart.
func TestWaysAreNamedByTheirDifference(t *testing.T) {
	s := paths("", path{"one", 4, 0, sim.Bounced}, path{"one", 2, 0, sim.HandedOver})
	s.Config.Addresses = append(s.Config.Addresses, sim.Address{Name: "partner@litware.example", Domain: "litware.example"})
	given := s.Deliveries
	s.Deliveries = func(yield func(sim.Delivery) bool) {
		for d := range given {
			if d.To = int(d.Number); !yield(d) {
				return
			}
		}
	}
	holds(t, "ways", s, "fabrikam: 4 copies", "litware: 2 copies")
	s.Config.Addresses[1] = sim.Address{Name: "other@fabrikam.example", Domain: "fabrikam.example"}
	holds(t, "ways", s, "partner: 4 copies", "other: 2 copies")
}

// What hosts and mailboxes write is no way of the storm.
func TestWaysAreOfWhatPeopleWrote(t *testing.T) {
	s := unnamed()
	s.Records = append(s.Records, sim.Record{Kind: sim.Written, Message: 9, Flags: sim.FlagReport, Delivery: sim.None},
		sim.Record{Kind: sim.Delivered, Message: 9, Delivery: 9, At: time.Hour})
	if got, want := titleOf(drawn(t, runSVG("ways"), s)), "Five deliveries of one message: 96 copies for delivery 1, 3 copies for delivery 5"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A deferral of all recipients of a copy keeps each of its ways open.
func TestADeferralOfAllIsOneOfEach(t *testing.T) {
	s := paths("", path{"a", 2, 0, sim.HandedOver}, path{"b", 5, 0, sim.HandedOver})
	s.Records = append(s.Records, sim.Record{Kind: sim.Deferred, Message: 1, Delivery: sim.None, Copy: 3, At: time.Hour})
	holds(t, "ways", s, "in 15 min, then a 250", "in 1 h, still retrying")
}

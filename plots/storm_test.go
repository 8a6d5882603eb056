package plots

import (
	"strings"
	"testing"

	"mailstorm/plots/runs"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// stormOf runs a scenario: a name of the library, or TOML.
func stormOf(t *testing.T, text string, set ...string) runs.Run {
	t.Helper()
	name, in := text, ""
	if strings.Contains(text, "\n") {
		name, in = "-", text
	}
	c, err := load.Load(name, load.Options{Stdin: strings.NewReader(in), Set: set})
	if err != nil {
		t.Fatal(err)
	}
	s := runs.Run{Config: c.Config, Flow: runs.NewFlow()}
	w := sim.New(c.Config, func(r *sim.Record) {
		s.Flow.Take(r)
		s.Records = append(s.Records, *r)
	})
	s.Result = scenariotest.Finish(t, w)
	s.Deliveries = w.Deliveries
	return s
}

var twoPartners = scenariotest.Mail("deck", "a@contoso.example", "x@one.example y@one.example z@two.example", "1MB") +
	scenariotest.Host("exo", "exchange-online-fixed15", "contoso.example", "one.example=one two.example=two") +
	scenariotest.Host("one", "", "one.example", "") +
	scenariotest.Fault("one", "deaf", "drop-after-data", `lasts = "2h"`) +
	scenariotest.Host("two", "", "two.example", "") +
	scenariotest.Fault("two", "deaf", "drop-after-data", `lasts = "3h"`)

// One message in two copies: what one of them waits for says nothing of the recipients of the other.
func TestAWayEndsWithTheCopyThatCarriesIt(t *testing.T) {
	for _, w := range pathsOf(stormOf(t, twoPartners)) {
		if got := w.endText(); !strings.HasSuffix(got, ", then a 250") {
			t.Errorf("%s: %s", w.names[3], got)
		}
	}
}

// Of a copy that one recipient left, only the others still wait.
func TestAWayEndsBeforeItsCopyDoes(t *testing.T) {
	s := stormOf(t, twoPartners, `host.one.fault.deaf.kind="defer"`, `host.one.fault.deaf.rcpt_to="y@one.example"`, `length="1h"`)
	for i, w := range pathsOf(s)[:2] {
		if want := []string{"then a 250", "still retrying"}[i]; w.endText() != want {
			t.Errorf("%s: %s, want %s", w.names[3], w.endText(), want)
		}
	}
}

// An NDR flies in the lane of the hop that its copy was given up on.
func TestAnNDRStandsWhereItsCopyWasGivenUp(t *testing.T) {
	for name, want := range map[string]string{"deck-stopped-five-ways": "mended", "three-ways-to-be-too-large": "early"} {
		s := stormOf(t, name)
		for _, r := range hopsOf(s.Records) {
			for _, n := range r.events {
				if peer := s.HostName(int(r.key.peer)); n.what == ndrMarker && peer == want && r.attempts[len(r.attempts)-1].heard == acceptedMarker {
					t.Errorf("%s: an NDR of %v stands in the lane of %s, which heard 250", name, n.at, r.title(s, 1))
				}
			}
		}
	}
}

// The sum beside a curve is the sum of the curve: mail that nobody of the scenario wrote is in both.
func TestTheWireIsSummedUpAsItIsDrawn(t *testing.T) {
	for _, name := range []string{"ooo-forward-loop", "robot-pair", "ooo-pair", "weekend-outage"} {
		s := stormOf(t, name)
		sum := s.Number(metrics.WireBytes) + s.Number(metrics.AutoBytes) + s.Number(metrics.DSNBytes)
		for _, picture := range []int{1, 2} {
			page, err := Pictures[picture].SVG(s)
			if err != nil {
				t.Fatal(err)
			}
			if want := "; in total " + metrics.Size(sum); !strings.Contains(string(page), want) {
				t.Errorf("%s: %s does not say %q", name, Pictures[picture].Name, want)
			}
		}
	}
}

// A year of one mail a day is less than a bit a second, and is drawn all the same.
func TestFewBytesAreDrawn(t *testing.T) {
	s := stormOf(t, "greylist-pool-aware")
	page, err := Pictures[1].SVG(s)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(page); !strings.Contains(text, ">TRAFFIC<") || strings.Contains(text, "bit/s, mean") {
		t.Error("the traffic is drawn in whole bits a second")
	}
}

func TestTheQueueIsThatOfTheHostThatHoldsTheMail(t *testing.T) {
	for name, want := range map[string]string{
		"rule-comes-too-late": "The queue of exo: ", "wrong-region": "The queue of mailing-b: ", // not where the first mail enters
		"silent-loss": "No copy waited in the queue of ", "permanent-reject": "No copy waited in the queue of ",
	} {
		s := stormOf(t, name)
		if got := queueTitle(s); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, not %s", name, got, want)
		}
		page, err := Pictures[1].SVG(s)
		if err != nil {
			t.Fatal(err)
		}
		if drawn := strings.Contains(string(page), ">QUEUE<"); drawn != (len(changingQueues(s)) > 0) {
			t.Errorf("%s: a queue is drawn: %v", name, drawn)
		}
	}
	if got := queueTitle(stormOf(t, "rule-comes-too-late", `watch="scanner"`)); !strings.HasPrefix(got, "The queue of scanner: ") {
		t.Errorf("%s: the scenario watches scanner", got)
	}
}

// What only passes through on its way keeps no queue from being over.
func TestTheQueueIsOverWithTheLastDeferredCopy(t *testing.T) {
	s := stormOf(t, "weekend-outage")
	if got := queueTitle(s); !strings.HasSuffix(got, ", deferred mail until 12 Jan 09:00") && !strings.HasSuffix(got, ", deferred mail until Mon 09:00") {
		t.Error(got)
	}
}

// Told is who had an NDR or a notice; one that was written and died told nobody, and says so.
func TestAnNDRThatDiedToldNobody(t *testing.T) {
	if got := attemptsTitle(stormOf(t, "wrong-tenant-ndr-only")); !strings.HasSuffix(got, "5 NDRs sent, none delivered") {
		t.Error(got)
	}
	if got, want := bouncedText((runs.Run{Result: &sim.Result{}}), 2, 2), "; 2 bounced and 2 more falsely, the first immediately"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

package scenarios_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios"
	"mailstorm/sim"
	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/mailbox"
	"mailstorm/sim/metrics"
)

// mostEvents keeps every storm of the library far below a second.
const mostEvents = 500_000

// intended are the warnings that belong to a story, by scenario.
var intended = map[string][]string{
	"hop-limit": {"mail for contoso.example can go round in a circle: exo -> onprem -> exo",
		"mail for contoso.example that enters at fabrikam never arrives"},
	"migration-cutover": {"mail for contoso.example can go round in a circle: exo -> old -> exo"},
}

// Every storm of the library is told, warns of nothing by mistake, and comes to what it says it comes to.
func TestLibraryHolds(t *testing.T) {
	library := scenarios.Library()
	if len(library) < 18 {
		t.Fatalf("the library has only %d scenarios", len(library))
	}
	for _, e := range library {
		t.Run(e.Name, func(t *testing.T) {
			s := loaded(t, e.Name, scenarios.Options{})
			if e.Title == "" || e.Why == "" {
				t.Error("a title or a why is missing")
			}
			if len(s.Expect) < 4 {
				t.Errorf("%d expectations, want at least 4", len(s.Expect))
			}
			if got, want := fmt.Sprint(s.Config.Warnings), fmt.Sprint(intended[e.Name]); got != want {
				t.Errorf("warnings %s, want %s", got, want)
			}
			if events := holds(t, s); events > mostEvents {
				t.Errorf("%d events, want at most %d", events, mostEvents)
			}
		})
	}
}

// A range that holds for one seed alone was read off, not understood.
func TestLibraryHoldsForOtherSeeds(t *testing.T) {
	for _, e := range scenarios.Library() {
		for seed := int64(2); seed <= 6; seed++ {
			t.Run(fmt.Sprintf("%s/%d", e.Name, seed), func(t *testing.T) {
				holds(t, loaded(t, e.Name, scenarios.Options{Seed: &seed}))
			})
		}
	}
}

func loaded(t *testing.T, name string, o scenarios.Options) *scenarios.Scenario {
	t.Helper()
	s, err := scenarios.Load(name, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// holds runs a storm, holds its expectations against it, and says how many events it took.
func holds(t *testing.T, s *scenarios.Scenario) uint64 {
	t.Helper()
	w := sim.New(s.Config, nil)
	for !w.Advance(1 << 16) {
	}
	r, err := w.Result()
	if err != nil {
		t.Fatal(err)
	}
	if r.Stopped != "" {
		t.Errorf("it was stopped: %s", r.Stopped)
	}
	for i := range s.Expect {
		e := &s.Expect[i]
		if actual, ok := e.Holds(r); !ok {
			t.Errorf("line %d: %s is %s, wanted %s", e.Line, e.Metric, shown(e.ID, actual), e.Wanted)
		}
	}
	return w.Served()
}

// shown writes a value as an expectation would.
func shown(id metrics.ID, v metrics.Value) string {
	switch {
	case !v.Known:
		return "none"
	case metrics.Catalogue[id].Unit == metrics.Duration:
		return time.Duration(v.Num / v.Den).String()
	case v.Den != 1:
		return fmt.Sprintf("%d/%d", v.Num, v.Den)
	default:
		return fmt.Sprint(v.Num)
	}
}

// Every fault, guard and rule is met in some storm of the library.
func TestLibraryMeetsEverything(t *testing.T) {
	met := map[string]bool{}
	for _, e := range scenarios.Library() {
		c := loaded(t, e.Name, scenarios.Options{}).Config
		for _, h := range c.Hosts {
			for _, f := range h.Faults {
				met["fault "+f.Kind] = true
			}
			for _, g := range h.Guards {
				met["guard "+g.Kind.Name] = true
			}
		}
		for _, m := range c.Mailboxes {
			for _, r := range m.Rules {
				met["rule "+r.Row.Name] = true
			}
		}
	}
	var all []string
	for _, k := range fault.Kinds {
		all = append(all, "fault "+k.Name)
	}
	for _, k := range guard.Kinds {
		all = append(all, "guard "+k.Name)
	}
	for _, r := range mailbox.Rows {
		all = append(all, "rule "+r.Name)
	}
	for _, name := range all {
		if !met[name] {
			t.Errorf("no storm of the library has the %s", name)
		}
	}
}

// Every field report is told.
func TestLibraryTellsEveryFieldReport(t *testing.T) {
	for _, report := range []string{"000", "001", "002", "003", "004"} {
		if !slices.ContainsFunc(scenarios.Library(), func(e scenarios.Entry) bool { return strings.HasPrefix(e.Source, "field report "+report) }) {
			t.Errorf("nothing tells field report %s", report)
		}
	}
}

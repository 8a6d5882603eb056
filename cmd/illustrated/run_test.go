package illustrated

import (
	"strings"
	"testing"

	"mailstorm/cmd/catalogue"
	"mailstorm/cmd/simulation"
	"mailstorm/scenarios/load"
	"mailstorm/sim"
)

// worlds run to their ends.
type worlds struct{}

func (worlds) Simulate(c *sim.Config, sinks ...simulation.Sink) (*sim.World, error) {
	w := sim.New(c, simulation.FanOut(sinks))
	for !w.Advance(1 << 15) {
	}
	return w, nil
}

func (worlds) Stopped() bool { return false }

// Every figure that a report names is one that its profile states, with a source, or one that the scenario sets.
func TestReportNamesItsSources(t *testing.T) {
	for name, want := range map[string][]string{
		"deck-after-data":   {"steps", "code.dropped"},
		"deck-worst-case":   {"message_expiration", "expiry_check"},
		"thundering-herd":   {"jitter of exo-jitter", "timer"},
		"silent-loss":       {},
		"two-hop-relay":     {"timer"},
		"wrong-tenant-open": {},
	} {
		s, err := load.Load(name, load.Options{})
		if err != nil {
			t.Fatal(err)
		}
		storm := &simulation.Storm{Scenario: s, Runner: worlds{}}
		r, err := storm.Run()
		if err != nil {
			t.Fatal(err)
		}
		named := map[string]bool{}
		for _, g := range usedProfiles(s, r.Result) {
			if len(g.Figures) == 0 && g.None == "" {
				t.Errorf("%s: nothing is said of %s", name, g.Profile)
			}
			for _, f := range g.Figures {
				named[f.Name] = true
				if set := f.Mark == catalogue.NotTheProfiles; set != (f.Source == "") || set != strings.Contains(f.Name, " of ") {
					t.Errorf("%s: %v", name, f)
				}
			}
		}
		for _, figure := range want {
			if !named[figure] {
				t.Errorf("%s: %s is missing in %v", name, figure, named)
			}
		}
		if len(want) == 0 && len(named) > 0 {
			t.Errorf("%s: %v, though nothing was deferred", name, named)
		}
	}
}

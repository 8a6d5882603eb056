package run

import (
	"testing"

	"mailstorm/cmd/report/reporttest"
	"mailstorm/sim"
)

// simulated runs a scenario and shows its records to the sinks.
func simulated(t testing.TB, text string, sinks ...sim.Sink) *Run {
	t.Helper()
	s := reporttest.Simulate(t, reporttest.Load(t, text), sinks...)
	return &Run{Config: s.Scenario.Config, Result: s.Result, Version: "9.9.9", Profiles: s.Scenario.Profiles, Deliveries: s.World.Deliveries}
}

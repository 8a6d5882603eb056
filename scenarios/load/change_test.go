package load

import (
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios/quantity"
	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/retry"
)

func TestChange(t *testing.T) {
	h := load(t, hybrid+scenariotest.Fault("relay", "lost-reply", "drop-after-data")+
		scenariotest.Fault("relay", "down", "connection-refused", `starts = "5h"`, `lasts = "1h"`)+
		scenariotest.Guard("relay", "again", "duplicate-check", "on = false")+
		scenariotest.Table("host.relay.change.z", `at = {p50 = "2h", p100 = "3h"}`, `bandwidth = "20Mbit/s"`,
			`fault = {lost-reply = "off", down = "on"}`, `guard = {again = "on"}`, `purge = "silently"`)+
		scenariotest.Table("host.relay.change.a", `at = "4h"`, "retry = true", `bandwidth = "unlimited"`, `message_expiration = "12h"`,
			`pool = {pick = "drawn"}`)).Config.Hosts[1]
	if len(h.Changes) != 2 || h.Changes[0].Name != "a" {
		t.Fatalf("%+v", h.Changes)
	}
	a, z := h.Changes[0], h.Changes[1]
	if a.At.Fixed != int64(4*time.Hour) || !a.Retry || a.Bandwidth != 0 || a.Purge != sim.PurgeNothing || a.Profile.Lifetime != 12*time.Hour ||
		a.Profile.Schedule == nil || a.Profile.Pool != (retry.Pool{Servers: 1, Pick: retry.Drawn}) || a.Profile.Name != "postfix" {
		t.Errorf("%+v", a)
	}
	if h.Profile.Lifetime != 5*quantity.Day || h.Profile.Pool.Pick != retry.Sticky {
		t.Error("the change has changed the host's own profile")
	}
	if z.At.Max() != int64(3*time.Hour) || z.Bandwidth != 20_000_000 || z.Profile != nil || z.Retry || z.Purge != sim.PurgeSilently {
		t.Errorf("%+v", z)
	}
	want := []sim.Switch{{Index: 0}, {Index: 1, On: true}, {Guard: true, Index: 0, On: true}}
	for i, s := range z.Switches {
		if s != want[i] {
			t.Errorf("%+v, want %+v", s, want[i])
		}
	}
}

// What one change sets the next one keeps, in the order of their moments and not of their names.
func TestChangesBuildOnEachOther(t *testing.T) {
	c := load(t, hybrid+scenariotest.Table("host.relay.change.a", `at = "3h"`, "sessions = 7")+
		scenariotest.Table("host.relay.change.b", `at = "1h"`, `message_expiration = "12h"`, `priority_weight = {high = "1/2"}`,
			`schedule = "steps"`, `steps = ["10m"]`)+
		scenariotest.Table("host.relay.change.c", `at = {p0 = "4h", p100 = "5h"}`, "hop_limit = 30")).Config.Hosts[1]
	a, b, third := c.Changes[0].Profile, c.Changes[1].Profile, c.Changes[2].Profile
	if b.Sessions != c.Profile.Sessions || b.Lifetime != 12*time.Hour {
		t.Errorf("b: %+v", b)
	}
	if a.Sessions != 7 || a.Lifetime != 12*time.Hour || a.Shaping.Priority != b.Shaping.Priority || c.Profile.Shaping.Priority == b.Shaping.Priority {
		t.Errorf("a: %+v", a)
	}
	if third.HopLimit != 30 || third.Sessions != 7 || third.Lifetime != 12*time.Hour || third.Shape != "steps" {
		t.Errorf("c: %+v", third)
	}
}

func TestWarningsOfChanges(t *testing.T) {
	for want, lines := range map[string]string{
		"change fix at host exo: message_expiration = 6h is not within 12h .. 24h, so Exchange Online would not take it": "at = \"1h\"\nmessage_expiration = \"6h\"\n",
		"change fix: it starts only after the end of the scenario at 30d":                                                "at = \"30d\"\nsessions = 1\n",
		"": "at = \"29d\"\nmessage_expiration = \"12h\"\n",
	} {
		got := strings.Join(load(t, "length = \"30d\"\n"+plain+"[host.exo.change.fix]\n"+lines).Config.Warnings, "\n")
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

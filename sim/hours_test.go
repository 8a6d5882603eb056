package sim_test

import (
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

var office = scenariotest.Lines(`clock = "2026-03-02T00:00:00+01:00"`, `length = "10d"`) +
	scenariotest.Mail("office", "people@firma.example", "somebody@far.example", "75KB", `rate = "400/h"`, `starts = "0s"`, `ends = "9d"`,
		`hours = "Mon-Fri 08:00-18:00"`) +
	scenariotest.Mail("grey", "people@firma.example", "somebody@grey.example", "75KB", `rate = "5/h"`, `starts = "0s"`, `ends = "9d"`,
		`hours = "Mon-Fri 08:00-18:00"`) +
	scenariotest.Host("exo", "exchange-online", "firma.example", "*=relay", `message_expiration = "24h"`) + weekend

// Where it is 08:00 is no matter to a firm that works until 18:00: the outage from Friday 18:00 on meets no mail of it, and the
// whole storm is the same to the last byte.
func TestHoursAreThoseOfTheClock(t *testing.T) {
	utc := play(t, office, `clock = "2026-03-02T00:00:00Z"`)
	utc.want(t, metrics.NDRCount, 0)
	for _, zone := range []string{"+01:00", "-07:00", "+05:30", "+13:00", "+00:00"} {
		s := play(t, office, `clock = "2026-03-02T00:00:00`+zone+`"`)
		s.want(t, metrics.NDRCount, 0)
		if s.result.Digest != utc.result.Digest || s.result.Values != utc.result.Values {
			t.Errorf("%s: not the storm of Z", zone)
		}
	}
}

// Saturday begins at midnight of the clock, though it is Friday in UTC then.
func TestDaysAreThoseOfTheClock(t *testing.T) {
	s := play(t, strings.Replace(office, "Mon-Fri 08:00-18:00", "Sat", 1), `clock = "2026-03-06T22:00:00+02:00"`, `length = "2d"`)
	first := s.of(sim.Written)[0]
	if first.At < 2*time.Hour || first.At > 3*time.Hour {
		t.Errorf("the first mail of Saturday is written after %v, want just after 2 h", first.At)
	}
}

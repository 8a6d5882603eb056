package sim_test

import (
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// What happens when two things fall on one moment, to the nanosecond. docs/scenario-format.md says the same in words.

// Spans hold from their start and no more at their end; a change comes before an attempt at the same moment.
func TestAttemptAtTheEdgeOfASpan(t *testing.T) {
	const off = "[host.relay.fault.off]\nkind = \"connection-refused\"\n"
	for _, c := range []struct {
		name, fault, rest string
		delivered         time.Duration
	}{
		{"a fault that ends then", refused + "\nends = \"15m\"", "", 15 * time.Minute},
		{"a fault that ends a nanosecond later", refused + "\nends = \"900000000001ns\"", "", 30 * time.Minute},
		{"a fault that begins then", refused + "\nends = \"10m\"", off + "starts = \"15m\"\nlasts = \"1m\"\n", 30 * time.Minute},
		{"one fault ends and the next begins", refused + "\nends = \"15m\"", off + "starts = \"15m\"\nlasts = \"1m\"\n", 30 * time.Minute},
		{"a fault that is switched off then", refused, "[host.relay.change.c]\nat = \"15m\"\nfault = {trouble = \"off\"}\n", 15 * time.Minute},
		{"a guard that is switched on then", refused + "\nends = \"15m\"",
			"[host.relay.guard.g]\nkind = \"rate-limit\"\nrate = \"1/h\"\non = false\n[host.relay.change.c]\nat = \"15m\"\nguard = {g = \"on\"}\n" +
				"[mail.first]\nfrom = \"sender@contoso.example\"\nto = \"partner@fabrikam.example\"\nsize = \"1kB\"\nat = \"15m\"\n", 0},
	} {
		s := play(t, oneHop("exchange-online-fixed15", "", c.fault)+c.rest)
		if c.delivered == 0 { // two came at once, one of them was let in: the guard was on
			if d := s.of(sim.Deferred); len(d) < 2 || d[1].At != 15*time.Minute {
				t.Errorf("%s: %d deferrals", c.name, len(d))
			}
			continue
		}
		if d := s.of(sim.Delivered); len(d) != 1 || d[0].At != c.delivered {
			t.Errorf("%s: %v, want delivery at %v", c.name, d, c.delivered)
		}
	}
}

// Who is as patient as the answer is late hears it.
func TestPatienceEqualToTheDelayIsEnough(t *testing.T) {
	for delay, copies := range map[string]int64{"600s": 1, "600000000001ns": 96} {
		s := play(t, oneHop("exchange-online-fixed15", "", "kind = \"slow-reply\"\ndelay = \""+delay+"\""))
		s.want(t, metrics.Copies, copies)
	}
	for rate, copies := range map[string]int64{"12/h": 1, "11/h": 0} { // the client waits 5 min for a greeting
		s := play(t, oneHop("exchange-online-fixed15", "", refused+"\nstarts = \"30d\"")+
			"[host.relay.guard.busy]\nkind = \"overload\"\npatience = \"1h\"\nrate = \""+rate+"\"\n")
		s.want(t, metrics.Copies, copies)
	}
}

// An attempt comes before the delay notice of its moment, and after the deadline of its moment, unless the profile tests after attempts.
func TestAttemptNoticeAndDeadlineAtOneMoment(t *testing.T) {
	s := play(t, oneHop("exchange-online-fixed15", "", refused+"\nends = \"1h\""), `host.exo.delay_notice = "1h"`)
	s.want(t, metrics.Copies, 1)
	s.want(t, metrics.DelayCount, 0)
	s = play(t, oneHop("exchange-online-fixed15", "", refused), `host.exo.delay_notice = "1h"`)
	s.want(t, metrics.DelayCount, 1)
	s.want(t, metrics.DelayFirst, int64(time.Hour))

	s = play(t, oneHop("exchange-online-fixed15", "", refused+"\nends = \"1h\""), `host.exo.message_expiration = "1h"`)
	s.want(t, metrics.Copies, 0)
	s.want(t, metrics.Attempts, 4)
	s.want(t, metrics.NDRMax, int64(time.Hour))
	s = play(t, oneHop("postfix", "", refused+"\nends = \"5m\""), `host.exo.message_expiration = "5m"`, `host.exo.connections = "unlimited"`)
	s.want(t, metrics.Copies, 1)
	s.want(t, metrics.Attempts, 2)

	s = play(t, oneHop("exchange-online-fixed15", "", refused), `host.exo.message_expiration = "1h"`, `host.exo.delay_notice = "1h"`)
	s.want(t, metrics.NDRCount, 1)
	s.want(t, metrics.DelayCount, 0)
}

// A session that is under way when its queue is purged goes on, and what it carries arrives.
func TestSessionUnderWayAtAPurgeGoesOn(t *testing.T) {
	s := play(t, slow, `host.home.change.bin = {at = "5m", purge = "silently"}`)
	s.want(t, metrics.Purged, 0)
	s.want(t, metrics.Copies, 1)
	s.want(t, metrics.NDRCount, 0)
}

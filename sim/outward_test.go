package sim_test

import (
	"testing"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim/metrics"
)

// outward is a mailbox whose rule writes to a domain elsewhere; nothing else is said.
var outward = scenariotest.Mail("m", "me@far.example", "eva@home.example", "1MB") +
	scenariotest.Mail("away", "eva@home.example", "else@far.example", "1MB", `at = "1d"`) +
	scenariotest.Host("far", "postfix", "far.example", "*=home") +
	scenariotest.Host("home", "", "home.example", "*=far") +
	scenariotest.Rule("eva@home.example", "r", "")

// What may leave by itself where no remote domain is written: on premises no forward and no reply by a rule, in Exchange Online no forward
// whatever a remote domain says, anywhere an absence note.
func TestWhatMayLeaveByItself(t *testing.T) {
	rules := map[string]string{
		"forward":  "kind = \"forward\"\nto = \"else@far.example\"\n",
		"redirect": "kind = \"redirect\"\nto = \"else@far.example\"\n",
		"robot":    "kind = \"robot\"\n",
		"absence":  "kind = \"out-of-office\"\n",
	}
	allow := []string{`host.home.remote_domain."*".auto_forward=true`, `host.home.remote_domain."*".auto_reply=true`}
	named := []string{`host.home.remote_domain."far.example".auto_reply=true`} // a new one lets everything pass
	policy := []string{`host.home.external_forward="leaves"`}
	for _, c := range []struct {
		profile, rule string
		set           []string
		leaves        int64
	}{
		{"exchange-server-mailbox", "forward", nil, 0},
		{"exchange-server-mailbox", "redirect", nil, 0},
		{"exchange-server-mailbox", "robot", nil, 0},
		{"exchange-server-mailbox", "absence", nil, 1},
		{"exchange-server-mailbox", "forward", allow, 1},
		{"exchange-server-mailbox", "robot", allow, 1},
		{"exchange-server-mailbox", "forward", named, 1},
		{"exchange-server-mailbox", "forward", policy, 1},
		{"exchange-online", "forward", nil, 0},
		{"exchange-online", "redirect", nil, 0},
		{"exchange-online", "forward", allow, 0},
		{"exchange-online", "forward", policy, 1},
		{"exchange-online", "robot", nil, 1},
		{"exchange-online", "absence", nil, 1},
		{"postfix", "forward", nil, 1},
		{"postfix", "robot", nil, 1},
	} {
		s := play(t, outward+rules[c.rule], append(c.set, "host.home.profile="+c.profile)...)
		if got := s.result.Values[metrics.AutoCount].Num; got != c.leaves {
			t.Errorf("%s, %s, %v: %d messages left, want %d", c.profile, c.rule, c.set, got, c.leaves)
		}
		if got := s.result.Values[metrics.AutoStopped].Num; got != 1-c.leaves {
			t.Errorf("%s, %s, %v: %d messages were stopped", c.profile, c.rule, c.set, got)
		}
	}
}

// A policy that is opened at a moment counts from then on.
func TestForwardsLeaveOnceThePolicyAllowsThem(t *testing.T) {
	s := play(t, outward+scenariotest.Lines(`kind = "forward"`, `to = "else@far.example"`)+
		scenariotest.Mail("later", "me@far.example", "eva@home.example", "1MB", `at = "2h"`)+
		scenariotest.Table("host.home.change.open", `at = "1h"`, `external_forward = "leaves"`), "host.home.profile=exchange-online")
	s.want(t, metrics.AutoCount, 1)
	s.want(t, metrics.AutoStopped, 1)
}

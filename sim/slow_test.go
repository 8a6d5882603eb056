package sim_test

import (
	"fmt"
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Replies may be late at every phase: within the client's patience the session takes longer, beyond it the client hangs up there.
func TestSlowRepliesAtEveryPhase(t *testing.T) {
	for _, phase := range []string{"greeting", "ehlo", "starttls", "mail", "rcpt", "data"} {
		slow := "kind = \"slow-reply\"\nphase = \"" + phase + "\"\ndelay = "
		s := play(t, oneHop("exchange-online-fixed15", "", slow+`"2m"`))
		s.want(t, metrics.Attempts, 1)
		s.want(t, metrics.DeliveryMax, int64(2*time.Minute))
		s = play(t, oneHop("exchange-online-fixed15", "", slow+"\"20m\"\nends = \"10m\""))
		s.want(t, metrics.Copies, 1)
		s.want(t, metrics.Attempts, 2)
		first := s.of(sim.Talked)[0]
		if patience := s.config.Hosts[0].Profile.Patience[first.Phase]; first.Phase.String() != phase || first.Until != patience || first.Bytes != 0 {
			t.Errorf("%s: given up at %v after %v with %d bytes", phase, first.Phase, first.Until, first.Bytes)
		}
	}
}

// Delays of several phases add up; what comes after the phase at which a session ends is never waited for.
func TestSlowRepliesAddUp(t *testing.T) {
	slow := func(name, phase string) string {
		return fmt.Sprintf("\n[host.relay.fault.%s]\nkind = \"slow-reply\"\nphase = %q\ndelay = \"1m\"\n", name, phase)
	}
	s := play(t, oneHop("exchange-online-fixed15", "", `kind = "slow-reply"`+"\ndelay = \"3m\"")+slow("hello", "ehlo")+slow("sender", "mail"))
	if r := s.of(sim.Talked)[0]; r.Until != 5*time.Minute {
		t.Errorf("the session lasted %v", r.Until)
	}
	s.want(t, metrics.DeliveryMax, int64(2*time.Minute)) // kept when its last byte arrives, whenever its 250 comes
	s = play(t, oneHop("exchange-online-fixed15", "", "kind = \"reject\"\nphase = \"mail\"")+slow("hello", "ehlo")+slow("rcpt", "rcpt"))
	if r := s.of(sim.Talked)[0]; r.Until != time.Minute {
		t.Errorf("refused at MAIL after %v", r.Until)
	}
}

// A limit for each mailbox may defer in place of refusing: what is over it comes later.
func TestReceiveLimitMayDefer(t *testing.T) {
	s := play(t, oneHop("exchange-online-fixed15", "count = 20", refused+"\nshare = \"0%\"")+`
[host.relay.guard.slow-down]
kind = "receive-limit"
count = 10
percent = 100
block = "30m"
code = "450 4.2.1"
`)
	s.want(t, metrics.Delivered, 20)
	s.want(t, metrics.NDRCount, 0)
	if said := s.of(sim.Deferred)[0].Reply.String(); said != "450 4.2.1" {
		t.Errorf("deferred with %s", said)
	}
}

// Postal waits 60 s for the reply to the dot and takes up what is due when its workers run: with runs 70 s apart, by hand, attempts at
// 0, 420, 910, 1540 and 2310 s, as five copies were seen, the first 910 s before the third.
func TestATableOfWaitsTakenUpAtRuns(t *testing.T) {
	s := play(t, oneHop("rfc5321", "", "kind = \"slow-reply\"\ndelay = \"90s\"\nends = \"29m\""), `host.exo.steps = ["300s", "390s", "507s", "659s", "857s"]`,
		`host.exo.intervals_from = "end"`, `host.exo.patience = {dot = "60s"}`, `host.exo.every = "70s"`)
	var at []float64
	for _, r := range s.of(sim.Talked) {
		at = append(at, r.At.Seconds())
	}
	if got := fmt.Sprint(at); got != "[0 420 910 1540 2310]" {
		t.Errorf("tried at %s s", got)
	}
	s.want(t, metrics.Copies, 5)
}

package sim_test

import (
	"testing"
	"time"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// waiting is a server with ten messages in its queue for a host that is down.
var waiting = scenariotest.Lines(`length = "4d"`) +
	scenariotest.Mail("m", "me@home.example", "you@far.example", "1MB", "count = 10", `lasts = "1h"`) +
	scenariotest.Host("home", "exchange-server-edge", "home.example", "*=far") +
	scenariotest.Host("far", "", "far.example", "") +
	scenariotest.Fault("far", "down", "connection-refused")

func TestPurge(t *testing.T) {
	s := play(t, waiting, `host.home.change.bin = {at = "2h", purge = "silently"}`)
	s.want(t, metrics.LostDeliveries, 10)
	s.want(t, metrics.NDRCount, 0)
	s.want(t, metrics.QueueEmptyAt, int64(2*time.Hour))
	s = play(t, waiting, `host.home.change.bin = {at = "2h", purge = "with-ndr"}`)
	s.want(t, metrics.NDRDelivered, 10)
	if r := s.of(sim.Bounced)[0].Reply.String(); r != "550 4.3.2" {
		t.Errorf("the NDR shows %s", r)
	}
}

// Whoever retries the queue after a repair need not wait for its timer.
func TestRetryQueue(t *testing.T) {
	repaired := []string{`host.far.fault.down.ends = "3h5m"`}
	s := play(t, waiting, repaired...)
	if at := s.result.Values[metrics.QueueEmptyAt].Num; at <= int64(3*time.Hour+6*time.Minute) {
		t.Fatalf("without help the queue is empty at %v already", time.Duration(at))
	}
	s = play(t, waiting, append(repaired, `host.home.change.retry-queue = {at = "3h6m", retry = true}`)...)
	s.want(t, metrics.QueueEmptyAt, int64(3*time.Hour+6*time.Minute))
	s.want(t, metrics.Copies, 10)
}

// A fault or guard does what it is told from that moment on.
func TestSwitches(t *testing.T) {
	s := play(t, waiting, `host.far.change.repair = {at = "90m", fault = {down = "off"}}`)
	s.want(t, metrics.Copies, 10)
	for _, r := range s.of(sim.Delivered) {
		if r.At < 90*time.Minute {
			t.Errorf("delivered at %v", r.At)
		}
	}
	if ends := s.result.Spans[0].Ends; ends != 90*time.Minute {
		t.Errorf("the fault is said to end at %v", ends)
	}
	s = play(t, waiting, `host.far.fault.down.lasts = "10m"`, `host.far.guard.bin = {kind = "discard", on = false}`, `host.far.change.bin = {at = "30m", guard = {bin = "on"}}`)
	discarded := s.of(sim.Discarded)
	s.want(t, metrics.Copies, int64(10-len(discarded)))
	for _, r := range discarded {
		if r.At < 30*time.Minute {
			t.Errorf("discarded at %v", r.At)
		}
	}
	if len(discarded) == 0 {
		t.Error("the guard was never switched on")
	}
}

// A shorter MessageExpiration holds for what waits already.
func TestFigureChanges(t *testing.T) {
	s := play(t, waiting, `host.home.change.shorter = {at = "2h", message_expiration = "5h", expiry_check = "at-once"}`)
	s.want(t, metrics.NDRDelivered, 10)
	s.want(t, metrics.NDRMax, int64(5*time.Hour))
}

// An intervention in a storm that is over changes nothing, and makes the run no longer.
func TestChangeAfterTheEnd(t *testing.T) {
	s := play(t, waiting, `host.far.fault.down.lasts = "10m"`, `length = "3d"`, `host.home.change.late = {at = "2d", bandwidth = "1Mbit/s"}`)
	if len(s.of(sim.Changed)) != 0 || s.result.End > 3*time.Hour {
		t.Errorf("%d changes, the run ended at %v", len(s.of(sim.Changed)), s.result.End)
	}
}

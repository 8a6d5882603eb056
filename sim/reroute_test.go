package sim_test

import (
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// around is a server whose relay keeps each message and never says so; the recipients' own host could take them, too.
const around = `
[mail.m]
from = "me@home.example"
to = "you@far.example"
size = "1MB"
[mail.later]
from = "me@home.example"
to = "you@far.example"
size = "1MB"
at = "3h"
[host.home]
profile = "postfix"
domains = ["home.example"]
routes = {"*" = "relay"}
[host.relay]
profile = "postfix"
routes = {"*" = "far"}
[host.relay.fault.lost-reply]
kind = "drop-after-data"
[host.far]
domains = ["far.example"]
[host.home.change.around]
at = "2h"
next_hop = {relay = "far"}
`

// What waits takes the new next hop at its next attempt, which keeps its time.
func TestNextHop(t *testing.T) {
	s := play(t, around)
	before := play(t, around, `host.home.change.around.at = "9d"`)
	due := time.Duration(0)
	for _, r := range before.of(sim.Talked) {
		if r.Host == 0 && r.At >= 2*time.Hour && due == 0 {
			due = r.At
		}
	}
	for _, r := range s.of(sim.Talked) {
		switch {
		case r.Host != 0:
		case r.At < 2*time.Hour && r.Peer != 1, r.At >= 2*time.Hour && r.Peer != 2:
			t.Errorf("%v: a session with host %d", r.At, r.Peer)
		case r.At >= 2*time.Hour && r.Message == 0 && r.At != due:
			t.Errorf("the next attempt is at %v, want %v", r.At, due)
		}
	}
	s.want(t, metrics.NDRCount, 0)
	s.want(t, metrics.Pending, 0)
}

// What waits in Exchange Online keeps its next hop; what comes later does not.
func TestNextHopOfExchangeOnline(t *testing.T) {
	s := play(t, around, `host.home.profile = "exchange-online-fixed15"`)
	for _, r := range s.of(sim.Talked) {
		if r.Host == 0 && (r.Message == 0) != (r.Peer == 1) {
			t.Errorf("%v: message %d with host %d", r.At, r.Message, r.Peer)
		}
	}
	s.want(t, metrics.Copies, 97)
	s.want(t, metrics.NDRCount, 1)
}

// A session that has begun ends with the host that it called.
func TestNextHopDuringASession(t *testing.T) {
	s := play(t, around, `host.home.bandwidth = "1kbit/s"`, `host.home.profile = "exchange-server-edge"`)
	first := s.of(sim.Talked)[0]
	if first.Until < 2*time.Hour || first.Peer != 1 {
		t.Fatalf("the first session is over at %v", first.Until)
	}
	if kept := s.of(sim.Kept)[1]; kept.At < 2*time.Hour || kept.Host != 1 {
		t.Errorf("%v: host %d has it", kept.At, kept.Host)
	}
	s.want(t, metrics.Duplicates, 1)
}

// Where the list has the other host already, it becomes shorter.
func TestNextHopThatIsInTheList(t *testing.T) {
	s := play(t, around, `host.home.routes = {"*" = ["relay", "far"]}`)
	for _, r := range s.of(sim.Talked) {
		if r.Host == 0 && r.At >= 2*time.Hour && r.Peer != 2 {
			t.Errorf("%v: a session with host %d", r.At, r.Peer)
		}
	}
}

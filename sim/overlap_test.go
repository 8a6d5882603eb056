package sim_test

import (
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Whatever meets at the dot, one rule holds: kept if all let it, the first reply heard, and none if the connection is lost.
func TestWhatMeetsAtTheDot(t *testing.T) {
	const (
		lost    = "kind = \"drop-after-data\"\n"
		later   = "kind = \"drop-after-data\"\ndies_after = \"3m\"\n"
		stalls  = "kind = \"slow-reply\"\ndelay = \"12m\"\n" // beyond the 10 min that a client waits
		slow    = "kind = \"slow-reply\"\ndelay = \"90s\"\n"
		no      = "kind = \"reject\"\nphase = \"dot\"\ncode = \"554 5.6.0\"\n"
		kept    = "kind = \"reject\"\nphase = \"dot\"\ncode = \"554 5.6.0\"\nkept = true\n"
		wait    = "kind = \"defer\"\nphase = \"dot\"\n"
		loses   = "kind = \"accept-and-lose\"\n"
		tooBig  = "kind = \"size-limit\"\nat = \"dot\"\nlimit = \"1MB\"\n"
		discard = "kind = \"discard\"\n"
		knows   = "kind = \"duplicate-check\"\n"
	)
	for _, c := range []struct {
		name             string
		faults, guards   []string
		attempts, copies int64
		code             string // of the NDR; empty: none
		lasts            time.Duration
	}{
		{"refused, and its reply lost", []string{no, lost}, nil, 96, 0, "550 5.4.318", 0},
		{"deferred, and its reply lost", []string{wait, lost}, nil, 96, 0, "550 5.4.318", 0},
		{"refused by a guard, and its reply lost", []string{lost}, []string{tooBig}, 96, 0, "550 5.4.318", 0},
		{"kept, refused, and its reply lost", []string{kept, lost}, nil, 96, 96, "550 5.4.318", 0},
		{"lost behind the 250 that nobody hears", []string{loses, lost}, nil, 96, 0, "550 5.4.318", 0},
		{"refused and deferred: who defers speaks first", []string{no, wait}, nil, 96, 0, "550 5.4.300", 0},
		{"refused by a fault and by a guard", []string{no}, []string{tooBig}, 1, 0, "554 5.6.0", 0},
		{"kept by a fault, refused by a guard", []string{kept}, []string{tooBig}, 1, 0, "554 5.6.0", 0},
		{"refused late by a fault", []string{no, slow}, nil, 1, 0, "554 5.6.0", 90 * time.Second},
		{"refused late by a guard", []string{slow}, []string{tooBig}, 1, 0, "552 5.3.4", 90 * time.Second},
		{"stalled, unless the connection dies before", []string{stalls, later}, nil, 96, 96, "550 5.4.318", 3 * time.Minute},
		{"dies at once, and later", []string{later, lost}, nil, 96, 96, "550 5.4.318", 0},
		{"refused, and stalled", []string{no, stalls}, nil, 96, 0, "550 5.4.318", 10 * time.Minute},
		{"discarded, and its 250 lost", []string{lost}, []string{discard}, 96, 0, "550 5.4.318", 0},
		{"recognised, and its 250 lost", []string{lost}, []string{knows}, 96, 1, "550 5.4.318", 0},
	} {
		for _, turned := range []bool{false, true} { // names decide nothing but ties
			text := oneHop("exchange-online-fixed15", "", c.faults[0])
			if len(c.faults) > 1 {
				name := "zzz"
				if turned {
					name = "aaa"
				}
				text += "[host.relay.fault." + name + "]\n" + c.faults[1]
			}
			for _, g := range c.guards {
				text += "[host.relay.guard.g]\n" + g
			}
			s := play(t, text)
			v := &s.result.Values
			if a, n := v[metrics.Attempts].Num, v[metrics.Copies].Num; a != c.attempts || n != c.copies {
				t.Errorf("%s: %d attempts and %d copies, want %d and %d", c.name, a, n, c.attempts, c.copies)
			}
			if r := s.of(sim.Talked)[0]; r.Until-r.At != c.lasts {
				t.Errorf("%s: the first session lasted %v, want %v", c.name, r.Until-r.At, c.lasts)
			}
			if b := s.of(sim.Bounced); len(b) != 1 || b[0].Reply.String() != c.code {
				t.Errorf("%s: %d NDRs, %v, want one with %s", c.name, len(b), b, c.code)
			}
		}
	}
}

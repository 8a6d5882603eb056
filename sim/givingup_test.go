package sim_test

import (
	"fmt"
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// What ends a message's life, with attempts at 0, 30, 60, 180, 300, 420 min ... by hand.
func TestWhatEndsALife(t *testing.T) {
	for _, c := range []struct {
		expiry, lifetime, most string
		attempts               int64
		ndr                    time.Duration
	}{
		{"timer", "5d", "4", 4, 180 * time.Minute},
		{"timer", "170m", "4", 3, 170 * time.Minute}, // the age comes first
		{"after-attempt", "5d", "4", 4, 180 * time.Minute},
		{"after-attempt", "1h", "4", 3, 60 * time.Minute},
		{"last-attempt", "5d", "1", 1, 0},
		{"predicted", "5d", "4", 4, 180 * time.Minute},
		{"before-attempt", "5d", "4", 4, 300 * time.Minute}, // in place of the fifth
		{"before-attempt", "5h", `"unlimited"`, 4, 300 * time.Minute},
		{"before-attempt", "301m", `"unlimited"`, 5, 420 * time.Minute},
		{"predicted", "5h", `"unlimited"`, 5, 300 * time.Minute}, // the fifth is not past the end, the sixth is
		{"predicted", "299m", `"unlimited"`, 4, 180 * time.Minute},
	} {
		name := fmt.Sprintf("%s after %s or %s attempts", c.expiry, c.lifetime, c.most)
		for _, count := range []int64{1, 50} { // many of them take the fast path, where there is one
			s := play(t, oneHop("rfc5321", fmt.Sprintf("count = %d", count), refused), `host.exo.expiry = "`+c.expiry+`"`, `host.exo.message_expiration = "`+c.lifetime+`"`,
				"host.exo.most_attempts = "+c.most)
			s.want(t, metrics.Attempts, c.attempts*count)
			s.want(t, metrics.NDRCount, count)
			if ndrs := s.of(sim.Bounced); len(ndrs) == 0 || ndrs[0].At != c.ndr {
				t.Errorf("%s: NDRs %v, want %v", name, ndrs, c.ndr)
			}
			if late := s.of(sim.Deferred); len(late) > 0 && late[len(late)-1].At >= c.ndr {
				t.Errorf("%s: deferred at %v although it ended then", name, late[len(late)-1].At)
			}
		}
	}
}

// The runs of a host begin at a moment that each simulation draws, once for all of its mail.
func TestDrawnPhaseOfQueueRuns(t *testing.T) {
	second := func(seed int) time.Duration {
		s := play(t, oneHop("sendmail", "count = 3", refused), `host.exo.phase = "drawn"`, `host.exo.every = "1h"`, fmt.Sprintf("seed = %d", seed))
		var at time.Duration
		for _, r := range s.of(sim.Talked) {
			if r.Attempt == 2 && at != 0 && r.At != at {
				t.Errorf("seed %d: one message is tried again at %v, another at %v", seed, at, r.At)
			}
			if r.Attempt == 2 {
				at = r.At
			}
		}
		return at
	}
	const seeds = 64
	sum, seen := time.Duration(0), map[time.Duration]bool{}
	for seed := range seeds {
		at := second(seed)
		if at <= 0 || at > time.Hour {
			t.Errorf("seed %d: the first run at %v", seed, at)
		}
		sum, seen[at] = sum+at, true
	}
	if mean := sum / seeds; len(seen) < seeds || mean < 22*time.Minute || mean > 38*time.Minute { // 30 min, within four standard errors of 2.2 min
		t.Errorf("%d moments, %v on average", len(seen), mean)
	}
	if once, again := second(5), second(5); once != again {
		t.Errorf("equal seeds, and the first run at %v and %v", once, again)
	}
}

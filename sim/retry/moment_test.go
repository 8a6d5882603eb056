package retry

import (
	"testing"
	"time"
)

// A queue run takes what is due at its very moment: an attempt that ends as the next run begins is tried in it.
func TestAQueueRunAtItsVeryMoment(t *testing.T) {
	g := grid{every: 10 * time.Minute, phase: 3 * time.Minute}
	for at, want := range map[time.Duration]time.Duration{0: 3, 3: 3, 4: 13, 12: 13, 13: 13, 14: 23} {
		if got := g.from(at * time.Minute); got != want*time.Minute {
			t.Errorf("the first run from minute %d on is at %v, want minute %d", at, got, want)
		}
	}
	h := History{Failures: 1, Started: 3 * time.Minute, Ended: 13 * time.Minute}
	if got := (runs{g}).Next(h); got != 13*time.Minute {
		t.Errorf("an attempt from 3 to 13 min is followed by one at %v, want 13 min", got)
	}
}

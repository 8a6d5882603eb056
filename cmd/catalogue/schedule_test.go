package catalogue

import (
	"testing"
	"time"

	"mailstorm/scenarios/profile"
	"mailstorm/sim/retry"
)

func TestEveryProfileIsBesieged(t *testing.T) {
	for _, e := range profile.Library() {
		s, err := ScheduleOf(e)
		if err != nil {
			t.Errorf("%s: %v", e.Name, err)
			continue
		}
		sooner := e.Profile.MostAttempts > 0 || e.Profile.Expiry == retry.Predicted
		if len(s.Attempts) < 1 || s.NDR == 0 && e.Profile.Lifetime > time.Second || s.NDR < e.Profile.Lifetime && !sooner {
			t.Errorf("%s: %d attempts, NDR after %v", e.Name, len(s.Attempts), s.NDR)
		}
	}
}

package survival

import (
	"fmt"
	"hash/fnv"
	"testing"

	"mailstorm/sim/random"
)

// drawn is a timeline of whole numbers only.
func drawn(seed int64) Timeline {
	s := random.NewSeed(seed)
	t := Timeline{To: 60 * week}
	begins, ends, turn := int64(0), int64(0), uint64(0)
	for at := int64(0); at < t.To; turn++ {
		at += random.Gap(s.Draw(1, 0, turn), 2*h)
		for at >= ends {
			begins = ends + random.Gap(s.Draw(2, 0, turn), week)
			ends = begins + random.Gap(s.Draw(3, 0, turn), 5*h)
		}
		a := Attempt{at, uint32(turn), Up}
		if at >= begins {
			a.Outcome = Down
		}
		t.Attempts = append(t.Attempts, a)
	}
	return t
}

// On every architecture: .ci/processors and `GOARCH=... go test` know.
func TestEqualInputGivesEqualOutput(t *testing.T) {
	timelines := []Timeline{drawn(1), drawn(2)}
	o := Observe(timelines)
	pairs, p := Together(o, random.NewSeed(1))
	sum := fnv.New64a()
	fmt.Fprint(sum, *Fit(o), pairs, p)
	if got := fmt.Sprintf("%x", sum.Sum64()); got != "841f7dbe6c35675" {
		t.Errorf("%s: %+v, %d pairs, p = %v", got, *Fit(o), pairs, p)
	}
}

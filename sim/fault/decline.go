package fault

import (
	"time"

	"mailstorm/sim/random"
)

const day = 24 * time.Hour

// shareOverTime is the share of servers with which TLS fails, from the start of the span on.
func shareOverTime(p Params) []Step {
	good := given(p.Good, half)
	if p.Steps != nil {
		return shareBySteps(good, p.Steps)
	}
	falls := []Step{{0, random.All - good}}
	perDay := given(p.PerDay, 0)
	for at := day; good > 0 && perDay > 0; at += day {
		good -= min(good, perDay)
		if good <= random.Share(len(falls)) {
			good = 0 // each share was rounded; this little is what rounding left
		}
		falls = append(falls, Step{at, random.All - good})
	}
	return falls
}

func shareBySteps(good random.Share, steps []Step) []Step {
	var falls []Step
	if steps[0].At > 0 {
		falls = append(falls, Step{0, random.All - good})
	}
	for _, s := range steps {
		falls = append(falls, Step{s.At, random.All - s.Share})
	}
	return falls
}

func given(s, usual random.Share) random.Share {
	if s == none {
		return usual
	}
	return s
}

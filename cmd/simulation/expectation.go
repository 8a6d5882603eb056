package simulation

import (
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/scenarios/expect"
	"mailstorm/sim"
)

// ForExpectations runs a storm to check its expectations.
func ForExpectations(r Runner, c *sim.Config) (expect.Snapshot, error) {
	w, err := r.Simulate(c)
	if err != nil {
		return expect.Snapshot{}, err
	}
	result, err := w.Result()
	return expect.Snapshot{Result: result, Deliveries: w.Deliveries}, err
}

// ToMoments runs the storm once more for each time that expectations ask for, and ends it there: what is counted at a time is what a
// storm of that length comes to, all that happens at that very time included. A storm that ends early leaves out what comes later.
func (s *Storm) ToMoments(seed int64) (all []expect.Snapshot, err error) {
	for _, at := range s.Expect.Moments() {
		short := *s.Config
		short.Seed, short.Length = seed, at+1
		moment, err := ForExpectations(s.Runner, &short)
		if err != nil || moment.Result.Stopped != "" {
			return all, err
		}
		all = append(all, moment)
	}
	return all, nil
}

// ActualText is the value that an expectation is compared with; where that is a date or a weekday, the value is one, too.
func ActualText(e *expect.Expectation, v *expect.Verdict, clock time.Time) string {
	if v.Said != "" {
		return v.Said
	}
	said := english.Exactly(v.Value, v.Unit)
	if e.IsDated() && v.Value.Known {
		said = english.NewClock(clock, 7*24*time.Hour).At(english.DurationOf(v.Value).Round(time.Second)) + " (" + said + ")"
	}
	for _, b := range v.References {
		said += "; " + b.Name + " is " + english.Exactly(b.Value, v.Unit)
	}
	return said
}

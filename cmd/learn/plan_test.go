package learn

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"mailstorm/scenarios/records"
	"mailstorm/sim/experiment/survival"
	"mailstorm/sim/random"
)

// trace is what a trace with all details tells of twelve weeks of mail, twelve a day to each of some hosts that are down now and then.
func trace(seed random.Seed, hosts int) (all []*records.Message) {
	const days, expires = 84, 24 * time.Hour
	for host := range hosts {
		from, until := monday, monday // of an outage
		for n := range uint64(days * 12) {
			draw := func(what, below uint64) time.Duration {
				return time.Duration(random.Below(seed.Draw(random.Part, uint64(host)<<32|n, what), below)) * time.Second
			}
			at := monday.Add(time.Duration(n)*2*time.Hour + draw(1, 7200))
			for !at.Before(until) {
				from = until.Add(draw(2, 14*24*3600))
				until = from.Add(time.Hour + draw(3, 60*3600))
			}
			m := sent(host*100_000+int(n), fmt.Sprintf("p%d@own.example", n%9), fmt.Sprintf("x@d%d.example", host), at)
			r := &m.Recipients[0]
			m.Listed, r.Status = true, "Delivered"
			if at.Before(from) {
				all = append(all, m)
				continue
			}
			try := at
			for r.Tries = nil; try.Before(until) && try.Sub(at) < expires; try = try.Add(3 * time.Hour) {
				r.Tries = append(r.Tries, records.Try{At: try, Kind: records.Deferred, Reply: "450 4.4.316 Connection refused"})
			}
			if try.Sub(at) < expires {
				r.Tries = append(r.Tries, records.Try{At: try, Kind: records.Sent})
			} else {
				r.Tries = append(r.Tries, records.Try{At: try, Kind: records.Failed, Reply: "550 5.4.316 Message expired, connection refused"})
				r.Status, r.End = "Failed", records.Failed
			}
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b *records.Message) int { return a.Received.Compare(b.Received) })
	return all
}

// listed is a message as a list tells it.
func listed(m *records.Message) *records.Message {
	own := *m
	own.Recipients = slices.Clone(m.Recipients)
	own.Recipients[0].Tries, own.Recipients[0].End = nil, records.Listed
	return &own
}

// longer is the rate of outages that last longer, a week, with its interval.
func longer(l *Learner, length int64) survival.Interval {
	e := l.outages.findings(l.findings.First, l.findings.Last).Estimate
	share := 1.0
	for _, s := range e.Beyond {
		if s.Length <= length {
			share = s.Share
		}
	}
	return survival.Interval{Value: e.PerWeek.Value * share, Low: e.PerWeek.Low * share, High: e.PerWeek.High * share}
}

// Details of what failed and of a few others tell the same of outages as all details; were it not known how many others there are, there would
// seem to be more long outages.
func TestDetailsByPlanTellTheSameOfOutages(t *testing.T) {
	const hosts, calls, length, records = 16, 2000, 30 * 3600, 2
	own := []string{"own.example"}
	var planned, uncorrected float64
	for seed := range int64(records) {
		all := trace(random.NewSeed(seed), hosts)
		full, list := New(Options{Own: own}), New(Options{Own: own, Plan: calls})
		for _, m := range all {
			full.Message(m)
			list.Message(listed(m))
		}
		plan, fetched := list.Plan(), map[string]bool{}
		for _, f := range slices.Concat(plan.Bad, plan.Good) {
			fetched[f.Trace] = true
		}
		if plan.BadSkipped > 0 || plan.TooOld > 0 || plan.Calls() != calls || plan.Delivered != len(all)-len(plan.Bad) {
			t.Fatalf("the plan has %d and %d of %d messages, and leaves %d and %d out", len(plan.Bad), len(plan.Good), len(all), plan.BadSkipped, plan.TooOld)
		}
		some, without := New(Options{Own: own}), New(Options{Own: own})
		for _, m := range all {
			if fetched[m.Key] {
				some.Message(m)
				without.Message(m)
			} else {
				some.Message(listed(m))
			}
		}
		truth, some30, without30 := longer(full, length).Value, longer(some, length), longer(without, length)
		planned += some30.Value / truth / records
		uncorrected += without30.Value / truth / records
		if some30.Low > truth || some30.High < truth {
			t.Errorf("by the plan there are %+v outages of more than 30 h a week, and all details tell of %g", some30, truth)
		}
	}
	t.Logf("outages of more than 30 h: %.2f of what all details tell, %.2f without the correction", planned, uncorrected)
	if planned < 0.8 || planned > 1.2 || uncorrected < 1.25 {
		t.Errorf("outages of more than 30 h: %.2f of what all details tell, %.2f without the correction", planned, uncorrected)
	}
}

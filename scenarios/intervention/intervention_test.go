package intervention_test

import (
	"slices"
	"testing"
	"time"

	"mailstorm/scenarios"
	"mailstorm/scenarios/intervention"
	"mailstorm/scenarios/load"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// prefix keeps the records before a moment.
type prefix struct {
	until   time.Duration
	records []sim.Record
}

func (p *prefix) take(r *sim.Record) {
	if r.At < p.until {
		p.records = append(p.records, *r)
	}
}

// simulated runs a storm to its end; its audit is the law of conservation.
func simulated(t *testing.T, c *sim.Config, sink sim.Sink) *sim.Result {
	t.Helper()
	w := sim.New(c, sink)
	for !w.Advance(1 << 15) {
	}
	r, err := w.Result()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// at is the storm at a moment.
func at(t *testing.T, c *sim.Config, moment time.Duration) (*intervention.Storm, *sim.Result) {
	short := *c
	short.Length = moment
	storm := intervention.NewStorm(c, moment)
	r := simulated(t, &short, func(r *sim.Record) { storm.Take(r) })
	storm.Stands(r)
	return storm, r
}

func loaded(t *testing.T, name string) *load.Scenario {
	t.Helper()
	s, err := load.Load(name, load.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What comes before the moment is the same whatever is done; the books balance; and a repair makes no more duplicates.
func TestLibrary(t *testing.T) {
	found := map[string]int{}
	for _, e := range scenarios.Library() {
		t.Run(e.Name, func(t *testing.T) {
			s := loaded(t, e.Name)
			plain := simulated(t, s.Config, nil)
			first, known := plain.Values[metrics.TroubleAt], plain.Values[metrics.TroubleAt].Known
			if !known {
				return
			}
			began := time.Duration(first.Num)
			for _, quarter := range []time.Duration{1, 2, 3} {
				moment := (began + (plain.End-began)*quarter/4).Truncate(time.Second) + time.Second
				if moment >= plain.End {
					continue
				}
				storm, _ := at(t, s.Config, moment)
				before := prefix{until: moment}
				simulated(t, s.Config, before.take)
				for _, v := range storm.Find() {
					found[v.Key]++
					varied, err := s.Vary(v.Overrides()...)
					if err != nil {
						t.Fatalf("%s at %s: %v", v.Name, moment, err)
					}
					same := prefix{until: moment}
					r := simulated(t, varied.Config, same.take)
					if !slices.Equal(before.records, same.records) {
						t.Errorf("%s at %s changes what came before it", v.Name, moment)
					}
					if len(v.Tables) == 0 && r.Digest != plain.Digest {
						t.Errorf("%s at %s changes something", v.Name, moment)
					}
					if n, m := r.Values[metrics.Duplicates].Num, plain.Values[metrics.Duplicates].Num; v.Key == "repair" && n > m {
						t.Errorf("%s at %s: %d duplicates in place of %d", v.Name, moment, n, m)
					}
				}
			}
		})
	}
	for _, key := range []string{"repair", "close-port", "next-hop", "starttls-off", "duplicate-check", "transport-rule", "expiration", "delete-queue"} {
		if found[key] == 0 {
			t.Errorf("%s is never found", key)
		}
	}
	t.Log(found)
}

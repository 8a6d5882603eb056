package scenarios

import (
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

func TestWants(t *testing.T) {
	none := metrics.Value{}
	hours := func(h float64) metrics.Value { return metrics.Int(int64(h * float64(time.Hour))) }
	for _, c := range []struct {
		want string
		unit metrics.Unit
		v    metrics.Value
		ok   bool
	}{
		{"28", metrics.Count, metrics.Int(28), true}, {"= 28", metrics.Count, metrics.Int(29), false}, {"!= 28", metrics.Count, metrics.Int(29), true},
		{"25 .. 30", metrics.Count, metrics.Int(25), true}, {"25..30", metrics.Count, metrics.Int(30), true}, {"25 .. 30", metrics.Count, metrics.Int(31), false},
		{"< 5", metrics.Count, metrics.Int(5), false}, {"<=5", metrics.Count, metrics.Int(5), true}, {"> 5", metrics.Count, metrics.Int(5), false},
		{">= 5", metrics.Count, metrics.Int(5), true}, {"0", metrics.Count, metrics.Int(0), true},
		{"1.5", metrics.Ratio, metrics.Value{Num: 3, Den: 2, Known: true}, true}, {"> 1.33", metrics.Ratio, metrics.Value{Num: 4, Den: 3, Known: true}, true},
		{"24h .. 24h15m", metrics.Duration, hours(24.1), true}, {"24h .. 24h15m", metrics.Duration, hours(24.5), false}, {"<= 1.00:00:00", metrics.Duration, hours(24), true},
		{"<= 1.2GB", metrics.Bytes, metrics.Int(1_200_000_000), true}, {"< 5MB/s", metrics.Rate, metrics.Value{Num: 299_000_000, Den: 60, Known: true}, true},
		{"8Mbit/s", metrics.Rate, metrics.Int(1_000_000), true},
		{"none", metrics.Duration, none, true}, {"none", metrics.Duration, hours(1), false}, {"!= none", metrics.Duration, hours(1), true}, {"!= none", metrics.Duration, none, false},
		{"> 1h", metrics.Duration, none, false}, {"0s .. 10d", metrics.Duration, none, false},
	} {
		w, err := parseWant(c.want, c.unit)
		if err != nil || w.meets(c.v) != c.ok {
			t.Errorf("%s %v: %v, %v, want %v", c.want, c.v, w.meets(c.v), err, c.ok)
		}
	}
}

func TestExpectations(t *testing.T) {
	s := load(t, plain+"[expect]\n\"exo.attempts\" = 2\nndr.first = \"24h\"\nlost = 0\nexo.wire.bytes = \"> 1MB\"\n")
	want := []struct {
		metric string
		id     metrics.ID
		host   int
		line   int
	}{{"exo.attempts", metrics.Attempts, 0, 14}, {"ndr.first", metrics.NDRFirst, -1, 15}, {"lost", metrics.LostDeliveries, -1, 16}, {"exo.wire.bytes", metrics.WireBytes, 0, 17}}
	for i, e := range s.Expect {
		if e.Metric != want[i].metric || e.ID != want[i].id || e.Host != want[i].host || e.Line != want[i].line || e.File != "standard input" {
			t.Errorf("%+v", e)
		}
	}
	r := &sim.Result{Hosts: make([]sim.HostResult, 2)}
	r.Hosts[0].Values[metrics.Attempts] = metrics.Int(2)
	r.Values[metrics.NDRFirst] = metrics.Int(int64(25 * time.Hour))
	for i, ok := range []bool{true, false, false, false} {
		if _, got := s.Expect[i].Holds(r); got != ok {
			t.Errorf("%s: %v", s.Expect[i].Metric, got)
		}
	}
}

// The deck of the field report, from the text to the numbers.
func TestWorstCase(t *testing.T) {
	s, err := Load("deck-worst-case", Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := sim.New(s.Config, nil)
	for !w.Advance(1 << 16) {
	}
	r, err := w.Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range s.Expect {
		if actual, ok := e.Holds(r); !ok {
			t.Errorf("%s is %v, wanted %s", e.Metric, actual, e.Wanted)
		}
	}
}

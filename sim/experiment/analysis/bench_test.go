package analysis

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/experiment"
)

// question is the architect's: every hour from 12 to 24, outages with a mean of 6 h, the service's maximum being one of the choices.
func question(t testing.TB, runs uint32, messages uint64) *experiment.Plan {
	p := sweep(t, runs, 6*time.Hour, messages, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12)
	p.Standards[0][0] = p.Choices[0].Config
	return p
}

// drain runs a plan as a sweep does, and says how long it took and how much memory was in use at most, collector included.
func drain(t testing.TB, p *experiment.Plan) (took time.Duration, most uint64) {
	c := NewCollector(p)
	line := []byte(nil)
	began := time.Now()
	err := experiment.Run(context.Background(), p, runtime.NumCPU(), nil, func(r *experiment.Row) error {
		line = experiment.AppendRow(line[:0], r)
		if r.Choice == 0 && r.Run%16 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
		}
		return c.Take(r)
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Summary()
	return time.Since(began), most
}

// BenchmarkSweep is 13 values, 1000 messages each, in 500, 1000 and 2000 replications.
func BenchmarkSweep(b *testing.B) {
	for _, runs := range []uint32{500, 1000, 2000} {
		b.Run(fmt.Sprint(runs), func(b *testing.B) {
			for range b.N {
				took, most := drain(b, question(b, runs, 1000))
				b.ReportMetric(took.Seconds(), "s")
				b.ReportMetric(float64(most)/1e6, "MB")
			}
		})
	}
}

// BenchmarkSummary is what all the statistics of such a sweep cost.
func BenchmarkSummary(b *testing.B) {
	p := question(b, 1000, 10)
	c := NewCollector(p)
	if err := experiment.Run(context.Background(), p, runtime.NumCPU(), nil, c.Take); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		c.Summary()
	}
}

// BenchmarkStorm is one of its storms.
func BenchmarkStorm(b *testing.B) {
	p := question(b, 1, 1000)
	for i := range b.N {
		c := *p.Choices[0].Config
		c.Seed = int64(i)
		w := sim.New(&c, nil)
		for !w.Advance(1 << 16) {
		}
		if _, err := w.Result(); err != nil {
			b.Fatal(err)
		}
	}
}

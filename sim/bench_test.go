package sim

import (
	"container/heap"
	"flag"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// model is the retry model of the speed notes: an attempt succeeds one time in twenty, the next comes after
// min(15 min x 1.2^k, 60 min) with 10 % jitter either way, and a message is given up a day after it was written.
func model(b *testing.B, messages uint64) *Config {
	p := &retry.Profile{Name: "model", Shape: "steps", Lifetime: 24 * time.Hour, Sessions: 1, HopLimit: 100}
	for wait := 15 * time.Minute; len(p.Shaping.Steps) < 9; wait = wait * 6 / 5 {
		p.Shaping.Steps = append(p.Shaping.Steps, min(wait, time.Hour))
	}
	p.Shaping.Jitter = random.All / 10
	p.Pool.Servers = 1
	p.Codes[smtp.Refused] = retry.Code{Deferral: smtp.Reply{Code: 450, Enhanced: smtp.Status(4, 4, 316)}}
	if err := p.Build(); err != nil {
		b.Fatal(err)
	}
	return hop(p, messages, 24*time.Hour, 75_000, kind(b, "connection-refused", random.All*95/100, nil))
}

var (
	worlds = []uint64{1_000, 10_000, 100_000, 1_000_000, 10_000_000}
	large  = flag.Bool("large", false, "benchmarks of ten million, too: they take minutes and gigabytes")
)

// sized skips what nobody should wait for by accident.
func sized(b *testing.B, messages uint64) {
	if messages > 1_000_000 && !*large {
		b.Skip("-large runs it")
	}
}

// BenchmarkSideBySide runs as many worlds at once as there are cores; its figure is the time of one core.
func BenchmarkSideBySide(b *testing.B) {
	for _, messages := range worlds {
		b.Run(fmt.Sprint(messages), func(b *testing.B) {
			sized(b, messages)
			var attempts atomic.Int64
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					attempts.Add(run(b, model(b, messages), nil).Values[metrics.Attempts].Num)
				}
			})
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())*float64(runtime.GOMAXPROCS(0))/float64(attempts.Load()), "ns/attempt")
		})
	}
}

// BenchmarkWorld runs the retry model through the whole world: audit, digest, series and metrics on, events not written.
// Beside it, in the same run, the lean baseline runs the same model bare.
func BenchmarkWorld(b *testing.B) {
	for _, messages := range worlds {
		b.Run(fmt.Sprint(messages), func(b *testing.B) {
			sized(b, messages)
			var attempts int64
			var lean time.Duration
			b.ReportAllocs()
			for range b.N {
				r := run(b, model(b, messages), nil)
				attempts += r.Values[metrics.Attempts].Num
				b.StopTimer()
				started := time.Now()
				bare(messages)
				lean += time.Since(started)
				b.StartTimer()
				b.ReportMetric(float64(r.Values[metrics.Attempts].Num)/float64(messages), "attempts/message")
				b.ReportMetric(100*float64(r.Values[metrics.Copies].Num)/float64(messages), "%delivered")
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(attempts), "ns/attempt")
			b.ReportMetric(float64(lean.Nanoseconds())/float64(attempts), "ns/attempt-baseline")
			b.ReportMetric(float64(lean.Nanoseconds())/float64(b.Elapsed().Nanoseconds()), "x-baseline")
		})
	}
}

// BenchmarkDeadSite runs a storm behind a dead site and, slice by slice in turn with it, the same storm of a sender that remembers nothing, whose
// attempts all take the fast path. Its figure is what an attempt costs, or a deferral in place of one, in multiples of the other's. All
// messages are due together, each 15 minutes: a site without mail under way is forgotten, and never dead.
func BenchmarkDeadSite(b *testing.B) {
	for _, messages := range worlds {
		b.Run(fmt.Sprint(messages), func(b *testing.B) {
			sized(b, messages)
			var spent [2]time.Duration
			var attempts [2]int64
			for range b.N {
				var storms [2]*World
				for i, memory := range []retry.Memory{retry.DeadSite, retry.NoMemory} {
					c := model(b, messages)
					c.Hosts[1].Faults[0].Share = random.All
					p := c.Hosts[0].Profile
					c.Mails[0].Lasts = random.Quantity{}
					p.Shaping.Steps, p.Shaping.Jitter = p.Shaping.Steps[:1], 0
					if err := p.Build(); err != nil {
						b.Fatal(err)
					}
					p.Memory, p.Window, p.DeadTime = memory, 5, 5*time.Minute
					storms[i] = New(c, nil)
				}
				for over := 0; over < len(storms); {
					over = 0
					for i, w := range storms {
						started := time.Now()
						if w.Advance(1 << 18) {
							over++
						}
						spent[i] += time.Since(started)
					}
				}
				for i, w := range storms {
					r, err := w.Result()
					if err != nil {
						b.Fatal(err)
					}
					attempts[i] += r.Values[metrics.Attempts].Num + r.Values[metrics.Suspended].Num
				}
			}
			dead, plain := float64(spent[0].Nanoseconds())/float64(attempts[0]), float64(spent[1].Nanoseconds())/float64(attempts[1])
			b.ReportMetric(dead, "ns/attempt")
			b.ReportMetric(plain, "ns/attempt-without-memory")
			b.ReportMetric(dead/plain, "x-without-memory")
			b.ReportMetric(float64(attempts[0])/float64(messages)/float64(b.N), "attempts/message")
		})
	}
}

// baseline is the lean event queue that sim/engine is measured against, too: values under container/heap.
type baseline []struct {
	at       int64
	seq      uint64
	id, turn uint32
}

func (h baseline) Len() int { return len(h) }
func (h baseline) Less(i, j int) bool {
	return h[i].at < h[j].at || h[i].at == h[j].at && h[i].seq < h[j].seq
}
func (h baseline) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *baseline) Push(any)     {}
func (h *baseline) Pop() any     { return nil }

// bare is the model with nothing around it: attempts, deliveries, NDRs and bytes counted.
func bare(messages uint64) (attempts, deliveries, ndrs, bytes int64) {
	seed := random.NewSeed(1)
	var waits [9]int64
	for k, wait := 0, 15*time.Minute; k < len(waits); k, wait = k+1, wait*6/5 {
		waits[k] = int64(min(wait, time.Hour))
	}
	written := func(id uint32) int64 {
		return int64(random.Below(seed.Draw(random.WrittenAt, uint64(id), 0), uint64(24*time.Hour)))
	}
	h := make(baseline, 0, messages)
	seq := uint64(0)
	push := func(at int64, id, turn uint32) {
		seq++
		h = append(h, struct {
			at       int64
			seq      uint64
			id, turn uint32
		}{at, seq, id, turn})
		heap.Fix(&h, len(h)-1)
	}
	for id := range uint32(messages) {
		push(written(id), id, 0)
	}
	for len(h) > 0 {
		e := h[0]
		h[0] = h[len(h)-1]
		h = h[:len(h)-1]
		if len(h) > 0 {
			heap.Fix(&h, 0)
		}
		attempts++
		bytes += 75_000
		draw := seed.Draw(random.Jitter, uint64(e.id), uint64(e.turn))
		if (random.All / 20).Hits(draw) {
			deliveries++
			continue
		}
		at := e.at + random.Spread(waits[min(e.turn, 8)], random.All/10, draw)
		if at >= written(e.id)+int64(24*time.Hour) {
			ndrs++
			continue
		}
		push(at, e.id, e.turn+1)
	}
	return
}

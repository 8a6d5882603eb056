package guard

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// herd has so many come at once; it tells how many are taken and how long the last of them takes.
func herd(g Guard, count int) (taken int, longest time.Duration) {
	for range count {
		if v := g.Check(&Request{At: time.Hour}); v.Action == Pass {
			taken++
			longest = v.Delay
		}
	}
	return taken, longest
}

func TestHerd(t *testing.T) {
	const service = 50 * time.Millisecond
	for _, row := range []struct {
		name  string
		set   func(*Params)
		taken int
	}{
		{"who would wait beyond patience leaves", func(p *Params) { p.Patience = 10 * time.Second }, 201},
		{"patience short of a place", func(p *Params) { p.Patience = 10*time.Second - 1 }, 200},
		{"no patience: only the first", func(p *Params) { p.Patience = 0 }, 1},
		{"so many wait beside the one that is served", func(p *Params) { p.Backlog = 30 }, 31},
		{"nobody may wait", func(p *Params) { p.Backlog = 0 }, 1},
		{"the usual patience", nil, 5001}, // 5 min / 50 ms would be 6001
	} {
		g := build(t, "overload", func(p *Params) {
			p.Rate = Rate{20, time.Second}
			if row.set != nil {
				row.set(p)
			}
		})
		taken, longest := herd(g, 10_000)
		if taken != row.taken || longest != time.Duration(taken)*service {
			t.Errorf("%s: %d taken, the last after %s, want %d", row.name, taken, longest, row.taken)
		}
	}
}

// TestOneServer draws arrivals and keeps a list of when each leaves.
func TestOneServer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		service, patience := time.Duration(rapid.IntRange(1, 6).Draw(t, "service")), time.Duration(rapid.IntRange(0, 20).Draw(t, "patience"))
		backlog := rapid.Uint32Range(0, 4).Draw(t, "backlog")
		p := Unset
		p.Rate, p.Patience, p.Backlog = Rate{1, service}, patience, backlog
		g, err := makeOverload(p)
		if err != nil {
			t.Fatal(err)
		}
		now, leaves := time.Duration(0), []time.Duration(nil)
		for range rapid.IntRange(1, 40).Draw(t, "arrivals") {
			now += time.Duration(rapid.IntRange(0, 5).Draw(t, "passes"))
			begins, inside := now, 0
			for _, at := range leaves {
				begins = max(begins, at)
				if at > now {
					inside++
				}
			}
			refused := begins-now > patience || max(inside-1, 0) >= int(backlog) && inside > 0
			want := Verdict{Action: Refuse, Reply: busy}
			if !refused {
				want = Verdict{Delay: begins - now + service}
				leaves = append(leaves, begins+service)
			}
			if v := g.Check(&Request{At: now}); v != want {
				t.Fatalf("at %d with %v: %+v, want %+v", now, leaves, v, want)
			}
		}
	})
}

func TestNoServerIsFasterThanItsRate(t *testing.T) {
	g := build(t, "overload", func(p *Params) { p.Rate, p.Backlog = Rate{3, time.Second}, 100 })
	taken, longest := herd(g, 99)
	if taken != 99 || longest < 33*time.Second || longest > 33*time.Second+99 {
		t.Errorf("%d messages took %d ns", taken, longest)
	}
}

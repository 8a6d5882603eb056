package sim

import (
	"testing"
	"time"

	"mailstorm/sim/fault"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// fixed15 is the schedule of the field report: every 15 minutes for a day.
func fixed15() *retry.Profile {
	p := &retry.Profile{Name: "fixed15", Shape: "steps", Lifetime: 24 * time.Hour, Sessions: 1, HopLimit: 100}
	p.Shaping.Steps = []time.Duration{15 * time.Minute}
	p.Pool.Servers = 1
	for c := range p.Codes {
		p.Codes[c] = retry.Code{Deferral: smtp.Reply{Code: 450, Enhanced: smtp.Status(4, 4, 318)}, Expired: smtp.Reply{Code: 550, Enhanced: smtp.Status(5, 4, 318)}}
	}
	if err := p.Build(); err != nil {
		panic(err)
	}
	return p
}

// hop is a storm of one hop: count messages of a size written over a span, and the faults of their remote.
func hop(p *retry.Profile, count uint64, span time.Duration, size int64, faults ...Fault) *Config {
	return &Config{
		Name: "hop", Seed: 1, Clock: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC), CopyLimit: 1 << 40, AlertQueue: 2000, AlertAfter: time.Hour,
		Hosts: []Host{
			{Name: "exo", Profile: p, Routes: [][]int{{1}}, Paths: []int{MailboxHere, 0}, Own: []bool{true, false}},
			{Name: "relay", Profile: p, Paths: []int{NoRoute, MailboxHere}, Own: []bool{false, true}, Faults: faults},
		},
		Addresses: []Address{{"sender@contoso.example", "contoso.example"}, {"partner@fabrikam.example", "fabrikam.example"}},
		Mails: []Mail{{Name: "deck", From: 0, To: []int{1}, Size: random.Quantity{Fixed: size}, Priority: retry.Normal, Count: count,
			Lasts: random.Quantity{Fixed: int64(span)}}},
	}
}

func kind(t testing.TB, name string, share random.Share, set func(*fault.Params)) Fault {
	for _, k := range fault.Kinds {
		if k.Name == name {
			p := fault.Unset
			if set != nil {
				set(&p)
			}
			bend, err := k.Make(p)
			if err != nil {
				t.Fatal(err)
			}
			return Fault{Name: name, Kind: name, Behaviour: bend, Share: share}
		}
	}
	t.Fatalf("no fault %q", name)
	return Fault{}
}

func run(t testing.TB, c *Config, sink Sink) *Result {
	w := New(c, sink)
	for !w.Advance(1 << 16) {
	}
	r, err := w.Result()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestNeverAcknowledged(t *testing.T) {
	r := run(t, hop(fixed15(), 1, 0, 27_000_000, kind(t, "drop-after-data", random.All, nil)), nil)
	for id, want := range map[metrics.ID]int64{
		metrics.Attempts: 96, metrics.Copies: 96, metrics.Duplicates: 95, metrics.WireBytes: 2_592_000_000, metrics.WireWasted: 95 * 27_000_000,
		metrics.NDRFirst: int64(24 * time.Hour), metrics.DeliveredFalse: 1, metrics.QueuePeak: 1, metrics.AttemptsMax: 96, metrics.Deferrals: 96,
	} {
		if got := r.Values[id].Num; got != want {
			t.Errorf("%s = %d, want %d", metrics.Catalogue[id].Name, got, want)
		}
	}
	if r.Fates[RowNDR][2] != 1 {
		t.Errorf("fates %v", r.Fates)
	}
}

// Nearly all attempts of a plain storm go the short way: else the test that it leaves no trace would prove nothing.
func TestShortWayIsTaken(t *testing.T) {
	w := New(hop(fixed15(), 1000, time.Hour, 75_000, kind(t, "connection-refused", random.All*95/100, nil)), nil)
	w.Advance(3000)
	q := &w.net.queues[0]
	if w.queueing.flushFastPaths(); !q.fastPath.active {
		t.Fatal("a queue that fails nearly every attempt is not on the fast path")
	}
	for slot := range w.net.copies[1:] {
		q.fastPath.until, q.fastPath.ends = w.observer.series.End(w.env.now), never
		w.queueing.attemptFast(uint32(slot) + 1)
	}
	if n := len(w.net.copies) - 1; int(q.fastPath.uncounted) < n*9/10 {
		t.Errorf("of %d attempts %d went the short way", n, q.fastPath.uncounted)
	}
}

package sim

import (
	"runtime"
	"testing"
	"time"
	"unsafe"

	"mailstorm/sim/engine"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
)

// What a run is said to need beforehand covers it, if nothing but failed.
func TestNeedCoversAStorm(t *testing.T) {
	c := hop(fixed15(), 10_000, time.Hour, 75_000, kind(t, "connection-refused", random.All, nil))
	n, r := NeedOf(c), run(t, c, nil)
	if n.Messages != 10_000 || n.Deliveries != 10_000 || int64(n.Attempts) != r.Values[metrics.Attempts].Num || n.Ends < r.End || n.Ends > r.End+time.Minute {
		t.Errorf("%+v was said to be needed, and it came to %v with %d attempts", n, r.End, r.Values[metrics.Attempts].Num)
	}
}

// All rows that a message and its delivery fill at most, half as much again for lists that grow: the post before and after it is
// sorted, a copy that waits, and an NDR whose copy waits in its place.
func TestNeedCoversTheRows(t *testing.T) {
	const event, waiting = unsafe.Sizeof(engine.Event{}), unsafe.Sizeof(queuedCopy{}) + 2*unsafe.Sizeof(engine.Event{}) + unsafe.Sizeof(arrival{}) + unsafe.Sizeof(copyRef{})
	if rows := 2*unsafe.Sizeof(message{}) + event; rows*3/2 > perMessage {
		t.Errorf("a message fills %d bytes", rows)
	}
	const ndr = unsafe.Sizeof(message{}) + unsafe.Sizeof(delivery{}) + unsafe.Sizeof(generatedMessage{}) + event
	if rows := unsafe.Sizeof(delivery{}) + waiting + ndr; rows*3/2 > perDelivery {
		t.Errorf("a delivery fills %d bytes", rows)
	}
}

// One message that is tried for ten years needs memory for the minutes in which it is: the run's own, and the result's.
func TestNeedCoversTheMinutes(t *testing.T) {
	p := *fixed15()
	p.Lifetime = 3650 * 24 * time.Hour
	c := hop(&p, 1, 0, 75_000, kind(t, "connection-refused", random.All, nil))
	n := NeedOf(c)
	before := heapAfter()
	w := New(c, nil)
	for !w.Advance(1 << 16) {
	}
	if got := heapAfter() - before; got > n.Memory || n.Memory > 4*got {
		t.Errorf("%d bytes were said to be needed, and it came to %d", n.Memory, got)
	}
	r, err := w.Result()
	if got := heapAfter() - before; err != nil || got > n.Memory {
		t.Errorf("%d bytes were said to be needed, and the result came to %d (%v)", n.Memory, got, err)
	}
	if got := uint64(r.Values[metrics.Attempts].Num); n.Attempts < got || n.Attempts > got+got/100 {
		t.Errorf("%d attempts were reckoned, and it made %d", n.Attempts, got)
	}
}

func heapAfter() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// Many tables, and schedules that go on for ever, are reckoned soon: a host's once, and no further than they show how they go on.
func BenchmarkNeed(b *testing.B) {
	p := *fixed15()
	p.Lifetime, p.Shaping.Steps = 3650*24*time.Hour, []time.Duration{time.Second}
	if err := p.Build(); err != nil {
		b.Fatal(err)
	}
	c := hop(&p, 1, 0, 75_000)
	for len(c.Mails) < 60_000 {
		c.Mails = append(c.Mails, c.Mails[0])
	}
	for b.Loop() {
		NeedOf(c)
	}
}

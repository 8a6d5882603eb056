package sim

import (
	"testing"
	"time"
	"unsafe"

	"mailstorm/sim/engine"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// A pending copy costs its place and its event; recipients beyond the first lie in sets.
func TestBytesOfPendingCopy(t *testing.T) {
	if n := unsafe.Sizeof(queuedCopy{}) + unsafe.Sizeof(engine.Event{}); n > 88 {
		t.Errorf("a pending copy costs %d bytes, at most 88 are allowed", n)
	}
}

// Once a storm is under way, an attempt that is deferred allocates nothing, and takes the fast path; behind a dead site as well.
func TestNoAllocationPerEvent(t *testing.T) {
	for _, memory := range []retry.Memory{retry.NoMemory, retry.DeadSite} {
		p := *fixed15()
		p.Memory, p.Window, p.DeadTime = memory, 5, 5*time.Minute
		over := time.Hour
		if memory == retry.DeadSite {
			over = 0 // a site that is asked for one message at a time never dies
		}
		w := New(hop(&p, 20_000, over, 75_000, kind(t, "connection-refused", random.All, nil)), nil)
		for w.Now() < 4*time.Hour {
			w.Advance(1000)
		}
		if n := testing.AllocsPerRun(20, func() { w.Advance(10_000) }); n > 20 { // a page of the series now and then
			t.Errorf("%v: 10,000 events allocate %.0f times", memory, n)
		}
		if !w.net.queues[0].fastPath.active {
			t.Errorf("%v: the fast path is not taken", memory)
		}
	}
}

// A queue that is flushed again and again leaves no events of the times before: what is stale never outnumbers what is live.
func TestFlushLeavesNoStaleEvents(t *testing.T) {
	p := *fixed15()
	p.Recovery = retry.Flush
	w := New(hop(&p, 3000, time.Second, 75_000, kind(t, "connection-refused", random.All/2, nil)), nil)
	for done := false; !done && w.Now() < time.Hour; {
		done = w.Advance(500)
		if n, live := w.env.agenda.Pending(), w.queueing.liveAtMost(); n > 2*live+1024 {
			t.Fatalf("%d events are pending, and %d at most are live", n, live)
		}
	}
}

// Who is in line for a connection is due already: a queue that goes on does not send it to the end of the line, once more each time.
func TestLineStandsWhenTheQueueGoesOn(t *testing.T) {
	for _, memory := range []retry.Memory{retry.NoMemory, retry.QueueTimer} {
		p := *fixed15()
		p.Recovery, p.Memory, p.Connections = retry.Flush, memory, 2
		c := hop(&p, 300, time.Second, 75_000, kind(t, "connection-refused", random.All/2, nil))
		c.Hosts[1].Bandwidth = 600_000 // a session takes a second
		lined := 0
		r := run(t, c, func(r *Record) {
			if r.Kind == LinedUp {
				lined++
			}
		})
		if n := r.Values[metrics.Attempts].Num; int64(lined) > n+300 {
			t.Errorf("%v: %d times somebody came to the line, and there were %d attempts", memory, lined, n)
		}
	}
}

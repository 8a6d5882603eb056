package sim

import (
	"reflect"
	"testing"
	"time"
)

// What comes and goes in one instant is no depth; what stays is, from the slice in which it came until it leaves.
func TestDepthIsWhatLasts(t *testing.T) {
	w := &World{}
	w.connect()
	w.net.hosts = make([]host, 1)
	h := &w.net.hosts[0]
	for _, change := range []struct {
		at    time.Duration
		level int64
	}{{0, 1}, {0, 0}, {90 * time.Second, 5}, {90 * time.Second, 3}, {100 * time.Second, 1}, {5 * time.Minute, 2}, {5 * time.Minute, 0}, {time.Hour, 0}} {
		w.env.now = change.at
		w.observer.recordDepth(h)
		h.depth = change.level
	}
	want := depthHistory{since: time.Hour, peak: 3, peakAt: 90 * time.Second, occupiedUntil: 5 * time.Minute,
		rows: []Depth{{time.Minute, 3, 1}, {5 * time.Minute, 0, 0}}}
	if !reflect.DeepEqual(h.depths, want) {
		t.Errorf("%+v, want %+v", h.depths, want)
	}
}

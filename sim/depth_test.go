package sim

import (
	"reflect"
	"testing"
	"time"

	"mailstorm/sim/observe"
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
	want := observe.DepthHistory{Since: time.Hour, Peak: 3, PeakAt: 90 * time.Second, OccupiedUntil: 5 * time.Minute,
		Rows: []observe.Depth{{Starts: time.Minute, Most: 3, Last: 1}, {Starts: 5 * time.Minute}}}
	if !reflect.DeepEqual(h.depths, want) {
		t.Errorf("%+v, want %+v", h.depths, want)
	}
}

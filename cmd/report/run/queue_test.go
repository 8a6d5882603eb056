package run

import (
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/observe"
)

func TestSparkline(t *testing.T) {
	for _, c := range []struct {
		depths []observe.Depth
		want   string
	}{
		{nil, "▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁"},
		{[]observe.Depth{{Starts: 0, Most: 600, Last: 600}, {Starts: 10 * time.Hour, Most: 600, Last: 0}}, "███████████▁▁▁▁▁▁▁▁▁"},
		{[]observe.Depth{{Starts: 5 * time.Hour, Most: 1, Last: 1}, {Starts: 10 * time.Hour, Most: 300, Last: 300}, {Starts: 15 * time.Hour, Most: 600, Last: 0}}, "▁▁▁▁▁▂▂▂▂▂▅▅▅▅▅█▁▁▁▁"},
	} {
		if got := sparkline(c.depths, 20*time.Hour-sparks); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

// A line of marks is cut nowhere, and a queue of one copy has none.
func TestQueuesOfARun(t *testing.T) {
	r := &Run{Config: &sim.Config{Hosts: []sim.Host{{Name: "exo"}, {Name: "relay"}}}, Result: &sim.Result{End: time.Hour, Hosts: []sim.HostResult{{Held: 117, HeldAt: 30 * time.Minute}, {Held: 1}}}}
	if got := Queues(r); len(got) != 1 || got[0] != "▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁ exo, at most 117 at 00:30; 00:00 to 01:00" {
		t.Errorf("%q", got)
	}
}

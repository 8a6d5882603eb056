package guard

import (
	"fmt"
	"testing"
	"time"
)

// TestOutdatedServer holds how many minutes of an hour each stage throttles and blocks.
func TestOutdatedServer(t *testing.T) {
	for _, row := range []struct {
		days            time.Duration
		blocked, slowed int
	}{
		{0, 0, 0}, {29, 0, 0}, {30, 0, 5}, {39, 0, 5}, {40, 0, 10}, {50, 0, 20}, {60, 5, 30}, {70, 10, 0}, {80, 20, 0}, {89, 20, 0}, {90, 60, 0}, {400, 60, 0},
	} {
		g := build(t, "outdated-server", func(p *Params) { p.Outdated = row.days * day })
		said := map[string]int{}
		for m := range int64(60) {
			v := g.Check(&Request{At: 7*time.Hour + minutes(m)})
			said[v.Reply.String()]++
		}
		if said["550 5.7.230"] != row.blocked || said["450 4.7.230"] != row.slowed {
			t.Errorf("%d days: %v, want %d minutes of 550 and %d of 450", row.days, said, row.blocked, row.slowed)
		}
	}
}

// TestOutdatedServerPauses holds that nothing is refused in a pause, and that the stages wait for its end.
func TestOutdatedServerPauses(t *testing.T) {
	g := build(t, "outdated-server", func(p *Params) { p.Outdated, p.PauseAt, p.PauseFor = 85*day, 2*day, 90*day })
	got := ""
	for _, days := range []time.Duration{0, 2, 91, 92, 94, 95} {
		v := g.Check(&Request{At: days * day})
		late := g.Check(&Request{At: days*day + minutes(30)})
		got += fmt.Sprint(" ", v.Reply.Code, "/", late.Reply.Code)
	}
	if got != " 550/0 0/0 0/0 550/0 550/0 550/550" {
		t.Error(got)
	}
}

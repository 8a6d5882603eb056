package plots

import (
	"strconv"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// counted writes a number with its noun: "1 attempt", "2,000 attempts".
func counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return metrics.Number(n) + " " + many
}

// number is a metric of the run as a whole number, 0 where the run has none.
func (s Story) number(id metrics.ID) int64 {
	v := s.Result.Values[id]
	if !v.Known || v.Den == 0 {
		return 0
	}
	return v.Num / v.Den
}

// moment is a metric that is a duration.
func (s Story) moment(id metrics.ID) (time.Duration, bool) {
	return time.Duration(s.number(id)), s.Result.Values[id].Known
}

// host is the name of a host.
func (s Story) host(i int) string {
	if i < 0 || i >= len(s.Config.Hosts) {
		return ""
	}
	return s.Config.Hosts[i].Name
}

// watched is the host whose queue is drawn, as an index: the one that the scenario names, else the one that held most copies for longest.
func (s Story) watched() int {
	best := s.Config.Watch
	if s.Config.Chosen {
		return best
	}
	for i := range s.Result.Hosts {
		if s.heldFor(i) > s.heldFor(best) {
			best = i
		}
	}
	return best
}

// heldFor is how many copies a host held for how many minutes, added up.
func (s Story) heldFor(host int) (sum int64) {
	all := s.held(host).Depths
	for i, d := range all {
		until := s.Result.End
		if i+1 < len(all) {
			until = all[i+1].Starts
		}
		minutes := int64((until - d.Starts) / sim.Slice)
		sum += min(d.Last, (1<<63-1-sum)/max(minutes, 1)) * minutes
	}
	return sum
}

// held is what a host counted; nothing where there is no such host.
func (s Story) held(host int) *sim.HostResult {
	if host < 0 || host >= len(s.Result.Hosts) {
		return &sim.HostResult{}
	}
	return &s.Result.Hosts[host]
}

// waiter is the host whose queue is drawn, and held what it counted.
func (s Story) waiter() (h sim.Host, held *sim.HostResult) {
	i := s.watched()
	if i >= 0 && i < len(s.Config.Hosts) {
		h = s.Config.Hosts[i]
	}
	return h, s.held(i)
}

// watching is the story with the queue of a host.
func (s Story) watching(host int) Story {
	config := *s.Config
	config.Watch, config.Chosen = host, true
	s.Config = &config
	return s
}

// subtitle names the scenario.
func (s Story) subtitle() string {
	name := s.Config.Title
	if name == "" {
		name = s.Config.Name
	}
	if name == "" {
		name = "without a name"
	}
	text := name + ", seed " + strconv.FormatInt(s.Config.Seed, 10)
	if s.Result.Stopped != "" {
		text += "; stopped early: " + s.Result.Stopped
	}
	return text
}

package plots

import (
	"strconv"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Count writes a number with its noun: "1 attempt", "2,000 attempts".
func Count(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return metrics.Number(n) + " " + many
}

// Number is a metric of the run as a whole number, 0 where the run has none.
func (s Run) Number(id metrics.ID) int64 {
	v := s.Result.Values[id]
	if !v.Known || v.Den == 0 {
		return 0
	}
	return v.Num / v.Den
}

// Duration is a metric that is a duration.
func (s Run) Duration(id metrics.ID) (time.Duration, bool) {
	return time.Duration(s.Number(id)), s.Result.Values[id].Known
}

// HostName is the name of a host.
func (s Run) HostName(i int) string {
	if i < 0 || i >= len(s.Config.Hosts) {
		return ""
	}
	return s.Config.Hosts[i].Name
}

// WatchedHost is the host whose queue is drawn, as an index: the one that the scenario names, else the one that held most copies for longest.
func (s Run) WatchedHost() int {
	best := s.Config.Watch
	if s.Config.Chosen {
		return best
	}
	for i := range s.Result.Hosts {
		if s.queuedMinutes(i) > s.queuedMinutes(best) {
			best = i
		}
	}
	return best
}

// queuedMinutes is how many copies a host held for how many minutes, added up.
func (s Run) queuedMinutes(host int) (sum int64) {
	all := s.hostResult(host).Depths
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

// hostResult is what a host counted; nothing where there is no such host.
func (s Run) hostResult(host int) *sim.HostResult {
	if host < 0 || host >= len(s.Result.Hosts) {
		return &sim.HostResult{}
	}
	return &s.Result.Hosts[host]
}

// Watched is the host whose queue is drawn, and held what it counted.
func (s Run) Watched() (h sim.Host, held *sim.HostResult) {
	i := s.WatchedHost()
	if i >= 0 && i < len(s.Config.Hosts) {
		h = s.Config.Hosts[i]
	}
	return h, s.hostResult(i)
}

// Watching is the story with the queue of a host.
func (s Run) Watching(host int) Run {
	config := *s.Config
	config.Watch, config.Chosen = host, true
	s.Config = &config
	return s
}

// Subtitle names the scenario.
func (s Run) Subtitle() string {
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

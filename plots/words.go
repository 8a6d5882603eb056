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

// watched is the host whose queue is drawn.
func (s Story) watched() sim.Host {
	if i := s.Config.Watch; i >= 0 && i < len(s.Config.Hosts) {
		return s.Config.Hosts[i]
	}
	return sim.Host{}
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

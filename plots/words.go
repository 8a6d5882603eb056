package plots

import (
	"strconv"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// lasting says how long something took, in the two largest units, rounded down: "24 h 3 min".
func lasting(d time.Duration) string {
	switch {
	case d < time.Second:
		return "less than 1 s"
	case d < time.Minute:
		return strconv.Itoa(int(d/time.Second)) + " s"
	case d < time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + " min"
	case d <= 72*time.Hour:
		return two(int64(d/time.Hour), "h", int64(d%time.Hour/time.Minute), "min")
	}
	return two(int64(d/day), "d", int64(d%day/time.Hour), "h")
}

func two(n int64, name string, rest int64, small string) string {
	s := grouped(n) + " " + name
	if rest > 0 {
		s += " " + strconv.FormatInt(rest, 10) + " " + small
	}
	return s
}

// counted writes a number with its noun: "1 attempt", "2,000 attempts".
func counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + many
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

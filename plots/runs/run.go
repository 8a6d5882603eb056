// Package runs reads a run for its pictures: metrics, columns of the time series, the time axis, and where copies went.
package runs

import (
	"errors"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/observe"
)

// Run is what the pictures need of a run.
type Run struct {
	Config  *sim.Config
	Result  *sim.Result
	Records []sim.Record // of the run, or none when there were too many: then the pictures show density from Result.Series

	Flow *Flow // that heard the records of the run, however many; nil: where copies went is not drawn

	Deliveries func(yield func(sim.Delivery) bool) // as sim.World has them; nil: paths are numbered, not named
}

// Check says what a picture would miss.
func (s Run) Check() error {
	if s.Config == nil || s.Result == nil {
		return errors.New("plots: a run needs a config and a result")
	}
	return nil
}

// GeneratedMessages finds the messages that hosts and mailboxes wrote.
func GeneratedMessages(records []sim.Record) map[uint32]bool {
	of := map[uint32]bool{}
	for i := range records {
		if r := &records[i]; r.Kind == sim.Written && r.Flags&(sim.FlagReport|sim.FlagAuto) != 0 {
			of[r.Message] = true
		}
	}
	return of
}

// Number is a metric of the run as a whole number, 0 where the run has none.
func (s Run) Number(id metrics.ID) int64 {
	v := s.Result.Values[id]
	if !v.Known || v.Den == 0 {
		return 0
	}
	return v.Num / v.Den
}

// Duration is a metric that is a duration, and whether it is known.
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
		minutes := int64((until - d.Starts) / observe.Slice)
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

// Watching is the run with the queue of a host drawn.
func (s Run) Watching(host int) Run {
	config := *s.Config
	config.Watch, config.Chosen = host, true
	s.Config = &config
	return s
}

package runs

import (
	"slices"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Sender is a host that messages of the scenario entered, with what it tried in each bin.
type Sender struct {
	Host        int
	Attempts    int64
	Last        time.Duration // how old the last of its messages was when it arrived
	Tried, Kept []int64
	Width       time.Duration // of a bin
}

const maxSenders = 4

// SendersOf are the hosts that sent side by side, if there are two to four with one attempt in fifty each, and if each of them heard what was kept.
func SendersOf(s Run) []Sender {
	entered := enteredHosts(s.Records)
	var all []Sender
	for i := range s.Result.Hosts {
		if n := s.hostResult(i).Values[metrics.Attempts].Num; slices.Contains(entered, i) && n >= s.Number(metrics.Attempts)/50 && n > 0 {
			all = append(all, Sender{Host: i, Attempts: n})
		}
	}
	if len(all) < 2 || len(all) > maxSenders || !heardWhatWasKept(s.Records) {
		return nil
	}
	countAttempts(s, all)
	return all
}

// enteredHosts are the hosts that people's messages entered.
func enteredHosts(records []sim.Record) (hosts []int) {
	for i := range records {
		if r := &records[i]; r.Kind == sim.Written && r.Flags&(sim.FlagReport|sim.FlagAuto) == 0 && !slices.Contains(hosts, int(r.Host)) {
			hosts = append(hosts, int(r.Host))
		}
	}
	return hosts
}

func heardWhatWasKept(records []sim.Record) bool {
	return !slices.ContainsFunc(records, func(r sim.Record) bool {
		return r.Kind == sim.Talked && r.Flags&sim.FlagKept != 0 != r.Reply.Accepted()
	})
}

func countAttempts(s Run, all []Sender) {
	c := TimeAxisOf(s, 0, 1)
	bins, width := Bins(s, c)
	for i := range all {
		all[i].Tried, all[i].Kept, all[i].Width = make([]int64, len(bins)), make([]int64, len(bins)), width
	}
	of, written, generated := map[uint32]int{}, map[uint32]time.Duration{}, GeneratedMessages(s.Records)
	for i := range s.Records {
		r := &s.Records[i]
		if generated[r.Message] {
			continue
		}
		switch k := slices.IndexFunc(all, func(one Sender) bool { return one.Host == int(r.Host) }); {
		case r.Kind == sim.Written:
			of[r.Message], written[r.Message] = k, r.At
		case r.Kind == sim.Talked && k >= 0:
			at := min(int(max(r.At-c.From, 0)/width), len(bins)-1)
			all[k].Tried[at]++
			if r.Flags&sim.FlagKept != 0 {
				all[k].Kept[at]++
			}
		case r.Kind == sim.Delivered && r.Flags&sim.FlagFirst != 0 && of[r.Message] >= 0:
			one := &all[of[r.Message]]
			one.Last = max(one.Last, r.At-written[r.Message])
		}
	}
}

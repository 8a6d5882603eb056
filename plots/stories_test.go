package plots_test

import (
	"time"

	"mailstorm/plots/runs"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/observe"
)

// Hosts of the stories.
const (
	exo = iota
	relay
	fabrikam
)

const dropped = 8 // smtp.Dropped, which this package does not import

var monday = time.Date(2026, time.January, 5, 8, 0, 0, 0, time.UTC)

// teller writes a story by hand: what the simulator would have recorded.
type teller struct {
	config  sim.Config
	result  sim.Result
	records []sim.Record
}

func newTeller(title string) *teller {
	t := &teller{config: sim.Config{Title: title, Seed: 1, Clock: monday,
		Hosts: []sim.Host{{Name: "exo"}, {Name: "relay"}, {Name: "fabrikam"}}}}
	return t
}

func (t *teller) story() runs.Run {
	flow := runs.NewFlow()
	for i := range t.records {
		flow.Take(&t.records[i])
	}
	t.hold()
	return runs.Run{Config: &t.config, Result: &t.result, Records: t.records, Flow: flow}
}

// hold gives the watched host the queue that the series tells of, and what was set of it.
func (t *teller) hold() {
	h := sim.HostResult{Values: t.result.Values, Held: t.result.Values[metrics.QueuePeak].Num}
	h.HeldAt = time.Duration(t.result.Values[metrics.QueuePeakAt].Num)
	h.HeldUntil = t.result.End
	if empty := t.result.Values[metrics.QueueEmptyAt]; empty.Known {
		h.HeldUntil = time.Duration(empty.Num)
	}
	for _, c := range t.result.Series {
		h.Held = max(h.Held, c.QueuePeak)
		h.Depths = append(h.Depths, observe.Depth{Starts: c.Starts, Most: max(c.Queue, c.QueuePeak), Last: c.Queue})
	}
	t.result.Hosts = []sim.HostResult{h}
}

type numbers map[metrics.ID]int64

func (t *teller) setAll(all numbers) {
	for id, n := range all {
		t.set(id, n)
	}
}

func (t *teller) set(id metrics.ID, n int64) { t.result.Values[id] = metrics.Int(n) }

func (t *teller) cell(at time.Duration) *observe.Cell {
	starts := at.Truncate(observe.Slice)
	if n := len(t.result.Series); n > 0 && t.result.Series[n-1].Starts == starts {
		return &t.result.Series[n-1]
	}
	t.result.Series = append(t.result.Series, observe.Cell{Starts: starts})
	return &t.result.Series[len(t.result.Series)-1]
}

// session tells of an attempt from one host to another; code 250, 450 or 550.
func (t *teller) session(at time.Duration, from, to uint16, kept bool, code uint16, bytes int64) {
	r := sim.Record{Kind: sim.Talked, At: at, Until: at, Host: from, Peer: to, Delivery: sim.None, Bytes: bytes}
	r.Reply.Code = code
	cell := t.cell(at)
	if kept {
		r.Flags = sim.FlagKept
		cell.Kept++
	}
	if code == 450 {
		r.Cause, r.Reply.Enhanced = dropped, 4<<24|4<<12|318
		cell.Deferrals++
	}
	cell.Attempts++
	cell.Bytes += bytes
	cell.Queue, cell.QueuePeak = 1, 1
	if code == 250 {
		cell.Queue = 0
	}
	t.records = append(t.records, r)
}

func (t *teller) happens(kind sim.Kind, at time.Duration, host, peer uint16, flags sim.Flags) {
	r := sim.Record{Kind: kind, At: at, Host: host, Peer: peer, Flags: flags}
	if kind == sim.Bounced {
		r.Reply.Code, r.Reply.Enhanced = 550, 5<<24|4<<12|318
		t.cell(at).Bounced++
	}
	t.records = append(t.records, r)
}

// deck is the storm of the field report: kept each 15 minutes, not heard until noon.
func deck() runs.Run {
	t := newTeller("The deck that would not end")
	for n := range 17 {
		at, code := time.Duration(n)*15*time.Minute, uint16(450)
		if n == 16 {
			code = 250
		}
		t.session(at, exo, relay, true, code, 27e6)
		t.session(at, relay, fabrikam, true, 250, 27e6)
		if n == 0 {
			for range 3 {
				t.happens(sim.Delivered, at, fabrikam, relay, sim.FlagFirst)
			}
		}
	}
	t.result.End = 4 * time.Hour
	t.result.Spans = []sim.Span{{Host: relay, Name: "lost-reply", Kind: "drop-after-data", Ends: 4 * time.Hour}}
	t.result.Fates[sim.RowAccepted][2] = 3
	t.setAll(numbers{metrics.Messages: 1, metrics.Deliveries: 3, metrics.Attempts: 34, metrics.Kept: 34, metrics.Copies: 51,
		metrics.Duplicates: 48, metrics.WireBytes: 34 * 27e6, metrics.WireWasted: 32 * 27e6, metrics.QueuePeak: 1,
		metrics.QueuePeakAt: 0, metrics.QueueEmptyAt: int64(4 * time.Hour)})
	return t.story()
}

// worst is the storm that only expiry ends: 96 attempts, then an NDR for a mail that arrived 96 times.
func worst() runs.Run { return storm(96) }

// storm is that of worst with so many attempts.
func storm(attempts int) runs.Run {
	t := newTeller("The worst case")
	end := time.Duration(attempts) * 15 * time.Minute
	for n := range attempts {
		at := time.Duration(n) * 15 * time.Minute
		t.session(at, exo, fabrikam, true, 450, 27e6)
		t.cell(at).Copies++
		if n == 0 {
			t.happens(sim.Delivered, at, fabrikam, exo, sim.FlagFirst)
		}
	}
	t.happens(sim.Bounced, end, exo, sim.NoPeer, sim.FlagFirst|sim.FlagExpired)
	t.cell(end).QueuePeak = 1
	t.config.Hosts[exo].Bandwidth = 10e6
	t.result.End = end
	t.result.Spans = []sim.Span{{Host: fabrikam, Name: "lost-reply"}}
	t.result.Fates[sim.RowNDR][2] = 1
	t.setAll(numbers{metrics.Messages: 1, metrics.Deliveries: 1, metrics.Attempts: int64(attempts),
		metrics.Kept: int64(attempts), metrics.Copies: int64(attempts), metrics.Duplicates: int64(attempts - 1),
		metrics.NDRCount: 1, metrics.NDRFirst: int64(end), metrics.WireBytes: int64(attempts) * 27e6,
		metrics.WireWasted: int64(attempts-1) * 27e6, metrics.QueuePeak: 1, metrics.QueueEmptyAt: int64(end)})
	return t.story()
}

// refused is a relay that is down: 29 attempts, none kept.
func refused() runs.Run {
	t := newTeller("Nobody listens")
	at := time.Duration(0)
	for n := range 29 {
		t.session(at, exo, relay, false, 450, 0)
		at += min(time.Duration(15+3*n)*time.Minute, 55*time.Minute)
	}
	t.happens(sim.Bounced, 24*time.Hour+6*time.Minute, exo, sim.NoPeer, sim.FlagFirst|sim.FlagExpired)
	t.result.End = 24*time.Hour + 6*time.Minute
	t.result.Spans = []sim.Span{{Host: relay, Name: "down"}}
	t.result.Fates[sim.RowNDR][0] = 1
	t.setAll(numbers{metrics.Messages: 1, metrics.Deliveries: 1, metrics.Attempts: 29, metrics.NDRCount: 1,
		metrics.NDRFirst: int64(24*time.Hour + 6*time.Minute), metrics.QueuePeak: 1,
		metrics.QueueEmptyAt: int64(24*time.Hour + 6*time.Minute)})
	return t.story()
}

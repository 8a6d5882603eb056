package plots_test

import (
	"cmp"
	"slices"
	"time"

	"mailstorm/plots/runs"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/observe"
)

// crowd is 1920 mails in four hours against a relay that takes them all and says so to nobody for six.
func crowd() runs.Run {
	t := newTeller("A Monday morning")
	t.config.Hosts[exo].Bandwidth = 200e6
	waiting := int64(0)
	for minute := range 10 * 60 {
		at := time.Duration(minute) * time.Minute
		cell := observe.Cell{Starts: at}
		if minute < 240 {
			waiting += 8
		}
		cell.Attempts = waiting / 30
		if minute < 240 {
			cell.Attempts += 8
		}
		cell.Kept = cell.Attempts
		cell.Deferrals = cell.Attempts
		if minute >= 360 {
			cell.Deferrals = 0
			waiting -= cell.Attempts
		}
		if minute >= 240 && minute < 250 {
			cell.Notified = 40
		}
		cell.Bytes = cell.Attempts * 1e6
		cell.Queue, cell.QueuePeak = waiting, waiting
		t.result.Series = append(t.result.Series, cell)
	}
	t.result.End = 10 * time.Hour
	t.result.Spans = []sim.Span{{Host: relay, Name: "lost-reply", Ends: 6 * time.Hour},
		{Host: exo, Name: "slow-line", Starts: 2 * time.Hour, Ends: 3 * time.Hour}}
	t.result.Fates[sim.RowAccepted][2] = 1920
	t.setAll(numbers{metrics.Messages: 1920, metrics.Deliveries: 1920, metrics.Attempts: 13_311, metrics.Copies: 13_311,
		metrics.Kept: 13_311, metrics.Duplicates: 11_391, metrics.DelayCount: 400, metrics.DelayFirst: int64(4 * time.Hour),
		metrics.QueuePeak: 1920, metrics.QueuePeakAt: int64(239 * time.Minute), metrics.AlertAt: int64(135 * time.Minute),
		metrics.WireBytes: 13_311e6, metrics.WireWasted: 11_391e6})
	return t.story()
}

// eight is eight mails over three hops: slow sessions, refusals, notices, and more faults than have room.
func eight() runs.Run {
	t := newTeller("Eight mails")
	for m := range 8 {
		begins := len(t.records)
		peer := uint16(1 + m%2)
		for n := range 6 + m {
			at, code := time.Duration(m)*20*time.Minute+time.Duration(n*n)*7*time.Minute, uint16(450)
			if n == 5+m {
				code = []uint16{250, 550}[m%2]
			}
			t.session(at, exo, peer, m%2 == 0, code, 1e6)
			t.records[len(t.records)-1].Until = at + time.Duration(m)*2*time.Minute
			switch {
			case n == 0 && m%2 == 0:
				t.happens(sim.Delivered, at, peer, exo, sim.FlagFirst)
			case n == 3:
				t.happens(sim.Notified, at, exo, sim.NoPeer, 0)
			case code == 550:
				t.happens(sim.Bounced, at, exo, sim.NoPeer, sim.FlagFirst)
			}
		}
		for i := range t.records[begins:] {
			t.records[begins+i].Message = uint32(m)
		}
	}
	slices.SortStableFunc(t.result.Series, func(a, b observe.Cell) int { return cmp.Compare(a.Starts, b.Starts) })
	t.result.End = 26 * time.Hour
	for i, name := range []string{"greylist-for-everybody", "down", "lost", "slow"} {
		t.result.Spans = append(t.result.Spans, sim.Span{Host: i % 3, Name: name,
			Starts: time.Duration(i) * 2 * time.Hour, Ends: time.Duration(i*3+2) * time.Hour})
	}
	t.setAll(numbers{metrics.Messages: 8, metrics.Deliveries: 8, metrics.Attempts: 76, metrics.Kept: 38, metrics.Copies: 38,
		metrics.Duplicates: 34, metrics.NDRCount: 4, metrics.NDRFirst: int64(4*time.Hour + 12*time.Minute),
		metrics.DelayFirst: int64(63 * time.Minute), metrics.QueuePeak: 1, metrics.QueueEmptyAt: int64(20 * time.Hour)})
	t.result.Fates = [3][3]int64{sim.RowNDR: {4, 0, 0}, sim.RowAccepted: {0, 0, 4}}
	return t.story()
}

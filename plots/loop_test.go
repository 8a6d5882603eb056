package plots_test

import (
	"strings"
	"testing"
	"time"

	"mailstorm/plots/runs"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// alone tells of an automatic message.
func (t *teller) alone(at time.Duration, from uint16, bytes int64) {
	t.records = append(t.records, sim.Record{Kind: sim.Written, At: at, Message: uint32(len(t.records)) + 1, Delivery: sim.None,
		Host: from, Peer: sim.NoPeer, Bytes: bytes, Flags: sim.FlagAuto})
	cell := t.cell(at)
	cell.Auto++
	cell.Bytes += bytes
	t.result.Values[metrics.AutoCount] = metrics.Int(t.result.Values[metrics.AutoCount].Num + 1)
	t.result.Values[metrics.AutoBytes] = metrics.Int(t.result.Values[metrics.AutoBytes].Num + bytes)
	t.set(metrics.AutoLast, int64(at))
}

// turning is a loop of so many messages, with such a pause between two.
func turning(count int, pause time.Duration) *teller {
	t := newTeller("Two robots thank each other")
	t.set(metrics.Messages, 1)
	for i := range count {
		t.alone(time.Duration(i)*pause, uint16(i%2), 28_000)
	}
	t.result.End = 8 * time.Hour
	return t
}

// full is a loop that only a full mailbox ended.
func full() runs.Run {
	t := turning(4312, 5011*time.Millisecond)
	t.set(metrics.FullAt, int64(4311*5011*time.Millisecond))
	return t.story()
}

// forbidden is a loop that a limit of a mailbox ended.
func forbidden() runs.Run {
	t := turning(100, 30*time.Second)
	t.records = append(t.records, sim.Record{Kind: sim.Stopped, At: 50 * time.Minute, Peer: sim.NoPeer})
	t.set(metrics.AutoStopped, 1)
	return t.story()
}

// hopped is a loop that a hop limit ended.
func hopped() runs.Run {
	t := turning(20, time.Minute)
	t.records = append(t.records, sim.Record{Kind: sim.Looped, At: 20 * time.Minute})
	t.set(metrics.LoopsCut, 1)
	return t.story()
}

// endless is a loop that outlives its run, though good manners stopped others meanwhile.
func endless() runs.Run {
	t := turning(960, 30*time.Second)
	t.config.Length = 8 * time.Hour
	t.set(metrics.AutoStopped, 7)
	return t.story()
}

func TestLoopTitleNamesTheBrake(t *testing.T) {
	ended := turning(2, 90*time.Second)
	hasTitles(t, runSVG("loop"), map[string]runs.Run{
		"No mailbox sent an automatic message":                                                     deck(),
		"One message, 4,312 automatic messages in 6 h: stopped when a mailbox was full":            full(),
		"One message, 100 automatic messages in 49 min 30 s: stopped when the next was suppressed": forbidden(),
		"One message, 20 automatic messages in 19 min: stopped by the hop limit":                   hopped(),
		"One message, 960 automatic messages in 8 h: still running at the end":                     endless(),
		"One message, 2 automatic messages in 1 min 30 s: the last at 08:02":                       ended.story(),
		"One message, 1 automatic message: the last at 08:00":                                      turning(1, 0).story(),
	})
}

// A run with too many records for a picture still names its brake, from the metrics.
func TestLoopTitleNeedsNoRecords(t *testing.T) {
	for want, s := range map[string]runs.Run{
		"One message, 4,312 automatic messages in 6 h: stopped when a mailbox was full":            full(),
		"One message, 100 automatic messages in 49 min 30 s: stopped when the next was suppressed": forbidden(),
		"One message, 20 automatic messages in 19 min: stopped by the hop limit":                   hopped(),
	} {
		s.Records = nil
		hasTitle(t, runSVG("loop"), s, want)
	}
}

// A mailbox that was full long before is no brake, nor one that was full when something else had stopped the loop.
func TestTheBrakeIsTheFirstAfterTheLastMessage(t *testing.T) {
	for _, at := range []time.Duration{3 * time.Minute, time.Hour} {
		s := forbidden()
		s.Result.Values[metrics.FullAt] = metrics.Int(int64(at))
		if got, want := titleOf(drawn(t, runSVG("loop"), s)), "One message, 100 automatic messages in 49 min 30 s: stopped when the next was suppressed"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestLoopSumsStopAtTheLargestNumber(t *testing.T) {
	if page := string(drawn(t, runSVG("loop"), hugeLoop())); !strings.Contains(page, "in total 9,223,372.037 TB") {
		t.Error("more bytes than a number holds became fewer")
	}
}

package plots_test

import (
	"strings"
	"testing"
	"time"

	"mailstorm/plots/runs"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/observe"
)

type values map[metrics.ID]int64

func (v values) story(fates [3][3]int64) runs.Run {
	t := newTeller("")
	for id, n := range v {
		t.set(id, n)
	}
	t.result.Fates = fates
	t.result.End = 26 * time.Hour
	return t.story()
}

func hours(n int64) int64 { return n * int64(time.Hour) }

func TestAttemptsTitle(t *testing.T) {
	const m, d, a, k, c, x = metrics.Messages, metrics.Deliveries, metrics.Attempts, metrics.Kept, metrics.Copies, metrics.Duplicates
	for _, test := range []struct {
		want  string
		fates [3][3]int64
		values
	}{
		{"No message was sent", [3][3]int64{}, nil},
		{"One message, 1 attempt, one copy: delivered immediately", [3][3]int64{sim.RowAccepted: {0, 1, 0}},
			values{m: 1, d: 1, a: 1, k: 1, c: 1, metrics.DeliveryMax: 0}},
		{"One message, 5 attempts, one copy: it arrived after 2 h", [3][3]int64{sim.RowAccepted: {0, 1, 0}},
			values{m: 1, d: 1, a: 5, k: 1, c: 1, metrics.DeliveryMax: hours(2)}},
		{"2,000 messages, 9,000 attempts, one copy each: the last arrived after 5 h", [3][3]int64{sim.RowAccepted: {0, 2000, 0}},
			values{m: 2000, d: 2000, a: 9000, k: 2000, c: 2000, metrics.DeliveryMax: hours(5)}},
		{"One message to 3 recipients, 51 copies: the sender was not notified", [3][3]int64{sim.RowAccepted: {0, 0, 3}},
			values{m: 1, d: 3, a: 34, k: 34, c: 51, x: 48}},
		{"One message, 96 copies: the sender was not notified for 24 h", [3][3]int64{sim.RowNDR: {0, 0, 1}},
			values{m: 1, d: 1, a: 96, k: 96, c: 96, x: 95, metrics.NDRFirst: hours(24), metrics.DeliveredFalse: 1}},
		{"2 messages, 50 copies: no sender was notified for 12 h, and 1 lost", [3][3]int64{sim.RowNDR: {0, 0, 1}, sim.RowAccepted: {1, 0, 0}},
			values{m: 2, d: 2, a: 50, k: 50, c: 50, x: 49, metrics.NDRFirst: hours(12), metrics.LostDeliveries: 1}},
		{"One message, 28 copies: delay notice after 4 h, NDR after 24 h", [3][3]int64{sim.RowNDR: {0, 0, 1}},
			values{m: 1, d: 1, a: 28, k: 28, c: 28, x: 27, metrics.NDRFirst: hours(24), metrics.DelayFirst: hours(4)}},
		{"One message, 29 attempts, nothing kept: NDR after 24 h", [3][3]int64{sim.RowNDR: {1, 0, 0}},
			values{m: 1, d: 1, a: 29, metrics.NDRFirst: hours(24)}},
		{"One message, 29 attempts, one copy: NDR after 24 h, although it arrived", [3][3]int64{sim.RowNDR: {0, 1, 0}},
			values{m: 1, d: 1, a: 29, k: 1, c: 1, metrics.NDRFirst: hours(24), metrics.DeliveredFalse: 1}},
		{"One message, 1 attempt, nothing kept: NDR immediately", [3][3]int64{sim.RowNDR: {1, 0, 0}},
			values{m: 1, d: 1, a: 1, metrics.NDRFirst: 0}},
		{"9 messages, 90 attempts, 7 arrived: 3 NDRs, the first after 24 h, 1 of them false", [3][3]int64{sim.RowNDR: {2, 1, 0}, sim.RowAccepted: {0, 6, 0}},
			values{m: 9, d: 9, a: 90, k: 7, c: 7, metrics.NDRCount: 3, metrics.NDRFirst: hours(24), metrics.DeliveredFalse: 1}},
		{"9 messages, 90 attempts, 7 arrived: one NDR, after 24 h", [3][3]int64{sim.RowNDR: {1, 0, 0}, sim.RowAccepted: {1, 7, 0}},
			values{m: 9, d: 9, a: 90, k: 7, c: 7, metrics.NDRCount: 1, metrics.NDRFirst: hours(24)}},
		{"9 messages, 90 attempts, 2 arrived: 7 NDRs, half of them after 24 h or more", [3][3]int64{sim.RowNDR: {7, 0, 0}, sim.RowAccepted: {0, 2, 0}},
			values{m: 9, d: 9, a: 90, k: 2, c: 2, metrics.NDRCount: 7, metrics.NDRFirst: 0, metrics.NDRP50: hours(24)}},
		{"9 messages, 90 attempts, 2 arrived: 7 NDRs, the first at Mon 08:00", [3][3]int64{sim.RowNDR: {7, 0, 0}, sim.RowAccepted: {0, 2, 0}},
			values{m: 9, d: 9, a: 90, k: 2, c: 2, metrics.NDRCount: 7, metrics.NDRFirst: 0, metrics.NDRP50: 0}},
		{"9 messages, 90 attempts, 7 arrived: 2 lost, nobody was notified", [3][3]int64{sim.RowAccepted: {2, 7, 0}},
			values{m: 9, d: 9, a: 90, k: 7, c: 7, metrics.LostDeliveries: 2}},
		{"One message, 20 attempts, nothing arrived: 1 still queued after 26 h", [3][3]int64{sim.RowPending: {1, 0, 0}},
			values{m: 1, d: 1, a: 20, k: 1, metrics.Pending: 1}},
		{"One message, no attempts: NDR immediately", [3][3]int64{sim.RowNDR: {1, 0, 0}}, values{m: 1, d: 1, metrics.NDRFirst: 0}},
	} {
		if got := titleOf(drawn(t, runSVG("attempts"), test.story(test.fates))); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

func TestQueueTitle(t *testing.T) {
	for _, test := range []struct {
		want string
		values
	}{
		{"The queue of exo was always empty", nil},
		{"The queue of exo: up to 1 copy, empty from Tue 08:05 on", values{metrics.QueuePeak: 1, metrics.QueueEmptyAt: hours(24) + hours(1)/12}},
		{"The queue of exo: up to 1,920 copies (Mon 11:00), not empty at the end", values{metrics.QueuePeak: 1920, metrics.QueuePeakAt: hours(3)}},
	} {
		if got := titleOf(drawn(t, runSVG("queue"), test.story([3][3]int64{}))); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

// Pictures and reports share their words: what is cut in one and rounded in the other reads like two facts.
func TestTimesAndSizesAreRoundedAsInReports(t *testing.T) {
	s := crowd()
	s.Result.Hosts[exo].HeldAt = 3*time.Hour + 59*time.Minute + 40*time.Second
	s.Result.Values[metrics.DelayFirst] = metrics.Int(int64(3*time.Hour + 42*time.Minute + 40*time.Second))
	s.Result.Series = []observe.Cell{{Bytes: 1_492_600_000}}
	if got := titleOf(drawn(t, runSVG("queue"), s)); !strings.Contains(got, "(12:00)") {
		t.Errorf("%s: the peak was at 11:59:40", got)
	}
	if got := titleOf(drawn(t, runSVG("attempts"), s)); !strings.Contains(got, "after 3 h 43 min") {
		t.Errorf("%s: the notice came after 3 h 42 min 40 s", got)
	}
	if page := string(drawn(t, runSVG("queue"), s)); !strings.Contains(page, "in total 1.493 GB") {
		t.Error("1,492,600,000 B are 1.493 GB")
	}
}

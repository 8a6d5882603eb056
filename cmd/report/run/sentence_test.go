package run

import (
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// The sentence answers what became of the mail, and says nothing of what did not happen.
func TestSentence(t *testing.T) {
	type values map[metrics.ID]int64
	const hour = int64(time.Hour)
	for _, c := range []struct {
		values values
		fates  [3][3]int64
		want   string
	}{
		{values{}, [3][3]int64{}, "No message was sent."},
		{values{metrics.Messages: 1, metrics.Deliveries: 1, metrics.DeliveryMax: 0}, [3][3]int64{sim.RowAccepted: {0, 1, 0}}, "One message to one recipient arrived immediately."},
		{values{metrics.Messages: 100, metrics.Deliveries: 100, metrics.DeliveryMax: 0}, [3][3]int64{sim.RowAccepted: {0, 100, 0}}, "All 100 messages arrived immediately, one copy each."},
		{values{metrics.Messages: 2, metrics.Deliveries: 2, metrics.DeliveryMax: hour, metrics.Deferrals: 3}, [3][3]int64{sim.RowAccepted: {0, 2, 0}},
			"Both messages arrived, one copy each, the last after 1 h. No sender was notified."},
		{values{metrics.Messages: 1, metrics.Deliveries: 1, metrics.Copies: 96, metrics.Duplicates: 95, metrics.NDRFirst: 24 * hour, metrics.NDRMax: 24 * hour, metrics.DeliveredFalse: 1},
			[3][3]int64{sim.RowNDR: {0, 0, 1}}, "One message to one recipient produced 96 copies. The sender received a false NDR after 24 h."},
		{values{metrics.Messages: 1, metrics.Deliveries: 1, metrics.Copies: 20, metrics.Duplicates: 19, metrics.Deferrals: 20}, [3][3]int64{sim.RowPending: {0, 0, 1}},
			"One message to one recipient produced 20 copies. The sender was not notified. It was still queued at the end of the run."},
		{values{metrics.Messages: 5, metrics.Deliveries: 5, metrics.DeliveryMax: hour, metrics.Deferrals: 9}, [3][3]int64{sim.RowPending: {2, 0, 0}, sim.RowAccepted: {0, 3, 0}},
			"3 of 5 messages arrived. No sender was notified. The other 2 were still queued at the end of the run."},
		{values{metrics.Messages: 5, metrics.Deliveries: 5, metrics.DeliveryMax: hour, metrics.NDRFirst: 0, metrics.NDRMax: hour}, [3][3]int64{sim.RowNDR: {2, 0, 0}, sim.RowAccepted: {0, 3, 0}},
			"3 of 5 messages arrived. For the other 2, the sender received an NDR within 1 h, the first immediately."},
		{values{metrics.Messages: 5, metrics.Deliveries: 5, metrics.DeliveryMax: 0, metrics.LostDeliveries: 1}, [3][3]int64{sim.RowAccepted: {1, 4, 0}},
			"4 of 5 messages arrived, all immediately. The other one was lost, and its sender was not notified."},
	} {
		r := &Run{Config: &sim.Config{}, Result: &sim.Result{Fates: c.fates, Hosts: make([]sim.HostResult, 1)}, Deliveries: func(func(sim.Delivery) bool) {}}
		for id, n := range c.values {
			r.Result.Values[id] = metrics.Int(n)
		}
		if got := Sentence(r); got != c.want {
			t.Errorf("\n got %s\nwant %s", got, c.want)
		}
	}
}

package plots_test

import (
	"testing"
	"time"

	"mailstorm/plots/runs"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
)

// delivered is a story of nothing but deliveries: when each arrived, or an NDR came, and nothing for those that are neither.
func delivered(all ...sim.Delivery) runs.Run {
	t := newTeller("Late, or not at all")
	t.config.Hosts[exo].Profile = &retry.Profile{Lifetime: 24 * time.Hour}
	s := t.story()
	s.Deliveries = func(yield func(sim.Delivery) bool) {
		for _, d := range all {
			if !yield(d) {
				return
			}
		}
	}
	t.set(metrics.Messages, int64(len(all)))
	t.set(metrics.Deliveries, int64(len(all)))
	return s
}

func after(age time.Duration) sim.Delivery {
	return sim.Delivery{Written: time.Hour, Copies: 1, First: time.Hour + age, Row: sim.RowAccepted, Column: 1}
}

func failed(age time.Duration) sim.Delivery {
	return sim.Delivery{Written: time.Hour, NDRs: 1, NDRsDelivered: 1, NDRAt: time.Hour + age}
}

// outage is 60 mails: half arrive at once, 20 by and by, 7 bounce, and of 3 nobody hears.
func outage() runs.Run {
	var all []sim.Delivery
	for range 30 {
		all = append(all, after(0))
	}
	for n := range 20 {
		all = append(all, after(3*time.Hour+time.Duration(n)*time.Hour))
	}
	for n := range 7 {
		all = append(all, failed(24*time.Hour+time.Duration(n+3)*time.Minute))
	}
	s := delivered(append(all, sim.Delivery{}, sim.Delivery{}, sim.Delivery{})...)
	set := func(id metrics.ID, n int64) { s.Result.Values[id] = metrics.Int(n) }
	set(metrics.DeliveryP50, 0)
	set(metrics.Attempts, 400)
	set(metrics.DeliveryMax, int64(22*time.Hour))
	set(metrics.NDRCount, 7)
	set(metrics.NDRFirst, int64(24*time.Hour+3*time.Minute))
	s.Result.Fates[sim.RowNDR][0] = 7
	set(metrics.NDRMax, int64(24*time.Hour+9*time.Minute))
	s.Result.End = 24*time.Hour + 9*time.Minute
	return s
}

func TestArrivalNamesAllEnds(t *testing.T) {
	holds(t, "arrival", outage(), "50", "arrived", "7", "bounced", "3", "neither", "exo expiration: 24 h")
}

func TestArrivalTitles(t *testing.T) {
	one := func(d sim.Delivery, last time.Duration, extra ...metrics.ID) runs.Run {
		s := delivered(d)
		if d.Copies > 0 {
			s.Result.Values[metrics.DeliveryP50] = metrics.Int(int64(last))
			s.Result.Values[metrics.DeliveryMax] = metrics.Int(int64(last))
		}
		for _, id := range extra {
			s.Result.Values[id] = metrics.Int(int64(24 * time.Hour))
		}
		return s
	}
	both := after(0)
	both.NDRsDelivered, both.NDRAt = 1, 25*time.Hour
	falsely := one(both, 0, metrics.NDRFirst)
	hasTitles(t, runSVG("arrival"), map[string]runs.Run{
		"60 messages: 50 arrived, the last after 22 h; 7 bounced, the first after 24 h 3 min; 3 neither arrived nor bounced": outage(),
		"One message: it arrived immediately":                               one(after(0), 0),
		"One message: it arrived after 4 h":                                 one(after(4*time.Hour), 4*time.Hour),
		"One message: it arrived immediately; 1 bounced falsely after 24 h": falsely,
		"One message: nothing arrived; 1 bounced after 24 h":                one(failed(24*time.Hour), 0, metrics.NDRFirst),
		"One message: nothing arrived; 1 bounced immediately":               one(failed(0), 0),
		"One message: nothing arrived; 1 neither arrived nor bounced":       one(sim.Delivery{}, 0),
		"No message was sent":                                               delivered(),
	})
	hasTitle(t, runSVG("arrival"), deck(), "No message was sent")
}

// However old a delivery gets, and however many there are, the picture has as many steps as a page can show.
func TestArrivalStaysSmall(t *testing.T) {
	var all []sim.Delivery
	for n := range 50_000 {
		all = append(all, after(time.Duration(n)*time.Minute))
	}
	all = append(all, after(forever-time.Hour), failed(forever-time.Hour))
	b := drawn(t, runSVG("arrival"), delivered(all...))
	if len(b) > 100_000 || outOfBounds.Match(b) {
		t.Errorf("%d bytes, %q", len(b), outOfBounds.Find(b))
	}
}

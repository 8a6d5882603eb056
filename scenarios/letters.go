package scenarios

import (
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// sums are the metrics that are counted for single deliveries by adding up, and spans those that are quantiles of times.
var (
	sums = []struct {
		id metrics.ID
		of func(*sim.Delivery) int64
	}{
		{metrics.Deliveries, func(*sim.Delivery) int64 { return 1 }},
		{metrics.Copies, func(d *sim.Delivery) int64 { return int64(d.Copies) }},
		{metrics.Duplicates, func(d *sim.Delivery) int64 { return max(int64(d.Copies)-1, 0) }},
		{metrics.NDRCount, func(d *sim.Delivery) int64 { return int64(d.NDRs) }},
		{metrics.NDRExcess, func(d *sim.Delivery) int64 { return max(int64(d.NDRs)-1, 0) }},
		{metrics.NDRDelivered, func(d *sim.Delivery) int64 { return int64(d.Reached) }},
		{metrics.DelayCount, func(d *sim.Delivery) int64 { return int64(d.Notices) }},
	}
	spans = []struct {
		id      metrics.ID
		percent int64
		of      func(*sim.Delivery) (int64, bool)
	}{
		{metrics.NDRFirst, 0, toldAfter},
		{metrics.NDRP50, 50, toldAfter},
		{metrics.NDRP95, 95, toldAfter},
		{metrics.NDRMax, 100, toldAfter},
		{metrics.DeliveryP50, 50, arrivedAfter},
		{metrics.DeliveryP95, 95, arrivedAfter},
		{metrics.DeliveryMax, 100, arrivedAfter},
	}
)

func toldAfter(d *sim.Delivery) (int64, bool)    { return int64(d.Told - d.Written), d.Reached > 0 }
func arrivedAfter(d *sim.Delivery) (int64, bool) { return int64(d.First - d.Written), d.Copies > 0 }

// lettered are the names of the metrics of single deliveries.
func lettered() (names []string) {
	for _, m := range sums {
		names = append(names, metrics.Catalogue[m.id].Name)
	}
	for _, m := range spans {
		names = append(names, metrics.Catalogue[m.id].Name)
	}
	return names
}

// countLetters is a metric of some deliveries.
func countLetters(id metrics.ID, chosen []sim.Delivery) metrics.Value {
	for _, m := range sums {
		if m.id != id {
			continue
		}
		sum := int64(0)
		for i := range chosen {
			sum += m.of(&chosen[i])
		}
		return metrics.Int(sum)
	}
	for _, m := range spans {
		if m.id != id {
			continue
		}
		var all []int64
		for i := range chosen {
			if v, ok := m.of(&chosen[i]); ok {
				all = append(all, v)
			}
		}
		n, ok := metrics.Quantile(all, m.percent, 100)
		return metrics.Value{Num: n, Den: 1, Known: ok}
	}
	return metrics.Value{}
}

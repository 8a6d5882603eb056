package estimate

import (
	"math"
	"math/bits"
	"slices"
	"sort"
)

// Quantiles are over messages of all replications together; nearest rank.
type Quantiles struct {
	Count    uint64
	P50, P95 QuantileEstimate
	Max      QuantileEstimate // the longest seen; it has no interval: more replications can only make it longer
	Survival []Bin            // how many are still waiting after so many minutes, at each minute at which one ends
}

// QuantileEstimate is a quantile in minutes with its 95 % confidence interval, clustered by replication.
type QuantileEstimate struct {
	Minute, Low, High uint32
	Bounded           bool     // false: there is no interval; Low and High are Minute
	Difference        Estimate // to the current choice, paired, in minutes

	Jackknife []float64 // what leaving out a batch of the replications changes
}

// quantileBatches is into how many batches the replications of a stratum go, one after the other, for what is known of quantiles: a
// histogram of each tells how far replications differ, and memory does not grow with their number.
const quantileBatches = 40

// BatchHistograms are the histograms of the batches, by stratum.
type BatchHistograms [Strata][quantileBatches]histogram

// Add takes in the values of the turn-th replication of a stratum.
func (d *BatchHistograms) Add(stratum uint8, turn int, bins []Bin) {
	d[stratum][turn%quantileBatches] = d[stratum][turn%quantileBatches].add(bins)
}

// Equal reports whether all batches hold the same.
func (d *BatchHistograms) Equal(o *BatchHistograms) bool {
	for k := range d {
		for i := range d[k] {
			if !slices.Equal(d[k][i], o[k][i]) {
				return false
			}
		}
	}
	return true
}

// Quantiles are those over the values of all replications. Most of it is over by then.
func (d *BatchHistograms) Quantiles(by *Design, until uint32) Quantiles {
	r := pool(d, by)
	r.until = until
	q := Quantiles{Count: r.count}
	if q.Count == 0 {
		return q
	}
	for i, b := range r.histogram {
		q.Survival = append(q.Survival, Bin{b.Minute, r.waiting(i)})
	}
	longest := r.minute(len(r.histogram) - 1)
	q.P50, q.P95, q.Max = r.quantile(1, 2), r.quantile(19, 20), QuantileEstimate{Minute: longest, Low: longest, High: longest}
	return q
}

// pooledBatches know how many values of each batch lie below another one.
type pooledBatches struct {
	histogram    histogram
	count        uint64
	below        [][]int64       // of each batch, by bin of the pooled ones: how many are no greater
	total        []int64         // of each batch
	design       *Design         // of the batches
	replications [Strata]float64 // how many replications a batch is the sum of
	until        uint32
}

func pool(d *BatchHistograms, by *Design) (r pooledBatches) {
	r.design = &Design{share: by.share, weight: by.weight}
	for k := range d {
		for _, h := range d[k][:min(by.runs[k], quantileBatches)] {
			r.histogram = r.histogram.add(h)
		}
	}
	for _, b := range r.histogram {
		r.count += b.Count
	}
	for k := range d {
		batches := d[k][:min(by.runs[k], quantileBatches)]
		for _, h := range batches {
			r.add(h)
			r.design.stratum = append(r.design.stratum, uint8(k))
		}
		if r.design.runs[k] = len(batches); len(batches) > 0 { // a batch is the sum of several replications
			r.replications[k] = float64(by.runs[k]) / float64(len(batches))
			r.design.share[k] /= r.replications[k]
		}
	}
	return r
}

// add adds a batch.
func (r *pooledBatches) add(h histogram) {
	below, sum := make([]int64, len(r.histogram)), int64(0)
	for i, b := range r.histogram {
		if len(h) > 0 && h[0].Minute == b.Minute {
			sum, h = sum+int64(h[0].Count), h[1:]
		}
		below[i] = sum
	}
	r.below, r.total = append(r.below, below), append(r.total, sum)
}

// weightedSum sums up over all batches but one, each as much as its stratum counts; -1: over all.
func (r *pooledBatches) weightedSum(but int, of func(batch int) int64) (sum int64) {
	for i := range r.total {
		if i != but {
			sum += r.design.weight[r.design.stratum[i]] * of(i)
		}
	}
	return sum
}

// waiting is how many of all values are greater than those of a bin.
func (r *pooledBatches) waiting(bin int) uint64 {
	all := r.weightedSum(-1, func(i int) int64 { return r.total[i] })
	above := r.weightedSum(-1, func(i int) int64 { return r.total[i] - r.below[i][bin] })
	hi, lo := bits.Mul64(uint64(above), r.count)
	n, _ := bits.Div64(hi, lo, uint64(all))
	return n
}

func (r *pooledBatches) minute(bin int) uint32 { return r.histogram[bin].Minute }

// first is the first bin for which something holds that holds for all after it, the last one at the latest.
func (r *pooledBatches) first(holds func(bin int) bool) int {
	return sort.Search(len(r.histogram)-1, holds)
}

// share is how large a part of the values is no greater than those of a bin, with its interval.
func (r *pooledBatches) share(bin int) Estimate {
	nums := make([]int64, len(r.total))
	for i := range nums {
		nums[i] = r.below[i][bin]
	}
	s := Ratio(nums, r.total, r.design)
	if !s.Known() {
		return Estimate{}
	}
	some := EventsOfRatio(nums, r.total, r.design)
	for k := range some.weight {
		some.weight[k] *= r.replications[k]
	}
	return some.Widen(s.IntervalAtLeast(Tail, some.DegreesOfFreedom()), 1, Tail).Clamp(0, 1)
}

// quantile is the quantile num/den: the smallest value that at least such a part of all does not exceed. Its interval holds each value of
// which that may be true: Woodruff's method, asked anew at each value.
func (r *pooledBatches) quantile(num, den int64) QuantileEstimate {
	part := float64(num) / float64(den)
	at := r.quantileWithout(-1, num, den)
	low := r.first(func(bin int) bool { return r.share(bin).High >= part })
	high := r.first(func(bin int) bool { return r.share(bin).Low >= part })
	q := QuantileEstimate{Minute: r.minute(at), Low: r.minute(min(low, at)), High: r.minute(max(high, at)), Bounded: r.share(at).Bounded}
	if last := len(r.histogram) - 1; q.Bounded && r.share(last).Low < part {
		q.High = r.upperBound()
	}
	for i := range r.total {
		q.Jackknife = append(q.Jackknife, float64(r.minute(r.quantileWithout(i, num, den)))-float64(q.Minute))
	}
	return q
}

// upperBound is how long may last what so few replications did not show: until what was given, and where something lasted longer than that,
// as far beyond the longest as that is beyond the median.
func (r *pooledBatches) upperBound() uint32 {
	longest, median := r.minute(len(r.histogram)-1), r.minute(r.quantileWithout(-1, 1, 2))
	if longest <= r.until {
		return r.until
	}
	return longest + (longest - median)
}

// quantileWithout is the bin of a quantile without one of the batches; -1: of all.
func (r *pooledBatches) quantileWithout(batch int, num, den int64) int {
	all := r.weightedSum(batch, func(i int) int64 { return r.total[i] })
	return r.first(func(bin int) bool {
		return den*r.weightedSum(batch, func(i int) int64 { return r.below[i][bin] }) >= num*all
	})
}

// Estimate is the quantile as a number of minutes.
func (r *QuantileEstimate) Estimate(known bool) Estimate {
	if !known {
		return Estimate{}
	}
	return Estimate{Value: float64(r.Minute), Low: float64(r.Low), High: float64(r.High), Known: true, Bounded: r.Bounded}
}

// Minus is how much more one quantile is than another in the same replications. So far as their jackknives go together, both are too small or both
// too large, and only what one interval reaches beyond the other counts; else each may be wrong by itself (for intervals with equal arms it
// is the variance of a difference; MOVER, G. Zou, Statist. Med. 26 (2007) 2704, crosses the arms of others as well).
func (r *QuantileEstimate) Minus(o *QuantileEstimate) Estimate {
	d := Estimate{Value: float64(r.Minute) - float64(o.Minute), Known: true, Bounded: r.Bounded && o.Bounded}
	below, above := float64(r.Minute-r.Low), float64(r.High-r.Minute)
	below2, above2 := float64(o.Minute-o.Low), float64(o.High-o.Minute)
	common := correlation(r.Jackknife, o.Jackknife)
	reach := func(a, b float64, together ...float64) float64 {
		most := slices.Max(together)
		return math.Sqrt((1-common)*(a*a+b*b) + common*most*most)
	}
	d.Low = d.Value - reach(below, above2, 0, below-below2, above2-above)
	d.High = d.Value + reach(above, below2, 0, above-above2, below2-below)
	return d
}

// correlation is how far two rows of numbers go together; nothing is said of those that do not move, and less than 0 counts as 0.
func correlation(a, b []float64) float64 {
	if len(a) != len(b) {
		return 0 // one was run on without the other
	}
	var x, y, xx, yy, xy float64
	for i := range a {
		x, y = x+a[i]/float64(len(a)), y+b[i]/float64(len(b))
	}
	for i := range a {
		xx, yy, xy = xx+(a[i]-x)*(a[i]-x), yy+(b[i]-y)*(b[i]-y), xy+(a[i]-x)*(b[i]-y)
	}
	if xx == 0 || yy == 0 {
		return 0
	}
	return min(max(0, xy/math.Sqrt(xx*yy)), 1) // sums of floats may come to a little more
}

package survival

import (
	"fmt"
	"math"
	"testing"

	"mailstorm/sim/random"
)

// coverage counts records whose intervals hold the truth, and compares good mail that would bounce after 12 hours.
type coverage struct {
	records, few, rate int
	quantiles, ofLaw   []int
	bounced            float64
	squares            float64
}

// cover draws records of that many weeks, with an outage a week.
func cover(l *law, mails float64, weeks int64, records int) coverage {
	k := coverage{quantiles: make([]int, len(Percents)), ofLaw: make([]int, len(Percents))}
	truth := 0.0
	for i := range 4000 {
		truth += bounces(l.quantile((float64(i)+.5)/4000)) / 4000
	}
	for r := range records {
		w := &world{seed: random.NewSeed(int64(r)*7919 + 11), weeks: weeks, perWeek: 1, mails: mails, length: l.quantile, hours: true}
		e := Fit(Observe([]Timeline{w.timeline()}))
		if e.TooFew {
			k.few++
			continue
		}
		k.records++
		shorter := l.below(float64(e.Least))
		k.rate += counted(e.PerWeek.Low <= 1-shorter && 1-shorter <= e.PerWeek.High)
		for i, q := range e.Quantiles {
			at := l.quantile(shorter + (1-shorter)*float64(q.Percent)/100)
			k.quantiles[i] += counted(float64(q.Low) <= at && at <= float64(q.High))
			q = e.Laws[0].Quantiles[i]
			k.ofLaw[i] += counted(float64(q.Low) <= at && at <= float64(q.High))
		}
		b := e.PerWeek.Value * e.bounces() / truth
		k.bounced += b
		k.squares += b * b
	}
	k.bounced /= float64(k.records)
	return k
}

func (k *coverage) String() string {
	return fmt.Sprintf("%d records and %d with too few; rate %d, quantiles %d, of the fitted law %d; bounced %.2f +- %.2f times the truth",
		k.records, k.few, k.rate, k.quantiles, k.ofLaw, k.bounced, k.deviation())
}

// deviation is the standard deviation of the mean of what bounces.
func (k *coverage) deviation() float64 {
	n := float64(k.records)
	return math.Sqrt((k.squares/n - k.bounced*k.bounced) / n)
}

func counted(b bool) int {
	if b {
		return 1
	}
	return 0
}

// bounces is how many seconds of a week's mail an outage of that week bounces, if mail is given up after its last try at 11 h 45 min.
func bounces(length float64) (sum float64) {
	for i := range 40 {
		sum += max(0, min(length, week*(1-(float64(i)+.5)/40))-42300) / 40
	}
	return sum
}

func (e *Estimate) bounces() (sum float64) {
	var last Point
	for _, p := range e.Points {
		for i := range 10 {
			sum += bounces(float64(last.Length)+float64(p.Length-last.Length)*(float64(i)+.5)/10) * (p.Percent - last.Percent) / 1000
		}
		last = p
	}
	return sum
}

func (l *law) below(length float64) float64 {
	low, high := 0.0, 1.0
	for range 60 {
		if middle := (low + high) / 2; l.quantile(middle) <= length {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// holds wants nine of ten intervals to hold the truth, less what chance takes, and what bounces to be right on average.
func (k *coverage) holds(t *testing.T, what string) {
	t.Helper()
	t.Logf("%s: %v", what, k)
	least := int(0.9*float64(k.records) - 2*math.Sqrt(0.09*float64(k.records)))
	for i, n := range append([]int{k.rate}, k.quantiles...) {
		if n < least {
			t.Errorf("%s: interval %d holds the truth in %d of %d", what, i, n, k.records)
		}
	}
	if k.few > k.records/3 {
		return // those that happen to have enough have more than their share
	}
	if d := 2 * k.deviation(); k.bounced < 0.9-d || k.bounced > 1.1+d {
		t.Errorf("%s: what bounces is %.2f times the truth", what, k.bounced)
	}
}

func TestIntervalsHoldTheTruth(t *testing.T) {
	for i := range drawnLaws {
		k := cover(&drawnLaws[i], 70, 40, 15)
		k.holds(t, drawnLaws[i].name)
	}
}

//go:build slow

package survival

import (
	"flag"
	"fmt"
	"testing"

	"mailstorm/sim/random"
)

var survey = flag.Bool("survey", false, "records of 100 and 300 weeks as well, and more of each: some 20 minutes, with -timeout 1h")

// 30 outages, and with -survey up to 300; 7 to 700 mails a week.
func TestIntervalsHoldTheTruthWhateverTheTraffic(t *testing.T) {
	lengths, records := []int64{30}, int64(1800)
	if *survey {
		lengths, records = []int64{30, 100, 300}, 12000
	}
	for _, weeks := range lengths {
		for i := range drawnLaws {
			for _, mails := range []float64{7, 70, 700} {
				k := cover(&drawnLaws[i], mails, weeks, int(min(200, records/weeks)))
				if k.records < 20 {
					continue // too few outages are seen, and it says so
				}
				k.holds(t, fmt.Sprintf("%d weeks, %s, %v mails a week", weeks, drawnLaws[i].name, mails))
			}
		}
	}
}

// The busy destination has ten times the outages of the other, or a tenth: were both taken for alike, the rate would be 1.5 or 0.44 times
// the truth.
func TestDestinationsThatDiffer(t *testing.T) {
	for _, perWeek := range [][2]float64{{1, .1}, {.1, 1}} {
		rate, held := 0.0, 0
		l := &drawnLaws[1]
		for r := range int64(40) {
			var timelines []Timeline
			for d, mails := range []float64{700, 7} {
				w := &world{seed: random.NewSeed(2*r + int64(d)), weeks: 100, perWeek: perWeek[d], mails: mails, length: l.quantile, hours: true}
				timelines = append(timelines, w.timeline())
			}
			e := Fit(Observe(timelines))
			truth := 0.55 * (1 - l.below(float64(e.Least)))
			rate += e.PerWeek.Value / truth / 40
			held += counted(e.PerWeek.Low <= truth && truth <= e.PerWeek.High)
		}
		t.Logf("%v a week: %.2f times the truth, %d of 40 intervals hold it", perWeek, rate, held)
		if rate < 0.8 || rate > 1.2 || held < 33 {
			t.Errorf("%v a week: %.2f times the truth, %d of 40 intervals hold it", perWeek, rate, held)
		}
	}
}

//go:build slow

package learned

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/learn/pseudonym"
	"mailstorm/cmd/report/reporttest"
	"mailstorm/sim"
	"mailstorm/sim/experiment/survival"
)

const (
	hour = 3600
	week = 7 * 24 * hour
)

// outageLaws are how long outages last.
var outageLaws = []struct {
	name string
	draw func(r *rand.Rand) float64
}{
	{"lognormal", func(r *rand.Rand) float64 { return 2 * hour * math.Exp(1.35*r.NormFloat64()) }}, // one in ten more than 11 h, one in a hundred more than 46 h
	{"exponential", func(r *rand.Rand) float64 { return 6 * hour * r.ExpFloat64() }},
	{"Weibull with a heavy tail", func(r *rand.Rand) float64 { return 2 * hour * math.Pow(r.ExpFloat64(), 2) }}, // one in twelve more than 12 h, one in a hundred more than 42 h
	{"short and long ones", func(r *rand.Rand) float64 {
		if r.Float64() < 0.8 {
			return hour / 2 * r.ExpFloat64()
		}
		return 20 * hour * r.ExpFloat64()
	}},
	{"all of 20 h", func(*rand.Rand) float64 { return 20 * hour }},
	{"of 1 h, one in five of 20 h", func(r *rand.Rand) float64 {
		if r.Float64() < 0.8 {
			return hour
		}
		return 20 * hour
	}},
}

// within is how long a message may meet an outage that goes on for more than from and at most to.
func within(length, from, to float64) float64 { return max(0, min(length, to)-from) }

// place is a destination over some weeks: outages that come by chance, and mail in office hours that is tried after 15 minutes, then each hour for a day.
// It adds up how long outages keep mail between 12 and 24 h, and between 18 and 24 h.
func place(r *rand.Rand, lasts func(*rand.Rand) float64, weeks int, perWeek, mails float64, kept *[2]float64) survival.Timeline {
	t := survival.Timeline{To: int64(weeks) * week}
	var outages [][2]float64
	for at := -10.0 * week; at < float64(t.To); {
		at += r.ExpFloat64() * week / perWeek
		length := lasts(r)
		outages = append(outages, [2]float64{at, at + length})
		if at >= 0 && at < float64(t.To) {
			kept[0] += within(length, 12*hour, 24*hour)
			kept[1] += within(length, 18*hour, 24*hour)
		}
		at += length
	}
	down := func(at float64) bool {
		for _, o := range outages {
			if at < o[1] {
				return at >= o[0]
			}
		}
		return false
	}
	message := uint32(0)
	for open := r.ExpFloat64() * 50 * hour / mails; open < float64(50*hour*weeks); open += r.ExpFloat64() * 50 * hour / mails {
		day := math.Floor(open / (10 * hour))
		at := (math.Floor(day/5)*7+math.Mod(day, 5))*24*hour + 8*hour + open - day*10*hour
		for age, wait := 0.0, 900.0; age < 24*hour; age, wait = age+wait, hour {
			a := survival.Attempt{At: int64(at + age), Message: message}
			if down(at + age) {
				a.Outcome = survival.Down
			}
			if a.At < t.To {
				t.Attempts = append(t.Attempts, a)
			}
			if a.Outcome == survival.Up {
				break
			}
		}
		message++
	}
	return t
}

// learnedFrom is what is learned from timelines, without what nothing here depends on.
func learnedFrom(timelines []survival.Timeline) *Report {
	monday := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	f := &learn.Findings{First: monday, Last: monday.Add(time.Duration(timelines[0].To) * time.Second), Zone: time.UTC, Messages: 1, Hides: true}
	f.Outages.Observed = survival.Observe(timelines)
	f.Outages.Estimate = survival.Fit(f.Outages.Observed)
	f.Traffic.Outbound = len(timelines)
	f.Traffic.Rate = learn.Figure{Value: 100, Known: true}
	f.Traffic.Recipients = []learn.Recipients{{From: 1, To: 1, Messages: len(timelines), Mean: 1}}
	f.Traffic.Stretches = []learn.Stretch{{Days: []int{0, 1, 2, 3, 4}, From: 8, To: 18, Rate: 2}}
	for d := range timelines {
		name := string(rune('a'+d)) + ".example"
		f.Outages.Places = append(f.Outages.Places, learn.Place{Name: name, Domain: name})
		f.Traffic.Destinations = append(f.Traffic.Destinations, learn.Destination{Place: name, Domain: name, Messages: 1, People: learn.Fewest, Share: learn.Share(1, len(timelines))})
	}
	return &Report{Findings: f, Names: pseudonym.Kept()}
}

// keeps is the share of a destination's time in which the outages of a scenario keep mail between two ages, on average over its hosts: each table is one
// outage at any moment of a span.
func keeps(c *sim.Config, from, to float64) (share float64) {
	const draws = 4000
	for h := range c.Hosts[1:] {
		for _, f := range c.Hosts[1+h].Faults {
			for i := range uint64(draws) {
				length := float64(f.Lasts.Draw(i*(math.MaxUint64/draws)+math.MaxUint64/draws/2)) / 1e9
				share += within(length, from, to) / draws / (float64(f.Starts.Max()) / 1e9) / float64(len(c.Hosts)-1)
			}
		}
	}
	return share
}

var bounceWorlds = flag.Int("worlds", 20, "learn from so many records for each law of outages and amount of mail")

// A scenario that was learned bounces as much mail as the outages of the records did, on average over many records of 30 to 300 outages in half a year to
// two years, at 7, 70 and 700 mails a week, whatever law outages have. And where it may be far off, because few outages matter, that is said.
func TestLearnedScenariosBounceWhatTheRecordsDid(t *testing.T) {
	for _, law := range outageLaws {
		for _, mails := range []float64{7, 70, 700} {
			t.Run(fmt.Sprintf("%s, %v mails a week", law.name, mails), func(t *testing.T) {
				b := bounced{worlds: *bounceWorlds}
				for seed := range uint64(b.worlds) {
					r := rand.New(rand.NewPCG(seed, uint64(mails)))
					weeks, perWeek := 26+r.IntN(79), 0.5+r.Float64()/2
					var kept [2]float64
					var timelines []survival.Timeline
					for range max(1, int(30*math.Pow(10, r.Float64())/float64(weeks)/perWeek+0.5)) {
						timelines = append(timelines, place(r, law.draw, weeks, perWeek, mails, &kept))
					}
					report := learnedFrom(timelines)
					config := reporttest.Load(t, report.Scenario()).Config
					for k, from := range bouncesFrom {
						b.add(k, keeps(config, from*hour, 24*hour), kept[k]/float64(weeks*week*len(timelines)), report.late())
					}
				}
				b.holds(t)
			})
		}
	}
}

var bouncesFrom = [2]float64{12, 18} // hours

// bounced compares what scenarios bounce with the truth, for each of bouncesFrom.
type bounced struct {
	worlds                            int
	learned, truth, square, said, far [2]float64
}

func (b *bounced) add(k int, got, real float64, late []survival.Late) {
	b.learned[k], b.truth[k] = b.learned[k]+got, b.truth[k]+real
	b.square[k] += (got - real) * (got - real)
	if off := math.Abs(math.Log(got / real)); len(late) < 2 || !late[k].Tells() {
		b.said[k]++
	} else if off > math.Log(2) {
		b.far[k]++
	}
}

// holds wants a ratio of 0.9 to 1.1, as far as chance lets it be known.
func (b *bounced) holds(t *testing.T) {
	for k, from := range bouncesFrom {
		ratio, deviation := b.learned[k]/b.truth[k], math.Sqrt(b.square[k])/b.truth[k]
		said := fmt.Sprintf("%v h: %.3f +- %.3f times the truth; %v of %d are too few and say so, of the others %v are off by a factor of two", from, ratio, deviation,
			b.said[k], b.worlds, b.far[k])
		if t.Log(said); ratio < 0.9-2*deviation || ratio > 1.1+2*deviation || b.far[k] > (float64(b.worlds)-b.said[k])/10 {
			t.Error(said)
		}
	}
}

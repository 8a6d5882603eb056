package analysis

import (
	"math"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"mailstorm/sim"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/estimate"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// law is a replication without a world, what is asked of many of them, and its truth.
type law struct {
	name  string
	of    experiment.Subject
	diff  bool // of the second choice from the first
	truth float64
	runs  []int
	draw  func(u uniform) [2]experiment.Row
}

// uniform is a number between 0 and 1 for each subject.
type uniform func(subject uint64) float64

// long is the subject that tells whether the replication is of the rare stratum; one storm of ten is.
const long = 99

// each makes the rows of a measure: what is divided by what, for two choices.
func each(m experiment.Measure, of func(u uniform) (parts [2][2]float64)) func(u uniform) [2]experiment.Row {
	return func(u uniform) (rows [2]experiment.Row) {
		for i, p := range of(u) {
			rows[i].Set(m, int64(math.Round(1e6*p[0])), int64(math.Round(1e6*p[1])))
		}
		return rows
	}
}

// clusters are weeks in which all is well but for some that lose half of it.
func clusters(u uniform) [2][2]float64 {
	if u(0) < .05 {
		return [2][2]float64{{u(1), 1}}
	}
	return [2][2]float64{{1, 1}}
}

func allOrNothing(u uniform) [2][2]float64 {
	return [2][2]float64{{float64(one(u(0) < .9)), 1}}
}

// volumes are weeks of lognormal volumes (sigma 1.5), of which a larger share is hit the more mail there is.
func volumes(z float64) (hit, all float64) {
	all = math.Exp(1.5 * z)
	return all * all / (all + 30), all
}

func lognormal(u uniform) [2][2]float64 {
	hit, all := volumes(distuv.UnitNormal.Quantile(u(0)))
	return [2][2]float64{{hit, all}}
}

// lognormalTruth integrates over the law.
func lognormalTruth() float64 {
	nums, dens := 0.0, 0.0
	for z := -9.; z < 12; z += 1. / 512 {
		hit, all := volumes(z)
		nums, dens = nums+hit*math.Exp(-z*z/2), dens+all*math.Exp(-z*z/2)
	}
	return nums / dens
}

// gammas are quantiles of a gamma law with the shape 0.05, whose mean is 1.
var gammas = func() (all [1024]float64) {
	sum := 0.0
	for i := range all {
		all[i] = distuv.Gamma{Alpha: .05, Beta: .05}.Quantile((float64(i) + .5) / float64(len(all)))
		sum += all[i] / float64(len(all))
	}
	for i := range all {
		all[i] /= sum
	}
	return all
}()

func gamma(u uniform) [2][2]float64 {
	g := gammas[int(u(0)*float64(len(gammas)))]
	return [2][2]float64{{g, 1}, {2 * g, 1}}
}

// waits are those of mail that is written every half hour of an exponential outage, until its end.
func waits(u uniform) (rows [2]experiment.Row) {
	for left := -720*math.Log(u(0)) - 30*u(1); left > 0; left -= 30 {
		rows[0].Told = append(rows[0].Told, experiment.Bin{Minute: uint32(math.Ceil(left)), Count: 1})
	}
	slices.Reverse(rows[0].Told)
	return rows
}

// silence lasts four hours, but in some weeks, for half of their mail, until the expiration: 5.7 % of all.
func silence(u uniform) (rows [2]experiment.Row) {
	rows[0].Silent = []experiment.Bin{{Minute: 240, Count: 2}}
	if u(0) < .114 {
		rows[0].Silent = []experiment.Bin{{Minute: 240, Count: 1}, {Minute: 1440, Count: 1}}
	}
	return rows
}

func exponentially(u uniform) [2][2]float64 { return [2][2]float64{{-math.Log(u(0)), 1}} }

// outlasts is what bounces in two of three long outages, and in no other.
func outlasts(u uniform) [2][2]float64 {
	volume := math.Exp(distuv.UnitNormal.Quantile(u(0)) / 2)
	if u(long) == 1 && u(1) < 2./3 {
		return [2][2]float64{{volume * u(2) * u(2), volume}}
	}
	return [2][2]float64{{0, volume}}
}

func bell(u uniform) [2][2]float64 {
	return [2][2]float64{{100 + 20*distuv.UnitNormal.Quantile(u(0)), 1}, {100 + 20*distuv.UnitNormal.Quantile(u(1)), 1}}
}

var laws = []law{
	{"shares near 1, lost in clusters", experiment.Subject{Measure: experiment.BouncedLate}, false, .975, []int{20, 50}, each(experiment.BouncedLate, clusters)},
	{"all or nothing", experiment.Subject{Measure: experiment.BouncedLate}, false, .9, []int{20, 50}, each(experiment.BouncedLate, allOrNothing)},
	{"shares that depend on volumes", experiment.Subject{Measure: experiment.BouncedLate}, false, lognormalTruth(), []int{20, 50, 300}, each(experiment.BouncedLate, lognormal)},
	{"differences of gamma weeks", experiment.Subject{Measure: experiment.WireBytes}, true, 1, []int{20, 50, 100, 300}, each(experiment.WireBytes, gamma)},
	{"bounces of long outages, in strata", experiment.Subject{Measure: experiment.BouncedGood}, false, .1 * 2 / 3 / 3, []int{60, 300}, each(experiment.BouncedGood, outlasts)},
	{"told.p95", experiment.Subject{Quantile: experiment.ToldP95}, false, math.Ceil(-math.Log(.05) * 720), []int{20, 50}, waits},
	{"silence.p95", experiment.Subject{Quantile: experiment.SilenceP95}, false, 1440, []int{20, 50}, silence},
	{"means of exponential weeks", experiment.Subject{Measure: experiment.WireBytes}, false, 1, []int{20, 50, 300}, each(experiment.WireBytes, exponentially)},
	{"differences of normal weeks", experiment.Subject{Measure: experiment.WireBytes}, true, 0, []int{20, 100}, each(experiment.WireBytes, bell)},
}

// TestIntervalsCoverWhatIsHard repeats experiments 1000 times with laws that few replications show badly.
func TestIntervalsCoverWhatIsHard(t *testing.T) {
	takesLong(t)
	const experiments = 1000
	for i, l := range laws {
		for _, runs := range l.runs {
			held, width := 0, make([]float64, experiments)
			for x := range width {
				e := l.experiment(t, random.NewSeed(int64(x)*977+int64(i)<<32), runs)
				held += int(one(holds(e, l.truth)))
				width[x] = e.High - e.Low
			}
			slices.Sort(width)
			t.Logf("%s, %d replications: of %d intervals %d held the truth, %.4g; half are narrower than %.4g", l.name, runs, experiments, held, l.truth, width[experiments/2])
			if held < 930 {
				t.Errorf("%s, %d replications: %d of %d intervals hold the truth, want 930", l.name, runs, held, experiments)
			}
		}
	}
}

// experiment is one of so many replications.
func (l *law) experiment(t *testing.T, seed random.Seed, runs int) Estimate {
	p := pair(uint32(runs))
	if l.of.Quantile == experiment.SilenceP95 { // it ends with the expiration
		p.Choices[0].Config = &sim.Config{Hosts: []sim.Host{{Profile: &retry.Profile{Lifetime: 1410 * time.Minute}}}}
	}
	if l.of.Measure == experiment.BouncedGood && l.of.Quantile == experiment.NoQuantile {
		p.Strata = &experiment.Strata{Rare: .1}
	}
	c := NewCollector(p)
	for run := range uint64(runs) {
		rows := l.draw(func(subject uint64) float64 {
			if subject == long {
				return float64(p.Stratum(uint32(run))) // 1: the rare one
			}
			return (float64(seed.Draw(random.Lasts, subject, run)>>11) + .5) / (1 << 53)
		})
		for choice := range rows {
			rows[choice].Run, rows[choice].Choice = uint32(run), uint32(choice)
			if err := c.Take(&rows[choice]); err != nil {
				t.Fatal(err)
			}
		}
	}
	g, by := &c.sample.choices[0], p.Design(runs)
	switch {
	case l.diff:
		return c.sample.difference(1, l.of, Estimate{})
	case l.of.Quantile == experiment.NoQuantile:
		return c.sample.estimate(0, l.of, runs, estimate.Tail)
	case l.of.Quantile == experiment.ToldP95:
		q := g.told.Quantiles(by, notifiedBy(&p.Choices[0]))
		return q.P95.Estimate(true)
	}
	q := g.silent.Quantiles(by, notifiedBy(&p.Choices[0]))
	return q.P95.Estimate(true)
}

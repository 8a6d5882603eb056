package learn

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/profile"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// Fit is how well a profile explains the waits.
type Fit struct {
	Profile  string
	Alike    []string // other profiles that wait alike, so that it stands for them
	Distance float64  // between the waits and the profile's: 0 none, 1 total
	P        float64  // the chance that waits of the profile itself are this far from it; below 5 % it does not fit
	Fits     bool
	base     string // profile that it starts from
	score    int64
	scores   []int64 // of each wait
	schedule *retry.Profile
	unseen   unseen
}

const (
	draws       = 32   // predictions of each wait
	resamplings = 999  // of all waits, for the p-value
	million     = 1e6  // distances are millionths
	within      = 1e-2 // a distance that the lengths of sessions explain, and that waits which an outage cut short are left out
)

// unseen is what records do not tell: the chance that an attempt stands in no row, and whether sessions are so short that an attempt shows when
// the queue runs are.
type unseen struct {
	hide  random.Share
	sharp bool
}

// hiding is the chance that an attempt stands in no row, as far as it is tried.
var hiding = []random.Share{0, random.Share(1 << 30), random.Share(1 << 31)}

// fitProfiles ranks the profiles of the library, and one more if there is: those that fit come first, the nearest before the others. Each predicts
// each wait many times from what was known when it began; the energy score compares predictions with what came. It is a proper score: on average
// no profile is nearer than the true one.
func fitProfiles(waits []wait, more *profile.Entry) (all []Fit) {
	hidden := slices.ContainsFunc(waits, func(w wait) bool { return w.hidden })
	library := slices.DeleteFunc(profile.Library(), func(e profile.Entry) bool {
		return hidden && e.LowerBound // it replays such a record, gaps and all
	})
	if more != nil {
		library = append([]profile.Entry{*more}, library...)
	}
	for _, group := range alike(library) {
		f := fit(group[0].Name, group[0].Profile, waits)
		f.Alike, f.base = namesOf(group[1:]), group[0].Base
		all = append(all, f)
	}
	slices.SortStableFunc(all, func(a, b Fit) int {
		return cmp.Or(cmp.Compare(a.score, b.score), len(a.base)-len(b.base), strings.Compare(a.Profile, b.Profile)) // what starts from no other comes first
	})
	for i := range all[1:] {
		all[i+1].Fits = all[i+1].Fits && !all[i+1].worse(&all[0])
	}
	slices.SortStableFunc(all, func(a, b Fit) int { return counted(b.Fits) - counted(a.Fits) }) // of few waits the nearest may not be one that fits
	return all
}

// worse reports whether a profile explains the waits so much less than another that it is no chance: a wide prediction is never far off.
func (f *Fit) worse(than *Fit) bool {
	sum, squares, n := int64(0), int64(0), int64(len(f.scores))
	for i, s := range f.scores {
		d := s - than.scores[i]
		sum, squares = sum+d, squares+d*d
	}
	if n < 2 {
		return false
	}
	const clear = 2.5 // standard errors; waits of one message are no independent observations
	free := float64(n - 1)
	sure := clear + 6/free + 14/(free*free) // nearly Student's: of few waits the scatter is hardly known
	mean := float64(sum) / float64(n)
	variance := float64(squares)/float64(n) - float64(mean*mean)
	return mean > 0 && mean > sure*math.Sqrt(max(variance, 1)/float64(n))
}

func fit(name string, p *retry.Profile, waits []wait) (best Fit) {
	hides := hiding
	if !slices.ContainsFunc(waits, func(w wait) bool { return w.hidden }) {
		hides = hiding[:1]
	}
	var ages []time.Duration
	if len(hides) > 1 {
		ages = agesOf(p, waits)
	}
	for i, hide := range hides {
		for _, sharp := range []bool{true, false} {
			f := scored(p, ages, waits, unseen{hide, sharp})
			f.unseen = unseen{hide, sharp}
			if i == 0 && sharp || f.score < best.score {
				best = f
			}
			if p.Shaping.Every <= 0 {
				break
			}
		}
	}
	best.Profile, best.schedule = name, p
	best.Fits = best.P >= 0.05 || best.Distance <= within
	return best
}

// scored compares the waits with predictions. Sums of whole numbers are the same on every processor.
func scored(p *retry.Profile, ages []time.Duration, waits []wait, u unseen) Fit {
	var total, far, spread int64
	scores := make([]int64, len(waits))
	simulated := make([][draws]int64, len(waits)) // scores that the predictions would have
	for i, w := range waits {
		x := predictions(p, ages, w, uint64(i), u)
		var between [draws]int64 // of each prediction and the others
		var all int64
		for j := range x {
			for l := range x {
				between[j] += apart(x[j], x[l])
			}
			all += between[j]
		}
		observed := int64(0)
		for j := range x {
			observed += apart(x[j], int64(w.lasted))
		}
		inner := all / (draws * (draws - 1))
		scores[i] = 2*observed/draws - inner
		total += scores[i]
		far, spread = far+observed/draws, spread+inner
		for j := range x {
			simulated[i][j] = 2*between[j]/(draws-1) - inner
		}
	}
	n := int64(len(waits))
	return Fit{scores: scores, score: total / n, Distance: Rounded(float64(max(far-spread, 0)) / float64(n) / million), P: chance(total, simulated)}
}

// apart is how far two waits are apart, in millionths: the difference over the sum.
func apart(a, b int64) int64 {
	a, b = a/int64(time.Millisecond), b/int64(time.Millisecond)
	if a+b <= 0 {
		return 0
	}
	return max(a-b, b-a) * million / (a + b)
}

// chance is the share of resamplings, by the profile itself, that are as far from it.
func chance(total int64, simulated [][draws]int64) float64 {
	as := 1
	for b := range resamplings {
		sum := int64(0)
		for i := range simulated {
			sum += simulated[i][random.Mix(uint64(b), uint64(i))%draws]
		}
		if sum >= total {
			as++
		}
	}
	return Rounded(float64(as) / (resamplings + 1))
}

// predictions are how long a profile may wait after an attempt that failed.
func predictions(p *retry.Profile, ages []time.Duration, w wait, subject uint64, u unseen) (all [draws]int64) {
	failures := w.failures
	if u.hide > 0 {
		n, _ := slices.BinarySearch(ages, w.age) // attempts of the profile until then
		failures = max(failures, uint32(n)+1)
	}
	for j := range all {
		key := random.Mix(subject, uint64(j)+2)
		born := beginning(p, w, u.sharp || j%2 == 0, key)
		h := retry.History{Failures: failures, Received: born, Started: born + w.age, Ended: born + w.age + w.took, Waiting: 1, Priority: retry.Normal, Cause: smtp.Refused}
		if u.hide == 0 && len(p.Shaping.Rules) > 0 {
			h.Started = settled(p, h)
			h.Ended = h.Started + w.took
		}
		began := h.Started
		for k := uint64(0); ; k++ {
			h.Draw = random.Mix(key, k)
			next := p.Schedule.Next(h)
			h.Failures, h.Started, h.Ended = h.Failures+1, next, next
			if k == 8 || !u.hide.Hits(random.Mix(h.Draw, 7)) {
				break
			}
		}
		all[j] = max(int64(h.Started-began)+noise(w.grain, random.Mix(key, 99)), 1)
	}
	return all
}

// settled is when an attempt would have been had no session before it lasted: what rules make of an age depends on the ages of all attempts
// before, to the second.
func settled(p *retry.Profile, h retry.History) time.Duration {
	x := h
	x.Failures, x.Started, x.Ended = 1, h.Received, h.Received
	const most = 100
	for ; x.Failures < h.Failures && x.Failures < most; x.Failures++ {
		x.Started = p.Schedule.Next(x)
		x.Ended = x.Started
	}
	const part = 20 // of the age
	if off := (x.Started - h.Started).Abs(); off <= p.Shaping.Every+(h.Started-h.Received)/part {
		return x.Started
	}
	return h.Started
}

// beginning is when the message of a wait was received, in relation to queue runs, which stand in no record. Later attempts come with a queue
// run, but a session may have lasted since.
func beginning(p *retry.Profile, w wait, sharp bool, key uint64) time.Duration {
	every := p.Shaping.Every
	if every <= 0 {
		return 0
	}
	since := time.Duration(random.Below(random.Mix(key, 98), uint64(every)))
	if w.failures > 1 && sharp {
		since = 0
	}
	at := p.Shaping.Phase.At + since - w.age
	return ((at % every) + every) % every
}

// noise is what rounding and the lengths of sessions add to a wait or take from it.
func noise(grain time.Duration, draw uint64) int64 {
	most := uint64(grain + 2*time.Second)
	return int64(random.Below(draw, 2*most+1)) - int64(most)
}

// agesOf are at what ages of a message a profile makes its second, third, ... attempt, until the greatest age of the waits.
func agesOf(p *retry.Profile, waits []wait) (ages []time.Duration) {
	oldest := time.Duration(0)
	for _, w := range waits {
		oldest = max(oldest, w.age)
	}
	h := retry.History{Failures: 1, Waiting: 1, Priority: retry.Normal, Cause: smtp.Refused, Draw: 1 << 63}
	for ; h.Started < oldest && h.Failures < 10_000; h.Failures++ {
		next := p.Schedule.Next(h)
		h.Started, h.Ended = next, next
		ages = append(ages, next)
	}
	return ages
}

// Nearest is the schedule that explains the waits best: a profile, or, where none fits, one in numbers.
func (f *Schedule) Nearest() *Fit {
	switch {
	case f.Own != nil && f.Own.Fit.schedule != nil:
		return &f.Own.Fit
	case len(f.Candidates) > 0:
		return &f.Candidates[0]
	}
	return nil
}

// predict puts beside the waits of each ordinal, as far as they are compared with profiles, what the nearest schedule has for the same messages.
func (f *Schedule) predict(all []wait) {
	near := f.Nearest()
	ages := agesOf(near.schedule, all)
	for i := range f.ByOrdinal {
		var met, predicted []int64
		for k, w := range all {
			if int(w.failures) == f.ByOrdinal[i].Number {
				met = append(met, int64(w.lasted/time.Second))
				for _, x := range predictions(near.schedule, ages, w, uint64(k), near.unseen) {
					predicted = append(predicted, x/int64(time.Second))
				}
			}
		}
		slices.Sort(met)
		slices.Sort(predicted)
		f.ByOrdinal[i].Compared = quantiles(met, len(met), 5, 50, 95)
		f.ByOrdinal[i].Predicted = quantiles(predicted, len(met), 5, 50, 95)
	}
}

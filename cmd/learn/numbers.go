package learn

import (
	"slices"
	"time"

	"mailstorm/scenarios/profile"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// Numbers is a schedule that no profile has: the waits after each failure, and how much they scatter.
type Numbers struct {
	Steps  []time.Duration // the last one repeats
	Cap    time.Duration
	Jitter int // percent of a wait
	Fit    Fit
}

// numbersOf takes the median wait after each failure, as far as enough were seen, and the median of the late ones.
func numbersOf(all []wait, f *Schedule) *Numbers {
	const enough = 5
	n := &Numbers{}
	for k := uint32(1); k <= shownOrdinals; k++ {
		lasted := lastedOf(all, func(w wait) bool { return w.failures == k })
		if len(lasted) < enough && k > 1 {
			break
		}
		if len(lasted) > 0 {
			n.Steps = append(n.Steps, tidy(lasted[len(lasted)/2]))
		}
	}
	late := lastedOf(all, func(w wait) bool { return int(w.failures) > len(n.Steps) })
	if len(late) >= enough || len(n.Steps) == 0 {
		late = append(late, 0)
		n.Steps = append(n.Steps, max(tidy(late[(len(late)-1)/2]), time.Second))
	}
	n.Steps = compacted(n.Steps)
	longest := lastedOf(all, func(wait) bool { return true })
	n.Cap = max(tidy(longest[len(longest)-1]), slices.Max(n.Steps))
	n.Jitter = n.scatter(all)
	if p := n.profile(); p != nil {
		n.Fit = fit("", p, all)
	}
	return n
}

func lastedOf(all []wait, which func(wait) bool) (lasted []time.Duration) {
	for _, w := range all {
		if which(w) {
			lasted = append(lasted, w.lasted)
		}
	}
	slices.Sort(lasted)
	return lasted
}

// tidy rounds a wait to what people write.
func tidy(d time.Duration) time.Duration {
	switch {
	case d >= 10*time.Minute:
		return d.Round(time.Minute)
	case d >= time.Minute:
		return d.Round(10 * time.Second)
	}
	return max(d.Round(time.Second), time.Second)
}

// compacted leaves out steps at the end that repeat anyway.
func compacted(steps []time.Duration) []time.Duration {
	n := len(steps)
	for n > 1 && steps[n-2] == steps[n-1] {
		n--
	}
	return steps[:n]
}

// scatter is by how many percent nine in ten waits are off their step at most.
func (n *Numbers) scatter(all []wait) int {
	var off []int64
	for _, w := range all {
		step := n.Steps[min(int(w.failures), len(n.Steps))-1]
		off = append(off, int64((w.lasted-step).Abs()*100/step))
	}
	slices.Sort(off)
	return int(min(off[len(off)*9/10], 90))
}

// profile makes the schedule one that can be tried.
func (n *Numbers) profile() *retry.Profile {
	for _, e := range profile.Library() {
		if e.Name != BaseProfile {
			continue
		}
		p := *e.Profile
		p.Shape = "steps"
		p.Shaping.Steps, p.Shaping.Cap = n.Steps, n.Cap
		p.Shaping.Jitter = random.Share(uint64(n.Jitter) * uint64(random.All) / 100)
		if p.Build() == nil {
			return &p
		}
	}
	return nil
}

// BaseProfile is what a learned profile takes all figures from that records do not tell.
const BaseProfile = "rfc5321"

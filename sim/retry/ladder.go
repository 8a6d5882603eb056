package retry

import (
	"time"

	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// Ladder is what a table of waits comes to while nothing but the number of failures changes.
type Ladder struct {
	Least, Most uint32 // it holds while so many copies wait

	waits  []time.Duration // after the first, second, ... failure; the last one repeats
	limits []time.Duration // what jitter makes of them at most
	jitter random.Share
}

// highest is the step up to which resolving one by one is worth while.
const highest = 1000

// Ladder resolves the schedule for a priority, a cause and a number of waiting copies into l, and reports whether it
// could: only the shape of steps is so simple.
func (p *Profile) Ladder(l *Ladder, priority Priority, cause smtp.Cause, waiting uint32) bool {
	s, ok := p.Schedule.(*steps)
	if !ok || s.Early > highest || s.Every > 0 || s.Pickup.Max() > 0 || s.JitterTime != (Spread{}) {
		return false
	}
	h := History{Waiting: waiting, Priority: priority, Cause: cause}
	*l = Ladder{waits: l.waits[:0], limits: l.limits[:0], jitter: s.Jitter}
	for range max(len(s.Steps), int(s.Early)+1) {
		h.Failures++
		step := s.step(&h)
		l.waits, l.limits = append(l.waits, step), append(l.limits, s.limit(h.Failures, step))
	}
	l.Least, l.Most = s.Growth.around(waiting)
	return true
}

// Next is what the schedule's would be after an attempt that took no time.
func (l *Ladder) Next(failures uint32, now time.Duration, draw uint64) time.Duration {
	step := min(max(int(failures), 1), len(l.waits)) - 1
	wait := min(time.Duration(random.Spread(int64(l.waits[step]), l.jitter, draw)), l.limits[step])
	return after(now, max(wait, 1))
}

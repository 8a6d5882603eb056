package survival

import "math"

// Late is which part of all mail meets an outage that keeps it longer than From, and not longer than To: what would bounce after From and would have
// arrived within To. Both are seconds.
type Late struct {
	From, To int64
	Share    Interval
}

// lates are those of message expirations that are usual.
var lates = []Late{{From: 12 * 3600, To: 24 * 3600}, {From: 18 * 3600, To: 24 * 3600}, {From: 86400, To: 5 * 86400}, {From: 2 * 86400, To: 5 * 86400}}

// TellsFactor is how many times the lower end of an interval the upper one is at most where records tell a share: some eight outages that matter make it
// so, see fewest.
const TellsFactor = 4

// Tells reports whether the records tell the share.
func (l *Late) Tells() bool { return l.Share.Low > 0 && l.Share.High <= TellsFactor*l.Share.Low }

// More is how many times the length of the records would have to be added until they tell the share. The interval of its logarithm narrows with the root
// of the number of outages.
func (l *Late) More() float64 {
	arms := math.Log(l.Share.High/l.Share.Low) / math.Log(TellsFactor)
	return max(0, arms*arms-1)
}

// late estimates; the mail of outages is a linear function of the counts, as is their rate.
func (c *cells) late(p, more *profile, counts []float64, l Late, up float64) Late {
	weights := make([]float64, len(counts))
	for j := range weights {
		a, b := c.bounds(j)
		weights[j] = up * (part(b, l) - part(a, l)) / (b - a) / c.seen[j]
	}
	l.Share = c.interval(p, more, weights, counts)
	if last := len(weights) - 1; l.To > c.edges[last] { // its outages have no end, so they may keep mail until To
		weights[last] = up * float64(l.To-l.From) / c.seen[last]
		l.Share.High = max(l.Share.High, significant(more.interval(weights).High))
	}
	return l
}

// part is the integral of how long outages of lengths up to one keep mail between From and To.
func part(length float64, l Late) float64 {
	from, to := float64(l.From), float64(l.To)
	return float64(ramp(length-from)) - float64(ramp(length-to))
}

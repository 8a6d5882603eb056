package experiment

import (
	"slices"

	"mailstorm/sim"
	"mailstorm/sim/experiment/input"
	"mailstorm/sim/random"
)

// Observed is a fault whose lengths rest on observations: a list of them, or quantiles with their number. What few observations leave
// open is part of each interval.
type Observed struct {
	Host, Fault int
	Law         *input.Law
	Seen        uint32 // observations
}

// ObservedIn lists such faults. Those with the same list share what is uncertain about it.
func ObservedIn(c *sim.Config) (all []Observed) {
	var lists []*random.Quantity
	for h := range c.Hosts {
		for f := range c.Hosts[h].Faults {
			q := &c.Hosts[h].Faults[f].Lasts
			if q.Observations() < 2 {
				continue
			}
			o := Observed{Host: h, Fault: f, Seen: q.Observations()}
			if k := slices.IndexFunc(lists, q.Equal); k >= 0 {
				o.Law = all[k].Law
			} else {
				o.Law = LawOf(q)
			}
			all, lists = append(all, o), append(lists, q)
		}
	}
	return all
}

// LawOf is the law behind observations.
func LawOf(q *random.Quantity) *input.Law {
	if len(q.Samples) > 0 {
		return input.Observed(q.Samples)
	}
	return input.Stated(q, int(q.Seen))
}

// Observe is a configuration whose faults last as long as the laws behind the observations say, beyond the longest that was seen, too.
func Observe(c *sim.Config, all []Observed) *sim.Config {
	own := c
	for _, o := range all {
		q := o.Law.Quantity()
		if q == nil {
			continue // a law that is stated is drawn from as it is
		}
		if own == c {
			copied := *c
			copied.Hosts = slices.Clone(c.Hosts)
			own = &copied
		}
		h := &own.Hosts[o.Host]
		h.Faults = slices.Clone(h.Faults)
		h.Faults[o.Fault].Lasts = *q
	}
	return own
}

// lasts are the lengths that were drawn in the storm of a seed.
func lasts(c *sim.Config, all []Observed, seed int64) (lengths []int64) {
	for _, o := range all {
		q := &c.Hosts[o.Host].Faults[o.Fault].Lasts
		lengths = append(lengths, q.Draw(c.LastsDraw(o.Host, o.Fault, seed)))
	}
	return lengths
}

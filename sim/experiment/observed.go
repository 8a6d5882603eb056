package experiment

import (
	"slices"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/experiment/input"
	"mailstorm/sim/random"
)

// Observed is a fault whose lengths rest on observations: a list of them, or quantiles with their number. What few observations leave
// open is part of each interval.
type Observed struct {
	Host, Fault int
	Law         *input.Law
	Seen        uint32        // observations
	Met         uint32        // outages that were met, which tell as much as these; 0: as many
	Over        time.Duration // in which they were made; 0: nobody says
}

// Worlds in which observed outages lasted as their observations allow.
const (
	AsShortAsSeen    = "outages-as-short-as-seen"
	AsLongAsSeen     = "outages-as-long-as-seen"
	NoLongerThanSeen = "outages-no-longer-than-seen"
)

// ObservedIn lists such faults. Those with the same list share what is uncertain about it.
func ObservedIn(c *sim.Config) (all []Observed) {
	var lists []*random.Quantity
	for h := range c.Hosts {
		for f := range c.Hosts[h].Faults {
			q := &c.Hosts[h].Faults[f].Lasts
			if q.Observations() < 2 {
				continue
			}
			o := Observed{Host: h, Fault: f, Seen: q.Observations(), Met: uint32(q.Evidence.Met), Over: time.Duration(q.Evidence.Over)}
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
	return withLengths(c, all, (*input.Law).Quantity) // a law that is stated is drawn from as it is
}

// Sample is a configuration whose faults last as long as one law of those that may be true says, for each of the laws behind the observations.
func Sample(c *sim.Config, all []Observed, seed int64) *sim.Config {
	drawn := map[*input.Law]*random.Quantity{}
	for i, o := range all {
		if drawn[o.Law] == nil {
			drawn[o.Law] = o.Law.Sample(random.NewSeed(seed), uint64(i))
		}
	}
	return withLengths(c, all, func(l *input.Law) *random.Quantity { return drawn[l] })
}

func withLengths(c *sim.Config, all []Observed, of func(*input.Law) *random.Quantity) *sim.Config {
	own, changed := c, map[int]bool{}
	for _, o := range all {
		q := of(o.Law)
		if q == nil {
			continue
		}
		if own == c {
			copied := *c
			copied.Hosts = slices.Clone(c.Hosts)
			own = &copied
		}
		h := &own.Hosts[o.Host]
		if !changed[o.Host] {
			h.Faults, changed[o.Host] = slices.Clone(h.Faults), true
		}
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

package experiment

import (
	"slices"
	"time"

	"mailstorm/sim"
)

// Strata part the storms of a plan in two: those in which an outage lasts longer than Beyond, which are rare and alone tell expirations apart,
// and the others. Two of three replications are of the rare kind, and together count for what such storms are of all. (Stratified
// sampling; W. G. Cochran, Sampling Techniques, 3rd ed. 1977, chapter 5.)
type Strata struct {
	Beyond time.Duration
	Rare   float64 // what part of all storms has such an outage

	config  *sim.Config // nil in a plan that is not run
	last    int64       // nanoseconds: no mail is written later, so that an outage which begins then is met by none
	outages []drawnFault
}

// drawnFault is a fault whose length is drawn.
type drawnFault struct{ host, fault int }

// Strata of less than that share are never found, of more are common enough as they come.
const (
	leastRare = 1e-4
	mostRare  = 0.5
)

// outlastMargin is how much shorter than an expiration an outage may be and still outlast it: half of the longest wait between attempts, for after the
// outage it takes one to find out.
const outlastMargin = 30 * time.Minute

// StrataOf parts storms by the outages that mail meets whose expiration at a host is chosen; shortest is the least of the expirations. It is
// nil where no such outage is drawn, and where nothing would be gained.
func StrataOf(c *sim.Config, host int, shortest time.Duration) *Strata {
	s := &Strata{Beyond: shortest - outlastMargin, config: c, last: int64(lastMail(c))}
	none, counted := 1.0, []uint64(nil) // faults that strike together are one outage
	for h, meets := range hostsBehind(c, host) {
		for f := range c.Hosts[h].Faults {
			lasts, later := &c.Hosts[h].Faults[f].Lasts, float64(c.Hosts[h].Faults[f].Starts.Above(s.last))/(1<<64)
			if longer := lasts.Above(int64(s.Beyond)); meets && lasts.Drawn() && longer > 0 && later < 1 && !slices.Contains(counted, c.Span(h, f)) {
				counted = append(counted, c.Span(h, f))
				s.outages = append(s.outages, drawnFault{h, f})
				none *= 1 - float64(float64(longer)/(1<<64)*(1-later))
			}
		}
	}
	if s.Rare = 1 - none; s.Rare < leastRare || s.Rare > mostRare {
		return nil
	}
	return s
}

// lastMail is the latest moment at which mail may be written.
func lastMail(c *sim.Config) (last time.Duration) {
	for i := range c.Mails {
		if m := &c.Mails[i]; m.Rate.Count > 0 && m.Lasts.Max() == 0 {
			last = max(last, c.Length)
		} else {
			last = max(last, m.Last())
		}
	}
	return last
}

// Same reports whether two are the same: by the outages of the same faults, with the same laws.
func (s *Strata) Same(o *Strata) bool {
	if s == nil || o == nil {
		return s == o
	}
	return s.Beyond == o.Beyond && s.last == o.last && slices.EqualFunc(s.outages, o.outages, func(a, b drawnFault) bool {
		x, y := &s.config.Hosts[a.host].Faults[a.fault], &o.config.Hosts[b.host].Faults[b.fault]
		return a == b && x.Name == y.Name && x.Twin == y.Twin && x.Lasts.Equal(&y.Lasts) && x.Starts.Equal(&y.Starts)
	})
}

// hostsBehind tells of each host whether mail comes to it by way of a host whose expiration concerns that mail.
func hostsBehind(c *sim.Config, host int) []bool {
	all, asked := make([]bool, len(c.Hosts)), make([]bool, len(c.Addresses))
	for i := range c.Mails {
		m := &c.Mails[i]
		if m.Forged || !c.Hosts[host].Concerns(m.From) {
			continue
		}
		for _, a := range m.To {
			if !asked[a] {
				asked[a] = true
				markHostsBehind(c, host, a, make([]bool, len(c.Hosts)), all)
			}
		}
	}
	return all
}

// markHostsBehind marks the hosts that lie behind a host on the way to an address.
func markHostsBehind(c *sim.Config, host, address int, been, all []bool) {
	been[host] = true
	list := c.Hosts[host].Paths[address]
	if list < 0 {
		return
	}
	for _, next := range c.Hosts[host].Routes[list] {
		if all[next] = true; !been[next] {
			markHostsBehind(c, next, address, been, all)
		}
	}
}

// IsRare reports whether an outage lasts long in the storm of a seed.
func (s *Strata) IsRare(seed int64) bool {
	return slices.ContainsFunc(s.outages, func(o drawnFault) bool {
		f := &s.config.Hosts[o.host].Faults[o.fault]
		return f.Lasts.Draw(s.config.LastsDraw(o.host, o.fault, seed)) > int64(s.Beyond) && f.Starts.Draw(s.config.StartsDraw(o.host, o.fault, seed)) <= s.last
	})
}

// The strata.
const (
	commonStorms = iota
	rareStorms
)

// stratum is that of a replication: one of three is common.
func stratum(run uint32) uint8 {
	if run%3 == 2 {
		return commonStorms
	}
	return rareStorms
}

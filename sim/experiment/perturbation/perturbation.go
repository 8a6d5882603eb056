// Package perturbation changes what a scenario assumes of the world, one assumption at a time: a sensitivity analysis of advice.
package perturbation

import (
	"slices"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/experiment"
	"mailstorm/sim/fault"
	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// Perturbation is a change of one assumption. Whether advice is the same there tells how much depends on it.
type Perturbation struct {
	Name      string // in files for programs
	Condition string // in words that go on after "where"

	change func(c *sim.Config) *sim.Config // nil: the scenario has nothing of the kind
}

// Catalogue are the changes that are tried.
var Catalogue = []Perturbation{
	{"outages-half-as-long", "outages last half as long", scaleOutages(1, 2)},
	{"outages-twice-as-long", "outages last twice as long", scaleOutages(2, 1)},
	{experiment.AsShortAsSeen, "each outage was as short as its observation allows", boundOutages(func(e *random.Evidence) []random.Point { return e.Least })},
	{experiment.AsLongAsSeen, "each outage was as long as its observation allows", boundOutages(func(e *random.Evidence) []random.Point { return e.Most })},
	{experiment.NoLongerThanSeen, "no outage lasts longer than the longest that was observed", endOutages},
	{"outages-twice-as-often", "outages come twice as often", repeatOutages},
	{"outages-common", "all outages strike together", alignOutages},
	{"dead-half", "half as much mail is for dead hosts", scaleDeadMail(1, 2)},
	{"dead-twice", "twice as much mail is for dead hosts", scaleDeadMail(2, 1)},
	{"typos-deferred", "mail to a domain that does not exist waits", deferUnknownDomains},
}

// withFaults is a copy with hosts of its own, and what its faults become.
func withFaults(c *sim.Config, faults func(h int, all []sim.Fault) []sim.Fault) *sim.Config {
	other := *c
	other.Hosts = slices.Clone(c.Hosts)
	for h := range other.Hosts {
		other.Hosts[h].Faults = faults(h, slices.Clone(c.Hosts[h].Faults))
	}
	return &other
}

// outage is a fault whose length is drawn.
type outage struct{ host, fault int }

func outages(c *sim.Config) (all []outage) {
	for h := range c.Hosts {
		for f := range c.Hosts[h].Faults {
			if c.Hosts[h].Faults[f].Lasts.Drawn() {
				all = append(all, outage{h, f})
			}
		}
	}
	return all
}

// scaleOutages makes all outages longer or shorter.
func scaleOutages(by, of int64) func(*sim.Config) *sim.Config {
	return func(c *sim.Config) *sim.Config {
		if len(outages(c)) == 0 {
			return nil
		}
		return withFaults(c, func(_ int, all []sim.Fault) []sim.Fault {
			for f := range all {
				if all[f].Lasts.Drawn() {
					all[f].Lasts = scaleQuantity(all[f].Lasts, by, of)
				}
			}
			return all
		})
	}
}

// scaleQuantity is a quantity that comes to so many times as much for each draw.
func scaleQuantity(q random.Quantity, by, of int64) random.Quantity {
	q.Fixed, q.Mean = q.Fixed*by/of, q.Mean*by/of
	q.Points, q.Samples = slices.Clone(q.Points), slices.Clone(q.Samples)
	for i := range q.Points {
		q.Points[i].Value = q.Points[i].Value * by / of
	}
	for i := range q.Samples {
		q.Samples[i] = q.Samples[i] * by / of
	}
	return q
}

// boundOutages lets all outages that were observed be as short, or as long, as their bounds allow.
func boundOutages(bound func(*random.Evidence) []random.Point) func(*sim.Config) *sim.Config {
	return changeLasts(func(q *random.Quantity) bool {
		points := bound(&q.Evidence)
		if len(points) > 0 {
			q.Points = points
		}
		return len(points) > 0
	})
}

// endOutages ends all outages when the longest that was observed ended.
var endOutages = changeLasts(func(q *random.Quantity) bool {
	longest := q.Evidence.Longest
	if len(q.Samples) > 1 {
		longest = slices.Max(q.Samples)
		q.Seen, q.Points, q.Samples = q.Observations(), experiment.LawOf(q).Quantity().Points, nil
	}
	if longest == 0 || q.Mean > 0 || q.Max() <= longest {
		return false
	}
	q.Points = slices.Clone(q.Points)
	for i := range q.Points {
		q.Points[i].Value = min(q.Points[i].Value, longest)
	}
	return true
})

// changeLasts changes how long outages last; it is told for each whether that is another world.
func changeLasts(change func(*random.Quantity) bool) func(*sim.Config) *sim.Config {
	return func(c *sim.Config) *sim.Config {
		changed := false
		other := withFaults(c, func(_ int, all []sim.Fault) []sim.Fault {
			for f := range all {
				if q := all[f].Lasts; q.Observations() > 1 && change(&q) {
					all[f].Lasts, changed = q, true
				}
			}
			return all
		})
		if !changed {
			return nil
		}
		return other
	}
}

// secondSuffix is added to the name of a fault that comes twice, so that the second one is drawn for itself.
const secondSuffix = " again"

// repeatOutages lets each outage come a second time, of the same law.
func repeatOutages(c *sim.Config) *sim.Config {
	if len(outages(c)) == 0 {
		return nil
	}
	other := withFaults(c, func(_ int, all []sim.Fault) []sim.Fault {
		for _, f := range all {
			if f.Lasts.Drawn() {
				f.Name += secondSuffix
				all = append(all, f)
			}
		}
		return all
	})
	for h := range other.Hosts {
		other.Hosts[h].Changes = repeatChanges(&other.Hosts[h])
	}
	return other
}

// repeatChanges are the changes of a host, which switch the second of two faults with the first.
func repeatChanges(h *sim.Host) []sim.Change {
	changes := slices.Clone(h.Changes)
	for i := range changes {
		switches := slices.Clone(changes[i].Switches)
		for _, s := range changes[i].Switches {
			if second := slices.IndexFunc(h.Faults, func(f sim.Fault) bool { return !s.Guard && f.Name == h.Faults[s.Index].Name+secondSuffix }); second >= 0 {
				switches = append(switches, sim.Switch{Index: second, On: s.On})
			}
		}
		changes[i].Switches = switches
	}
	return changes
}

// alignOutages lets all outages begin and end with the first one.
func alignOutages(c *sim.Config) *sim.Config {
	all := outages(c)
	if len(all) < 2 {
		return nil
	}
	first := all[0]
	of := &c.Hosts[first.host].Faults[first.fault]
	return withFaults(c, func(h int, faults []sim.Fault) []sim.Fault {
		for f := range faults {
			if o := (outage{h, f}); o != first && slices.Contains(all, o) {
				faults[f].Starts, faults[f].Lasts, faults[f].Twin = of.Starts, of.Lasts, c.Hosts[first.host].Name+"."+of.Name
			}
		}
		return faults
	})
}

// scaleDeadMail makes more or less of the mail to hosts that never answer.
func scaleDeadMail(by, of uint64) func(*sim.Config) *sim.Config {
	return func(c *sim.Config) *sim.Config {
		other, changed := *c, false
		other.Mails = slices.Clone(c.Mails)
		for i := range other.Mails {
			m := &other.Mails[i]
			if !isDeadMail(c, m) {
				continue
			}
			changed = true
			m.Count = (m.Count*by + of - 1) / of
			m.Volume = scaleQuantity(m.Volume, int64(by), int64(of))
			m.Rate.Count, m.Rate.Per = m.Rate.Count*by, m.Rate.Per*time.Duration(of)
		}
		if !changed {
			return nil
		}
		return &other
	}
}

// isDeadMail reports whether a table of mail goes to hosts that never answer, and is not listed or copied message by message.
func isDeadMail(c *sim.Config, m *sim.Mail) bool {
	return len(m.Listed) == 0 && m.DoubleOf == 0 && !slices.ContainsFunc(m.To, func(a int) bool {
		return !slices.ContainsFunc(c.Hosts, func(h sim.Host) bool { return h.Own[a] && slices.ContainsFunc(h.Faults, isPermanent) })
	})
}

// isPermanent reports whether a fault keeps a host from ever answering anybody.
func isPermanent(f sim.Fault) bool {
	a := f.Behaviour.Apply(fault.Session{Patience: new(smtp.Patience)})
	begins, partial := f.Starts.Drawn() || f.Starts.Fixed > 0, f.ShareOf.Drawn() || f.Share < random.All || len(f.ShareSteps) > 0
	filter := &f.Filter
	filtered := len(filter.FromHost)+len(filter.Servers)+len(filter.MailFrom)+len(filter.RcptTo) > 0 || filter.LargerThan > 0 || filter.SmallerThan > 0
	return a.Phase == smtp.Connect && a.Cause != smtp.NoSuchDomain && a.Cause != smtp.NullMX && f.Lasts.Max() == 0 && !begins && !partial && !filtered
}

// isUnknownDomain reports whether a fault says that there is no such domain.
func isUnknownDomain(f sim.Fault) bool {
	return f.Behaviour.Apply(fault.Session{Patience: new(smtp.Patience)}).Cause == smtp.NoSuchDomain
}

// deferUnknownDomains lets hosts try again that are told that a domain does not exist.
func deferUnknownDomains(c *sim.Config) *sim.Config {
	asked := slices.ContainsFunc(c.Hosts, func(h sim.Host) bool {
		return slices.ContainsFunc(h.Faults, isUnknownDomain)
	})
	other, changed := withFaults(c, func(_ int, all []sim.Fault) []sim.Fault { return all }), false
	for i := range other.Hosts {
		if code := &other.Hosts[i].Profile.Codes[smtp.NoSuchDomain]; asked && code.Permanent.Code != 0 {
			p := *other.Hosts[i].Profile
			p.Codes[smtp.NoSuchDomain] = p.Codes[smtp.Unresolved]
			other.Hosts[i].Profile, changed = &p, true
		}
	}
	if !changed {
		return nil
	}
	return other
}

// ApplyTo is a plan in another world, each storm made once, so that choices and standards that share one still do; nil where the world is no other.
func (w *Perturbation) ApplyTo(p *experiment.Plan) *experiment.Plan {
	made, other := map[*sim.Config]*sim.Config{}, *p
	of := func(c *sim.Config) *sim.Config {
		if made[c] == nil {
			made[c] = w.change(c)
		}
		return made[c]
	}
	other.Choices, other.Standards = slices.Clone(p.Choices), make([][]*sim.Config, len(p.Standards))
	for i := range other.Choices {
		if other.Choices[i].Config = of(p.Choices[i].Config); other.Choices[i].Config == nil {
			return nil
		}
	}
	for i, set := range p.Standards {
		for _, c := range set {
			other.Standards[i] = append(other.Standards[i], of(c))
		}
	}
	return &other
}

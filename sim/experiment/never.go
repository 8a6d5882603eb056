package experiment

import (
	"reflect"
	"slices"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/fault"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// Certainties are the measures that are nothing in every storm of a plan, whatever is drawn: not because nobody saw it, but because nothing of
// the scenario can bring it about. What is not sure is left out.
func (p *Plan) Certainties() (never []Measure) {
	all := func(holds func(c *sim.Config) bool) bool {
		return !slices.ContainsFunc(p.Choices, func(c Choice) bool { return !holds(c.Config) })
	}
	if all(untouched) && p.aside() {
		never = append(never, BouncedStrangers)
	}
	if all(acknowledged) {
		never = append(never, FalseNDRs, Duplicates)
	}
	if all(once) {
		never = append(never, ExtraCopies)
	}
	return never
}

// once reports whether nobody writes a message again.
func once(c *sim.Config) bool {
	return len(c.Mailboxes) == 0 && !slices.ContainsFunc(c.Mails, func(m sim.Mail) bool { return m.Resend.Share > 0 || m.DoubleOf > 0 })
}

// acknowledged reports whether no host can keep a copy whose sender does not hear of it at once.
func acknowledged(c *sim.Config) bool {
	if len(c.Mailboxes) > 0 || slices.ContainsFunc(c.Mails, func(m sim.Mail) bool { return m.DoubleOf > 0 }) {
		return false
	}
	return !slices.ContainsFunc(c.Hosts, func(h sim.Host) bool {
		return h.Bandwidth > 0 || len(h.Changes) > 0 ||
			slices.ContainsFunc(h.Guards, func(g sim.Guard) bool { return g.Kind.Name != "greylist" }) ||
			slices.ContainsFunc(h.Faults, func(f sim.Fault) bool { return !forthright(f.Bend, c.Hosts) })
	})
}

// forthright reports whether a fault either turns a message away or lets it pass at once, small or large, whoever sends it.
func forthright(f fault.Fault, senders []sim.Host) bool {
	for i := range senders {
		for _, size := range []int64{1, 1 << 40} {
			a := f.Bend(fault.Session{Size: size, Patience: &senders[i].Profile.Patience})
			if a.Kept && (a.Cause != smtp.None || a.Lasts > 0 || a.Waits > 0) {
				return false
			}
		}
	}
	return true
}

// untouched reports whether no message can feel what becomes of another one.
func untouched(c *sim.Config) bool {
	return once(c) && !slices.ContainsFunc(c.Hosts, func(h sim.Host) bool {
		p := h.Profile
		return h.Bandwidth > 0 || len(h.Guards)+len(h.Changes) > 0 || p.Connections > 0 || p.Timer != retry.PerMessage || p.Recovery != retry.OwnTimers
	})
}

// aside reports whether each choice differs from what good mail is measured by in expirations alone, and in none that concerns strangers' mail.
func (p *Plan) aside() bool {
	for i := range p.Choices {
		by := p.standards(i)
		if len(by) == 0 || !aside(p.Choices[i].Config, by[0]) {
			return false
		}
	}
	return true
}

func aside(c, standard *sim.Config) bool {
	a, lifetimes := unhurried(c)
	b, others := unhurried(standard)
	if !reflect.DeepEqual(a, b) {
		return false
	}
	for _, m := range c.Mails {
		for h := range c.Hosts {
			if lifetimes[h] != others[h] && !c.Hosts[c.Watch].Own[m.From] && c.Hosts[h].Concerns(m.From) {
				return false
			}
		}
	}
	return true
}

// unhurried is a scenario without its expirations, which come apart from it.
func unhurried(c *sim.Config) (o sim.Config, lifetimes []time.Duration) {
	o = *c
	o.Warnings, o.Hosts = nil, slices.Clone(c.Hosts)
	for i := range o.Hosts {
		profile := *o.Hosts[i].Profile
		lifetimes = append(lifetimes, profile.Lifetime)
		profile.Lifetime = 0
		o.Hosts[i].Profile = &profile
	}
	return o, lifetimes
}

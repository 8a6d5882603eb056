package experiment

import (
	"slices"

	"mailstorm/sim"
	"mailstorm/sim/fault"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// FindStructuralZeros are the measures that are nothing in every storm of a plan, whatever is drawn: not because nobody saw it, but because nothing of
// the scenario can bring it about. What is not sure is left out. Alone says that choices differ in expirations alone.
func (p *Plan) FindStructuralZeros(alone bool) (never []Measure) {
	all := func(holds func(c *sim.Config) bool) bool {
		return !slices.ContainsFunc(p.Choices, func(c Choice) bool { return !holds(c.Config) })
	}
	if alone && all(messagesIndependent) && p.strangersAsStandard() {
		never = append(never, BouncedStrangers)
	}
	if all(acknowledged) {
		never = append(never, FalseNDRs, Duplicates)
	}
	if all(nothingWrittenAgain) {
		never = append(never, ExtraCopies)
	}
	return never
}

// strangersAsStandard reports whether no choice has another expiration for strangers' mail than what good mail is measured by.
func (p *Plan) strangersAsStandard() bool {
	for i := range p.Choices {
		by := p.StandardsOf(i)
		if len(by) == 0 || !strangersUnaffected(p.Choices[i].Config, by[0]) {
			return false
		}
	}
	return true
}

func strangersUnaffected(c, standard *sim.Config) bool {
	for _, m := range c.Mails {
		for h := range c.Hosts {
			if c.Hosts[h].Profile.Lifetime != standard.Hosts[h].Profile.Lifetime && !c.Hosts[c.Watch].Own[m.From] && c.Hosts[h].Concerns(m.From) {
				return false
			}
		}
	}
	return true
}

// nothingWrittenAgain reports whether nobody writes a message again.
func nothingWrittenAgain(c *sim.Config) bool {
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
			slices.ContainsFunc(h.Faults, func(f sim.Fault) bool { return !isImmediate(f.Behaviour, c.Hosts) })
	})
}

// isImmediate reports whether a fault either turns a message away or lets it pass at once, small or large, whoever sends it.
func isImmediate(f fault.Fault, senders []sim.Host) bool {
	for i := range senders {
		for _, size := range []int64{1, 1 << 40} {
			a := f.Apply(fault.Session{Size: size, Patience: &senders[i].Profile.Patience})
			if a.Kept && (a.Cause != smtp.None || a.Duration > 0 || a.Delay > 0) {
				return false
			}
		}
	}
	return true
}

// messagesIndependent reports whether no message can feel what becomes of another one.
func messagesIndependent(c *sim.Config) bool {
	return nothingWrittenAgain(c) && !slices.ContainsFunc(c.Hosts, func(h sim.Host) bool {
		p := h.Profile
		return h.Bandwidth > 0 || len(h.Guards)+len(h.Changes) > 0 || p.Connections > 0 || p.Memory != retry.NoMemory || p.Recovery != retry.OwnTimers
	})
}

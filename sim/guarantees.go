package sim

import (
	"slices"

	"mailstorm/sim/fault"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// NothingWrittenAgain reports whether nobody writes a message again.
func (c *Config) NothingWrittenAgain() bool {
	return len(c.Mailboxes) == 0 && !slices.ContainsFunc(c.Mails, func(m Mail) bool { return m.Resend.Share > 0 || m.DoubleOf > 0 })
}

// Acknowledged reports whether no host can keep a copy whose sender does not hear of it at once.
func (c *Config) Acknowledged() bool {
	if len(c.Mailboxes) > 0 || slices.ContainsFunc(c.Mails, func(m Mail) bool { return m.DoubleOf > 0 }) {
		return false
	}
	return !slices.ContainsFunc(c.Hosts, func(h Host) bool {
		return h.Bandwidth > 0 || len(h.Changes) > 0 ||
			slices.ContainsFunc(h.Guards, func(g Guard) bool { return g.Kind.Name != "greylist" }) ||
			slices.ContainsFunc(h.Faults, func(f Fault) bool { return !isImmediate(f.Behaviour, c.Hosts) })
	})
}

// isImmediate reports whether a fault either turns a message away or lets it pass at once, small or large, whoever sends it.
func isImmediate(f fault.Fault, senders []Host) bool {
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

// MessagesIndependent reports whether no message can feel what becomes of another one.
func (c *Config) MessagesIndependent() bool {
	return c.NothingWrittenAgain() && !slices.ContainsFunc(c.Hosts, func(h Host) bool {
		p := h.Profile
		return h.Bandwidth > 0 || len(h.Guards)+len(h.Changes) > 0 || p.Connections > 0 || p.Memory != retry.NoMemory || p.Recovery != retry.OwnTimers
	})
}

package sim

import (
	"time"

	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// Need is what a run will come to, reckoned before anything is made for it, and at most: yet without the mail that is written
// because of other mail, beyond one NDR for each delivery, and without what happens behind the first host.
type Need struct {
	Messages   uint64
	Deliveries uint64
	Attempts   uint64        // as if nothing but failed
	Memory     uint64        // bytes
	Ends       time.Duration // when the first host gives the last copy up, unless the run is shorter
}

// What a message and a delivery cost at most, in bytes: their rows, a copy that waits, an NDR, and what lists leave behind as they grow.
const (
	perMessage  = 160
	perDelivery = 640
)

// NeedOf reckons what a scenario needs.
func NeedOf(c *Config) (n Need) {
	for i := range c.Mails {
		m := &c.Mails[i]
		messages := m.most(c)
		n.Messages += messages
		n.Deliveries += messages * uint64(len(m.To))
		attempts, ends := siege(c.Hosts[m.Enters].Profile)
		n.Attempts += messages * attempts
		n.Ends = max(n.Ends, m.last()+ends)
	}
	n.Memory = n.Messages*perMessage + n.Deliveries*perDelivery
	return n
}

// most is how many messages a table has at most; of a rate, how many are to be expected.
func (m *Mail) most(c *Config) uint64 {
	switch {
	case m.DoubleOf > 0:
		return c.Mails[m.DoubleOf-1].most(c)
	case len(m.Listed) > 0:
		return uint64(len(m.Listed))
	case m.Volume.Drawn():
		return uint64(m.Volume.Max())
	case m.Rate.Count == 0:
		return m.Count
	}
	lasts := m.Lasts.Max()
	if lasts == 0 {
		lasts = int64(c.Length)
	}
	return uint64(lasts / max(int64(m.Rate.Per)/int64(m.Rate.Count), 1))
}

// last is the latest moment at which a table may write.
func (m *Mail) last() time.Duration {
	if n := len(m.Listed); n > 0 {
		return m.Listed[n-1].At
	}
	return time.Duration(m.Starts.Max() + m.Lasts.Max())
}

// siege is how often a copy is tried in vain until it is given up, and when that is.
func siege(p *retry.Profile) (attempts uint64, ends time.Duration) {
	life := max(p.Lifetime, p.Documented.To)
	for now := p.Shaping.First; now < life; attempts++ {
		now = p.Schedule.Next(retry.History{Failures: uint32(attempts) + 1, Started: now, Ended: now, Waiting: 1, Priority: retry.Normal,
			Cause: smtp.Refused, Draw: uint64(random.All) / 2})
	}
	return attempts, life + p.Check.To
}

package sim

import (
	"time"

	"mailstorm/sim/observe"
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

// What a minute in which something happens costs, until it is told; any other minute; and an address, for each host.
const (
	perCell    = 256
	perMinute  = 6
	perAddress = 16

	mega = 1_000_000
)

// NeedOf reckons what a scenario needs.
func NeedOf(c *Config) (n Need) {
	sieges := make([]worstCase, len(c.Hosts))
	for i := range c.Mails {
		m := &c.Mails[i]
		messages := m.most(c)
		n.Messages += messages
		n.Deliveries += messages * uint64(len(m.To))
		s := &sieges[m.Enters]
		if s.attempts == 0 {
			*s = worstCaseOf(c.Hosts[m.Enters].Profile)
		}
		n.Attempts += messages * s.attempts
		n.Ends = max(n.Ends, m.Last()+s.ends)
	}
	n.Memory = n.Messages*perMessage + n.Deliveries*perDelivery + n.minutes(c) + uint64(len(c.Hosts)*len(c.Addresses))*perAddress
	n.Memory = (n.Memory + mega - 1) / mega * mega
	return n
}

// minutes is what the series costs: a message touches a minute as it is written, as it ends, and at each attempt.
func (n *Need) minutes(c *Config) uint64 {
	lasts := n.Ends
	if c.Length > 0 {
		lasts = min(lasts, c.Length)
	}
	minutes := uint64(lasts/observe.Slice) + 1
	return minutes*perMinute + min(minutes, n.Attempts+4*n.Deliveries)*perCell
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

// Last is the latest moment at which a table may write.
func (m *Mail) Last() time.Duration {
	if n := len(m.Listed); n > 0 {
		return m.Listed[n-1].At
	}
	return time.Duration(m.Starts.Max() + m.Lasts.Max())
}

// worstCase is how often a copy is tried in vain until it is given up, and when that is.
type worstCase struct {
	attempts uint64
	ends     time.Duration
}

// enough attempts show how a schedule goes on: no interval is shorter than those before it.
const enough = 1 << 16

func worstCaseOf(p *retry.Profile) (s worstCase) {
	life := max(p.Lifetime, p.Documented.To)
	s.ends = life + p.Check.To
	for now := p.Shaping.First; now < life && !p.Exhausted(uint32(s.attempts)); s.attempts++ {
		if s.attempts == enough {
			s.attempts = min(enough*uint64(life/time.Millisecond)/uint64(max(now/time.Millisecond, 1)), 1<<32)
			break
		}
		now = p.Schedule.Next(retry.History{Failures: uint32(s.attempts) + 1, Started: now, Ended: now, Waiting: 1, Priority: retry.Normal,
			Cause: smtp.Refused, Draw: uint64(random.All) / 2})
	}
	return s
}

package sim

import (
	"time"

	"mailstorm/sim/fault"
	"mailstorm/sim/random"
)

// selector says when and whom a fault or a guard concerns in this run: its span drawn, its names resolved.
type selector struct {
	key         uint64
	starts      time.Duration
	ends        time.Duration
	subject     Subject
	baseShare   random.Share
	steps       []fault.Step
	step        int        // of falls
	serverRanks [][]uint32 // by sending host: the order in which its servers are affected; of receivers: row 0
	filter      *Filter
	hosts       []bool   // by host: whether the filter lets it through; nil: all
	servers     []uint32 // of the sending pool, from 0; nil: all
	mailFrom    []bool   // by address
	rcptTo      []bool   // by address
}

// LastsDraw is the draw from which a fault's length comes in the run with a seed: Lasts.Draw(of it) is the length.
func (c *Config) LastsDraw(host, fault int, seed int64) uint64 {
	return random.NewSeed(seed).Draw(random.Lasts, c.Span(host, fault), 0)
}

// StartsDraw is the draw from which the moment comes at which a fault begins, as LastsDraw.
func (c *Config) StartsDraw(host, fault int, seed int64) uint64 {
	return random.NewSeed(seed).Draw(random.Starts, c.Span(host, fault), 0)
}

// FaultHolds is from when to when a fault holds in the run, unless a change switches it; what never ends holds to the latest time there is.
func (c *Config) FaultHolds(host, fault int) (starts, ends time.Duration) {
	f := &c.Hosts[host].Faults[fault]
	return drawSpan(random.NewSeed(c.Seed), c.Span(host, fault), f.Starts, f.Lasts)
}

// GuardHolds is from when to when a guard holds in the run, as FaultHolds. One that is off holds at no time.
func (c *Config) GuardHolds(host, guard int) (starts, ends time.Duration) {
	h := &c.Hosts[host]
	g := &h.Guards[guard]
	if g.Off {
		return never, never
	}
	return drawSpan(random.NewSeed(c.Seed), g.origin(h.Name), g.Starts, g.Lasts)
}

func drawSpan(seed random.Seed, span uint64, starts, lasts random.Quantity) (from, to time.Duration) {
	from = time.Duration(starts.Draw(seed.Draw(random.Starts, span, 0)))
	if lasts.Max() == 0 {
		return from, never
	}
	return from, from + time.Duration(lasts.Draw(seed.Draw(random.Lasts, span, 0)))
}

// Span is the subject of the draws of when a fault begins and how long it lasts: faults with the same one strike together.
func (c *Config) Span(host, fault int) uint64 {
	h := &c.Hosts[host]
	return h.Faults[fault].span(h.Name)
}

// origin names a fault as a subject of draws.
func (f *Fault) origin(host string) uint64 { return random.Name("fault." + host + "." + f.Name) }

// origin names a guard as a subject of draws.
func (g *Guard) origin(host string) uint64 { return random.Name("guard." + host + "." + g.Name) }

// span is that of the fault with which it begins and ends.
func (f *Fault) span(host string) uint64 {
	if f.Twin != "" {
		return random.Name("fault." + f.Twin)
	}
	return f.origin(host)
}

func marked(list []int, n int) []bool {
	if len(list) == 0 {
		return nil
	}
	marks := make([]bool, n)
	for _, i := range list {
		marks[i] = true
	}
	return marks
}

// isActive reports whether the span covers a time.
func (s *selector) isActive(now time.Duration) bool { return now >= s.starts && now < s.ends }

// switchTo switches it on or off from now on, whatever its span said.
func (s *selector) switchTo(on bool, now time.Duration) {
	switch {
	case on && !s.isActive(now):
		s.starts, s.ends, s.step = now, never, 0
	case on:
		s.ends = never
	case s.starts >= now:
		s.starts, s.ends = never, never
	default:
		s.ends = min(s.ends, now)
	}
}

// matchesServer reports whether a server is among the share that is affected: exactly so many of them, the same ones as it grows.
func (s *selector) matchesServer(now time.Duration, ranks []uint32, server uint16) bool {
	return int64(ranks[server]) < s.share(now).Of(int64(len(ranks)))
}

// share is the part that is affected at a time; time runs only forward.
func (s *selector) share(now time.Duration) random.Share {
	if len(s.steps) == 0 {
		return s.baseShare
	}
	for s.step+1 < len(s.steps) && now-s.starts >= s.steps[s.step+1].At {
		s.step++
	}
	return s.steps[s.step].Share
}

package sim

import (
	"slices"
	"time"

	"mailstorm/sim/fault"
	"mailstorm/sim/random"
)

// scope says when and whom a fault or a guard concerns in this run: its span drawn, its names resolved.
type scope struct {
	key     uint64
	starts  time.Duration
	ends    time.Duration
	of      Subject
	part    random.Share
	falls   []fault.Step
	step    int        // of falls
	ranks   [][]uint32 // by sending host: the order in which its servers are befallen; of receivers: row 0
	filter  *Filter
	hosts   []bool   // by host: whether the filter lets it through; nil: all
	servers []uint32 // of the sending pool, from 0; nil: all
	senders []bool   // by address
	rcpts   []bool   // by address
}

// scope draws the span and resolves the filter.
func (w *World) scope(origin, span uint64, starts, lasts random.Quantity, f *Filter) scope {
	s := scope{key: origin, starts: time.Duration(starts.Draw(w.seed.Draw(random.Starts, span, 0))), ends: never, filter: f}
	if lasts.Max() > 0 {
		s.ends = s.starts + time.Duration(lasts.Draw(w.seed.Draw(random.Lasts, span, 0)))
	}
	s.hosts = marked(f.FromHost, len(w.config.Hosts))
	s.senders = marked(f.MailFrom, len(w.config.Addresses))
	s.rcpts = marked(f.RcptTo, len(w.config.Addresses))
	for _, n := range f.Servers {
		s.servers = append(s.servers, n-1)
	}
	return s
}

// LastsDraw is the draw from which a fault's length comes in the run with a seed: Lasts.Draw(of it) is the length.
func (c *Config) LastsDraw(host, fault int, seed int64) uint64 {
	return random.NewSeed(seed).Draw(random.Lasts, c.Span(host, fault), 0)
}

// Span is the subject of the draws of when a fault begins and how long it lasts: faults with the same one strike together.
func (c *Config) Span(host, fault int) uint64 {
	h := &c.Hosts[host]
	return h.Faults[fault].span(h.Name)
}

// origin names a fault as a subject of draws.
func (f *Fault) origin(host string) uint64 { return random.Name("fault." + host + "." + f.Name) }

// span is that of the fault with which it begins and ends.
func (f *Fault) span(host string) uint64 {
	if f.Twin != "" {
		return random.Name("fault." + f.Twin)
	}
	return f.origin(host)
}

// part is the share that a fault befalls in this run.
func (w *World) part(f *Fault, origin uint64) random.Share {
	if !f.ShareOf.Drawn() {
		return f.Share
	}
	return random.Share(f.ShareOf.Draw(w.seed.Draw(random.Part, origin, 0)))
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

// rank puts the servers in the order in which they are befallen, where a share of them is.
func (w *World) rank(s *scope, h *host) {
	switch s.of {
	case OfSenderServers:
		for i := range w.hosts {
			s.ranks = append(s.ranks, random.Order(w.seed, random.Rank, random.Mix(s.key, w.hosts[i].key), int(w.hosts[i].servers)))
		}
	case OfReceiverServers:
		s.ranks = append(s.ranks, random.Order(w.seed, random.Rank, s.key, int(h.servers)))
	}
}

// holds reports whether the span covers a time.
func (s *scope) holds(now time.Duration) bool { return now >= s.starts && now < s.ends }

// turn switches it on or off from now on, whatever its span said.
func (s *scope) turn(on bool, now time.Duration) {
	switch {
	case on && !s.holds(now):
		s.starts, s.ends, s.step = now, never, 0
	case on:
		s.ends = never
	case s.starts >= now:
		s.starts, s.ends = never, never
	default:
		s.ends = min(s.ends, now)
	}
}

// wrote reports whether the sender of a copy is among those that are marked; the null sender is not.
func (w *World) wrote(marks []bool, c *custody) bool {
	from := w.sender(c.mail, c.message)
	return from >= 0 && marks[from]
}

// befalls reports whether a fault or guard concerns this session at all; single recipients are asked for again.
func (w *World) befalls(f *scope, c *custody, q *queue, t *talk, turn uint64) bool {
	switch {
	case f.hosts != nil && !f.hosts[q.host],
		f.servers != nil && !slices.Contains(f.servers, uint32(t.server)),
		f.senders != nil && !w.wrote(f.senders, c),
		f.filter.LargerThan > 0 && w.size(c) <= f.filter.LargerThan,
		f.filter.SmallerThan > 0 && w.size(c) >= f.filter.SmallerThan:
		return false
	}
	switch f.of {
	case OfSenderServers:
		if !f.ranked(w.now, f.ranks[q.host], t.server) {
			return false
		}
	case OfReceiverServers:
		if !f.ranked(w.now, f.ranks[0], t.peer) {
			return false
		}
	}
	return w.anyNamed(f, c, turn)
}

// ranked reports whether a server is among the share that is befallen: exactly so many of them, the same ones as it grows.
func (s *scope) ranked(now time.Duration, ranks []uint32, server uint16) bool {
	return int64(ranks[server]) < s.share(now).Of(int64(len(ranks)))
}

// anyNamed reports whether a fault concerns a recipient of the copy.
func (w *World) anyNamed(f *scope, c *custody, turn uint64) bool {
	if f.rcpts == nil && f.of != OfRecipients {
		return w.named(f, c, w.of(c, 0), turn)
	}
	for i := range c.count {
		if w.named(f, c, w.of(c, i), turn) {
			return true
		}
	}
	return false
}

// named reports whether a fault concerns this recipient of the copy: its filter, and its share where that is drawn.
func (w *World) named(f *scope, c *custody, delivery uint32, turn uint64) bool {
	if f.rcpts != nil && !f.rcpts[w.recipient(c.mail, c.message, delivery)] {
		return false
	}
	share := f.share(w.now)
	switch {
	case f.of == OfSenderServers || f.of == OfReceiverServers || share >= random.All:
		return true
	case f.of == OfAttempts:
		return share.Hits(w.seed.Draw(random.Strike, random.Mix(f.key, c.key), turn))
	case f.of == OfMessages:
		return share.Hits(w.seed.Draw(random.Strike, random.Mix(f.key, w.messages[c.message].key), 0))
	default:
		return share.Hits(w.seed.Draw(random.Strike, random.Mix(f.key, w.names[w.recipient(c.mail, c.message, delivery)]), 0))
	}
}

// share is the part that is befallen at a time; time runs only forward.
func (s *scope) share(now time.Duration) random.Share {
	if len(s.falls) == 0 {
		return s.part
	}
	for s.step+1 < len(s.falls) && now-s.starts >= s.falls[s.step+1].At {
		s.step++
	}
	return s.falls[s.step].Share
}
